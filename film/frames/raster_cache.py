"""Cache of rasters: what is drawn again with only its opacity changed is rastered once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

import numpy as np
import skia

RGBA = skia.kRGBA_8888_ColorType
MOST_BYTES = 8 << 20
MOST_KEYS = 4096
PIXELS_A_POINT = 64  # of a raster that is laid over a frame in half the time of filling an outline of so many points
PIXELS_A_ROW = 40  # the same for a row of pixels with a line across


class Raster(NamedTuple):
    """Raster image, and the position of its upper left corner (pixels)."""

    image: skia.Image
    left: int
    top: int


class RasterCache:
    """Cache of rasters, which keeps what is drawn for the second time and draws it from then on.

    To lay a word's raster over a frame takes a tenth of the time of filling its outline anew. Pixels may differ by two
    levels of 255, for a raster's colours are rounded before they are made transparent.

    Only for canvases in memory whose pixels are opaque: on others to lay a raster takes longer than to draw.
    """

    def __init__(self) -> None:
        self._place: list[float] = []
        # Each with what its key names, which must stay alive: another could be made in its place in memory.
        self._made: dict[Hashable, tuple[Raster | None, object]] = {}
        self._seen: dict[Hashable, object] = {}
        self._bytes = 0

    def draw(
        self,
        canvas: skia.Canvas,
        key: Hashable,
        bounds: skia.Rect,
        opacity: float,
        cost: float,
        draw_opaque: Callable[[skia.Canvas], object],
        held: object,
    ) -> bool:
        """Draw the raster of ``key``, which is made when that is drawn for the second time.

        Parameters
        ----------
        canvas
            In scene units.
        key
            The same for whatever looks the same but for its opacity.
        bounds
            Outside it (scene units) nothing is drawn.
        opacity
            Between 0 and 1.
        cost
            Points of an outline that takes as long to fill.
        draw_opaque
            Draws it on a canvas in scene units with an opacity of 1.
        held
            What the key names by its ``id``.

        Returns
        -------
        bool
            False where nothing was drawn: it is new, or a raster of it would save no time.
        """
        matrix = canvas.getTotalMatrix()
        if (place := matrix.get9()) != self._place:
            self._place = place
            self._forget()
        if key not in self._made:
            if key not in self._seen:
                if len(self._seen) >= MOST_KEYS:
                    self._seen.clear()
                self._seen[key] = held
                return False
            self._keep(key, self._make(canvas, matrix, bounds, cost, draw_opaque), held)
        if (raster := self._made[key][0]) is None:
            return False
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(raster.image, raster.left, raster.top, skia.SamplingOptions(), skia.Paint(Alphaf=opacity))
        canvas.restore()
        return True

    def _make(
        self,
        canvas: skia.Canvas,
        matrix: skia.Matrix,
        bounds: skia.Rect,
        cost: float,
        draw_opaque: Callable[[skia.Canvas], object],
    ) -> Raster | None:
        box = matrix.mapRect(bounds).makeOutset(1, 1).roundOut()
        if not box.intersect(skia.IRect.MakeSize(canvas.getBaseLayerSize())):
            return None
        drawn = np.zeros((box.height(), box.width(), 4), dtype=np.uint8)
        info = skia.ImageInfo.Make(box.width(), box.height(), RGBA, skia.kPremul_AlphaType)
        other = skia.Surface.MakeRasterDirect(info, drawn, drawn.strides[0]).getCanvas()
        other.translate(-box.left(), -box.top())
        other.concat(matrix)
        draw_opaque(other)
        rows, columns = (np.flatnonzero(drawn[..., 3].any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return None
        cut = np.ascontiguousarray(drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
        height, width = cut.shape[:2]
        if width * height > PIXELS_A_POINT * cost + PIXELS_A_ROW * height:
            return None
        left, top = box.left() + int(columns[0]), box.top() + int(rows[0])
        return Raster(skia.Image.fromarray(cut, RGBA, skia.kPremul_AlphaType), left, top)

    def _keep(self, key: Hashable, raster: Raster | None, held: object) -> None:
        size = raster.image.imageInfo().computeMinByteSize() if raster else 0
        if self._bytes + size > MOST_BYTES or len(self._made) >= MOST_KEYS:
            self._forget()
        self._made[key] = raster, held
        self._bytes += size

    def _forget(self) -> None:
        self._made.clear()
        self._bytes = 0
