"""Painters of Manim's own mobjects on a Skia canvas that is in scene units: vector shapes and images."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import skia
from manim.constants import CapStyleType, LineJointType
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.mobject.types.vectorized_mobject import VMobject
from manim.utils.images import get_full_raster_image_path
from PIL import Image
from PIL.Image import Resampling

from attention_scenes.film.frames.drawable import Quad
from attention_scenes.film.frames.path_cache import PathCache
from attention_scenes.film.frames.raster_cache import RasterCache

_JOINS = {
    LineJointType.AUTO: skia.Paint.kMiter_Join,
    LineJointType.ROUND: skia.Paint.kRound_Join,
    LineJointType.BEVEL: skia.Paint.kBevel_Join,
    LineJointType.MITER: skia.Paint.kMiter_Join,
}
_CAPS = {
    CapStyleType.AUTO: skia.Paint.kButt_Cap,
    CapStyleType.ROUND: skia.Paint.kRound_Cap,
    CapStyleType.BUTT: skia.Paint.kButt_Cap,
    CapStyleType.SQUARE: skia.Paint.kSquare_Cap,
}
_MITER_LIMIT = 10.0  # Cairo's
LONG, HIGH = 60, 0.5  # points of a path and scene units: what is less than both is soon drawn
_RGBA = skia.ColorType.kRGBA_8888_ColorType


def _color(rgba: np.ndarray) -> skia.Color4f:
    channels = rgba.tolist()
    if max(channels) > 1 or min(channels) < 0:
        channels = [min(max(channel, 0.0), 1.0) for channel in channels]
    return skia.Color4f(*channels)


def _visible(rgbas: np.ndarray) -> bool:
    return rgbas[0, 3] > 0 if len(rgbas) == 1 else bool((rgbas[:, 3] > 0).any())


class VectorPainter:
    """Painter of VMobjects, like Manim's Cairo camera: background stroke, fill, stroke."""

    def __init__(self) -> None:
        self.paths = PathCache()
        self._textures: dict[int, tuple[Any, skia.Image]] = {}
        self._fill = skia.Paint(AntiAlias=True)
        self._stroke = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeMiter=_MITER_LIMIT)

    def draw(
        self, canvas: skia.Canvas, mobject: VMobject, width_multiple: float, rasters: RasterCache | None = None
    ) -> skia.Rect | None:
        """Draw one VMobject without its submobjects; ``width_multiple`` turns stroke widths into scene units.

        ``rasters`` keeps what is drawn again; None where all is to be drawn anew. Returns the rectangle in which it
        drew, None where it drew nothing.
        """
        fill = mobject.get_fill_rgbas()
        has_fill = _visible(fill)
        strokes = []
        for background in (True, False):
            width = mobject.get_stroke_width(background)
            if width > 0:
                rgbas = mobject.get_stroke_rgbas(background)
                if _visible(rgbas):
                    strokes.append((background, width * width_multiple, rgbas))
        if not has_fill and not strokes:
            return None
        path = self.paths.get(mobject.points, mobject.tolerance_for_point_equality)
        texture, bounds = self._texture(canvas, mobject), path.getBounds()
        if strokes and strokes[0][0]:
            bounds.join(self._draw_stroke(canvas, path, mobject, strokes[0], texture, rasters))
        if has_fill:
            _draw_path(canvas, path, _sourced(self._fill, fill, mobject, texture), rasters)
        if strokes and not strokes[-1][0]:
            bounds.join(self._draw_stroke(canvas, path, mobject, strokes[-1], texture, rasters))
        return bounds

    def _draw_stroke(
        self,
        canvas: skia.Canvas,
        path: skia.Path,
        mobject: VMobject,
        stroke: tuple[bool, float, np.ndarray],
        texture: skia.Shader | None,
        rasters: RasterCache | None,
    ) -> skia.Rect:
        _, width, rgbas = stroke
        paint = _sourced(self._stroke, rgbas, mobject, texture)
        paint.setStrokeWidth(width)
        paint.setStrokeJoin(_JOINS[mobject.joint_type])
        paint.setStrokeCap(_CAPS[mobject.cap_style])
        bounds = paint.computeFastBounds(path.getBounds())
        if paint.getShader():  # a PDF would have its outline in steps of a scene unit
            outline = skia.Path()
            paint.getFillPath(path, outline, None, canvas.getTotalMatrix().getScaleX())
            path, paint = outline, skia.Paint(paint)
            paint.setStyle(skia.Paint.kFill_Style)
        _draw_path(canvas, path, paint, rasters)
        return bounds

    def _texture(self, canvas: skia.Canvas, mobject: VMobject) -> skia.Shader | None:
        """Return a shader with the mobject's background image stretched over the whole frame, where it has one."""
        source = mobject.get_background_image()
        if not source:
            return None
        if id(source) not in self._textures:
            image = Image.open(get_full_raster_image_path(source)) if isinstance(source, str) else source
            made = skia.Image.fromarray(np.array(image.convert("RGBA")), colorType=_RGBA)
            self._textures[id(source)] = (source, made)  # kept, or its id could become another's
        image, info = self._textures[id(source)][1], canvas.imageInfo()
        place = skia.Matrix.I()
        if not canvas.getTotalMatrix().invert(place):
            return None
        place.preScale(info.width() / image.width(), info.height() / image.height())
        return image.makeShader(skia.TileMode.kClamp, skia.TileMode.kClamp, skia.SamplingOptions(), place)


