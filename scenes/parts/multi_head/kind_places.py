"""Where the kinds of heads and their counts stand: a column for each kind, or a row in a frame that is not wide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, ORIGIN

from attention_scenes.model.probes.head_kinds import KINDS
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene

ROW, BEFORE = 0.38, 1.1  # from row to row; room before the first column of a kind
CARD = 0.34  # from a kind's card to its name: under this a column's counts begin
FIRST, APART = 1.15, 1.35  # from the wall down to the first row; from one threshold to the next


@dataclass(frozen=True)
class KindPlaces:
    """A table of kinds and thresholds under the wall, in scene units; ``turned`` where each kind has a row.

    Attributes
    ----------
    wall_low
        Where the wall ends.
    low
        The baseline of the last threshold, where these have rows.
    """

    stage: Place
    low: float
    thresholds: int
    wall_low: float
    turned: bool
    row: float = ROW

    @classmethod
    def of(cls, scene: AttentionScene, thresholds: int) -> KindPlaces:
        layout, meta = scene.layout, scene.bundle.meta
        stage = layout.stage
        if layout.is_wide:
            return cls(stage, layout.notes.top, thresholds, stage.bottom + 2.3, False)
        high = min((stage.width - 0.6) * meta["n_heads"] / meta["n_layers"], 0.5 * stage.height)
        return cls(stage, layout.notes.top, thresholds, stage.top - 0.4 - high, True, 0.6)

    def name(self, kind: int) -> np.ndarray:
        """Return where the card of a kind begins; its name stands beside it."""
        if self.turned:
            return np.array([self.stage.left, self._y(kind) + 0.1, 0])
        return np.array([self._x(kind), self.wall_low - 0.6, 0])

    @property
    def name_width(self) -> float:
        if self.turned:
            return self.stage.width - 0.5 - APART * self.thresholds
        return (self.stage.width - BEFORE) / len(KINDS) - CARD - 0.2

    def threshold(self, index: int) -> np.ndarray:
        """Return where a threshold stands, on its baseline: its left end, or its middle."""
        if self.turned:
            return np.array([self._across(index), self._y(-1), 0])
        return np.array([self.stage.left, self._down(index), 0])

    @property
    def threshold_edge(self) -> np.ndarray:
        return ORIGIN if self.turned else LEFT

    def number(self, kind: int, index: int) -> np.ndarray:
        """Return where the count of a kind at a threshold stands, on its baseline."""
        if self.turned:
            return np.array([self._across(index), self._y(kind), 0])
        return np.array([self._x(kind) + CARD, self._down(index), 0])

    @property
    def number_edge(self) -> np.ndarray:
        return ORIGIN if self.turned else LEFT

    def _x(self, kind: int) -> float:
        return self.stage.left + BEFORE + kind * (self.stage.width - BEFORE) / len(KINDS)

    def _down(self, index: int) -> float:
        return self.low + self.row * (self.thresholds - 1 - index)

    def _y(self, kind: int) -> float:
        return self.wall_low - FIRST - self.row * (kind + 1)

    def _across(self, index: int) -> float:
        return self.stage.right - APART * (self.thresholds - index - 0.5)
