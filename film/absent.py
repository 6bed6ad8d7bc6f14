"""What to tell a person whose Python lacks what the project needs; needs nothing itself."""

from __future__ import annotations

import sys

OURS = {"benchmarks", "film", "model", "render", "scenes"}


def remedy(missing: ModuleNotFoundError) -> str | None:
    """What would help; None where the missing module is one of ours."""
    name = (missing.name or "").partition(".")[0]
    if not name or name in OURS:
        return None
    return (
        f"{sys.executable or 'this Python'} has no module {name!r}. Run `./setup.sh` once, then "
        "`. .venv/bin/activate`; or put ./setup.sh in front: `./setup.sh python render.py list`."
    )
