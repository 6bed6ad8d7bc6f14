"""Tiles: pieces of text in boxes, each with a number below the text as on a tile of a word game."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import RoundedRectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.shaping import least_em
from attention_scenes.scenes.mobjects.text.token_names import BYTES, hexadecimal

HEIGHT, PAD = 1.3, 0.6  # of a tile, and what is left and right of its text, in em
NUMBER, LEAST = 0.5, 0.267  # em of a number, in em of the text, and the least of any, two thirds of a caption's
FILL = 0.34  # opacity of a tile's colour
CLOSE, APART = 0.08, 0.5  # between tiles of one word, and between words


def number_words(digits: str) -> str:
    """Return what a token's number in the vocabulary stands in."""
    return label_text("no. {number}", number=digits)


def rank_words(digits: str) -> str:
    """Return what a merge's place in the list of merges stands in."""
    return label_text("rank {number}", number=digits)


def tile_text(text: str) -> str:
    """Return how a piece of text stands on a tile: a space is ``␣``, bytes that are no character ``0xC3``."""
    return BYTES.sub(lambda run: hexadecimal(run[0]), text.replace(" ", "␣"))


class Tile(VGroup):
    """A piece of text in a box.

    Parameters
    ----------
    text
        As the vocabulary has it, a leading space included.
    em
        Of the text.
    role
        Colour of the box.
    number
        A whole number below the text; ``says`` gives the words that it stands in, its number in the vocabulary.
    width
        Of the box; as wide as the text needs where None.
    """

    def __init__(
        self, text: str, em: float, role: str = "token", number: Reading | None = None, width: float | None = None,
        says: Callable[[str], str] = number_words,
    ) -> None:  # fmt: skip
        self.role = role
        color, small = getattr(palette(), role), small_em(em)
        self.label = Label(tile_text(text), em)
        digits = None if number is None else grouped(number)
        self.number = None if digits is None else Label(says(digits[0]), small, "soft", numbers=[digits])
        natural = max(self.label.width, self.number.width if self.number else 0) + PAD * em
        tall = tile_height(em, number is not None)
        self.box = RoundedRectangle(
            corner_radius=0.16 * em, width=width or natural, height=tall, stroke_color=color, stroke_width=2,
            stroke_opacity=0.8, fill_color=color, fill_opacity=FILL,
        )  # fmt: skip
        top = tall / 2
        self.label.move_to(self.box).stand_on(top - (HEIGHT / 2 + 0.22) * em)
        super().__init__(self.box, self.label)
        if self.number:
            self.add(self.number.move_to(self.box).stand_on(-top + 0.3 * em))

    @property
    def pair(self) -> VGroup:
        """Box and text, without the number."""
        return VGroup(self.box, self.label)


def small_em(em: float) -> float:
    """Return the em of a tile's number."""
    return max(NUMBER * em, smallest_em())


def smallest_em() -> float:
    """Return the em below which nothing on a tile is set."""
    return max(LEAST, 8 / 7 * least_em())


def tile_height(em: float, numbered: bool) -> float:
    return HEIGHT * em + (small_em(em) * 0.8 + 0.12 * em if numbered else 0)


class TileRow(VGroup):
    """Tiles side by side on as many lines as they take, broken between words; set smaller where these are too many.

    Parameters
    ----------
    texts
        Of the tiles.
    words
        For each tile the number of its word.
    roles
        For each tile the colour of its box.
    size
        Width and height that the lines must fit into.
    em
        Of the texts, at most.
    numbers
        ``[N]``, one for each tile, or None.
    centered
        Whether each line stands in the middle; else all begin at the left.
    """

    def __init__(
        self,
        texts: Sequence[str],
        words: Sequence[int],
        roles: Sequence[str],
        size: tuple[float, float],
        em: float,
        numbers: Reading | None = None,
        centered: bool = True,
    ) -> None:
        numbered = [None] * len(texts) if numbers is None else list(numbers)
        while True:
            self.tiles = [Tile(*each) for each in zip(texts, [em] * len(texts), roles, numbered, strict=True)]
            lines = self._lines(words, size[0], em)
            step = tile_height(em, numbers is not None) + 0.35 * em
            if (len(lines) * step <= size[1] and max(self._width(line, words, em) for line in lines) <= size[0]) or (
                em * 0.95 < smallest_em()
            ):
                break
            em *= 0.95
        for number, line in enumerate(lines):
            wide = self._width(line, words, em)
            pen = -wide / 2 if centered else 0.0
            for n in line:
                tile = self.tiles[n]
                pen += self._gap(n, words, em) if n != line[0] else 0
                tile.shift(np.array([pen + tile.box.width / 2, -number * step, 0]) - tile.box.get_center())
                pen += tile.box.width
        self.em = em
        super().__init__(*self.tiles)
        self.center()

    def _gap(self, n: int, words: Sequence[int], em: float) -> float:
        return (CLOSE if words[n] == words[n - 1] else APART) * em

    def _width(self, line: Sequence[int], words: Sequence[int], em: float) -> float:
        return sum(self.tiles[n].box.width for n in line) + sum(self._gap(n, words, em) for n in line[1:])

    def _lines(self, words: Sequence[int], width: float, em: float) -> list[list[int]]:
        """Break between words, on as few lines as possible, of about the same length; in a word only where it must."""
        starts = [n for n in range(len(words)) if n == 0 or words[n] != words[n - 1]]
        groups = [list(range(a, b)) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]
        groups = [part for group in groups for part in self._broken(group, words, width, em)]
        whole = self._width(range(len(words)), words, em)
        for count in range(max(1, int(np.ceil(whole / width))), len(groups) + 1):
            lines = self._balanced(groups, words, whole / count, em)
            if len(lines) == count and max(self._width(line, words, em) for line in lines) <= width:
                return lines
        return groups

    def _broken(self, group: list[int], words: Sequence[int], width: float, em: float) -> list[list[int]]:
        """Break a word that is wider than a line."""
        parts: list[list[int]] = [[]]
        for n in group:
            if parts[-1] and self._width([*parts[-1], n], words, em) > width:
                parts.append([])
            parts[-1].append(n)
        return parts

    def _balanced(self, groups: Sequence[list[int]], words: Sequence[int], about: float, em: float) -> list[list[int]]:
        lines: list[list[int]] = [[]]
        for group in groups:
            reach = self._width([*lines[-1], *group], words, em)
            if lines[-1] and reach - self._width(group, words, em) / 2 > about:
                lines.append([])
            lines[-1] += group
        return lines
