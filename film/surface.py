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
        self._pixels = np.zeros((height, width, 4), dtype=np.uint8)
        # Skia keeps a bare pointer: the array lives as long as this object does.
        self._surface = skia.Surface.MakeRasterDirect(image_info(width, height, opaque), self._pixels, width * 4)
        self.canvas = self._surface.getCanvas()

    def load(self, pixels: np.ndarray) -> None:
        np.copyto(self._pixels, pixels, casting="unsafe")

    def read(self) -> np.ndarray:
        return self._pixels
