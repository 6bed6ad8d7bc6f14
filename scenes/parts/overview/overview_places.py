"""Where overview's parts stand in each layout: words on a floor round the one that asks, in one row or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from manim import UP

from attention_scenes.model.answers.bundle import Token
from attention_scenes.scenes.captions import translated
from attention_scenes.scenes.framework.layout import SENTENCE, Layout, Place
from attention_scenes.scenes.mobjects.text.shaping import shaped
from attention_scenes.scenes.mobjects.text.token_names import spoken

WIDEST = 62  # em of all words, that can still be read
LARGEST, ENOUGH = 0.42, 0.34  # em of a word: no larger; where more rows are not needed
GAP, CLOSE, NUMBER = 0.7, 0.25, 0.8  # em between two words, and two pieces; scene units of the digits under one
APART = 0.3  # scene units from a word's middle to the next one's, in the next row
ASIDE = 1.62  # scene units to either side of the one that asks, where no word stands
SHARE = (0.5, 0.62)  # of the room, that the words before the one that asks may take
BACK = 0.085  # how fast the row runs back from the one that asks


@dataclass(frozen=True)
class OverviewPlaces:
    """Places in scene units."""

    floor: float  # where the feet of the one that asks stand
    hero: float  # its height
    bead: float
    pitch: float  # of the camera, degrees
    room: Place  # for the words
    row: float  # from a row of words to the next
    told: Place  # for what is measured; its right edge is the figure where words stand beside that
    step_y: float
    step_pitch: float  # of the strip of steps
    board_y: float
    board_pitch: float
    pair: float  # how far apart two figures stand
    over: float | None = None  # where the one that asks stands, below the words; None where they stand beside it


def places_in(layout: Layout) -> OverviewPlaces:
    words, bottom, strip = layout.words, layout.stage.bottom, layout.band(*SENTENCE).top - 0.2
    if layout.is_wide:
        told = Place(-6.45, 0, -1.9, 2.85)
        return OverviewPlaces(
            -1.95, 4.3, 2.2, 17.0, Place(-6.6, -1.95, 6.6, 0.2), 0.9, told, 3.48, 2.62, 1.7, 2.6, 4.1
        )  # fmt: skip
    if layout.is_tall:
        told = Place(words.left, bottom, words.right, bottom + 1.95)
        return OverviewPlaces(
            bottom + 2.75, 3.3, 2.0, 50.0, Place(words.left, 0, words.right, strip - 2.3), 1.35, told, strip, 1.5,
            4.6, 1.9, 3.7, -1.85,
        )  # fmt: skip
    high = layout.aspect < 1.1
    floor, hero = bottom + (1.15 if high else 1.1), 3.9 if high else 2.55
    told = Place(words.left, bottom, -1.75 if high else -1.1, floor + (3.7 if high else 2.4))
    room = Place(words.left, 0, words.right, strip - (2.4 if high else 1.75))
    board = float(layout.stage.at()[1]) + 1.6
    return OverviewPlaces(
        floor, hero, 1.9, 40.0, room, 1.3, told, strip, 2.05, board, 2.05, 3.45 if high else 3.2, 0.2 if high else 0.75
    )


@dataclass(frozen=True)
class WordPlaces:
    """Where the words stand in the frame, ``[T, 2]``, the one that asks at the front; their size and rows."""

    at: np.ndarray
    em: float


def place_words(layout: Layout, texts: Sequence[str], joined: Sequence[bool], asks: int) -> WordPlaces:
    """Stand words left and right of the one that asks, or over it in a tall frame, as large as they can be.

    ``joined`` says which are a piece of the same word as the one before.
    """
    at, em = places_in(layout), np.array([shaped(translated(text)).width for text in texts])
    gaps = np.where(joined, CLOSE, GAP)
    words = [Word(float(width), float(gap), n <= asks) for n, (width, gap) in enumerate(zip(em, gaps, strict=True))]
    if at.over is not None:
        rest = [word for n, word in enumerate(words) if n != asks]
        lines, size = in_lines(rest, at.room.width, layout.em.note)
        found = [at.room.at(UP, up=-at.row * row)[:2] + [x, 0] for row, line in enumerate(lines) for x in line]
        return WordPlaces(np.array([*found[:asks], [at.over, at.floor], *found[asks:]]), size)
    before, after, total = words[:asks], words[asks + 1 :], at.room.width - 2 * ASIDE
    lengths = [sum(word.width + word.gap for word in group) + 1 for group in (before, after)]
    left = total * float(np.clip(lengths[0] / sum(lengths), *SHARE))
    ((xs, rows), (others, back)), size = packed([before, after], [left, total - left], layout.em.note)
    hero = at.room.left + left + ASIDE
    if len(xs):  # what is read stands close to the one that reads
        xs = xs + hero - ASIDE - (xs[-1] + before[-1].slot(size) / 2)
    x = np.concatenate([xs, [hero], hero + ASIDE + others])
    y = at.floor + BACK * np.abs(x - hero) ** 1.2 + at.row * np.concatenate([rows, [0], back])
    return WordPlaces(np.column_stack([x, y]), size)


class Word(NamedTuple):
    """A word's width and the gap before it, in em, and whether there are digits under it."""

    width: float
    gap: float
    numbered: bool

    def slot(self, em: float) -> float:
        """Return the room that it takes in a row."""
        return max((self.width + self.gap) * em, NUMBER * self.numbered)


