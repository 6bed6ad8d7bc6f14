"""Text that is too long for one line: broken between words, a label for each line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from manim import VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import ISOLATE, POP, translated
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.shaping import readable

LEADING = 1.3  # em from one baseline to the next
Numbers = Iterable[tuple[str, Reading]]


class Lines(VGroup):
    """A text in as few lines as fit into ``width``, of about the same length, one below the other.

    Parameters
    ----------
    text
        As for :class:`~scenes.mobjects.text.labels.Label`; it is put into the scene's language before it is broken.
    size
        The em in scene units. A word that alone is wider than ``width`` is set smaller.
    edge
        Where the lines meet: -1 at the left, 0 in the middle, 1 at the right.
    numbers
        Each belongs to the line that its digits stand in.
    between
        Where it may be broken.
    """

    def __init__(
        self, text: str, size: float, width: float, role: str = "text", *, edge: int = 0, numbers: Numbers = (),
        between: str = " ",
    ) -> None:  # fmt: skip
        self.text, left = str(translated(text)), list(numbers)
        size = readable(size)
        pieces = _pieces(self.text, between)
        labels = [Label(self.text, size, role)]
        for count in range(max(2, math.ceil(labels[0].width / width)), len(pieces) + 1):
            if max(label.width for label in labels) <= width:
                break
            labels = [Label(between.join(line), size, role) for line in _balanced(pieces, count)]
        super().__init__(*labels)
        for number, label in enumerate(labels):
            fitted(label, width)
            label.numbers = tuple(_taken(left, label.text))
            label.shift([0, -LEADING * size * number, 0] - np.array([0, label.baseline, 0]))
            label.shift([-label.get_critical_point([edge, 0, 0])[0], 0, 0])
        if left:
            labels[-1].numbers += tuple(left)
        self.step = LEADING * size

    def stand_on(self, y: float) -> Self:
        """Move up or down until the last line's baseline is at ``y``."""
        return self.shift([0, y - self[-1].baseline, 0])

    def middle_on(self, y: float) -> Self:
        """Move up or down until the middle of the first and the last baseline is at ``y``."""
        return self.shift([0, y - (self[0].baseline + self[-1].baseline) / 2, 0])


def _pieces(text: str, between: str) -> list[str]:
    """Cut a text where it may be broken; what is isolated because it runs the other way stays whole."""
    held, pieces = 0, [""]
    for part in re.split(f"({re.escape(between)})", text):
        if part == between and not held:
            pieces.append("")
            continue
        pieces[-1] += part
        held += part.count(ISOLATE) - part.count(POP)
    return [piece for piece in pieces if piece]


def _balanced(pieces: Sequence[str], count: int) -> list[list[str]]:
    """Spread pieces over so many lines that the longest, in characters, is as short as can be."""
    sizes = [len(piece) + 1 for piece in pieces]
    least = max(max(sizes), -(-sum(sizes) // count))
    while True:
        lines: list[list[str]] = [[]]
        room = least
        for piece, size in zip(pieces, sizes, strict=True):
            if size > room and lines[-1]:
                lines.append([])
                room = least
            lines[-1].append(piece)
            room -= size
        if len(lines) <= count:
            return lines
        least += 1


def _taken(numbers: list[tuple[str, Reading]], line: str) -> list[tuple[str, Reading]]:
    """Take out of ``numbers`` those whose digits stand in a line."""
    mine = [number for number in numbers if re.search(rf"(?<![\w.]){re.escape(number[0])}(?![\w])", line)]
    for number in mine:
        numbers.remove(number)
    return mine
