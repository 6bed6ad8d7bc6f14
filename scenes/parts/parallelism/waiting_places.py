"""Where things stand in parallelism, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


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
    stage, frame = layout.stage, layout.frame
    middle = stage.bottom + stage.height / 2
    first = Place(stage.left + 0.3, stage.bottom + 1.0, stage.right - 0.3, stage.top - 1.1)
    if layout.is_wide:
        lanes = (Place(stage.left + 0.3, middle + 0.6, stage.right - 0.3, stage.top - 0.65),
                 Place(stage.left + 0.3, stage.bottom + 0.6, stage.right - 0.3, middle - 0.65))  # fmt: skip
        half = (stage.left + stage.right) / 2
        floors = (Place(frame.left + 0.35, stage.bottom + 0.75, half - 0.2, stage.top - 1.15),
                  Place(half + 0.2, stage.bottom + 0.75, frame.right - 0.35, stage.top - 1.15))  # fmt: skip
        towers = Place(stage.left + 0.3, stage.bottom + 1.1, stage.right - 0.3, stage.top - 1.2)
        return WaitingPlaces(first, lanes, floors, towers, Place(stage.left + 3.1, stage.bottom + 0.85, stage.right - 0.2, stage.top - 0.75))
    lanes = (Place(stage.left + 0.1, middle + 1.5, stage.right - 0.1, stage.top - 1.1),
             Place(stage.left + 0.1, stage.bottom + 1.4, stage.right - 0.1, middle - 1.1))  # fmt: skip
    floors = (Place(frame.left + 0.2, middle + 0.5, frame.right - 0.2, stage.top - 1.1),
              Place(frame.left + 0.2, stage.bottom + 0.9, frame.right - 0.2, middle - 1.1))  # fmt: skip
    towers = Place(stage.left + 0.1, stage.bottom + 1.5, stage.right - 0.1, stage.top - 2.2)
    hops = Place(stage.left + 0.1, stage.bottom + 1.6, stage.right - 0.1, stage.top - 0.6)
    return WaitingPlaces(first, lanes, floors, towers, hops)
