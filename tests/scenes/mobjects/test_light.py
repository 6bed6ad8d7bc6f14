"""Light that fades has no bands: neighbouring steps of 255 are mixed, and the default mp4 keeps the mixture's mean."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
import skia

from attention_scenes.film.encode.formats import target
from attention_scenes.film.encode.pixel_formats import Converter
from attention_scenes.film.encode.video import VideoExporter, exact_rate
from attention_scenes.film.frames.frame import Frame
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.space.light import FALL, draw_lamp
from benchmarks.pictures import glow_error

WIDTH, HEIGHT, RADIUS, SHARE = 960, 540, 250.0, 0.35  # pixels, and the lamp's light


def lamp(x: float) -> np.ndarray:
    """A wide lamp on black, ``[height, width, 4]``."""
    use_palette("dark")
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    pixels[..., 3] = 255
    info = skia.ImageInfo.Make(WIDTH, HEIGHT, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels).getCanvas()
    draw_lamp(canvas, np.array([x, HEIGHT / 2]), RADIUS, np.array([1.0, 1.0, 1.0, SHARE]))
    return pixels


def wanted(x: float) -> np.ndarray:
    """The same lamp in real numbers."""
    row, column = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    away = np.hypot(column - x, row - HEIGHT / 2) / RADIUS
    return 255 * SHARE * np.clip(1 - away, 0, 1) ** FALL


def test_neighbouring_steps_are_mixed() -> None:
    drawn, light = lamp(480)[..., 0].astype(float), wanted(480)
    above = np.mod(light, 1)
    lower = (above > 0.6) & (above < 0.8) & (light > 2) & (light < 60)  # plain rounding would take all of it up
    rounded_down = (drawn < light)[lower].mean()
    assert 0.15 < rounded_down < 0.5
    assert np.abs(drawn - light)[(light > 2) & (light < 60)].max() < 2


def decoded_luma(path: Path, options: dict[str, str], frames: list[np.ndarray]) -> np.ndarray:
    """The last frame but one of a clip of these frames: its brightness, as a player gets it."""
    exporter = VideoExporter(path, target("mp4", False, options), WIDTH, HEIGHT, exact_rate(60), 1)
    for pixels in frames:
        exporter.add(Frame(pixels))
    exporter.close()
    with av.open(str(path)) as clip:
        return list(clip.decode(video=0))[-2].to_ndarray()[:HEIGHT]


@pytest.mark.parametrize(("options", "least", "most"), [({}, 0.0, 0.3), ({"crf": "40"}, 0.6, 9.0)])
def test_the_default_mp4_keeps_light_that_fades(
    tmp_path: Path, options: dict[str, str], least: float, most: float
) -> None:
    frames = [lamp(400 + 3 * step) for step in range(12)]
    drawn = Converter("yuv420p").converted(Frame(frames[-2])).to_ndarray()[:HEIGHT]
    assert least <= glow_error(decoded_luma(tmp_path / "lamp.mp4", options, frames), drawn) <= most
