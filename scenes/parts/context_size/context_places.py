"""Where the growing pattern, the table of sizes and the notes stand in each layout: side by side, or stacked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class ContextPlaces:
    """Places in scene units."""

    square: Place  # the cells
    table: Place  # notes begin below it
    columns: tuple[float, float, float]  # where the columns of the table end, from its left edge
    em: float  # of its numbers
    parameters: float  # the line they stand on
    total_em: float  # of their number
    pitch: float  # from one map to the next
    note_em: float
    text: Place  # the long text as a line, its lower edge, and the arcs over it
    tricks: Place  # beside the cells, where a list takes the place of the table
    tilt: float = np.pi / 4  # of the names over the grid


def places_in(layout: Layout) -> ContextPlaces:
    stage = layout.stage
    if layout.is_wide:
        return ContextPlaces(
            Place(-5.3, -2.6, -0.2, 2.5),
            Place(0.35, -0.75, 6.45, 3.05),
            (1.2, 3.45, 6.1),
            0.4,
            -0.1,
            0.46,
            1.62,
            0.32,
            Place(stage.left, -1.0, stage.right, 2.9),
            Place(0.35, -2.6, 6.45, 2.4),
        )
    if layout.is_tall:
        table = Place(stage.left, -2.85, stage.right, 0.0)
        return ContextPlaces(
            Place(-1.9, 0.45, 3.0, 5.35),
            table,
            (1.6, 4.4, table.width),
            0.36,
            -2.55,
            0.42,
            1.8,
            0.3,
            Place(stage.left, -1.2, stage.right, 2.6),
            Place(stage.left, stage.bottom, stage.right, -0.2),
            np.pi / 3,
        )
    table = Place(0.3, 0.55, stage.right, 3.3)
    square = Place(-3.75, -1.95, 0.05, 1.85)
    return ContextPlaces(
        square,
        table,
        (0.85, 2.65, table.width),
        0.34,
        0.8,
        0.38,
        1.25,
        0.26,
        Place(stage.left, -0.35, stage.right, 2.6),
        Place(0.3, stage.bottom + 0.7, stage.right, 2.4),
        np.pi / 3,
    )
