"""Command that starts this program: ``python render.py`` in a clone, ``attention-scenes`` where installed."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from attention_scenes.model.files import ROOT

INSTALLED = "attention-scenes"  # as in pyproject.toml
# In the code every message has the clone's way; it is quoted where a person's own words may say the same.
_TYPED = re.compile(r"(?<![\w./'\"-])(python\s+)?render\.py\b")


def is_clone() -> bool:
    """Return whether this runs in a clone of the project, with documents and tests, not as a package."""
    return (ROOT / "pyproject.toml").is_file()


def command() -> tuple[str, ...]:
    """Return the command that starts this program, as a list of words."""
    started = Path(sys.argv[0]).stem if sys.argv else ""
    return ("python", "render.py") if is_clone() and started != INSTALLED else (INSTALLED,)


def child(task: str) -> list[str]:
    """Return the command that starts a child process for a task; see :func:`child_environment`."""
    return [sys.executable, "-P", "-m", "attention_scenes", task]


def child_environment() -> dict[str, str]:
    """Return environment variables with which a child imports this copy of the package, whatever is installed."""
    parent = str(ROOT if is_clone() else ROOT.parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [parent, os.environ.get("PYTHONPATH", "")]))}


def set_up() -> str:
    """Return the advice for when something is missing that comes with this program."""
    return "run ./setup.sh once" if is_clone() else f"install {INSTALLED} again, with all that it depends on"


def named(text: str) -> str:
    """Return ``text`` with ``python render.py`` replaced by ``attention-scenes`` where that is the command."""
    return text if len(command()) > 1 else _TYPED.sub(INSTALLED, text)


__all__ = ["INSTALLED", "ROOT", "child", "child_environment", "command", "is_clone", "named", "set_up"]
