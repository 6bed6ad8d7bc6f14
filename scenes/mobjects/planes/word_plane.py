"""A plane of two real directions, with words as arrows in it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, VGroup, normalize

from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label

ROOM = 0.55  # scene units kept around the outermost point, for names
STRUCK = 0.05  # scene units: a label nearer to an axis is struck by it


class WordPlane(VGroup):
    """Two axes through the origin, scaled so that all points fit.

    Parameters
    ----------
    points
        ``[N, 2]`` everything that is going to be drawn.
    size
        Width and height in scene units.
    names
        What one step along each axis is; ``self.names`` are shown once their words have come.
    """

    def __init__(self, points: np.ndarray, size: tuple[float, float], names: tuple[str, str]) -> None:
        colors = palette()
        points = np.vstack([points, np.zeros(2)])
        low, high = points.min(axis=0), points.max(axis=0)
        self.scale_ = float(((np.array(size) - 2 * ROOM) / np.maximum(high - low, 1e-6)).min())
        self.middle = (low + high) / 2
        width, height = size
        zero = self.at(np.zeros(2))
        self.axes = VGroup(
            Arrow([-width / 2, zero[1], 0], [width / 2, zero[1], 0], colors.faint, 2, head=0.16),
            Arrow([zero[0], -height / 2, 0], [zero[0], height / 2, 0], colors.faint, 2, head=0.16),
        )
        across = Label(names[0], 0.3, "soft").next_to(self.axes[0].get_end(), DOWN, buff=0.5)
        up = Label(names[1], 0.3, "soft").next_to(self.axes[1].get_end(), UP, buff=0.1)
        self.names = VGroup(across.align_to(self.axes[0], RIGHT), up)
        super().__init__(self.axes)

    def at(self, xy: np.ndarray) -> np.ndarray:
        """Return where a point stands while the plane is centred on the frame."""
        return np.append((np.asarray(xy) - self.middle) * self.scale_, 0)

    def place(self, xy: np.ndarray) -> np.ndarray:
        """Return where a point stands now."""
        return self.axes[0].get_center() * [1, 0, 0] + self.axes[1].get_center() * [0, 1, 0] + self.at(xy)

    def arrow(self, start: np.ndarray, end: np.ndarray, role: str, width: float = 5, opacity: float = 1) -> Arrow:
        """Return an arrow from point to point."""
        ends = self.place(start), self.place(end)
        return Arrow(*ends, getattr(palette(), role), width, head=0.035 * width + 0.03, opacity=opacity)

    def at_tip(self, label: Label, start: np.ndarray, end: np.ndarray, buff: float = 0.24) -> Label:
        """Return a label beyond the tip of an arrow."""
        a, b = self.place(start), self.place(end)
        away = normalize(b - a)
        half = np.array([label.width, label.height, 0]) / 2
        return label.move_to(b + away * (buff + float(np.abs(away) @ half)))

    def beside(self, label: Label, start: np.ndarray, end: np.ndarray, inside: np.ndarray, buff: float = 0.2) -> Label:
        """Return a label at the middle of an arrow, on the side away from the point ``inside``."""
        a, b, c = (self.place(p) for p in (start, end, inside))
        along = normalize(b - a)
        away = np.array([-along[1], along[0], 0])
        if away @ (c - (a + b) / 2) > 0:
            away = -away
        return self.outward(label, (a + b) / 2, away, buff)

    def outward(self, label: Label, spot: np.ndarray, away: np.ndarray, buff: float = 0.2) -> Label:
        """Return a label on one side of a place in the frame, moved on to that side where an axis would strike it."""
        self.aside(label, spot, away, buff)
        at, half, zero = label.get_center(), np.array([label.width, label.height]) / 2, self.place(np.zeros(2))
        for i in self.struck(label):
            if abs(away[i]) > STRUCK:
                at[i] = zero[i] + (half[i] + buff) * np.sign(away[i])
        return label.move_to(at)

    def off_tip(self, label: Label, tip: np.ndarray, away: np.ndarray) -> Label:
        """Return a label on one side of an arrow's tip; level with it where an axis would strike the label."""
        self.aside(label, tip, away, 0.1)
        level = np.array([np.sign(away[0]) or 1.0, 0.0, 0.0])
        return self.aside(label, tip, level) if self.struck(label) else label

    def aside(self, label: Label, spot: np.ndarray, away: np.ndarray, buff: float = 0.2) -> Label:
        """Return a label on one side of a place in the frame."""
        half = np.array([label.width, label.height, 0]) / 2
        return label.move_to(spot + away * (buff + float(np.abs(away) @ half)))

    def struck(self, label: Label) -> list[int]:
        """Return which axes run through a label: 0 the upright one, 1 the level one."""
        far = np.abs(label.get_center() - self.place(np.zeros(2)))[:2]
        return np.flatnonzero(far < np.array([label.width, label.height]) / 2 + STRUCK).tolist()
