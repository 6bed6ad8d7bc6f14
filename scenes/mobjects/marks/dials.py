"""Pairs of a vector's entries as hands on dials, which turn by position."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import skia
from manim import Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.numbers import NumberField

TIP = 0.2  # of a hand, in scene units
DIGITS = 0.27  # em of a pair’s numbers


class Dials(DataMobject):
    """``P`` dials in a row, on each a hand that points where a pair of numbers points.

    Parameters
    ----------
    before, after
        ``[P, 2]`` the pairs before and after they are turned.
    turns
        ``[P]`` by how much each is turned, in radians, whole turns included.
    full
        ``[P]`` the length that reaches the rim of each dial.
    xs
        ``[P]`` middles of the dials.
    """

    def __init__(
        self,
        before: Reading,
        after: Reading,
        turns: np.ndarray,
        full: np.ndarray,
        xs: Sequence[float],
        radius: float,
        role: str,
    ) -> None:
        if not (isinstance(before, Reading) and isinstance(after, Reading)):
            raise TypeError("a hand on screen needs a source: give a Reading")
        self.before, self.after, self.radius = before, after, radius
        self.turns, self.xs = np.asarray(turns, dtype=float), np.asarray(xs, dtype=float)
        x, y = before.value.T.astype(float)
        self.starts, sizes = np.arctan2(y, x), np.hypot(x, y)
        self.lengths = 0.96 * radius * sizes / np.maximum(full, 1e-9)
        self.tint, self.rim = (palette().rgba(name)[:3].tolist() for name in (role, "soft"))
        self.turned, self.opacities = np.zeros(len(self.xs)), np.ones(len(self.xs))
        self.trails = np.ones(len(self.xs))  # opacity of where a hand stood and of what it swept
        super().__init__((self.xs.min() - radius, -radius), (self.xs.max() + radius, radius))

    def paint(self, canvas: skia.Canvas) -> None:
        rim = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.035)
        swept = skia.Paint(AntiAlias=True)
        hand = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.075)
        for i, x in enumerate(self.xs.tolist()):
            alpha = float(self.opacity * self.opacities[i])
            rim.setColor4f(skia.Color4f(*self.rim, 0.8 * alpha))
            canvas.drawCircle(x, 0, self.radius, rim)
            canvas.save()
            canvas.translate(x, 0)
            swept.setColor4f(skia.Color4f(*self.tint, 0.22 * alpha * float(self.trails[i])))
            canvas.drawPath(self.sector(i), swept)
            start_alpha = 0.4 * alpha * float(self.trails[i]) * float(self.turned[i] > 0)
            self.draw_hand(canvas, hand, self.starts[i], self.lengths[i], start_alpha)
            self.draw_hand(canvas, hand, self.starts[i] + self.turned[i] * self.turns[i], self.lengths[i], alpha)
            canvas.restore()

    def sector(self, index: int) -> skia.Path:
        """Return what the hand has swept, at most one whole turn of it."""
        swept = float(min(abs(self.turned[index] * self.turns[index]), 2 * np.pi - 1e-3))
        path, reach = skia.Path(), float(self.lengths[index])
        path.moveTo(0, 0)
        path.arcTo(
            skia.Rect.MakeLTRB(-reach, -reach, reach, reach),
            float(np.degrees(self.starts[index] + self.turned[index] * self.turns[index]) - np.degrees(swept)),
            float(np.degrees(swept)),
            False,
        )
        path.close()
        return path

    def draw_hand(self, canvas: skia.Canvas, paint: skia.Paint, angle: float, length: float, alpha: float) -> None:
        if alpha < 1 / 512:
            return
        paint.setColor4f(skia.Color4f(*self.tint, alpha))
        canvas.save()
        canvas.rotate(float(np.degrees(angle)))
        tip = min(TIP, 0.6 * float(length))
        canvas.drawLine(0, 0, float(length) - 0.7 * tip, 0, paint)
        head = skia.Path()
        head.addPoly(
            [skia.Point(float(length), 0), skia.Point(float(length) - tip, 0.45 * tip),
             skia.Point(float(length) - tip, -0.45 * tip)], True,
        )  # fmt: skip
        filled = skia.Paint(AntiAlias=True)
        filled.setColor4f(skia.Color4f(*self.tint, alpha))
        canvas.drawPath(head, filled)
        canvas.restore()

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        seen = np.flatnonzero(self.opacities * self.opacity > VISIBLE)
        pairs = [self.after[i] if self.turned[i] == 1 else self.before[i] for i in seen]
        return [("↗", part) for pair in pairs for part in pair]


class DialRow(Group):
    """Dials with the two numbers of each pair below them, before and (hidden at first) after the turn."""

    def __init__(self, dials: Dials, apart: float = 0.42, em: float = DIGITS) -> None:
        self.dials, tint = dials, palette().rgba("text")
        places = np.array([[x + side, -dials.radius - em - 0.01] for x in dials.xs for side in (-apart, apart)])
        fields = [NumberField(r, places, em, tint, decimals=1, sign=True) for r in (dials.before, dials.after)]
        self.before, self.after = fields
        self.after.opacities[:] = 0
        super().__init__(self.dials, self.before, self.after)


def pairs_of(vector: Reading, which: Sequence[int]) -> Reading:
    """Return the pairs ``i`` and ``i + K/2`` of a head's vector ``[K]``, as rotary positions take them: ``[P, 2]``."""
    half = len(vector) // 2
    return join([vector[[i, i + half]] for i in which]).reshape(-1, 2)


def lengths(vector: Reading, which: Sequence[int]) -> np.ndarray:
    """Return how long each pair is, ``[P]``."""
    return np.hypot(*pairs_of(vector, which).value.T)


def chosen_pairs(query: Reading, key: Reading, count: int) -> list[int]:
    """Return, of ``count`` bands from fast pairs to slow ones, the pair that is largest in both vectors ``[K]``."""
    half = len(query) // 2
    size = lengths(query, range(half)) * lengths(key, range(half))
    count = min(count, half)
    edges = (np.linspace(0, 1, count + 1) ** 2 * half).round().astype(int)
    edges = np.maximum(edges, np.arange(count + 1))  # none empty
    return [int(a + size[a:b].argmax()) for a, b in itertools.pairwise(edges)]


def speeds(one: Reading, turned: Reading, which: Sequence[int]) -> np.ndarray:
    """Return the radians a position by which each pair turns, seen on the vector at position 1: ``[P]``."""
    a, b = (pairs_of(v, which).value.astype(float) @ np.array([1, 1j]) for v in (one, turned))
    return np.angle(b * a.conj())
