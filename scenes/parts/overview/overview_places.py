"""Where overview's parts stand in each layout, and in which of them a sentence fits on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Token
from attention_scenes.scenes.framework.layout import SENTENCE, Layout, Place
from attention_scenes.scenes.mobjects.text.token_names import spoken


@dataclass(frozen=True)
class OverviewPlaces:
    """Places in scene units."""

    row: float  # how wide the sentence may be
    row_y: float
    hero_x: float
    hero_y: float
    hero_height: float
    large: tuple[float, float, float]  # where it stands large: x, y, height
    beside: float  # how far to the left of that another one stands
    note: Place  # for what is measured of it
    question_y: float
    strip_y: float
    pitch: float  # of the strip
    board_y: float
    board_pitch: float
    reach: float  # how far from the middle bubbles and notes may go


def places_in(layout: Layout) -> OverviewPlaces:
    middle, strip = float(layout.stage.at()[1]), layout.band(*SENTENCE).top - 0.45
    words, top = layout.words, layout.frame.top - 0.45
    if layout.is_wide:
        large, note = (4.75, middle + 0.65, 3.8), Place(-6.4, 0, 2.6, top)
        return OverviewPlaces(
            12.8, middle - 1.5, 4.9, middle + 0.1, 2.35, large, 3.55, note, middle + 1.25, 3.1, 2.3, 1.7, 2.6, 6.3
        )
    width, reach = words.width, words.right - 0.05
    if layout.is_tall:
        large, note = (words.right - 1.6, 2.65, 3.9), Place(words.left, 0, words.right, 6.6)
        return OverviewPlaces(width, -0.9, 2.35, 3.05, 2.6, large, 3.75, note, 2.1, strip, 1.5, 4.6, 1.9, reach)
    row = middle - (0.7 if layout.aspect > 1.1 else 1.5)
    large, note = (words.right - 1.55, row + 1.85, 3.2), Place(words.left, 0, words.right - 3.2, top)
    return OverviewPlaces(
        width, row, 4.2, row + 1.4, 2.15, large, 3.15, note, row + 2.6, strip, 2.05, middle + 1.6, 2.05, reach
    )


def width_in_em(tokens: Sequence[Token]) -> float:
    """Return about how wide a row of these tokens is, in em."""
    return 0.5 * sum(len(spoken(token)) for token in tokens) + 0.92 * len(tokens)


def is_readable(layout: Layout, tokens: Sequence[Token]) -> bool:
    """Return whether a row of these tokens can be read in a layout; at 16:9 it was checked before."""
    return layout.is_wide or layout.words.width >= layout.em.note * width_in_em(tokens)