def _draw_path(canvas: skia.Canvas, path: skia.Path, paint: skia.Paint, rasters: RasterCache | None) -> None:
    points, bounds = path.countPoints(), path.getBounds()
    if rasters is None or (points < LONG and bounds.height() < HIGH) or paint.getShader():
        canvas.drawPath(path, paint)
        return
    color, painted = paint.getColor4f(), paint.computeFastBounds(bounds)
    line = (paint.getStrokeWidth(), paint.getStrokeJoin(), paint.getStrokeCap())
    key = (id(path), paint.getStyle(), line, color.fR, color.fG, color.fB)

    def draw_opaque(canvas: skia.Canvas) -> None:
        whole = skia.Paint(paint)
        whole.setAlphaf(1)
        canvas.drawPath(path, whole)

    if not rasters.draw(canvas, key, painted, color.fA, points, draw_opaque, path):
        canvas.drawPath(path, paint)


def _sourced(plain: skia.Paint, rgbas: np.ndarray, mobject: VMobject, texture: skia.Shader | None) -> skia.Paint:
    """Return ``plain`` in one colour, or a copy with the gradient [N,4] ``rgbas`` or with the mobject's picture."""
    if texture is not None:
        paint = skia.Paint(plain)
        paint.setColor4f(skia.Color4f(1, 1, 1, _color(rgbas[0]).fA))
        paint.setShader(texture)
        return paint
    if len(rgbas) > 1:
        start, end = mobject.get_gradient_start_and_end_points()
        if math.dist(start[:2], end[:2]) > 0:
            ends = [skia.Point(float(point[0]), float(point[1])) for point in (start, end)]
            paint = skia.Paint(plain)
            paint.setColor4f(skia.Color4f(1, 1, 1, 1))
            paint.setShader(skia.GradientShader.MakeLinear(ends, [_color(rgba).toColor() for rgba in rgbas]))
            return paint
    plain.setColor4f(_color(rgbas[0]))
    return plain


class ImagePainter:
    """Painter of image mobjects, whose four corners may make any convex quadrilateral."""

    def draw(self, canvas: skia.Canvas, mobject: AbstractImageMobject) -> skia.Rect | None:
        """Draw one image mobject, [h,w,4] uint8 with straight alpha; return its bounds, None if not drawn."""
        pixels = mobject.get_pixel_array()
        height, width = pixels.shape[:2]
        whole = skia.Rect.MakeWH(width, height)
        place = Quad(mobject.points[:4, :2]).matrix(whole)
        if place is None or not pixels[..., 3].any():
            return None
        image = skia.Image.fromarray(np.ascontiguousarray(pixels), colorType=_RGBA, copy=False)
        canvas.save()
        canvas.concat(place)
        sampling = _sampling(canvas, mobject, width, height)
        if sampling.mipmap != skia.MipmapMode.kNone:
            image = image.withDefaultMipmaps()
        canvas.drawImage(image, 0, 0, sampling, skia.Paint(AntiAlias=True))
        canvas.restore()
        return place.mapRect(whole)


def _sampling(canvas: skia.Canvas, mobject: AbstractImageMobject, width: int, height: int) -> skia.SamplingOptions:
    """Choose the resampling filter: the mobject's own when enlarging, averaging when reducing."""
    if mobject.resampling_algorithm in (Resampling.NEAREST, Resampling.BOX):
        return skia.SamplingOptions(skia.FilterMode.kNearest)
    pixels = canvas.getTotalMatrix().mapRect(skia.Rect.MakeWH(width, height))
    if pixels.width() < 0.75 * width or pixels.height() < 0.75 * height:
        return skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    if mobject.resampling_algorithm in (Resampling.BILINEAR, Resampling.HAMMING):
        return skia.SamplingOptions(skia.FilterMode.kLinear)
    return skia.SamplingOptions(skia.CubicResampler.CatmullRom())
