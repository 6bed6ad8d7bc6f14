"""Named tokens round a middle: on screen a name's distance from the middle is its angle, and rings tell how large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.sky.label_places import Box, Placed, place_labels
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.text.number_format import written

TITLE, NAME, NOTE = 8 / 13, 8 / 15, 8 / 24  # em
WITHIN = 0.1  # scene units from a ring inwards to its label: dust lies outside
RINGS = tuple(Reading.constant(part) / 4 for part in (3, 2))  # cosines
# Where a ring may have its label, well above or below the middle, so that those of two rings stand apart.
RING_TURNS = np.deg2rad([side * turn for turn in range(30, 160, 10) for side in (-1, 1)])
STAR, LAMP, THREAD, LINE = 0.085, 0.55, 0.03, 0.022


class NamedToken(NamedTuple):
    """A token that is named: its text, its cosine with the middle and its angle, where in the sky it lies, its role."""

    name: str
    cosine: Reading
    angle: Reading
    axes: Reading  # [3]
    role: str = "text"


class NamedTokens(DataMobject):
    """K tokens in the plane of the picture: out from the middle by their angle, turned to where the cloud has them.

    Parameters
    ----------
    title
        What is in the middle.
    tokens
        K of them, those first whose names matter most: one for whose name there is no room is left out.
    turns
        ``[K]`` radians: the direction on screen.
    unit
        Scene units a degree.
    middle
        Place of the middle, ``[2]``.
    low, high
        The box of the frame that names stay in.

    Attributes
    ----------
    opacities
        ``[K]``, of each token.
    rings, threads, heart
        Opacity of the rings and their labels, of the lines to the middle, and of the middle.
    """

    def __init__(
        self,
        title: str,
        tokens: Sequence[NamedToken],
        turns: np.ndarray,
        unit: float,
        middle: Sequence[float] | np.ndarray,
        low: Sequence[float],
        high: Sequence[float],
    ) -> None:
        if not all(isinstance(token.angle, Reading) for token in tokens):
            raise TypeError("a named token on screen needs a source: give Readings")
        super().__init__(low, high)
        self.middle, self.unit = np.asarray(middle, dtype=float), unit
        self.tokens = tuple(tokens)
        away_K = np.array([float(token.angle) for token in tokens]) * unit
        self.places = self.middle + away_K[:, None] * np.column_stack([np.cos(turns), np.sin(turns)])
        apart = np.abs((RING_TURNS[:, None] - np.asarray(turns) + np.pi) % (2 * np.pi) - np.pi)
        self.ring_turns = RING_TURNS[np.argsort(-apart.min(axis=1, initial=np.pi), kind="stable")]
        self.opacities = np.ones(len(tokens))
        self.rings = self.threads = self.heart = 1.0
        colors = palette()
        self.title = NameTag(title, TITLE, colors.rgba("focus"))
        self.title_at = self.middle + [0, 0.28]
        names = [NameTag(token.name, NAME, colors.rgba(token.role)) for token in tokens]
        self.ring_tags = [
            (
                NameTag(label_text("cosine {cosine}", cosine=written(float(cosine), 2)), NOTE, colors.rgba("text")),
                cosine,
            )
            for cosine in RINGS
        ]
        self.labels = self._placed(names)

    def _placed(self, names: list[NameTag]) -> tuple[Placed | None, ...]:
        taken = [Box.around(self.title.points(self.title_at))]
        taken += [Box.around(tag.points(at)) for tag, at, _ in self._ring_labels()]
        taken += [Box(*(place - STAR), *(place + STAR)) for place in self.places]
        return tuple(place_labels(names, self.places, self.middle, taken, Box(*self.low, *self.high)))

    def _radius(self, cosine: Reading) -> float:
        """Return how large the ring is on which all tokens of a cosine lie."""
        return float(np.degrees(np.arccos(float(cosine)))) * self.unit

    def _ring_labels(self) -> list[tuple[NameTag, np.ndarray, Reading]]:
        """Return the labels of rings that are in the frame, each with its place."""
        found, frame = [], Box(*self.low, *self.high)
        for tag, cosine in self.ring_tags:
            turns = np.column_stack([np.cos(self.ring_turns), np.sin(self.ring_turns)])
            half = np.array([tag.width, NOTE]) / 2
            inwards = self._radius(cosine) - WITHIN - np.abs(turns) @ half
            places = self.middle + inwards[:, None] * turns - [0, NOTE * 0.3]
            there = [at for at in places if Box.around(tag.points(at)).inside(frame)]
            if there:  # the first that is free, if there is one
                found.append((tag, next((at for at in there if not self._struck(tag, at)), there[0]), cosine))
        return found

    def _struck(self, tag: NameTag, at: np.ndarray) -> bool:
        """Return whether a ring runs through a label, or the title is too near."""
        box = Box.around(tag.points(at) - self.middle)
        near = np.hypot(max(box.left, -box.right, 0.0), max(box.bottom, -box.top, 0.0))
        far = np.hypot(max(-box.left, box.right), max(-box.bottom, box.top))
        if Box.around(tag.points(at)).meets(Box.around(self.title.points(self.title_at))):
            return True
        return any(near < self._radius(cosine) < far for cosine in RINGS)

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity * self.rings > FAINT:
            self._paint_rings(canvas, self.opacity * self.rings)
        shares = self.opacity * self.opacities * [label is not None for label in self.labels]
        for i in np.flatnonzero(shares > FAINT):
            self._paint_star(canvas, int(i), float(shares[i]))
        if (share := self.opacity * self.heart) > FAINT:
            draw_lamp(canvas, self.middle, 0.85, palette().rgba("focus", 0.8 * share))
            canvas.drawCircle(*self.middle.tolist(), 0.085, fill_paint(palette().rgba("focus", share)))
        for i in np.flatnonzero(shares > FAINT):
            self.labels[i].draw(canvas, float(shares[i]))  # type: ignore[union-attr]
        if self.opacity * self.heart > FAINT:
            self.title.draw(canvas, self.title_at, self.opacity * self.heart)

    def _paint_rings(self, canvas: skia.Canvas, share: float) -> None:
        canvas.save()
        reach = max(map(self._radius, RINGS)) + 1
        canvas.clipRect(
            skia.Rect.MakeLTRB(self.middle[0] - reach, self.low[1], self.middle[0] + reach, self.high[1] + 1)
        )
        for cosine in RINGS:
            paint = stroke_paint(palette().rgba("soft", 0.6 * share), LINE)
            canvas.drawCircle(*self.middle.tolist(), self._radius(cosine), paint)
        canvas.restore()
        for tag, at, _ in self._ring_labels():
            tag.draw(canvas, at, share)

    def _paint_star(self, canvas: skia.Canvas, index: int, share: float) -> None:
        place, role = self.places[index], self.tokens[index].role
        line = palette().rgba(role, 0.5 * share * self.threads)
        canvas.drawLine(*self.middle.tolist(), *place.tolist(), stroke_paint(line, THREAD))
        draw_lamp(canvas, place, LAMP, palette().rgba(role, 0.6 * share))
        canvas.drawCircle(*place.tolist(), STAR, fill_paint(palette().rgba(role, share)))
        if (label := self.labels[index]) is not None and label.leader is not None:
            start, end = label.leader
            canvas.drawLine(*start.tolist(), *end.tolist(), stroke_paint(palette().rgba("faint", 0.8 * share), THREAD))

    @property
    def _named(self) -> np.ndarray:
        """Return which tokens can be read now."""
        there = np.array([label is not None for label in self.labels], dtype=bool)
        return np.flatnonzero((self.opacity * self.opacities > VISIBLE) & there)

    @property
    def _tells_rings(self) -> bool:
        return bool(self.opacity * self.rings > VISIBLE)

    def visible(self) -> np.ndarray:
        """Return the tokens that can be read now, and -1 where the rings can."""
        return np.append(self._named, [-1] * self._tells_rings)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        """Return as marks each named token's angle and axes, which put it there; and what the rings say."""
        found: list[tuple[str, Reading]] = []
        for i in self._named:
            token = self.tokens[i]
            found += [("↗", token.angle), *[("↗", axis) for axis in token.axes]]
        if self._tells_rings:
            found += [(written(float(cosine), 2), cosine) for _, _, cosine in self._ring_labels()]
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        tags = [(label.name, label.at) for i in self._named if (label := self.labels[i]) is not None]
        if self._tells_rings:
            tags += [(tag, at) for tag, at, _ in self._ring_labels()]
        if self.opacity * self.heart > VISIBLE:
            tags.append((self.title, self.title_at))
        return [tag.read_on(self, at) for tag, at in tags]

    def paint_bounds(self) -> skia.Rect | None:
        """Return the whole box: rings reach out of it, and are cut there."""
        if self.opacity < FAINT:
            return None
        reach = max(map(self._radius, RINGS)) + 0.1
        low, high = self.place(np.array([self.middle - reach, self.middle + reach]))[:, :2].tolist()
        (left, bottom), (right, top) = self.place(np.array([self.low, self.high]))[:, :2].tolist()
        return skia.Rect.MakeLTRB(min(low[0], left), min(low[1], bottom), max(high[0], right), max(high[1], top))
