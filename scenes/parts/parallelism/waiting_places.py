"""Where things stand in parallelism, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place

SQUARE = 1.1  # an aspect above it has floors side by side


@dataclass(frozen=True)
class WaitingPlaces:
    """Places of a layout.

    Attributes
    ----------
    lanes, floors
        One for each net.
    first
        The lane that is there alone.
    towers, hops
        What fills the stage.
    """

    first: Place
    lanes: tuple[Place, Place]
    floors: tuple[Place, Place]
    towers: Place
    hops: Place


def places_in(layout: Layout) -> WaitingPlaces:
    """Return where things stand."""
    stage, frame, wide = layout.stage, layout.frame, layout.is_wide
    middle, half = stage.bottom + stage.height / 2, (stage.left + stage.right) / 2
    aside, below, above = (0.3, 0.7, 0.65) if wide else (0.6, 1.6, 0.65 if layout.aspect > SQUARE else 1.1)
    lanes = [
        Place(stage.left + aside, low + below, stage.right - 0.3, high - above)
        for low, high in ((middle, stage.top), (stage.bottom, middle))
    ]
    floors = (Place(frame.left + 0.2, middle + 0.5, frame.right - 0.2, stage.top - 1.1),
              Place(frame.left + 0.2, stage.bottom + 1.5, frame.right - 0.2, middle - 1.1))  # fmt: skip
    if layout.aspect > SQUARE:
        floors = (Place(frame.left + 0.35, stage.bottom + 0.75, half - 0.2, stage.top - 1.15),
                  Place(half + 0.2, stage.bottom + 0.75, frame.right - 0.35, stage.top - 1.15))  # fmt: skip
    foot, head = (1.4, 0.6) if wide else (1.6, 1.2)
    return WaitingPlaces(
        first=Place(stage.left + aside, stage.bottom + below + 0.3, stage.right - 0.3, stage.top - 1.1),
        lanes=(lanes[0], lanes[1]),
        floors=floors,
        towers=Place(
            stage.left + 0.2,
            stage.bottom + (1.1 if wide else 1.7),
            stage.right - 0.2,
            stage.top - (1.2 if wide else 2.2),
        ),
        hops=Place(stage.left + aside, stage.bottom + foot, stage.right - 0.3, stage.top - head),
    )
