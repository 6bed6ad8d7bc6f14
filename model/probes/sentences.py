"""Probe sentences: read probes.toml, and fill the empty fields of a probe from it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attention_scenes.model.errors import UserError


@cache
def probe_sentences() -> dict[str, Any]:
    """Return the sentences of probes.toml, on which heads, neurons and axes are measured."""
    return tomllib.loads(Path(__file__).with_name("probes.toml").read_text(encoding="utf-8"))


def missing(probe: Any, lists: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of ``lists`` for which the probe's own field is empty."""
    return {key: value for key, value in with_tuples(lists).items() if not getattr(probe, key)}


def with_tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same table with tuples for lists, however deep."""
    return {key: _frozen(value) for key, value in table.items()}


def refuse_shown(phrases: tuple[str, ...], measured_on: list[str]) -> None:
    """Refuse a phrase that is also among the sentences measured on, with a UserError."""
    used = {_plain(line) for line in measured_on}
    if shown := [p for p in phrases if _plain(p) in used]:
        raise UserError(f"{shown[0]!r} is both shown and a context: axes are measured on other sentences only.")


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return with_tuples(value) if isinstance(value, Mapping) else value


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
