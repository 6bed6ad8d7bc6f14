"""Names in space: text that stands upright at one size, wherever the camera is, with a halo of the ground."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.scenes.captions import translated
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import shaped

HALO, DARK = 7 / 135, 0.75  # width in scene units, how much of the ground it is
AROUND = 0.15  # scene units round a name that its halo, or what lies over it, may take


class Hold(NamedTuple):
    """How a name is held: by its left end (``align`` −1) to its right one (1), turned by degrees, so large."""

    align: float = 0.0
    turn: float = 0.0
    scale: float = 1.0


MIDDLE = Hold()


class NameTag:
    """A text at a place of the frame.

    Parameters
    ----------
    text
        What it says, in the scene's language where it is a ``label_text`` or ``named``; else as it is.
    em
        Its size in scene units.
    rgba
        Its colour, ``[4]``.
    """

    def __init__(self, text: str, em: float, rgba: np.ndarray) -> None:
        self.text, self.em, self.rgba = translated(text), em, np.asarray(rgba, dtype=float)
        self._path, self._points, width = _outline(self.text)
        self.width = width * em

    def draw(
        self, canvas: skia.Canvas, at: np.ndarray, opacity: float = 1.0, hold: Hold = MIDDLE, halo: bool = True
    ) -> None:
        """Draw it with the middle of its baseline, or where else it is held, at ``at``, ``[2]``."""
        canvas.save()
        canvas.translate(float(at[0]), float(at[1]))
        canvas.rotate(hold.turn)
        canvas.scale(self.em * hold.scale, self.em * hold.scale)
        canvas.translate(-self.width / self.em * (0.5 + hold.align / 2), 0)
        if halo:
            around = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=HALO * 2 / self.em)
            around.setStrokeJoin(skia.Paint.kRound_Join)
            around.setColor4f(skia.Color4f(*palette().rgba("background", DARK * opacity).tolist()))
            canvas.drawPath(self._path, around)
        ink = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*(self.rgba * [1, 1, 1, opacity]).tolist()))
        canvas.drawPath(self._path, ink)
        canvas.restore()

    def points(self, at: np.ndarray, hold: Hold = MIDDLE) -> np.ndarray:
        """Return points ``[N, 2]`` on it where it is held at ``at``."""
        within = (self._points - [self.width / self.em * (0.5 + hold.align / 2), 0]) * self.em * hold.scale
        if not hold.turn:
            return np.asarray(at) + within
        turn = np.deg2rad(hold.turn)
        across, up = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
        return np.asarray(at) + within[:, :1] * across + within[:, 1:] * up

    def read_on(self, mobject: DataMobject, at: np.ndarray, hold: Hold = MIDDLE) -> tuple[str, np.ndarray, float]:
        """Return what ``mobject.visible_texts`` lists of it: its text, points on it in the scene, and its em there."""
        return self.text, mobject.place(self.points(at, hold))[:, :2], self.em * mobject.zoom


def with_tags(
    mobject: DataMobject, bounds: skia.Rect | None, tags: Sequence[tuple[NameTag, np.ndarray, float, Hold]]
) -> skia.Rect | None:
    """Return a mobject's paint bounds with those of its names, which may stand out of its box: what is held where."""
    if not bounds:
        return None
    for tag, at, _, hold in tags:
        points = tag.points(at, hold)
        (left, bottom), (right, top) = (points.min(axis=0) - AROUND).tolist(), (points.max(axis=0) + AROUND).tolist()
        bounds.join(mobject.matrix().mapRect(skia.Rect.MakeLTRB(left, bottom, right, top)))
    return bounds


@lru_cache(maxsize=256)
def _outline(text: str) -> tuple[skia.Path, np.ndarray, float]:
    """A text's path in em with its baseline at 0, points ``[N, 2]`` on it, and its width."""
    drawn = shaped(text)
    path, pen = skia.Path(), None
    for start, one, two, end in drawn.points[:, :2].reshape(-1, 4, 2).tolist():
        if start != pen:
            path.moveTo(*start)
        path.cubicTo(*one, *two, *end)
        pen = end
    points = drawn.points[::2, :2] if len(drawn.points) else np.zeros((1, 2))
    return path, points, drawn.width
