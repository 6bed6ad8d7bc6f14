"""Version of this project, installed or run from its folder."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from attention_scenes.film.system.program import ROOT

NAME = "attention-scenes"


@cache
def project_version() -> str:
    """Return the installed package's version, or that of ``pyproject.toml`` where nothing is installed."""
    try:
        return version(NAME)
    except PackageNotFoundError:
        declared = ROOT / "pyproject.toml"
        return tomllib.loads(declared.read_text(encoding="utf-8"))["project"]["version"]
