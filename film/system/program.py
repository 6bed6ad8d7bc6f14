"""What a person types to start this program: the file of a clone, or the command of an installed package."""

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
    """Whether this is run from the project's own folder, with its documents and tests, and not from a package."""
    return (ROOT / "pyproject.toml").is_file()


def command() -> tuple[str, ...]:
    """The words that start this program."""
    started = Path(sys.argv[0]).stem if sys.argv else ""
    return ("python", "render.py") if is_clone() and started != INSTALLED else (INSTALLED,)


def child(task: str) -> list[str]:
    """The command of a process that does a task of this program; see :func:`child_environment`."""
    return [sys.executable, "-P", "-m", "attention_scenes", task]


def child_environment() -> dict[str, str]:
    """Return the environment in which a child finds this copy of the package, whatever else is installed."""
    parent = str(ROOT if is_clone() else ROOT.parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [parent, os.environ.get("PYTHONPATH", "")]))}


def set_up() -> str:
    """What a person should do who lacks something that comes with this program."""
    return "run ./setup.sh once" if is_clone() else f"install {INSTALLED} again, with all that it depends on"


def named(text: str) -> str:
    """``text`` with ``python render.py`` in it called as it was called here, ``attention-scenes`` perhaps."""
    return text if len(command()) > 1 else _TYPED.sub(INSTALLED, text)


__all__ = ["INSTALLED", "ROOT", "child", "child_environment", "command", "is_clone", "named", "set_up"]
