"""Known keys of a config.json: those that a family reads, and those that change none of its numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attention_scenes.model.decoder.architectures.families import Family


@cache
def _lists() -> dict[str, list[str]]:
    """Return the lists of config_keys.toml."""
    return tomllib.loads(Path(__file__).with_name("config_keys.toml").read_text(encoding="utf-8"))


def _own(family: Family, positions: str) -> set[str]:
    """Return the keys that a family reads for a model with these positions."""
    return family.keys() | {*_lists().get(positions, [])}


def set_oddly(family: Family, positions: str, data: Mapping[str, Any]) -> list[str]:
    """Return the keys that a config sets, and that its family does not read and must not have set."""
    # An empty quantization_config is one all the same: the library asks it for its method.
    odd = [name for name, value in data.items() if value or (name == "quantization_config" and value is not None)]
    return [name for name in _lists()["unset"] if name in odd and name not in _own(family, positions)]


def unknown(family: Family, positions: str, data: Mapping[str, Any]) -> list[str]:
    """Return the keys that are in no list and are not null, and a class that is none of the family's."""
    known = {*_lists()["harmless"], *_lists()["generation"], *_lists()["unset"], *_own(family, positions)}
    named = data.get("architectures") or []
    strange = [name for name in (named if isinstance(named, list) else [named]) if name not in family.classes]
    return [name for name in data if name not in known and data[name] is not None] + [
        f"architectures {str(name)[:40]!r}" for name in strange
    ]
