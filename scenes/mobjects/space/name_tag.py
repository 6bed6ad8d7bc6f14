"""Names in space: text that stands upright at one size, wherever the camera is, with a halo of the ground."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import skia

from attention_scenes.scenes.captions import translated
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import shaped

HALO, DARK = 7 / 135, 0.75  # width in scene units, how much of the ground it is
RISE, DROP = 0.72, 0.24  # of a line of text above and below its baseline, in em


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
        self._path, width = _outline(self.text)
        self.width = width * em

    def draw(self, canvas: skia.Canvas, at: np.ndarray, opacity: float = 1.0) -> None:
        """Draw it with the middle of its baseline at ``at``, ``[2]``."""
        halo = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=HALO * 2 / self.em)
        halo.setStrokeJoin(skia.Paint.kRound_Join)
        halo.setColor4f(skia.Color4f(*palette().rgba("background", DARK * opacity).tolist()))
        ink = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*(self.rgba * [1, 1, 1, opacity]).tolist()))
        canvas.save()
        canvas.translate(float(at[0]) - self.width / 2, float(at[1]))
        canvas.scale(self.em, self.em)
        canvas.drawPath(self._path, halo)
        canvas.drawPath(self._path, ink)
        canvas.restore()

    def points(self, at: np.ndarray) -> np.ndarray:
        """Return points ``[N, 2]`` on it where the middle of its baseline is at ``at``."""
        xs, ys = at[0] + self.width * np.linspace(-0.5, 0.5, 9), at[1] + self.em * np.linspace(-DROP, RISE, 5)
        return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


@lru_cache(maxsize=256)
def _outline(text: str) -> tuple[skia.Path, float]:
    """A text's path in em with its baseline at 0, and its width."""
    drawn = shaped(text)
    path, pen = skia.Path(), None
    for start, one, two, end in drawn.points[:, :2].reshape(-1, 4, 2).tolist():
        if start != pen:
            path.moveTo(*start)
        path.cubicTo(*one, *two, *end)
        pen = end
    return path, drawn.width
