"""What a mobject paints, as pixels: on a black frame, on none, and on a GPU surface."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import skia
from manim import Mobject, tempconfig

from attention_scenes.film.frames import gpu_surface
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.surface import RasterSurface

BLACK = 0xFF000000


def drawn(
    paint: Callable[[skia.Canvas], object], width: int = 320, height: int = 180, ground: int | None = BLACK
) -> np.ndarray:
    """Return premultiplied pixels ``[H, W, 4]`` of a frame that something is painted on, clear without ``ground``."""
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels).getCanvas()
    if ground is not None:
        canvas.clear(ground)
    canvas.translate(width / 2, height / 2)
    canvas.scale(height / 8, -height / 8)
    paint(canvas)
    return pixels


def off_on_gpu(made: Mobject, monkeypatch: pytest.MonkeyPatch) -> float:
    """Return the part of a mobject's pixels, at 960 x 540, that a GPU draws by more than 64 of 255 otherwise."""
    if gpu_surface.gl_renderer() is None:
        pytest.skip("no EGL on this machine: install libegl1 and Mesa's software GL")
    monkeypatch.setenv(gpu_surface._ALLOW, "1")
    pictures = []
    with tempconfig({"pixel_width": 960, "pixel_height": 540, "dry_run": True}):
        for make_surface in (RasterSurface, gpu_surface.choose("gpu")):
            camera = SkiaCamera(make_surface=make_surface)
            camera.capture_mobjects([made])
            pictures.append(camera.pixel_array[..., :3].astype(int))
    assert pictures[0].any()
    return float((np.abs(pictures[0] - pictures[1]).max(-1) > 64).mean())
