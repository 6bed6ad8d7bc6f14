"""What to tell a person whose Python lacks what the project needs; needs nothing itself."""

from __future__ import annotations

import sys

# What every command comes to need: where one of these is missing, it is the Python that is the wrong one.
NEEDED = {"av", "click", "manim", "moderngl", "numpy", "PIL", "pydantic", "rich", "safetensors", "skia", "torch"}


def remedy(missing: ModuleNotFoundError) -> str | None:
    """What would help; None where the missing module is none that the set-up installs."""
    name = (missing.name or "").partition(".")[0]
    if name not in NEEDED:
        return None
    return (
        f"{sys.executable or 'this Python'} has no module {name!r}. Run `./setup.sh` once, then "
        "`. .venv/bin/activate`; or put ./setup.sh in front: `./setup.sh python render.py list`."
    )
