"""Where attention-pattern's parts stand: the grid from above, the stage in space, and what is said beside them."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place

NAMES_LEFT, NAMES_ABOVE, SUMS_BELOW = 1.55, 1.15, 0.5  # scene units beside a grid for its names and its sums


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


def places_in(layout: Layout) -> PatternPlaces:
    stage, frame = layout.stage, layout.frame
    right = stage.left + 7.75
    flat = Place(stage.left + NAMES_LEFT - 0.15, stage.bottom + SUMS_BELOW, right, frame.top - NAMES_ABOVE - 0.1)
    space = Place(stage.left + 1.2, stage.bottom + 0.15, right + 0.5, frame.top - 1.35)
    return PatternPlaces(flat, space, Place(right + 0.85, stage.bottom + 0.35, frame.right - 0.35, stage.top - 0.55))
