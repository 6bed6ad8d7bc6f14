"""The creature's face: two large eyes, a nose and a smile."""

from __future__ import annotations

from collections.abc import Sequence

import skia

from attention_scenes.scenes.mobjects.creature.body import EYE, EYES, SIDES

Color = str | tuple[float, ...]  # "#rrggbb", or sRGB and opacity from 0 to 1

WHITE, IRIS, GLOW, PUPIL = "#f7f8fa", "#3a2114", "#a9662c", "#08080c"
INK, CHALK = "#14141c", "#62646e"  # nose and mouth, on a coat and on one that is nearly black

NEARLY_BLACK = 0.75  # of 3


def draw_face(
    canvas: skia.Canvas, dark: Sequence[float], middle: Sequence[float], gaze: Sequence[float] = (0.0, 0.0)
) -> None:
    """Draw eyes, nose and mouth on a canvas in units of half the body's height, y up.

    Parameters
    ----------
    canvas
        Where it is drawn.
    dark
        The coat's darkest shade, sRGB from 0 to 1, for the shadow round the eyes.
    middle
        Its middle shade, which nose and mouth must stand out from.
    gaze
        Where the eyes look: right and up, each from -1 to 1.
    """
    for side, (x, y) in zip(SIDES, EYES.tolist(), strict=True):
        _draw_eye(canvas, x, y, side, dark, gaze)
    _draw_mouth(canvas, INK if sum(middle) > NEARLY_BLACK else CHALK)


def _draw_eye(canvas: skia.Canvas, x: float, y: float, side: int, dark: Sequence[float], gaze: Sequence[float]) -> None:
    wide, high = EYE.tolist()
    _oval(canvas, (x, y - 0.008), (wide * 1.13, high * 1.12), (*dark, 0.55), soft=0.018)
    _oval(canvas, (x, y), (wide, high), WHITE)
    canvas.save()
    canvas.clipPath(skia.Path.Oval(skia.Rect.MakeLTRB(x - wide, y - high, x + wide, y + high)), doAntiAlias=True)
    px, py = x - 0.022 * side + 0.04 * gaze[0], y - 0.004 + 0.04 * gaze[1]
    _oval(canvas, (px, py), (0.166, 0.182), IRIS)
    _oval(canvas, (px, py - 0.075), (0.115, 0.075), (*_rgb(GLOW), 0.85), soft=0.03)
    _oval(canvas, (px, py), (0.100, 0.110), PUPIL)
    _oval(canvas, (x, y + high), (wide * 1.1, high * 0.42), (0.02, 0.02, 0.06, 0.42), soft=0.04)
    canvas.restore()
    _oval(canvas, (px - 0.058, py + 0.072), (0.048, 0.053), (1, 1, 1, 0.97))
    _oval(canvas, (px + 0.062, py - 0.068), (0.022, 0.024), (1, 1, 1, 0.8))


def _draw_mouth(canvas: skia.Canvas, ink: str) -> None:
    _oval(canvas, (0, -0.125), (0.062, 0.042), ink)
    _oval(canvas, (-0.014, -0.108), (0.024, 0.012), (1, 1, 1, 0.42))
    smile = skia.Path()
    smile.moveTo(-0.135, -0.205)
    smile.cubicTo(-0.105, -0.275, -0.025, -0.275, 0, -0.212)
    smile.cubicTo(0.025, -0.275, 0.105, -0.275, 0.135, -0.205)
    paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.022, Color4f=_color(ink))
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    canvas.drawPath(smile, paint)


def _oval(
    canvas: skia.Canvas, at: tuple[float, float], half: tuple[float, float], color: Color, soft: float = 0.0
) -> None:
    paint = skia.Paint(AntiAlias=True, Color4f=_color(color))
    if soft:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, soft))
    (x, y), (wide, high) = at, half
    canvas.drawOval(skia.Rect.MakeLTRB(x - wide, y - high, x + wide, y + high), paint)


def _color(color: Color) -> skia.Color4f:
    rgba = (*_rgb(color), 1.0) if isinstance(color, str) else tuple(float(c) for c in color)
    return skia.Color4f(*rgba)


def _rgb(code: str) -> tuple[float, ...]:
    return tuple(int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
