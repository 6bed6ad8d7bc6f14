"""Where the colonnade and what is said of it stand in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class CachePlaces:
    """The box of the frame the colonnade is seen in, what it fills of it, from where, and the column of numbers."""

    box: Place
    filled: Place
    ledger: Place
    pitch: float
    yaw: float
    em: float  # of the names
    bars: Place


def places_in(layout: Layout) -> CachePlaces:
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        return CachePlaces(
            Place(frame.left, stage.bottom, frame.right, frame.top),
            Place(stage.left + 0.4, stage.bottom + 1.3, stage.right + 0.2, frame.top - 0.3),
            Place(stage.left, stage.bottom + 0.3, stage.left + 6.3, 0.0), 16, 42, 0.3,
            Place(stage.left, stage.bottom + 0.1, stage.right, stage.top + 0.4),
        )  # fmt: skip
    low = stage.bottom + 0.24 * stage.height
    return CachePlaces(
        Place(frame.left, low - 0.9, frame.right, frame.top),
        Place(stage.left + 0.8, low + 0.5, stage.right, frame.top - 0.9),
        Place(stage.left, stage.bottom + 0.5, stage.right, low - 0.3), 34, 62, 0.34,
        Place(stage.left, stage.bottom + 0.8, stage.right, stage.top - 0.4),
    )  # fmt: skip
