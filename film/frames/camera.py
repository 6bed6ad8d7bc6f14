"""Camera for Manim that draws with Skia.

Give it to a scene as ``Scene(camera_class=SkiaCamera)``. Besides Manim's own mobjects it draws every
:class:`~film.frames.drawable.SkiaDrawable`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import skia
from manim.camera.camera import Camera
from manim.camera.moving_camera import MovingCamera
from manim.mobject.mobject import Mobject
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.mobject.types.point_cloud_mobject import PMobject
from manim.mobject.types.vectorized_mobject import VMobject
from manim.utils.color import color_to_int_rgba

from attention_scenes.film.frames.aspect import bands
from attention_scenes.film.frames.drawable import EVERYWHERE, SkiaDrawable, bounding_box, is_drawable
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.frames.painters import ImagePainter, VectorPainter
from attention_scenes.film.frames.raster_cache import RasterCache
from attention_scenes.film.frames.surface import RasterSurface, Surface

NOWHERE = np.inf, np.inf, -np.inf, -np.inf


def flatten(mobjects: Iterable[Mobject]) -> list[Mobject]:
    """Return all family members in drawing order before z-index, each once (at its last place, as Manim has it)."""
    found: list[Mobject] = []
    stack = list(mobjects)[::-1]
    while stack:
        mobject = stack.pop()
        found.append(mobject)
        if mobject.submobjects:
            stack.extend(reversed(mobject.submobjects))
    if len({id(mobject) for mobject in found}) == len(found):
        return found
    return list(dict.fromkeys(reversed(found)))[::-1]


class SkiaCamera(Camera):
    """Manim's camera with Skia in Cairo's place; ``pixel_array`` is straight RGBA, not premultiplied.

    Parameters
    ----------
    make_surface
        Called with (width, height, opaque) for something to draw on; the raster surface where none is given.
    rasters
        Whether what stays the same but for its opacity is drawn from a kept raster, where that is quicker.
    kwargs
        As for Manim's ``Camera``.
    """

    def __init__(
        self, make_surface: Callable[[int, int, bool], Surface] | None = None, rasters: bool = True, **kwargs: Any
    ) -> None:
        self._make_surface = make_surface or RasterSurface
        self._surface: Surface | None = None
        self._surface_key: tuple[int, int, bool] | None = None
        self._may_keep_rasters = rasters
        self._rasters: RasterCache | None = None
        self._vectors = VectorPainter()
        self._images = ImagePainter()
        super().__init__(**kwargs)

    # pixels

    background: np.ndarray

    def init_background(self) -> None:
        if self.background_image is not None:
            return super().init_background()
        row = np.empty((1, self.pixel_width, self.n_channels), self.pixel_array_dtype)
        row[:] = color_to_int_rgba(self.background_color, self.background_opacity)
        self.background = np.broadcast_to(row, (self.pixel_height, *row.shape[1:]))  # one row, not all: 20 ms a scene

    @property
    def surface(self) -> Surface:
        """The surface drawn on, made anew when the size of the frame or the opacity of its background changes."""
        height, width = self.background.shape[:2]
        key = (width, height, self._background_is_opaque())
        if self._surface is None or self._surface_key != key:
            self.settle()
            self._surface = self._make_surface(*key)
            self._surface_key = key
            pays = self._surface.name == "raster" and key[2]
            self._rasters = RasterCache() if self._may_keep_rasters and pays else None
        return self._surface

    def _background_is_opaque(self) -> bool:
        if self._opaque_of is not self.background:
            self._opaque_of = self.background
            self._opaque = bool((self.background[..., 3] == 255).all())
        return self._opaque

    _opaque_of: np.ndarray | None = None
    _opaque = True

    @property
    def pixel_array(self) -> np.ndarray:
        """The frame, [height, width, 4] uint8, straight alpha."""
        return self.surface.read()

    @pixel_array.setter
    def pixel_array(self, pixels: np.ndarray) -> None:
        self.surface.load(pixels)

    def take_frame(self, spare: list[Frame]) -> Frame:
        """Return the current frame, which will not change; the memory of ``spare`` frames is used again."""
        return self.surface.take(spare)

    def send_frame(self, spare: list[Frame], receive: Callable[[Frame], object]) -> None:
        """Pass the frame to ``receive`` as ``take_frame`` would return it; a GPU does so two frames later."""
        self.surface.send(spare, receive)

    def settle(self) -> None:
        """Wait until every frame that was sent has been received."""
        if self._surface is not None:
            self._surface.settle()

    def set_pixel_array(self, pixel_array: Any, convert_from_floats: bool = False) -> None:
        pixels = self.convert_pixel_array(pixel_array) if convert_from_floats else np.asarray(pixel_array)
        self.surface.load(pixels)

    # drawing

    def get_mobjects_to_display(
        self,
        mobjects: Iterable[Mobject],
        include_submobjects: bool = True,
        excluded_mobjects: list | None = None,
    ) -> list[Mobject]:
        found = flatten(mobjects) if include_submobjects else list(mobjects)
        if excluded_mobjects:
            excluded = {id(mobject) for mobject in flatten(excluded_mobjects)}
            found = [mobject for mobject in found if id(mobject) not in excluded]
        if include_submobjects:
            found = [mobject for mobject in found if len(mobject.points) or is_drawable(mobject)]
        if self.use_z_index and any(mobject.z_index for mobject in found):
            found.sort(key=lambda mobject: mobject.z_index)
        return found

    def resize_frame_shape(self, fixed_dimension: int = 0) -> None:
        """Do nothing: Manim's method would crop a frame of another shape than the picture."""
        if not self._has_bands:
            super().resize_frame_shape(fixed_dimension)

    @property
    def _has_bands(self) -> bool:
        return any(bands(self.pixel_width, self.pixel_height, self.frame_width, self.frame_height))

    def _scales(self) -> tuple[float, float]:
        """Pixels of a scene unit, across and up."""
        scales = self.pixel_width / self.frame_width, self.pixel_height / self.frame_height
        return (min(scales), min(scales)) if self._has_bands else scales

    def matrix(self) -> skia.Matrix:
        """Return the map from scene units to pixels; a frame of another shape than the picture stands in its middle."""
        center = self.frame_center
        x_scale, y_scale = self._scales()
        return skia.Matrix.MakeAll(
            x_scale,
            0,
            self.pixel_width / 2 - center[0] * x_scale,
            0,
            -y_scale,
            self.pixel_height / 2 + center[1] * y_scale,
            0,
            0,
            1,
        )

    def _frame_box(self) -> skia.Rect:
        (x, y, _), width, height = self.frame_center, self.frame_width, self.frame_height
        return skia.Rect.MakeXYWH(x - width / 2, y - height / 2, width, height)

    def points_to_subpixel_coords(self, mobject: Mobject, points: np.ndarray) -> np.ndarray:
        """Convert points ``[N, 3]`` to pixels ``[N, 2]``; Manim calls this for point clouds."""
        (x_scale, y_scale), half = self._scales(), (self.pixel_width / 2, self.pixel_height / 2)
        placed = self.transform_points_pre_display(mobject, points) - self.frame_center
        return placed[:, :2] * (x_scale, -y_scale) + half

    def capture_mobjects(self, mobjects: Iterable[Mobject], **kwargs: Any) -> None:
        self.draw(self.get_mobjects_to_display(mobjects, **kwargs))

    def draw(self, mobjects: Iterable[Mobject]) -> np.ndarray:
        """Draw mobjects in this order, without their submobjects.

        Returns
        -------
        numpy.ndarray
            Boxes ``[N, 4]`` (left, top, right, bottom in pixels) outside which each of them drew nothing. The left of
            one that drew nothing at all is infinite.
        """
        canvas, matrix, damage = self.surface.canvas, self.matrix(), self.surface.damage
        boxes: list[tuple[float, float, float, float]] = []
        canvas.save()
        canvas.setMatrix(matrix)
        if self._has_bands:
            canvas.clipRect(self._frame_box())
        try:
            for mobject in mobjects:
                drawn = self._draw(canvas, mobject)
                if drawn is None:
                    boxes.append(NOWHERE)
                    continue
                bounds = matrix.mapRect(drawn)
                boxes.append((bounds.left() - 1, bounds.top() - 1, bounds.right() + 1, bounds.bottom() + 1))
                if drawn is EVERYWHERE:
                    damage.mark_all()
                else:
                    damage.mark(*boxes[-1])
        finally:
            canvas.restore()
        return np.array(boxes).reshape(-1, 4)

    def _draw(self, canvas: skia.Canvas, mobject: Mobject) -> skia.Rect | None:
        """Draw one mobject and return its bounds in scene units; None where nothing was drawn."""
        if is_drawable(mobject):
            bounds = bounding_box(mobject.paint_bounds())
            if bounds is not None:
                self._draw_drawable(canvas, mobject, bounds)
            return bounds
        if not len(mobject.points):
            return None
        if isinstance(mobject, VMobject):
            return self._vectors.draw(canvas, mobject, self.cairo_line_width_multiple, self._rasters)
        if isinstance(mobject, AbstractImageMobject):
            return self._images.draw(canvas, mobject)
        if isinstance(mobject, PMobject):
            self._draw_points(canvas, mobject)
            return EVERYWHERE
        return None

    def _draw_drawable(self, canvas: skia.Canvas, mobject: SkiaDrawable, bounds: skia.Rect) -> None:
        """Draw a mobject that draws itself, from its cached raster where caching pays."""
        if self._rasters and (cost := mobject.raster_cost):
            key = mobject.appearance_key()
            if self._rasters.draw(canvas, key, bounds, mobject.opacity, cost, mobject.draw_opaque, mobject):
                return
        count = canvas.save()
        try:
            mobject.draw_skia(canvas)
        finally:
            canvas.restoreToCount(count)

    def _draw_points(self, canvas: skia.Canvas, mobject: PMobject) -> None:
        # Manim's dots are squares of whole pixels: let it set them, then lay the result over the frame.
        layer = np.zeros((self.pixel_height, self.pixel_width, 4), dtype=np.uint8)
        thickness = self.adjusted_thickness(mobject.stroke_width)
        self.display_point_cloud(mobject, mobject.points, mobject.rgbas, thickness, layer)
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(skia.Image.fromarray(layer, colorType=skia.ColorType.kRGBA_8888_ColorType), 0, 0)
        canvas.restore()


class SkiaMovingCamera(SkiaCamera, MovingCamera):
    """``SkiaCamera`` for Manim's ``MovingCameraScene``, which shows what its ``frame`` covers."""


__all__ = ["SkiaCamera", "SkiaMovingCamera", "flatten"]
