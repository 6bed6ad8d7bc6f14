"""Where things stand in cross-attention, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class CrossPlaces:
    """Places of a layout.

    Attributes
    ----------
    walls
        The two sentences and what is between them.
    names
        What walls and arcs are called, over them.
    note
        A line under them: its baseline.
    grid, towers
        The pattern on its floor, and towers of what was counted.
    between
        Scene units between the walls at least.
    """

    walls: Place
    names: float
    note: float
    grid: Place
    towers: Place
    between: float


def places_in(layout: Layout) -> CrossPlaces:
    """Return where things stand."""
    stage = layout.stage
    if layout.is_wide:
        return CrossPlaces(
            walls=Place(stage.left, stage.bottom + 0.75, stage.right, stage.top - 0.5),
            names=stage.top - 0.2,
            note=stage.bottom + 0.3,
            grid=Place(stage.left + 1.6, stage.bottom + 0.1, stage.right - 1.6, stage.top - 1.2),
            towers=Place(stage.left + 0.2, stage.bottom + 1.25, stage.right - 0.2, stage.top - 1.4),
            between=4.0,
        )
    return CrossPlaces(
        walls=Place(stage.left, stage.bottom + 1.3, stage.right, stage.top - 1.2),
        names=stage.top - 0.6,
        note=stage.bottom + 0.55,
        grid=Place(stage.left + 1.5, stage.bottom + 2.2, stage.right - 0.1, stage.top - 3.0),
        towers=Place(stage.left + 0.2, stage.bottom + 1.6, stage.right - 0.2, stage.top - 3.0),
        between=2.2,
    )
