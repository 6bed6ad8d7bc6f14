"""Words of two sentences at the edges of facing walls: English ones, places of the French one, what these say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import FRAME_HEIGHT
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.text.shaping import readable

AWAY = FRAME_HEIGHT / 2 / float(np.tan(np.deg2rad(20)))  # of the eye: at the edges a unit of space is a scene unit
SUNK = 0.25  # em from the middle of a row to its baseline
BESIDE, ARROW = 0.16, 0.5  # scene units between a wall and its words; em on both sides of an arrow
ABOVE = 0.7  # of a step, from the first row to a wall's upper edge, and from the last one to its lower edge
FAR = 0.5  # opacity of words that are not spoken of
LARGEST, HIGHEST = 0.42, 0.85  # em of a word at most; of a row


class WordLight(NamedTuple):
    """How far words are there, and which are spoken of.

    Attributes
    ----------
    asking
        ``[N]`` light on places.
    told
        ``[N]`` how far what each place says is there; with it comes the next place. The first is there at once.
    read
        ``[S]`` opacity of the English words.
    spoken
        ``[S]`` light on them.
    other
        How far another word stands in the place of one that was said.
    lit
        How faint all words are beside those that are spoken of.
    """

    asking: np.ndarray
    told: np.ndarray
    read: np.ndarray
    spoken: np.ndarray
    other: float
    lit: float


class WallWords:
    """Rows of words, as large as the place allows, and the walls' edges between them.

    Parameters
    ----------
    english
        S words that are read.
    before
        N words that places stand on: the start, then what was said.
    said
        N words: what each place says.
    low, high
        The box of the frame that words and walls fill.
    instead
        What a place says in another word's stead: its number and the word.
    between
        Scene units between the walls at least.
    """

    def __init__(
        self, english: Sequence[str], before: Sequence[str], said: Sequence[str], low: Sequence[float],
        high: Sequence[float], instead: tuple[int, str] | None = None, between: float = 2.6,
    ) -> None:  # fmt: skip
        self.instead = instead
        rows = max(len(english), len(before))
        self.step = min((high[1] - low[1]) / (rows - 1 + 2 * ABOVE), HIGHEST)
        beyond = [instead[1]] if instead else []
        wide = [max(NameTag(word, 1.0, np.ones(4)).width for word in words)
                for words in (english, before, [*said, *beyond])]  # fmt: skip
        room = high[0] - low[0] - between - 2 * BESIDE
        self.em = readable(min(LARGEST, 0.68 * self.step, room / (sum(wide) + 2 * ARROW + 1.0)))
        right = high[0] - (wide[1] + wide[2] + 2 * ARROW + 1.0) * self.em - BESIDE
        self.edges = low[0] + wide[0] * self.em + BESIDE, right
        self.ends = high[0] - wide[2] * self.em
        middle = (low[1] + high[1]) / 2
        self.ys = [middle - (np.arange(count) - (count - 1) / 2) * self.step for count in (len(english), len(before))]
        self.foot, self.head = (float(end) for end in (min(y.min() for y in self.ys), max(y.max() for y in self.ys)))
        self.foot, self.head = self.foot - ABOVE * self.step, self.head + ABOVE * self.step
        colors = palette()
        self.english = [NameTag(word, self.em, colors.rgba("text")) for word in english]
        self.before = [NameTag(word, self.em, colors.rgba("text")) for word in before]
        self.said = [NameTag(word, self.em, colors.rgba("text")) for word in said]
        self.replaced = NameTag(instead[1], self.em, colors.rgba("value")) if instead else None
        self.arrow = NameTag("→", self.em, colors.rgba("soft"))

    def _placed(self, light: WordLight) -> list[tuple[NameTag, np.ndarray, float, Hold]]:
        """Return each word where it stands, with its opacity: all are faint beside those that are spoken of."""
        down, found = SUNK * self.em, []
        dim = 1 - (1 - FAR) * light.lit
        for tag, y, there, lit in zip(self.english, self.ys[0], light.read, light.spoken, strict=True):
            tag.rgba = lit * palette().rgba("key") + (1 - lit) * palette().rgba("text")
            share = there * (lit + (1 - lit) * dim)
            found.append((tag, np.array([self.edges[0] - BESIDE, y - down]), share, Hold(1.0)))
        for n, y in enumerate(self.ys[1]):
            lit, there = float(light.asking[n]), float(light.told[n])
            stands = 1.0 if n == 0 else float(light.told[n - 1])
            self.before[n].rgba = lit * palette().rgba("query") + (1 - lit) * palette().rgba("text")
            share = lit + (1 - lit) * dim
            left = self.edges[1] + BESIDE
            found.append((self.before[n], np.array([left, y - down]), stands * share, Hold(-1.0)))
            at = np.array([self.ends - (ARROW + 0.5) * self.em, y - down])
            found.append((self.arrow, at, there * share, Hold()))
            away = light.other if self.instead and self.instead[0] == n else 0.0
            found.append((self.said[n], np.array([self.ends, y - down]), there * share * max(0.0, 1 - 2 * away),
                          Hold(-1.0)))  # fmt: skip
            if self.replaced and away:
                found.append((self.replaced, np.array([self.ends, y - down]), max(0.0, 2 * away - 1), Hold(-1.0)))
        return found

    def paint(self, canvas: skia.Canvas, opacity: float, light: WordLight) -> None:
        for tag, at, share, hold in self._placed(light):
            if share * opacity > FAINT:
                tag.draw(canvas, at, share * opacity, hold)

    def texts(self, mobject: DataMobject, opacity: float, light: WordLight) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(mobject, at, hold) for tag, at, share, hold in self._placed(light)
                if share * opacity > VISIBLE]  # fmt: skip
