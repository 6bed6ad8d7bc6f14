"""Where things stand in picture and words, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class WordPlaces:
    """Places of a layout.

    Attributes
    ----------
    space
        What a camera sees: the frame, down to where a caption of two lines may stand.
    line
        The words: their left end, their right end, their baseline.
    board, beside, aside
        A picture under the words; the same where something stands beside it, and that.
    note
        The middle of a line under the picture.
    towers
        What was counted.
    """

    space: Place
    line: tuple[float, float, float]
    board: Place
    beside: Place
    aside: Place
    note: float
    towers: Place


def places_in(layout: Layout) -> WordPlaces:
    """Return where things stand."""
    stage, frame = layout.stage, layout.frame
    if layout.is_tall:
        board = Place(stage.left, stage.bottom + 1.5, stage.right, stage.top - 2.3)
        return WordPlaces(
            space=Place(frame.left, stage.bottom + 1.2, frame.right, frame.top),
            line=(stage.left, stage.right, stage.top - 0.5),
            board=board,
            beside=Place(stage.left, stage.bottom + 4.6, stage.right, stage.top - 2.3),
            aside=Place(stage.left, stage.bottom + 1.2, stage.right, stage.bottom + 4.2),
            note=stage.bottom + 0.6,
            towers=Place(stage.left + 0.2, stage.bottom + 1.9, stage.right - 0.2, stage.top - 3.0),
        )
    low, top = stage.bottom + (0.55 if layout.is_wide else 1.4), stage.top - 1.35
    split = stage.left + 0.62 * stage.width
    return WordPlaces(
        space=Place(frame.left, low - 0.3, frame.right, frame.top),
        line=(stage.left, stage.right, stage.top - 0.55),
        board=Place(stage.left, low, stage.right, top),
        beside=Place(stage.left, low, split - 0.2, top),
        aside=Place(split + 0.2, low, stage.right, top),
        note=stage.bottom + (0.3 if layout.is_wide else 0.85),
        towers=Place(stage.left + 0.2, low + (0.6 if layout.is_wide else 0.3), stage.right - 0.2, stage.top - 1.4),
    )
