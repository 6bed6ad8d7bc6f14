"""Pictures of patches: a picture's dots as colours, cut into squares, each a small image that can be drawn anywhere."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette

SHARP = 32  # dots across an image at least: edges between a patch's few dots stay sharp
DARKEST = 0.13  # of the ink, what an empty dot is drawn with: it is seen on the ground
MOST = 1024  # dots, each of which is listed; of more, each patch's largest


class PatchFaces:
    """P patches in row-major order, the first at the top left.

    Parameters
    ----------
    pixels
        ``[H, W, C]``: one channel of ink, or red, green and blue.
    side
        Dots across a patch.
    full
        The largest number a dot can have.
    """

    def __init__(self, pixels: Reading, side: int, full: float) -> None:
        if not isinstance(pixels, Reading):
            raise TypeError("a dot on screen needs a source: give a Reading")
        self.readings, self.side = pixels, side
        height, width, channels = pixels.shape
        self.rows, self.columns = height // side, width // side
        shares = np.clip(pixels.value.astype(float) / full, 0, 1)
        colors = _of_ink(shares[..., 0]) if channels == 1 else shares
        self.cut_PSS3 = _cut(colors, side)
        self.means_P3 = self.cut_PSS3.mean(axis=(1, 2))
        self.images = [_image(patch) for patch in self.cut_PSS3]
        self.frame = skia.Rect.MakeWH(self.images[0].width(), self.images[0].height())

    def __len__(self) -> int:
        return self.rows * self.columns

    @property
    def middles(self) -> np.ndarray:
        """The middle of each patch in its picture, ``[P, 2]``: x right, y up, a patch 1 wide, the middle at 0."""
        row, column = np.divmod(np.arange(len(self)), self.columns)
        return np.column_stack([column - (self.columns - 1) / 2, (self.rows - 1) / 2 - row])

    def listed(self, patch: int) -> list[tuple[str, Reading]]:
        """Return what a frame that shows a patch shows: each of its dots, or where there are many the largest."""
        row, column = divmod(patch, self.columns)
        at, side = np.array([row, column]) * self.side, self.side
        mine = self.readings[at[0] : at[0] + side, at[1] : at[1] + side].reshape(-1)
        if self.readings.value.size > MOST:
            return [("■", mine.largest())]
        return [("■", dot) for dot in mine.flat()]


def _of_ink(shares_HW: np.ndarray) -> np.ndarray:
    """Return the colours of dots of ink, which stand out from the ground: ``[H, W, 3]``."""
    share = (DARKEST + (1 - DARKEST) * shares_HW)[..., None]
    return (1 - share) * palette().rgba("background")[:3] + share * palette().rgba("data_high")[:3]


def _cut(colors_HW3: np.ndarray, side: int) -> np.ndarray:
    """Return patches ``[P, side, side, 3]``."""
    rows, columns = (size // side for size in colors_HW3.shape[:2])
    grid = colors_HW3.reshape(rows, side, columns, side, 3).swapaxes(1, 2)
    return grid.reshape(rows * columns, side, side, 3)


def _image(patch_SS3: np.ndarray) -> skia.Image:
    """Return a patch as an image, its few dots enlarged."""
    times = max(1, -(-SHARP // len(patch_SS3)))
    large = np.rint(255 * patch_SS3).astype(np.uint8).repeat(times, axis=0).repeat(times, axis=1)
    opaque = np.dstack([large, np.full(large.shape[:2], 255, np.uint8)])
    return skia.Image.fromarray(opaque, skia.kRGBA_8888_ColorType, copy=True).withDefaultMipmaps()
