"""What to tell a person whose Python lacks what the project needs; needs none of it itself."""

from __future__ import annotations

import sys

from attention_scenes.film.system.program import is_clone, set_up

# What every command comes to need: where one of these is missing, it is the Python that is the wrong one.
NEEDED = {"av", "click", "manim", "moderngl", "numpy", "PIL", "pydantic", "rich", "safetensors", "skia", "torch"}


def remedy(missing: ModuleNotFoundError) -> str | None:
    """What would help; None where the missing module is none that the set-up installs."""
    name = (missing.name or "").partition(".")[0]
    if name not in NEEDED:
        return None
    then = "; then `. .venv/bin/activate`, or put ./setup.sh in front: `./setup.sh python render.py list`"
    return f"{sys.executable or 'this Python'} has no module {name!r}: {set_up()}{then if is_clone() else ''}."
