"""Where things stand in encoder-decoder, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.scenes.framework.layout import Layout, Place

FEW = 8  # words: more are set smaller, and cannot be read where pages stand side by side in a narrow frame


@dataclass(frozen=True)
class BookPlaces:
    """Places of a layout.

    Attributes
    ----------
    book
        The open pages; words stand over them, or at their left.
    upright
        Whether the pages stand side by side.
    wide
        Width of a page over its height.
    card
        Text beside the first page, as long as the book is closed.
    titles
        What the pages are called: where each title's middle is, ``[2, 2]``.
    halves
        Two pictures that are compared.
    title_width
        Of each title, at most.
    """

    book: Place
    upright: bool
    wide: float
    card: Place
    titles: np.ndarray
    halves: tuple[Place, Place]
    title_width: float


def places_in(layout: Layout) -> BookPlaces:
    """Return where things stand."""
    stage = layout.stage
    middle, quarter = (stage.left + stage.right) / 2, stage.width / 4
    if layout.is_tall:
        half = (stage.top + stage.bottom) / 2
        return BookPlaces(
            book=Place(stage.left + 1.75, stage.bottom + 0.95, stage.right - 0.15, stage.top - 0.95),
            upright=False, wide=1.4, card=Place(stage.left + 0.3, stage.bottom + 0.4, stage.right, half - 1.1),
            titles=np.array([[middle, stage.top - 0.3], [middle, stage.bottom + 0.35]]),
            halves=(Place(stage.left, half + 0.2, stage.right, stage.top - 1.3),
                    Place(stage.left, stage.bottom + 0.2, stage.right, half - 0.9)),
            title_width=stage.width,
        )  # fmt: skip
    wide = layout.is_wide
    top, low = stage.top - (0.2 if wide else 0.35), stage.bottom + (0.25 if wide else 0.85)
    return BookPlaces(
        book=Place(stage.left + 0.1, low, stage.right - (0.95 if wide else 1.2), stage.top - 1.8),
        upright=True, wide=1.15 if wide else 0.95,
        card=Place(middle + 1.3, low, stage.right, stage.top - 1.3),
        titles=np.array([[middle - 1.15 * quarter, top], [middle + 0.95 * quarter, top]]),
        halves=(Place(stage.left, low, middle - 0.35, stage.top - 1.3),
                Place(middle + 0.35, low, stage.right, stage.top - 1.3)),
        title_width=1.85 * quarter,
    )  # fmt: skip


def em_of(layout: Layout) -> float:
    """Return the size of words: smaller where pages stand side by side in a narrow frame."""
    return layout.em.word if layout.is_wide or layout.is_tall else layout.em.note
