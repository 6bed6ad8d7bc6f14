"""Images of frames: PNG, WebP, and folders of numbered PNGs."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from attention_scenes.film.encode.exporter import Exporter
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.frames.frame import Frame


def png(pixels: np.ndarray, transparent: bool, level: int = 6) -> bytes:
    """Return a PNG of [height, width, 4] uint8 pixels; the alpha channel is left out unless ``transparent``."""
    picture = Image.fromarray(pixels if transparent else np.ascontiguousarray(pixels[..., :3]))
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=level)
    return data.getvalue()


def webp(pixels: np.ndarray, scale: float, quality: int) -> bytes:
    """Return a WebP of [height, width, 4] uint8 pixels, ``scale`` times as wide and high, without the alpha channel."""
    picture = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    size = round(picture.width * scale), round(picture.height * scale)
    data = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(data, "WEBP", quality=quality, method=6)
    return data.getvalue()


def animated_webp(frames: list[np.ndarray], fps: float, quality: int) -> bytes:
    """Return a WebP that plays frames, each [height, width, 4] uint8, for ever, without the alpha channel."""
    first, *others = (Image.fromarray(np.ascontiguousarray(pixels[..., :3])) for pixels in frames)
    data = io.BytesIO()
    settings = {"duration": round(1000 / fps), "loop": 0, "quality": quality, "method": 4}
    first.save(data, "WEBP", save_all=True, append_images=others, **settings)
    return data.getvalue()


class FrameFolder(Exporter):
    """Writes frames 00000.png, 00001.png, ... into the folder ``path``."""

    def __init__(self, path: Path, target: Target, width: int, height: int, fps: Fraction, threads: int = 0) -> None:
        self.path, self.frames, self._transparent = path, 0, target.transparent
        path.mkdir(parents=True, exist_ok=True)

    def add(self, frame: Frame, repeat: int = 1) -> None:
        data = png(frame.pixels, self._transparent, level=1)
        for _ in range(repeat):
            (self.path / f"{self.frames:05d}.png").write_bytes(data)
            self.frames += 1
