"""Two things of two materials, such as a glass ball on a steel table: our own drawing; the materials change places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, DataMobject

Rgba = tuple[float, float, float, float]


class Material(NamedTuple):
    """Colours of a material: where the light falls, its body, its shade, its rim."""

    light: Rgba
    body: Rgba
    shade: Rgba
    rim: Rgba


GLASS = Material((0.93, 1.0, 1.0, 0.5), (0.52, 0.82, 0.9, 0.2), (0.3, 0.62, 0.75, 0.42), (0.82, 0.97, 1.0, 0.95))
STEEL = Material((0.97, 0.98, 1.0, 1.0), (0.52, 0.55, 0.6, 1.0), (0.13, 0.14, 0.17, 1.0), (0.75, 0.78, 0.84, 0.9))
WOOD = Material((0.93, 0.72, 0.46, 1.0), (0.62, 0.4, 0.2, 1.0), (0.24, 0.13, 0.06, 1.0), (0.8, 0.56, 0.32, 0.9))
GOLD = Material((1.0, 0.95, 0.7, 1.0), (0.86, 0.64, 0.16, 1.0), (0.34, 0.2, 0.02, 1.0), (1.0, 0.84, 0.4, 0.9))
PLAIN = Material((0.78, 0.78, 0.78, 1.0), (0.5, 0.5, 0.5, 1.0), (0.24, 0.24, 0.24, 1.0), (0.66, 0.66, 0.66, 0.9))
MATERIALS = {
    "glass": GLASS, "crystal": GLASS, "steel": STEEL, "iron": STEEL, "metal": STEEL, "silver": STEEL,
    "wooden": WOOD, "wood": WOOD, "gold": GOLD, "golden": GOLD, "brass": GOLD,
}  # fmt: skip
DRAWN = ("ball", "table")  # other nouns are a bead: no drawing is better than a wrong one
BEAD, EDGE = 0.45, 0.035  # radius of a bead beside a ball's, width of a rim


class TwoThings(DataMobject):
    """The first of two things over the second where that is a table, else beside it.

    Parameters
    ----------
    nouns, materials
        Two each, for instance ``("ball", "table")`` and ``("glass", "steel")``.
    height
        In scene units, of a ball on a table.

    Attributes
    ----------
    swapped
        From 0 to 1: how far the materials have changed places.
    fall
        How far the first thing is above where it lies, in parts of the height.
    """

    def __init__(self, nouns: Sequence[str], materials: Sequence[str], height: float) -> None:
        self.nouns, self.materials, self.height_of_all = tuple(nouns), tuple(materials), height
        self.swapped = self.fall = 0.0
        self.opacities = np.ones(1)
        super().__init__((-0.62 * height, 0.0), (0.62 * height, height))

    def paint(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.scale(self.height_of_all, self.height_of_all)
        on_table = self.nouns[1] == "table"
        places = ((0.0, 0.52), (0.0, 0.0)) if on_table else ((-0.3, 0.2), (0.3, 0.2))
        for n in (1, 0):
            x, y = places[n]
            up = self.fall if n == 0 else 0.0
            for material, share in ((self.materials[n], 1 - self.swapped), (self.materials[1 - n], self.swapped)):
                if share * self.opacity > FAINT:
                    _draw(canvas, self.nouns[n], MATERIALS.get(material, PLAIN), (x, y + up), share * self.opacity)
        canvas.restore()

    def paint_bounds(self) -> skia.Rect | None:
        bounds = super().paint_bounds()
        if bounds:
            bounds.fBottom += self.fall * self.height_of_all * self.zoom  # y runs up
        return bounds

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []


def _draw(canvas: skia.Canvas, noun: str, of: Material, at: tuple[float, float], opacity: float) -> None:
    canvas.save()
    canvas.translate(*at)
    canvas.saveLayer(skia.Rect.MakeLTRB(-0.7, -0.1, 0.7, 1.1), skia.Paint(Alphaf=float(opacity)))
    if noun == "table":
        _draw_table(canvas, of)
    else:
        _draw_ball(canvas, of, 0.235 if noun == "ball" else 0.235 * BEAD)
    canvas.restore()
    canvas.restore()


def _draw_ball(canvas: skia.Canvas, of: Material, radius: float) -> None:
    """Draw a ball that lies on the ground at 0."""
    middle = skia.Point(0, radius)
    colors = [_color(of.light), _color(of.body), _color(of.shade)]
    shader = skia.GradientShader.MakeRadial(
        skia.Point(-0.35 * radius, 1.4 * radius), 1.5 * radius, colors, [0.0, 0.45, 1.0]
    )
    canvas.drawCircle(middle, radius, skia.Paint(AntiAlias=True, Shader=shader, Dither=True))
    rim = skia.Paint(AntiAlias=True, Color4f=_color(of.rim), Style=skia.Paint.kStroke_Style)
    rim.setStrokeWidth(EDGE * radius * 2)
    canvas.drawCircle(middle, radius * (1 - EDGE), rim)
    if of is GLASS:
        far = skia.Rect.MakeLTRB(-0.72 * radius, 0.24 * radius, 0.72 * radius, 1.68 * radius)
        rim.setStrokeCap(skia.Paint.kRound_Cap)
        rim.setStrokeWidth(0.07 * radius)
        canvas.drawArc(far, 20, 70, False, rim)
    glint = skia.GradientShader.MakeRadial(
        skia.Point(-0.35 * radius, 1.42 * radius), 0.34 * radius, [_color((1, 1, 1, 0.95)), _color((1, 1, 1, 0.0))]
    )
    canvas.drawCircle(-0.35 * radius, 1.42 * radius, 0.34 * radius, skia.Paint(AntiAlias=True, Shader=glint))


def _draw_table(canvas: skia.Canvas, of: Material) -> None:
    """Draw a table whose board's middle is at a height of 0.52."""
    board = skia.Rect.MakeLTRB(-0.6, 0.40, 0.6, 0.62)
    for x, top in ((-0.46, 0.46), (0.38, 0.46), (-0.24, 0.42), (0.18, 0.42)):
        leg = skia.Rect.MakeLTRB(x, 0.0 if abs(x) > 0.3 else 0.08, x + 0.06, top)
        canvas.drawRect(leg, _across(of, leg))
    under = skia.Path()
    under.addOval(skia.Rect.MakeLTRB(board.left(), board.top() - 0.045, board.right(), board.bottom() - 0.045))
    canvas.drawPath(under, skia.Paint(AntiAlias=True, Color4f=_color(of.shade)))
    canvas.drawOval(board, _across(of, board))
    rim = skia.Paint(AntiAlias=True, Color4f=_color(of.rim), Style=skia.Paint.kStroke_Style, StrokeWidth=0.012)
    canvas.drawOval(board, rim)


def _across(of: Material, box: skia.Rect) -> skia.Paint:
    """Return a paint that lightens from the right to the left of a box."""
    ends = [skia.Point(box.left(), 0), skia.Point(box.right(), 0)]
    colors = [_color(of.body), _color(of.light), _color(of.body), _color(of.shade)]
    shader = skia.GradientShader.MakeLinear(ends, colors, [0.0, 0.28, 0.6, 1.0])
    return skia.Paint(AntiAlias=True, Shader=shader, Dither=True)


def _color(rgba: Sequence[float]) -> skia.Color4f:
    return skia.Color4f(*rgba)
