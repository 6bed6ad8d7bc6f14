"""Surfaces that a camera draws on: the protocol, and Skia's rasteriser in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np
import skia

from attention_scenes.film.frames.frame import DamageMap, Frame, FrameTracker


class Surface(Protocol):
    """A canvas of fixed size whose pixels can be read and replaced, straight RGBA."""

    @property
    def name(self) -> str:
        """``raster``, or the ``GL_RENDERER`` that draws."""
        ...

    @property
    def canvas(self) -> skia.Canvas:
        """The Skia canvas to draw on."""
        ...

    @property
    def damage(self) -> DamageMap:
        """Where the frame differs from what was loaded: whatever draws marks it here."""
        ...

    def load(self, pixels: np.ndarray) -> None:
        """Replace all pixels by ``pixels`` ([height, width, 4] uint8), which must not change afterwards."""
        ...

    def read(self) -> np.ndarray:
        """Return all pixels ([height, width, 4] uint8): the surface's own array, up to date, to look at."""
        ...

    def take(self, spare: list[Frame]) -> Frame:
        """Return the frame in memory that the surface does not write to again; it may reuse that of ``spare``."""
        ...

    def send(self, spare: list[Frame], receive: Callable[[Frame], object]) -> None:
        """Give what ``take`` would return to ``receive``: now, or while later frames are drawn, always in turn."""
        ...

    def settle(self) -> None:
        """Wait until ``receive`` has got all that was sent."""
        ...


def image_info(width: int, height: int, opaque: bool) -> skia.ImageInfo:
    """Describe RGBA pixels with straight alpha; opaque ones are cheaper to blend on."""
    alpha = skia.AlphaType.kOpaque_AlphaType if opaque else skia.AlphaType.kUnpremul_AlphaType
    return skia.ImageInfo.Make(width, height, skia.ColorType.kRGBA_8888_ColorType, alpha)


class RasterSurface:
    """Skia's software rasteriser, writing straight into a NumPy array.

    Parameters
    ----------
    width, height
        In pixels.
    opaque
        Whether every pixel that is loaded has full alpha.
    """

    name = "raster"

    def __init__(self, width: int, height: int, opaque: bool = True) -> None:
        self._info = image_info(width, height, opaque)
        self._spare: list[Frame] = []
        self._tracker = FrameTracker(width, height)
        self._draw_into(np.zeros((height, width, 4), dtype=np.uint8))

    def _draw_into(self, pixels: np.ndarray) -> None:
        # Skia keeps a bare pointer: the array lives as long as the canvas does.
        self._pixels = pixels
        self._taken: Frame | None = None
        self._surface = skia.Surface.MakeRasterDirect(self._info, pixels, pixels.shape[1] * 4)
        self._canvas = self._surface.getCanvas()

    def _other_memory(self) -> Frame:
        """Draw in other memory from now on; return what it holds, a frame that is no longer needed."""
        # New memory for each frame costs more than used memory.
        old = self._spare.pop() if self._spare else Frame(np.empty_like(self._pixels))
        self._draw_into(old.pixels)
        return old

    @property
    def canvas(self) -> skia.Canvas:
        """The canvas; asking for it means to draw."""
        if taken := self._taken:
            self._other_memory()
            np.copyto(self._pixels, taken.pixels)
            self._tracker.begin(None)
        return self._canvas

    @property
    def damage(self) -> DamageMap:
        return self._tracker.damage

    def load(self, pixels: np.ndarray) -> None:
        if self._taken:
            old = self._other_memory()
            base, damage = old.base and old.base(), old.damage
        else:
            base, damage = self._tracker.base, self.damage
        if base is pixels and damage:
            for box in damage.boxes():
                self._pixels[box] = pixels[box]
        else:
            np.copyto(self._pixels, pixels, casting="unsafe")
        self._tracker.begin(pixels)

    def read(self) -> np.ndarray:
        return self._pixels

    def take(self, spare: list[Frame]) -> Frame:
        if self._taken:  # its memory may come back as spare twice, and two frames would share it
            return replace(self._taken, pixels=self._pixels.copy(), number=0)
        self._taken, self._spare = self._tracker.end(self._pixels), spare
        return self._taken

    def send(self, spare: list[Frame], receive: Callable[[Frame], object]) -> None:
        receive(self.take(spare))

    def settle(self) -> None:
        """Do nothing: memory is there at once."""
