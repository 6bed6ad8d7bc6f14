"""Where the colonnade and what is said of it stand in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class CachePlaces:
    """The box of the frame the colonnade is seen in, what of it is filled, from where; then what is said beside it.

    ``steps`` is where squares stand for the work, ``said`` what they are, ``saved`` what they add up to; bytes are
    piled at ``piles``, ``words`` tell of them.
    """

    box: Place
    filled: Place
    ledger: Place
    pitch: float
    yaw: float
    em: float  # of the names
    turn: float  # and degrees by which they are turned in any case
    piles: Place
    words: Place
    steps: Place
    said: Place
    saved: Place


def places_in(layout: Layout) -> CachePlaces:
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        return CachePlaces(
            Place(frame.left, stage.bottom, frame.right, frame.top),
            Place(stage.left, stage.bottom + 1.1, stage.right + 0.3, frame.top - 0.2),
            Place(stage.left, stage.bottom + 0.15, stage.left + 6.0, -1.0), 12, 34, 0.3, 0,
            Place(stage.left + 0.4, stage.bottom + 3.3, stage.right - 0.4, stage.top - 0.7),
            Place(stage.left, stage.bottom + 0.1, stage.right, stage.bottom + 1.8),
            Place(stage.left, stage.bottom + 0.1, stage.left + 5.9, stage.top),
            Place(stage.left + 6.5, stage.bottom + 0.2, stage.right, stage.bottom + 1.8),
            Place(stage.left + 6.5, stage.bottom + 2.0, stage.right, stage.top),
        )  # fmt: skip
    low = stage.bottom + 0.24 * stage.height
    return CachePlaces(
        Place(frame.left, low - 0.9, frame.right, frame.top),
        Place(stage.left + 0.8, low + 0.5, stage.right, frame.top - 0.9),
        Place(stage.left, stage.bottom + 0.5, stage.right, low - 0.3), 34, 62, 0.34, 50,
        Place(stage.left, stage.top - 5.0, stage.right, stage.top - 1.6),
        Place(stage.left, stage.bottom + 0.3, stage.right, stage.top - 5.8),
        Place(stage.left, stage.top - 4.6, stage.right, stage.top),
        Place(stage.left, stage.top - 6.2, stage.right, stage.top - 4.8),
        Place(stage.left, stage.bottom + 0.1, stage.right, stage.top - 6.3),
    )  # fmt: skip
