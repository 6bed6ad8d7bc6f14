"""Where tower's plane, table and chart stand in each layout: side by side, or the table below in a tall frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from manim import DOWN, LEFT, RIGHT

from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.mobjects.charts.place_table import BELOW, PlaceLines
from attention_scenes.scenes.mobjects.planes.layer_strands import FAR

Pair = tuple[float, float]
AHEAD = (0.55, 0.42)  # how far right of the plane and over it the vanishing point is, in parts of its width and height


@dataclass(frozen=True)
class TowerPlaces:
    """Places in scene units; points are ``[3]``."""

    low: Pair  # corners of the plane
    high: Pair
    right: float  # how far pictures may reach
    table: np.ndarray  # the left end of its headings
    lines: PlaceLines
    note: np.ndarray  # the right end of how sure the axes are, on its baseline
    note_width: float
    examples: tuple[np.ndarray, np.ndarray]  # upper left corners
    example_width: float
    chart: np.ndarray  # the beginning of the first bar, and what the bars may take
    chart_size: Pair
    chart_note: np.ndarray

    @property
    def vanishing(self) -> Pair:
        """Return the point straight ahead, up to the right of the plane: there the layers before recede to."""
        (left, bottom), (right, top) = self.low, self.high
        return right + AHEAD[0] * (right - left), top + AHEAD[1] * (top - bottom)

    def with_room_behind(self) -> TowerPlaces:
        """Return the same with a plane so much smaller that the layers before it find room behind it."""
        (left, bottom), (right, top) = self.low, self.high
        wide, high = (1 + share * (1 - 1 / FAR) for share in AHEAD)
        return replace(self, high=(left + (right - left) / wide, bottom + (top - bottom) / high))


def places_in(layout: Layout) -> TowerPlaces:
    return _places(layout).with_room_behind()


def _places(layout: Layout) -> TowerPlaces:
    stage = layout.stage
    if layout.is_wide:
        return TowerPlaces(
            (-0.85, -1.85), (6.95, 3.5), 6.6, stage.at(LEFT, up=2.36), BELOW,
            np.array([stage.right, -2.72, 0]), 8.6, (stage.at(LEFT, up=3.0), stage.at(LEFT, up=0.0)), 4.1,
            stage.at(right=-4.6, up=1.7), (9.5, 4.3), layout.notes.at(up=-0.27),
        )  # fmt: skip
    low = stage.at(DOWN + RIGHT, up=0.05 if layout.is_tall else 0.35)
    under = stage.at(DOWN, up=0.1 if layout.is_tall else 0.75 if layout.aspect < 1.1 else 0.45)
    if layout.is_tall:
        return TowerPlaces(
            (-2.5, 0.8), (3.3, 5.6), 3.7, stage.at(LEFT, up=-0.75), PlaceLines(7.3, 0.0, 0.55, 0.55), low, 7.3,
            (stage.at(LEFT, up=-0.6), stage.at(LEFT, right=3.85, up=-0.6)), 3.5, stage.at(right=-2.45, up=4.0),
            (5.85, 7.4), under,
        )  # fmt: skip
    high = layout.aspect < 1.1
    lines = PlaceLines(4.1, 0.43, 1.02 if high else 0.9, 0.6 if high else 0.55)
    return TowerPlaces(
        (0.4, stage.bottom + (1.9 if high else 1.55)), (stage.right - 0.5, stage.top - (0.4 if high else 0.0)),
        stage.right, stage.at(LEFT, up=3.1 if high else 2.7), lines, low, 10.3,
        (stage.at(LEFT, up=3.4 if high else 3.0), stage.at(LEFT, up=0.3 if high else 0.1)), 4.48,
        stage.at(right=-3.95, up=2.9 if high else 2.0), (8.4, 5.2 if high else 3.9), under,
    )  # fmt: skip
