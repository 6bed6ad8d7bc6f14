"""The words of a book's pages: what both read stands between them, what asks stands over each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.book.page import Page
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.text.shaping import readable

LOWER = 0.27  # em from the middle of a word to its baseline
AROUND = 0.12  # scene units between a page and its words
TURN, LEVEL_TURN = 45.0, 38.0  # degrees by which words that ask are turned: over pages, and between them
FEW, STEEPER, STEEPEST = 8, 6.0, 78.0  # words; degrees for each one more, and at most
Held = tuple[NameTag, np.ndarray, Hold, float]  # a word, where it stands, how it is held, its opacity


class BookNames:
    """T words twice: as what asks, along the top of both pages; as what is read, between them or at their left.

    Parameters
    ----------
    words
        Of the sentence.
    hole
        The place that is spoken of.
    em
        Their size in scene units.
    upright
        Whether the hinge is, so that what is read stands between the pages; else what asks does.
    """

    def __init__(self, words: Sequence[str], hole: int, em: float, upright: bool) -> None:
        self.hole, self.upright, self.em = hole, upright, readable(em)
        self.steeper = min(STEEPER * max(0, len(words) - FEW), STEEPEST - TURN)
        self.asks = [NameTag(word, self.em, palette().rgba("text")) for word in words]
        self.read = [NameTag(word, self.em, palette().rgba("text")) for word in words]

    @property
    def widest(self) -> float:
        """The width of the longest word, in scene units."""
        return max(tag.width for tag in self.read)

    def placed(self, lens: Lens, pages: tuple[Page, Page], light: np.ndarray, lit: float, second: float) -> list[Held]:
        """Return where they stand: ``light`` ``[T]`` on words that are read, ``lit`` on the hole, how far there is a
        second page.
        """
        query, text, spoken = (palette().rgba(role) for role in ("query", "text", "future"))
        for place, (asks, read) in enumerate(zip(self.asks, self.read, strict=True)):
            asks.rgba = lit * query + (1 - lit) * text if place == self.hole else text
            read.rgba = light[place] * (query if place == self.hole else spoken) + (1 - light[place]) * text
        first, other = pages
        middle = np.arange(first.count) + 0.5
        if self.upright:
            found = self._between(lens, first, middle)
            found += self._over(lens, first, middle, 1.0)
            return found + self._over(lens, other, middle, second)
        found = self._at_left(lens, first, middle, 1.0) + self._at_left(lens, other, middle, second)
        ends = (lens.project(first.at(middle, first.count)).xy_N2, lens.project(other.at(middle, 0.0)).xy_N2)
        return found + [
            (tag, at - [0, LOWER * self.em], Hold(0.0, LEVEL_TURN + self.steeper / 2), 1.0)
            for tag, at in zip(self.asks, (ends[0] + ends[1]) / 2, strict=True)
        ]

    def _between(self, lens: Lens, page: Page, middle: np.ndarray) -> list[Held]:
        at = page.at(float(page.count), middle) * [0, 1, 1]
        return [
            (tag, each - [0, LOWER * self.em], Hold(), 1.0)
            for tag, each in zip(self.read, lens.project(at).xy_N2, strict=True)
        ]

    def _over(self, lens: Lens, page: Page, middle: np.ndarray, share: float) -> list[Held]:
        at = lens.project(page.at(middle, 0.0)).xy_N2 + [0.1, AROUND]
        return [(tag, each, Hold(-1.0, TURN + self.steeper), share) for tag, each in zip(self.asks, at, strict=True)]

    def _at_left(self, lens: Lens, page: Page, middle: np.ndarray, share: float) -> list[Held]:
        at = lens.project(page.at(0.0, middle)).xy_N2 - [AROUND, LOWER * self.em]
        return [(tag, each, Hold(1.0), share) for tag, each in zip(self.read, at, strict=True)]
