"""Portrait: the whole creature drawn once, hair by hair, and kept as a picture of as many pixels as are wanted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.creature.body import ARM, EAR, FLOOR, FOOT, SIDES, Part, beside, outline
from attention_scenes.scenes.mobjects.creature.coat import mixed, shades
from attention_scenes.scenes.mobjects.creature.face import draw_face
from attention_scenes.scenes.mobjects.creature.fur import coat_of

LOW, HIGH = np.array([-1.25, -1.16]), np.array([1.25, 1.34])  # the box that holds all of it, in body units
MOST_BYTES = 64 << 20  # of pictures that are kept


class Look(NamedTuple):
    """All that a picture of the creature depends on."""

    rgb: tuple[float, float, float]  # its full colour
    tint: float  # 0 plain grey to 1 the full colour
    fluff: float  # 0 smooth to 1 long fur
    on_white: bool = False
    gaze: tuple[float, float] = (0.0, 0.0)


def draw(canvas: skia.Canvas, look: Look) -> None:
    """Draw it on a canvas in units of half the body's height, y up, its middle at the origin."""
    five = shades(np.asarray(look.rgb), look.tint, look.on_white)
    coat = coat_of(look.fluff)
    _draw_ground(canvas, five, look.on_white)
    for part, fur in ((EAR, "ears"), (FOOT, "feet")):
        _draw_skin(canvas, part, five)
        coat[fur].draw(canvas, five)
    canvas.drawPath(polygons(outline()[None]), _skin(five, (0, 0), 1.0))
    coat["trunk"].draw(canvas, five)
    for side in SIDES:
        _draw_soft(canvas, (0.74 * side, -0.38), (0.16, 0.26), (*five[0], 0.5), 0.06)
    _draw_skin(canvas, ARM, five)
    for fur in ("arms", "crown"):
        coat[fur].draw(canvas, five)
    draw_face(canvas, five[0].tolist(), five[2].tolist(), look.gaze)
    coat["lids"].draw(canvas, five)


def portrait(look: Look, height: int) -> skia.Image:
    """Return the picture of a look, ``height`` pixels high, premultiplied; kept, as long as it is among the last."""
    if (found := _kept.pop((look, height), None)) is None:
        found = _drawn(look, height)
    _kept[look, height] = found
    while sum(4 * image.width() * image.height() for image in _kept.values()) > MOST_BYTES and len(_kept) > 2:
        del _kept[next(iter(_kept))]
    return found


_kept: dict[tuple[Look, int], skia.Image] = {}  # the last one used stands last


def _drawn(look: Look, height: int) -> skia.Image:
    scale = height / (HIGH - LOW)[1]
    pixels = np.zeros((height, round((HIGH - LOW)[0] * scale), 4), np.uint8)
    info = skia.ImageInfo.Make(pixels.shape[1], height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels).getCanvas()
    canvas.scale(scale, -scale)
    canvas.translate(-LOW[0], -HIGH[1])
    draw(canvas, look)
    return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)


def _draw_skin(canvas: skia.Canvas, part: Part, five: np.ndarray) -> None:
    """Draw the skin of a small part, on both sides."""
    for side in SIDES:
        (x, y), (wide, high) = beside(part, side)
        oval = skia.Rect.MakeLTRB(x - wide, y - high, x + wide, y + high)
        canvas.drawOval(oval, _skin(five, (x, y), max(wide, high)))


def _skin(five: np.ndarray, middle: tuple[float, float], size: float) -> skia.Paint:
    """Return the paint of what is seen between hairs: a ball under the same light as the fur, a little darker."""
    colors = [skia.Color4f(*c, 1).toColor() for c in mixed(five, np.array([0.50, 0.36, 0.10])).tolist()]
    x, y = np.asarray(middle) + size * np.array([-0.30, 0.55])
    paint = skia.Paint(AntiAlias=True)
    paint.setShader(skia.GradientShader.MakeRadial(skia.Point(x, y), 1.75 * size, colors))
    return paint


def _draw_ground(canvas: skia.Canvas, five: np.ndarray, on_white: bool) -> None:
    """Draw light on the floor, of the coat's colour, and the shadow under the feet."""
    if not on_white:
        _draw_soft(canvas, (0, FLOOR), (0.95, 0.11), (*five[2], 0.30), 0.06)
    _draw_soft(canvas, (0, FLOOR + 0.01), (0.66, 0.06), (0, 0, 0, 0.62), 0.035)


def _draw_soft(
    canvas: skia.Canvas, at: tuple[float, float], half: tuple[float, float], rgba: tuple[float, ...], soft: float
) -> None:
    paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*[float(c) for c in rgba]))
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, soft))
    (x, y), (wide, high) = at, half
    canvas.drawOval(skia.Rect.MakeLTRB(x - wide, y - high, x + wide, y + high), paint)
