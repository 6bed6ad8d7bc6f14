"""A table of a soft look-up: keys, values, and between them how alike, and how much of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia
from manim import DL, LEFT, RIGHT, Group, Line, VGroup, VMobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.illustrations.fruits import FruitDots, FruitPicture
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_row import TokenBox

BAR_HEIGHT = 0.46
SHADE, APART = 0.7, 0.05  # of the parts of a bar; the gap between two
GAP = 0.25  # between two words below the bar


@dataclass(frozen=True)
class LookupPlaces:
    """Where the parts of a look-up stand, in scene units; as given, in a 16:9 frame."""

    key_x: float = -2.1
    columns_x: tuple[float, float, float] = (-0.15, 1.25, 2.55)  # cosine, times sharpness, weight
    dot_x: float = 3.66
    value_x: float = 5.35
    middle_y: float = 0.95
    narrow: float = 3.25  # so much nearer to the keys stand the values at first, as in a dictionary
    asked_x: float = -5.4
    asked_up: float | None = None  # above the first key; before the middle of all keys where None
    box: float = 2.0
    value_box: float = 2.0
    pitch: float = 1.2  # from one entry to the next, at most
    height: float = 3.3  # of all entries, at most
    em: float = 0.36  # of the numbers
    widest_dot: float = 0.5
    bar_x: float = 0.0
    bar_y: float = -1.75
    bar_width: float = 12.7
    widest_row: float = 12.9  # of what stands under the bar
    picture: tuple[float, float, float] = (0.0, 1.05, 0.62)  # of what is asked: from its box, and its radius


class ShareBar(DataMobject):
    """One bar cut into a part for each weight; ``lengths`` may move on to other weights."""

    def __init__(self, weights: Reading, width: float, height: float, colors: np.ndarray) -> None:
        if not isinstance(weights, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.height_, self.colors = weights, height, colors
        self.lengths, self.opacities = width * weights.value, np.ones(len(weights))
        super().__init__((-width / 2, -height / 2), (width / 2, height / 2))

    def paint(self, canvas: skia.Canvas) -> None:
        paint = skia.Paint(AntiAlias=True)
        left = float(self.low[0])
        for length, (r, g, b, a) in zip(self.lengths, self.colors, strict=True):
            paint.setColor4f(skia.Color4f(float(r), float(g), float(b), float(a * self.opacity)))
            wide = max(float(length) - APART, 0.5 * APART)
            canvas.drawRect(skia.Rect.MakeXYWH(left, -self.height_ / 2, wide, self.height_), paint)
            left += float(length)

    def middles(self) -> np.ndarray:
        """Return where the middle of each part stands, ``[N]``."""
        ends = np.cumsum(self.lengths)
        return self.origin[0] + self.low[0] + ends - self.lengths / 2

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", reading) for reading in self.readings] if self.opacity > VISIBLE else []


class Lookup(Group):
    """The entries, a line each: a key's box, room for numbers, a value's box.

    Parameters
    ----------
    asked
        The word that is looked up.
    entries
        ``N`` pairs of key and value.
    """

    def __init__(self, asked: str, entries: Sequence[tuple[str, str]], places: LookupPlaces | None = None) -> None:
        at = self.places = places or LookupPlaces()
        colors, count = palette(), len(entries)
        step = min(at.pitch, at.height / count)
        self.em = min(0.4, 0.42 * step)
        self.ys = at.middle_y + ((count - 1) / 2 - np.arange(count)) * step
        asked_y = at.middle_y if at.asked_up is None else self.ys[0] + at.asked_up
        self.asked = TokenBox(asked, "query", 0.44, at.box).move_to([at.asked_x, asked_y, 0])
        self.asked_picture = self.picture(asked)
        self.keys, self.values = VGroup(), VGroup()
        for (key, value), y in zip(entries, self.ys, strict=True):
            self.keys.add(TokenBox(key, "key", self.em, at.box).move_to([at.key_x, y, 0]))
            self.values.add(TokenBox(value, "value", self.em, at.value_box).move_to([at.value_x, y, 0]))
        start = self.asked.get_right() if at.asked_up is None else self.asked.get_corner(DL) + 0.25 * RIGHT
        self.fruits = Group(*[
            FruitPicture(key, 0.4 * step).next_to(box, LEFT, buff=0.25)
            for (key, _), box in zip(entries, self.keys, strict=True)
        ])  # fmt: skip
        self.threads = VGroup(*[
            Line(start, key.get_left(), buff=0.08, stroke_width=2, color=colors.faint)
            for key in self.keys
        ])  # fmt: skip
        self.values.shift(at.narrow * LEFT)
        self.leads = VGroup(*[
            Arrow(key.get_right(), value.get_left(), colors.faint, 3, head=0.16, share=0.25, buff=0.15)
            for key, value in zip(self.keys, self.values, strict=True)
        ])  # fmt: skip
        self.spread = at.narrow * RIGHT
        super().__init__(self.asked, self.keys, self.values, self.threads, self.leads)

    def numbers(self, readings: Reading, column: int, role: str = "text", decimals: int = 2) -> NumberField:
        """Return a number for each entry: column 0 is for cosines, 1 for these times the sharpness, 2 for weights."""
        places = np.column_stack([np.full(len(self.ys), self.places.columns_x[column]), self.ys])
        return NumberField(readings, places, self.places.em, palette().rgba(role), decimals=decimals)

    def heading(self, text: str, column: int, numbers: Sequence[tuple[str, Reading]] = ()) -> Label:
        room = float(np.diff(self.places.columns_x).min()) - GAP / 5
        label = fitted(Label(text, 0.32, "soft", numbers=numbers), room)
        return label.move_to([self.places.columns_x[column], 0, 0]).stand_on(self.ys[0] + 0.62)

    def dots(self, weights: Reading) -> FruitDots:
        """Return each weight as a fruit, or a dot, before its value."""
        places = np.column_stack([np.full(len(self.ys), self.places.dot_x), self.ys])
        widest = min(self.places.widest_dot, 0.48 * float(np.ptp(self.ys)) / (len(self.ys) - 1))
        return FruitDots([key.label.text for key in self.keys], weights, places, widest)

    def bar(self, weights: Reading) -> ShareBar:
        """Return all weights together, side by side."""
        colors = np.tile(palette().rgba("value", SHADE), (len(weights), 1))
        return ShareBar(weights, self.places.bar_width, BAR_HEIGHT, colors).move_to(
            [self.places.bar_x, self.places.bar_y, 0]
        )

    def picture(self, word: str) -> FruitPicture:
        """Return the picture of a word that is asked, beside its box."""
        right, up, radius = self.places.picture
        return FruitPicture(word, radius).move_to(self.asked.get_center() + [right, up, 0])

    def parts(self, bar: ShareBar, weights: Reading) -> VGroup:
        """Return, under each part of the bar, its weight and its value."""
        labels: list[Label] = []
        for weight, value in zip(weights, self.values, strict=True):
            digits = f"{float(weight):.{decimals_of(weights)}f}"
            labels.append(Label(f"{digits} {value.label.text}", 0.32, numbers=[(digits, weight)]))
        wide = sum(label.width + GAP for label in labels)
        rows = 1 if wide <= self.places.widest_row else 2  # by turns above and below
        for row in range(rows):
            middle = self.places.bar_x
            reach = max(self.places.bar_width, wide / rows) / 2
            spread(labels[row::rows], bar.middles()[row::rows] - middle, reach)
            VGroup(*labels[row::rows]).shift(middle * RIGHT)
            for label in labels[row::rows]:
                label.stand_on(self.places.bar_y - 0.62 - 0.45 * row)
        return VGroup(*labels)


def decimals_of(weights: Reading) -> int:
    """Return with how many decimals, two at least, weights sum to one as written: 0.24 + 0.56 + 0.21 do not."""
    sums = {n: round(sum(round(float(weight), n) for weight in weights.value), n) for n in (2, 3, 4)}
    return next((n for n, total in sums.items() if total == 1), 2)


def spread(labels: Sequence[VMobject], wanted: np.ndarray, reach: float, gap: float = GAP) -> None:
    """Set words as near to the wanted places as they can stand apart, from left to right within ``reach``."""
    halves = np.array([label.width / 2 for label in labels])
    xs = wanted.copy()
    for i in range(len(xs)):
        least = xs[i - 1] + halves[i - 1] + halves[i] + gap if i else halves[i] - reach
        xs[i] = max(xs[i], least)
    for i in reversed(range(len(xs))):
        last = i == len(xs) - 1
        most = reach - halves[i] if last else xs[i + 1] - halves[i + 1] - halves[i] - gap
        xs[i] = min(xs[i], most)
    for label, x in zip(labels, xs, strict=True):
        label.set_x(x)
