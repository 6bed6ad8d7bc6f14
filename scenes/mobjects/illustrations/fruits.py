"""Fruits drawn by our own code under the creature's soft light: one for each weight, as large."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import DotField

Rgb = tuple[float, float, float]
LIT, EDGE = (-0.34, 0.42), 1.45  # where the light falls, and how far from there it is dark: the light is the creature's
STALK, LEAF = (0.36, 0.25, 0.14), (0.36, 0.58, 0.24)
BOX = skia.Rect.MakeLTRB(-1.1, -1.1, 1.1, 1.1)  # that holds a fruit, its leaf and its stalk
OUT = 1.12  # of a fruit's box, in parts of the radius of the dot that it stands for


class Fruit(NamedTuple):
    """A fruit in a box from -1 to 1, y up: its outline as cubic curves, its skin, and what grows on it."""

    outline: tuple[tuple[float, ...], ...]  # the first a point, then six numbers a curve
    skin: Rgb
    shade: Rgb
    stalk: tuple[float, ...] = ()  # x, y where it starts, x, y where it ends
    leaf: tuple[float, ...] = ()  # x, y of its stem, x, y of its tip
    pores: int = 0
    tips: tuple[tuple[float, float], ...] = ()  # where the skin ends dark


ROUND = (
    (0.0, 0.84),
    (0.46, 0.84, 0.84, 0.46, 0.84, 0.0),
    (0.84, -0.46, 0.46, -0.84, 0.0, -0.84),
    (-0.46, -0.84, -0.84, -0.46, -0.84, 0.0),
    (-0.84, 0.46, -0.46, 0.84, 0.0, 0.84),
)
FRUITS = {
    "orange": Fruit(ROUND, (1.0, 0.58, 0.12), (0.62, 0.24, 0.02), leaf=(0.0, 0.8, 0.46, 0.98), pores=46),
    "apple": Fruit(
        (
            (0.0, 0.58),
            (0.3, 0.86, 0.88, 0.7, 0.86, 0.08),
            (0.84, -0.46, 0.46, -0.94, 0.16, -0.88),
            (0.06, -0.84, -0.06, -0.84, -0.16, -0.88),
            (-0.46, -0.94, -0.84, -0.46, -0.86, 0.08),
            (-0.88, 0.7, -0.3, 0.86, 0.0, 0.58),
        ),
        (0.90, 0.17, 0.17), (0.38, 0.03, 0.06), stalk=(0.0, 0.56, 0.1, 0.98), leaf=(0.06, 0.76, 0.52, 0.9),
    ),
    "lemon": Fruit(
        (
            (-0.96, -0.1),
            (-0.82, 0.04, -0.76, 0.2, -0.6, 0.36),
            (-0.24, 0.72, 0.34, 0.7, 0.62, 0.4),
            (0.78, 0.24, 0.84, 0.16, 0.98, 0.1),
            (0.86, -0.06, 0.8, -0.16, 0.64, -0.34),
            (0.28, -0.72, -0.3, -0.72, -0.62, -0.42),
            (-0.78, -0.26, -0.86, -0.22, -0.96, -0.1),
        ),
        (1.0, 0.88, 0.22), (0.66, 0.48, 0.03), leaf=(-0.9, -0.06, -0.66, 0.5), pores=34,
    ),
    "banana": Fruit(
        (
            (-0.78, 0.78),
            (-0.62, 0.3, -0.36, -0.1, 0.12, -0.26),
            (0.42, -0.34, 0.68, -0.2, 0.92, 0.1),
            (1.0, 0.02, 0.98, -0.1, 0.92, -0.2),
            (0.66, -0.66, 0.2, -0.86, -0.24, -0.68),
            (-0.74, -0.46, -0.98, 0.1, -0.94, 0.76),
            (-0.92, 0.86, -0.82, 0.86, -0.78, 0.78),
        ),
        (1.0, 0.84, 0.26), (0.60, 0.40, 0.05), stalk=(-0.86, 0.76, -0.86, 0.98), tips=((0.93, -0.04),),
    ),
    "pear": Fruit(
        (
            (0.0, 0.76),
            (0.28, 0.78, 0.3, 0.46, 0.38, 0.2),
            (0.48, -0.06, 0.72, -0.2, 0.72, -0.5),
            (0.72, -0.8, 0.36, -0.94, 0.0, -0.94),
            (-0.36, -0.94, -0.72, -0.8, -0.72, -0.5),
            (-0.72, -0.2, -0.48, -0.06, -0.38, 0.2),
            (-0.3, 0.46, -0.28, 0.78, 0.0, 0.76),
        ),
        (0.72, 0.80, 0.28), (0.28, 0.38, 0.06), stalk=(0.0, 0.74, 0.08, 1.0), leaf=(0.04, 0.84, 0.5, 0.98), pores=26,
    ),
}  # fmt: skip


@cache
def fruit_picture(name: str) -> skia.Picture:
    """Return the drawing of a fruit of :data:`FRUITS` in a box from -1 to 1, y up: made once, drawn in any frame."""
    recorder = skia.PictureRecorder()
    _draw_fruit(recorder.beginRecording(BOX), name)
    return recorder.finishRecordingAsPicture()


def _draw_fruit(canvas: skia.Canvas, name: str) -> None:
    fruit = FRUITS[name]
    path = _path(fruit.outline)
    if fruit.stalk:
        x0, y0, x1, y1 = fruit.stalk
        canvas.drawLine(x0, y0, x1, y1, _stroke(STALK, 0.09))
    light, dark = _mix(fruit.skin, (1, 1, 1), 0.42), fruit.shade
    ball = skia.GradientShader.MakeRadial(
        skia.Point(*LIT), EDGE, [_color(light), _color(fruit.skin), _color(dark)], [0.0, 0.42, 1.0]
    )
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=ball, Dither=True))
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    rng = np.random.default_rng(len(name))
    for x, y in rng.uniform(-0.9, 0.9, (fruit.pores, 2)).tolist():
        canvas.drawCircle(x, y, 0.022, skia.Paint(AntiAlias=True, Color4f=_color((*dark, 0.3))))
    for x, y in fruit.tips:
        canvas.drawCircle(x, y, 0.13, skia.Paint(AntiAlias=True, Color4f=_color((*STALK, 0.9))))
    glint = skia.GradientShader.MakeRadial(skia.Point(*LIT), 0.34, [_color((1, 1, 1, 0.55)), _color((1, 1, 1, 0.0))])
    canvas.drawCircle(*LIT, 0.34, skia.Paint(AntiAlias=True, Shader=glint, Dither=True))
    rim = skia.GradientShader.MakeRadial(
        skia.Point(-0.1, 0.14), 1.12, [_color((*light, 0.0)), _color((*light, 0.0)), _color((*light, 0.35))],
        [0.0, 0.84, 1.0],
    )  # fmt: skip
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=rim, Dither=True))
    canvas.restore()
    if fruit.leaf:
        _draw_leaf(canvas, np.array(fruit.leaf[:2]), np.array(fruit.leaf[2:]))


class FruitDots(DotField):
    """A fruit for each weight, its *area* in proportion to the weight; a plain dot where a name has no drawing.

    Parameters
    ----------
    names
        ``N``, for instance ``("apple", "lemon")``.
    readings, centers, radius
        As for a :class:`~scenes.mobjects.marks.dots.DotField`.
    """

    def __init__(self, names: Sequence[str], readings: Reading, centers: np.ndarray, radius: float) -> None:
        super().__init__(readings, centers, radius, palette().rgba("focus"))
        self.names = tuple(names)

    def paint(self, canvas: skia.Canvas) -> None:
        drawn = np.array([name in FRUITS for name in self.names])
        kept = self.opacities
        self.opacities = kept * ~drawn
        super().paint(canvas)
        self.opacities = kept
        radii = OUT * self.radius * np.sqrt(self.weights * self.growth)
        for i in np.flatnonzero(drawn & (radii > self.radius / 50)):
            _lay(canvas, self.names[i], self.centers[i], float(radii[i]), float(self.opacity * self.opacities[i]))


class FruitPicture(DataMobject):
    """A fruit alone, which shows no number; nothing where a name has no drawing."""

    def __init__(self, fruit: str, radius: float) -> None:
        self.fruit, self.radius, self.opacities = fruit, radius, np.ones(1)  # Manim's own name is another
        super().__init__((-radius, -radius), (radius, radius))

    def paint(self, canvas: skia.Canvas) -> None:
        if self.fruit in FRUITS:
            _lay(canvas, self.fruit, np.zeros(2), self.radius, float(self.opacity))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []


def _lay(canvas: skia.Canvas, name: str, at: np.ndarray, radius: float, opacity: float) -> None:
    """Draw a fruit as one picture of so much opacity."""
    if opacity < FAINT:
        return
    canvas.save()
    canvas.translate(float(at[0]), float(at[1]))
    canvas.scale(radius, radius)
    canvas.saveLayer(BOX, skia.Paint(Alphaf=opacity))
    canvas.drawPicture(fruit_picture(name))
    canvas.restore()
    canvas.restore()


def _draw_leaf(canvas: skia.Canvas, stem: np.ndarray, tip: np.ndarray) -> None:
    along = tip - stem
    aside = np.array([-along[1], along[0]]) * 0.36
    path = skia.Path()
    path.moveTo(*stem.tolist())
    path.quadTo(*(stem + along / 2 + aside).tolist(), *tip.tolist())
    path.quadTo(*(stem + along / 2 - aside).tolist(), *stem.tolist())
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(*stem.tolist()), skia.Point(*tip.tolist())], [_color(_mix(LEAF, (0, 0, 0), 0.4)), _color(LEAF)]
    )
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=shader))
    canvas.drawLine(*stem.tolist(), *(stem + 0.85 * along).tolist(), _stroke(_mix(LEAF, (1, 1, 1), 0.3), 0.02))


def _path(outline: Sequence[Sequence[float]]) -> skia.Path:
    path = skia.Path()
    path.moveTo(*outline[0])
    for curve in outline[1:]:
        path.cubicTo(*curve)
    path.close()
    return path


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = ((1 - share) * a + share * b for a, b in zip(one, other, strict=True))
    return red, green, blue


def _color(rgba: Sequence[float]) -> skia.Color4f:
    return skia.Color4f(*rgba[:3], rgba[3] if len(rgba) > 3 else 1.0)


def _stroke(rgb: Rgb, width: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Color4f=_color(rgb), Style=skia.Paint.kStroke_Style, StrokeWidth=width)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    return paint