Packed = tuple[np.ndarray, np.ndarray]  # the middles of words, and their rows


def packed(groups: Sequence[Sequence[Word]], rooms: Sequence[float], least: float) -> tuple[list[Packed], float]:
    """Return where each group's words stand, from its left end, in as few rows as let them be large; and their em."""
    for count in (1, 2, 3):
        for em in np.linspace(LARGEST, least, 12).tolist():
            found = [packed_in(words, em, count) for words in groups]
            fits = all(reach <= room for (_, reach), room in zip(found, rooms, strict=True))
            if fits:
                break
        if fits and em >= ENOUGH:
            break
    return [places for places, _ in found], em


def in_lines(words: Sequence[Word], width: float, least: float) -> tuple[list[list[float]], float]:
    """Return the middles of words in lines, each round 0, and the em: large, in two lines where that is enough."""
    for em in np.linspace(LARGEST, least, 12).tolist():
        lines: list[list[float]] = [[]]
        starts = [0.0]
        for word in words:
            slot = word.slot(em)
            if starts[-1] + slot > width and lines[-1]:
                lines.append([])
                starts.append(0.0)
            lines[-1].append(starts[-1] + slot / 2)
            starts[-1] += slot
        if len(lines) <= 2:
            break
    return [[x - reach / 2 for x in line] for line, reach in zip(lines, starts, strict=True)], em


def packed_in(words: Sequence[Word], em: float, count: int) -> tuple[Packed, float]:
    """Stand words from left to right in ``count`` rows by turns; also return how far they reach."""
    xs, taken, last = [], [0.0] * count, -np.inf
    for number, word in enumerate(words):
        row, width = number % count, word.slot(em)
        x = max(taken[row] + width / 2, last + APART)
        taken[row], last = x + width / 2, x
        xs.append(x)
    return (np.array(xs), np.arange(len(xs)) % count * 1.0), max(taken)


def width_in_em(tokens: Sequence[Token]) -> float:
    """Return about how wide a row of these tokens is, in em."""
    return 0.5 * sum(len(spoken(token)) for token in tokens) + 0.92 * len(tokens)


def is_readable(layout: Layout, tokens: Sequence[Token]) -> bool:
    """Return whether a row of these tokens can be read in a layout; at 16:9 it was checked before."""
    return layout.is_wide or layout.words.width >= layout.em.note * width_in_em(tokens)
