"""Rows of a play: each thing that is drawn, in drawing order, with its drawing in each sampled frame."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from attention_scenes.film.live.forms.strokes import Op

Key = TypeVar("Key", bound=Hashable)
Kind = TypeVar("Kind")
Row = list[Op | None]  # one drawing in each sampled frame


def rows_of(frames: Sequence[Sequence[Op]]) -> list[Row]:
    """Return a row for each thing that is drawn, in drawing order, with a place for each frame.

    What is cut to other boxes in another frame, not to the same that have moved, is another thing.
    """
    keys = [[(op.key, op.clip.names) for op in ops] for ops in frames]
    rows: dict[Hashable, Row] = {key: [None] * len(frames) for key in merged(keys)}
    for n, ops in enumerate(frames):
        for key, op in zip(keys[n], ops, strict=True):
            rows[key][n] = op
    return list(rows.values())


def merged(orders: Iterable[Sequence[Key]]) -> list[Key]:
    """Return all that is in some orders in one: what is new comes where it stands between what is known."""
    order: dict[Key, float] = {}
    for keys in orders:
        before = -1.0
        pending: list[Key] = []
        for key in keys:
            if key in order:
                _between(order, pending, before, order[key])
                before, pending = order[key], []
            else:
                pending.append(key)
        _between(order, pending, before, max([before, *order.values()]) + 1.0 if pending else before)
    return sorted(order, key=order.__getitem__)


def _between(order: dict[Key, float], keys: list[Key], low: float, high: float) -> None:
    """Give new keys places between two known ones."""
    for n, key in enumerate(keys, 1):
        order[key] = low + (high - low) * n / (len(keys) + 1) if high > low else low


def without_gaps(row: Sequence[Kind | None]) -> list[Kind]:
    """Return what is there in each frame, and where there is nothing what was before, or what comes first."""
    current = next(one for one in row if one is not None)
    found = []
    for one in row:
        current = current if one is None else one
        found.append(current)
    return found
