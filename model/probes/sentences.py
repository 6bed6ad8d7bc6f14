"""Probe sentences: those of probes.toml or of a model's own file, and the empty fields of a probe filled from them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import is_own, words_folder

FOLDER = Path(__file__).parent
DEFAULTS = "probes.toml"


@cache
def probe_sentences(model: str = "") -> dict[str, Any]:
    """Return the sentences on which heads, neurons and axes of a model are measured.

    They are those of probes.toml. A model that reads another language brings its own: a ``probes.toml`` in its folder,
    or a file beside ours that is called as the model or its folder is, ``fr2en.toml``. Its tables go before the tables
    of the same names. One that adapts another of our own reads that one's words.
    """
    folder = words_folder(model) if is_own(model) else Path(model or FOLDER).expanduser()
    files = [FOLDER / DEFAULTS, FOLDER / f"{PurePath(model).name or 'probes'}.toml", folder / DEFAULTS]
    tables = [_read(path) for path in files if path.is_file()]
    return {name: table for each in tables for name, table in each.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"Cannot read {path}: {error}. It holds a model's probe sentences: mend or remove it."
        ) from None


def missing(probe: Any, lists: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of ``lists`` for which the probe's own field is empty."""
    return {key: value for key, value in with_tuples(lists).items() if not getattr(probe, key)}


def with_tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same table with tuples for lists, however deep."""
    return {key: _frozen(value) for key, value in table.items()}


def refuse_shown(phrases: tuple[str, ...], measured_on: list[str]) -> None:
    """Refuse a phrase that is also among the sentences measured on, with a UserError."""
    used = {_plain(line) for line in measured_on}
    if repeated := [p for p in phrases if _plain(p) in used]:
        raise UserError(f"{repeated[0]!r} is both shown and a context: axes are measured on other sentences only.")


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return with_tuples(value) if isinstance(value, Mapping) else value


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
