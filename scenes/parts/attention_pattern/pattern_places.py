"""Where attention-pattern's parts stand: the grid from above, the stage in space, and what is said beside them."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.mobjects.stage.token_edges import CROWDED

MANY = 12  # tokens: of more, names are set smaller and steeper
BELOW = 0.2  # scene units under a grid seen from above


@dataclass(frozen=True)
class PatternPlaces:
    """Boxes in scene units; ``flat`` and ``space`` are filled by the grid's ground, its names stand outside."""

    flat: Place  # seen from above
    space: Place  # seen aslant
    side: Place

    def corners(self, name: str) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the low and the high corner of a box."""
        place = getattr(self, name)
        return (place.left, place.bottom), (place.right, place.top)


def places_in(layout: Layout, tokens: int = MANY) -> PatternPlaces:
    """Return the places for a sentence of so many tokens: names of more than a few are set steeper, and in two rows."""
    stage, frame = layout.stage, layout.frame
    right = stage.left + 7.75
    names_left, names_above = 2.7 if tokens > CROWDED else 1.4, 1.25 if tokens <= MANY else 1.6
    flat = Place(stage.left + names_left, stage.bottom + BELOW, right, frame.top - names_above)
    space = Place(stage.left + 1.2, stage.bottom + 0.15, right + 0.5, frame.top - 1.35)
    return PatternPlaces(flat, space, Place(right + 0.85, stage.bottom + 0.35, frame.right - 0.35, stage.top - 0.55))
