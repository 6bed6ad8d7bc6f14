"""Where the wall and what is said of it stand in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place

SUM = 0.66  # room for the bars of sums, at the right and below


@dataclass(frozen=True)
class WhyPlaces:
    """Places in scene units: the wall seen from above, the whole stage, what is said of it, two walls, a table by kind.

    ``lean`` are pitch and yaw, in degrees, from which the wall is read; ``pitch`` is that from which it is seen from
    aside.
    """

    wall: Place
    stage: Place
    ledger: Place
    halves: tuple[Place, Place]
    kinds: Place
    total: Place
    pitch: float
    lean: tuple[float, float] = (64.0, -9.0)


def places_in(layout: Layout) -> WhyPlaces:
    """Return the places of a layout."""
    stage, frame = layout.stage, layout.frame
    if layout.is_tall:
        side, top = 5.5, stage.top - 0.75
        wall = Place(-3.05, top - side, 3.2, top)
        whole = Place(frame.left + 0.1, stage.bottom + 1.4, frame.right - 0.1, stage.top)
        ledger = Place(stage.left, stage.bottom + 0.15, stage.right, wall.bottom - SUM - 0.25)
        middle = stage.at()[1] + 0.5
        halves = (
            Place(frame.left + 0.1, middle + 0.75, frame.right - 0.1, stage.top),
            Place(frame.left + 0.1, stage.bottom + 1.3, frame.right - 0.1, middle - 0.25),
        )
        kinds = Place(stage.left, wall.bottom + 0.2, stage.right, stage.top)
        return WhyPlaces(wall, whole, ledger, halves, kinds, ledger, 50.0)
    side, top = 5.1, 2.85
    wall = Place(-6.0, top - side, 0.2, top + 0.2)
    whole = Place(frame.left + 0.1, -2.55, frame.right - 0.1, 3.7)
    halves = (Place(frame.left + 0.1, -1.5, -0.1, 3.5), Place(0.1, -1.5, frame.right - 0.1, 3.5))
    kinds, total = Place(stage.left, -2.3, 1.9, 3.2), Place(2.3, -2.3, stage.right, 2.9)
    return WhyPlaces(wall, whole, Place(0.9, -2.3, 6.45, 2.9), halves, kinds, total, 25.0)
