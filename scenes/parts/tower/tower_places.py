"""Where tower's plane and chart stand in each layout: over the whole stage, with words around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, RIGHT, UP

from attention_scenes.scenes.framework.layout import Layout

Pair = tuple[float, float]


@dataclass(frozen=True)
class TowerPlaces:
    """Places in scene units; points are ``[3]``."""

    low: Pair  # corners of the plane, and of the chart
    high: Pair
    names: float  # width of the words left of it
    title: np.ndarray  # the left end of the line over it
    note: np.ndarray  # the right end of small print below it, on its baseline
    note_width: float
    example_width: float  # of a sentence that measured an axis


def places_in(layout: Layout) -> TowerPlaces:
    stage, names = layout.stage, 1.2 if layout.is_tall else 1.7
    low = stage.left + names, stage.bottom + (1.1 if layout.is_wide else 1.5)
    high = stage.right - 0.1, stage.top - (0.75 if layout.is_wide else 0.2)
    note = stage.at(-UP + RIGHT, up=0.13 if layout.is_wide else 0.55)
    return TowerPlaces(
        low, high, names - 0.2, layout.sentence.at(LEFT), note, stage.width, 3.4 if layout.is_tall else 4.3
    )
