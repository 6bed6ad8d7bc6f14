"""Where tower's plane and rows stand in each layout: side by side, or the rows below in a tall frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT

from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.mobjects.charts.shift_rows import RowLines

Pair = tuple[float, float]


@dataclass(frozen=True)
class TowerPlaces:
    """Places in scene units; points are ``[3]``."""

    low: Pair  # corners of the plane
    high: Pair
    rows: np.ndarray  # the left end of their heading; later of the chart's
    lines: RowLines
    note: np.ndarray  # the right end of how sure the axes are, on its baseline
    note_width: float
    examples: tuple[np.ndarray, np.ndarray]  # upper left corners
    example_width: float
    chart_up: float  # how much over the rows' heading the chart's title stands
    chart_high: float  # from there to the lowest row


def places_in(layout: Layout) -> TowerPlaces:
    stage = layout.stage
    if layout.is_wide:
        return TowerPlaces(
            (-0.45, -1.85), (6.0, 3.35), stage.at(LEFT, up=1.95), RowLines(), np.array([stage.right, -2.72, 0]), 8.6,
            (stage.at(LEFT, up=3.0), stage.at(LEFT, up=0.0)), 4.3, 1.0, 5.1,
        )  # fmt: skip
    low = stage.at(DOWN + RIGHT, up=0.05 if layout.is_tall else 0.35)
    if layout.is_tall:
        return TowerPlaces(
            (-2.5, 0.8), (2.9, 5.4), stage.at(LEFT, up=-0.75), RowLines(7.3, 0.5), low, 7.3,
            (stage.at(LEFT, up=-0.6), stage.at(LEFT, right=3.85, up=-0.6)), 3.5, 0.0, 3.1,
        )  # fmt: skip
    high = layout.aspect < 1.1
    lines = RowLines(4.1, 0.54 if high else 0.5, 0.46 if high else 0.42)
    return TowerPlaces(
        (0.4, stage.bottom + (1.9 if high else 1.55)), (stage.right - 0.9, stage.top - (0.4 if high else 0.0)),
        stage.at(LEFT, up=2.9 if high else 2.4), lines, low, 10.3,
        (stage.at(LEFT, up=3.4 if high else 3.0), stage.at(LEFT, up=0.3 if high else 0.1)), 4.48,
        0.4, 5.4 if high else 4.6,
    )  # fmt: skip
