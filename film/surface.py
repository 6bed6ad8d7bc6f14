"""What a camera draws on: memory that Skia fills, or a GPU's texture."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import skia


class Surface(Protocol):
    """A canvas of fixed size whose pixels can be read and replaced, straight RGBA."""

    @property
    def name(self) -> str:
        """``raster``, or the ``GL_RENDERER`` that draws."""
        ...

    @property
    def canvas(self) -> skia.Canvas:
        """What to draw on."""
        ...

    def load(self, pixels: np.ndarray) -> None:
        """Replace all pixels by ``pixels`` ([height, width, 4] uint8)."""
        ...

    def read(self) -> np.ndarray:
        """Return all pixels ([height, width, 4] uint8): the surface's own array, up to date."""
        ...

    def take(self, spare: list[np.ndarray]) -> np.ndarray:
        """Return all pixels in an array that the surface will not write to again; ``spare`` holds some that it may."""
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
        self._spare: list[np.ndarray] = []
        self._draw_into(np.zeros((height, width, 4), dtype=np.uint8))

    def _draw_into(self, pixels: np.ndarray) -> None:
        # Skia keeps a bare pointer: the array lives as long as the canvas does.
        self._pixels, self._is_taken = pixels, False
        self._surface = skia.Surface.MakeRasterDirect(self._info, pixels, pixels.shape[1] * 4)
        self._canvas = self._surface.getCanvas()

    def _move_on(self) -> np.ndarray:
        """Draw into another array from now on, its pixels as they happen to be; return the one so far."""
        before = self._pixels
        # New memory for each frame costs more than drawing on what somebody is done with.
        self._draw_into(self._spare.pop() if self._spare else np.empty_like(before))
        return before

    @property
    def canvas(self) -> skia.Canvas:
        """The canvas; asking for it means to draw."""
        if self._is_taken:
            before = self._move_on()
            np.copyto(self._pixels, before)
        return self._canvas

    def load(self, pixels: np.ndarray) -> None:
        if self._is_taken:
            self._move_on()
        np.copyto(self._pixels, pixels, casting="unsafe")

    def read(self) -> np.ndarray:
        return self._pixels

    def take(self, spare: list[np.ndarray]) -> np.ndarray:
        if self._is_taken:  # it may come back as spare twice, and two frames would share it
            return self._pixels.copy()
        self._is_taken, self._spare = True, spare
        return self._pixels
