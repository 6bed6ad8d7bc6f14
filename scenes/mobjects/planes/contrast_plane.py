"""A plane of two measured contrasts, each in its own unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Ellipse, Line, Mobject, VGroup

from attention_scenes.scenes.captions import label_text, named
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.stage.token_edges import corners_of, overlapping
from attention_scenes.scenes.mobjects.text.labels import Label, fitted

LEVELS = (-0.5, 0.0, 0.5)  # the mean of the one side, the middle, the mean of the other
ROOM = (1.45, 0.66)  # scene units between two names across, and up
LEAST = 0.12  # scene units: a shorter step is drawn this long, so that it has a head
NAME = 0.4  # em of the names of sides
GAP, AIR = 0.2, 0.06  # scene units from a point to words beside it, and between two texts


class ContrastPlane(VGroup):
    """Lines at the middle and at the mean of either side of two contrasts, scaled so that all points fit.

    Parameters
    ----------
    points
        ``[N, 2]`` everything that is going to be drawn, in units of the contrasts.
    low, high
        Corners of the plane in scene units.
    sides
        For either axis the names of its negative and of its positive side.
    width
        Of the names left of it.
    """

    def __init__(
        self,
        points: np.ndarray,
        low: tuple[float, float],
        high: tuple[float, float],
        sides: tuple[tuple[str, str], tuple[str, str]],
        width: float,
    ) -> None:
        colors = palette()
        points = np.vstack([points, [[-0.5, -0.5], [0.5, 0.5]]])
        room = 0.1 * (points.max(axis=0) - points.min(axis=0))
        self.least, self.most = points.min(axis=0) - room, points.max(axis=0) + room
        self.low, self.high = np.array(low), np.array(high)
        self.between = (self.place(np.array([0.5, 0.5])) - self.place(np.zeros(2)))[:2]
        self.lines, self.names = VGroup(), VGroup()
        for level in LEVELS:
            x, y = self.place(np.array([level, level]))[:2]
            style = {"stroke_width": 2.5 if level == 0 else 1.5, "color": colors.faint if level == 0 else colors.line}
            self.lines.add(Line([x, low[1], 0], [x, high[1], 0], **style))
            self.lines.add(Line([low[0], y, 0], [high[0], y, 0], **style))
            for (x0, y0), (minus, plus), across in (((x, low[1]), sides[0], True), ((low[0], y), sides[1], False)):
                if level == 0 and self.between[0 if across else 1] < ROOM[0 if across else 1]:
                    continue  # the names of both sides need the room
                name = {-0.5: named(minus), 0.0: label_text("middle"), 0.5: named(plus)}[level]
                words = fitted(Label(name, NAME, "text" if level else "soft"), self.between[0] if across else width)
                words.next_to([x0, y0, 0], DOWN if across else LEFT, buff=0.15)
                if across:
                    words.stand_on(low[1] - 0.42)
                self.names.add(words)
        super().__init__(self.lines, self.names)

    def place(self, xy: np.ndarray) -> np.ndarray:
        """Return where a point stands."""
        share = (np.asarray(xy, dtype=float) - self.least) / (self.most - self.least)
        return np.append(self.low + share * (self.high - self.low), 0)

    def arrow(self, start: np.ndarray, end: np.ndarray, role: str, width: float = 6) -> Arrow:
        """Return an arrow from point to point."""
        a, b = self.place(start), self.place(end)
        way = float(np.linalg.norm(b - a))
        if way < LEAST:
            b = a + (b - a) * (LEAST / way) if way else a + [LEAST, 0, 0]
        return Arrow(a, b, getattr(palette(), role), width, head=0.04 * width, share=0.6)

    def ring(self, xy: np.ndarray, radius: float) -> Ellipse:
        """Return all that is no farther than ``radius``, in units of the contrasts, from a point."""
        size = 2 * radius * (self.high - self.low) / (self.most - self.least)
        return Ellipse(*size.tolist(), stroke_width=3, stroke_color=palette().text).move_to(self.place(xy))

    def beside(
        self, words: Mobject, xy: np.ndarray, others: np.ndarray, texts: Sequence[Mobject] = (),
        sides: Sequence[np.ndarray] = (UP, DOWN, LEFT, RIGHT), around: Mobject | None = None,
    ) -> Mobject:  # fmt: skip
        """Return words next to a point or what is ``around`` it, in the plane.

        They stand on the side that is farthest from other points ``[N, 2]`` and texts.
        """
        at, crowd = self.place(xy), np.array([self.place(p) for p in others])
        boxes = [corners_of(text) for text in texts if not isinstance(text, Ellipse)]  # a ring is named at its edge
        for text in texts:
            for end in (UP, DOWN):
                corners = text.get_corner(end + LEFT), text.get_corner(end + RIGHT)
                crowd = np.vstack([crowd, np.linspace(*corners, 9)])

        def stand(side: np.ndarray) -> None:
            words.next_to(at if around is None else around, side, buff=GAP if around is None else GAP / 2)
            if side[1] and not side[0]:
                over = words.get_right()[0] - self.high[0], self.low[0] + GAP - words.get_left()[0]
                words.shift([max(over[1], 0.0) - max(over[0], 0.0), 0, 0])

        def room(side: np.ndarray) -> float:
            stand(side)
            box = corners_of(words)
            out = (box[0] < self.low).any() or (box[1] > self.high).any()
            away = np.maximum(box[0] - crowd[:, :2], crowd[:, :2] - box[1]).max(axis=1).min()
            lies = any(overlapping(box, other + [[-AIR], [AIR]]) for other in boxes)
            return float(away) - 9 * out - 99 * lies

        stand(max(sides, key=room))
        return words
