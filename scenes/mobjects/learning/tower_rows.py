"""Towers of groups of runs in rows: in a wide frame one row, in a tall one several of a few groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import rush
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers


@dataclass(frozen=True)
class TowerRows:
    """The towers of all groups, row by row; groups are counted through all rows."""

    rows: list[RunTowers]
    each: int  # groups in a row

    def change(self, groups: Iterable[int], seconds: float, **arrays: float) -> list[Change]:
        """Return the animations that set arrays of some groups, those of others as they are."""
        found, wanted = [], list(groups)
        for number, row in enumerate(self.rows):
            own = [n for n in (group - number * self.each for group in wanted) if 0 <= n < len(row.groups)]
            if own:
                values: dict[str, Any] = {name: _with(getattr(row, name), own, value) for name, value in arrays.items()}
                found.append(Change(row, run_time=seconds, rate_func=rush, **values))
        return found

    def glow(self, run: int, seconds: float) -> list[Change]:
        """Return the animations that make one run glow in every group."""
        found = []
        for row in self.rows:
            number = np.concatenate([np.arange(size) for size in row.sizes])
            glows: Any = (number == run).astype(float)
            found.append(Change(row, run_time=seconds, glows=glows))
        return found


def in_rows(groups: Sequence[RunGroup], each: int) -> list[Sequence[RunGroup]]:
    """Return the groups of each row, as many as that in all but the last."""
    return [groups[n : n + each] for n in range(0, len(groups), each)]


def _with(array: np.ndarray, groups: list[int], value: float) -> np.ndarray:
    changed = np.array(array, dtype=float)
    changed[groups] = value
    return changed
