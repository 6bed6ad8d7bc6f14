"""Light on dark ground, ink on white: lamps, and lines that glow."""

from __future__ import annotations

from functools import cache

import numpy as np
import skia

from attention_scenes.scenes.mobjects.basics.palette import palette

SPRITE = 128  # pixels of the picture of a lamp
FALL = 2.6  # how fast a lamp's light falls towards its rim
INK = 0.45  # of a lamp's light on white ground: there it darkens
AROUND = ((6.0, 0.05), (3.0, 0.10))  # of a glowing line: width in parts of its core's, and opacity


def light_paint(rgba: np.ndarray, width: float | None = None) -> skia.Paint:
    """Return a paint that adds its colour to a dark ground and lies on a white one; a stroke where it has a width."""
    paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*np.asarray(rgba, dtype=float).tolist()))
    paint.setDither(True)  # of what fades: a gradient, a lamp; one colour stays as it is
    if not palette().on_white:
        paint.setBlendMode(skia.BlendMode.kPlus)
    if width is not None:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(float(width))
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def stroke_paint(rgba: np.ndarray, width: float) -> skia.Paint:
    """Return a paint for a line that covers what is behind it."""
    paint = light_paint(rgba, width)
    paint.setBlendMode(skia.BlendMode.kSrcOver)
    return paint


def fill_paint(rgba: np.ndarray) -> skia.Paint:
    """Return a paint that fills a shape and covers what is behind it."""
    return skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*np.asarray(rgba, dtype=float).tolist()))


def draw_lamp(canvas: skia.Canvas, at: np.ndarray, radius: float, rgba: np.ndarray) -> None:
    """Draw a round light that fades towards its rim: one sprite, no filter."""
    rgba = np.asarray(rgba, dtype=float) * [1, 1, 1, INK if palette().on_white else 1]
    paint = light_paint(rgba)
    if not isinstance(canvas, skia.Canvas):  # a tape keeps it in space, where it needs no curves of its own
        return canvas.drawFacing(_sprite(), at, radius, paint)
    place = skia.Rect.MakeLTRB(*(at - radius).tolist(), *(at + radius).tolist())
    canvas.drawImageRect(_sprite(), place, skia.SamplingOptions(skia.FilterMode.kLinear), paint)
    return None


def draw_glowing_line(canvas: skia.Canvas, path: skia.Path, rgba: np.ndarray, width: float) -> None:
    """Draw a line that gives light: a core in two wide faint strokes."""
    rgba = np.asarray(rgba, dtype=float)
    for wider, share in AROUND:
        canvas.drawPath(path, light_paint(rgba * [1, 1, 1, share], width * wider))
    canvas.drawPath(path, stroke_paint(rgba, width))


@cache
def _sprite() -> skia.Image:
    side = np.arange(SPRITE) - (SPRITE - 1) / 2
    away = np.hypot(side[:, None], side) / (SPRITE / 2)
    light = np.clip(1 - away, 0, 1) ** FALL
    return skia.Image.fromarray(np.rint(light * 255).astype(np.uint8), colorType=skia.ColorType.kAlpha_8_ColorType)
