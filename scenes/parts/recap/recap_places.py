"""Where the ideas of a recap stand in each layout: side by side, or one below the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.scenes.framework.layout import Layout, Place

MOST_TOKENS = 18  # of a sentence over the ideas
GAP = 0.18  # scene units between two panels
ROW = 1.2  # scene units that a sentence takes at most


@dataclass(frozen=True)
class RecapPlaces:
    """Places in scene units."""

    row_y: float  # middle of the sentence
    row_width: float
    panels: tuple[Place, ...]  # of the pictures
    titles: np.ndarray  # [N, 2]: where the baseline of each title begins, or its middle
    numbers: np.ndarray  # [N, 2]: the same of the number; what is told stands below it
    edge: int  # -1: words begin there; 0: they stand in the middle
    room: float  # width of words
    number: float  # em
    told: tuple[float, float]  # em of what is told, and how far below the number's its first baseline is
    deep: float  # how high that may be


def places_in(layout: Layout, count: int) -> RecapPlaces:
    """Return the places of a layout for so many ideas."""
    stage, number = layout.stage, np.arange(count)
    if layout.is_tall:
        top = stage.top - 1.35
        step = (top - stage.bottom) / count
        tops = top - step * number
        wide = min(2.6, 1.5 * step)
        panels = tuple(Place(stage.left, y - step + GAP, stage.left + wide, y) for y in tops)
        left = stage.left + wide + 0.35
        return RecapPlaces(
            stage.top - 0.55, stage.width, panels, np.column_stack([np.full(count, left), tops - 0.3]),
            np.column_stack([np.full(count, left), tops - 0.86]), -1, stage.right - left, 0.5, (0.24, 0.33), 1.0,
        )  # fmt: skip
    pitch = stage.width / count
    xs = stage.left + pitch * (number + 0.5)
    row_y = stage.top - (0.3 if layout.is_wide else 0.45)
    lines = 2.4 if layout.is_wide else 3.9 if layout.aspect < 1.1 else 3.2
    title_y, bottom = row_y - 0.95, stage.bottom + lines
    panels = tuple(Place(x - pitch / 2 + GAP / 2, bottom, x + pitch / 2 - GAP / 2, title_y - 0.2) for x in xs)
    return RecapPlaces(
        row_y, stage.width, panels, np.column_stack([xs, np.full(count, title_y)]),
        np.column_stack([xs, np.full(count, bottom - 0.78)]), 0, pitch - GAP, 0.85, (0.32, 0.46), lines - 1.1,
    )  # fmt: skip
