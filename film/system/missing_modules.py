"""Advice for a missing module that the project needs; imports only the standard library."""

from __future__ import annotations

import sys

from attention_scenes.film.system.program import is_clone, set_up

# Commands need these: where one is missing, this is the wrong Python.
NEEDED = {"av", "click", "manim", "moderngl", "numpy", "PIL", "pydantic", "rich", "safetensors", "skia", "torch"}


def remedy(missing: ModuleNotFoundError) -> str | None:
    """Return the advice for a missing module; None for one that the set-up does not install."""
    name = (missing.name or "").partition(".")[0]
    if name not in NEEDED:
        return None
    then = "; then `. .venv/bin/activate`, or put ./setup.sh in front: `./setup.sh python render.py list`"
    return f"{sys.executable or 'this Python'} has no module {name!r}: {set_up()}{then if is_clone() else ''}."
