"""Tiles in space: many small quadrangles of one colour, brighter where an entry is larger, drawn as few paths."""

from __future__ import annotations

from functools import cache

import numpy as np
import skia
from numpy.typing import ArrayLike

from attention_scenes.film.frames.skia_paths import fill_polygons, polygons
from attention_scenes.scenes.mobjects.basics.palette import Palette, palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint

LEVELS = 16  # of opacity: as many paths are drawn
DARKEST, SOFTER = 0.10, 0.8  # opacity of an entry of 0, power of the others
STRONG = 0.96  # the quantile from which on an entry is as bright as can be
SIGNED, MOST = 6, 0.98  # levels of a colour on either side of 0; the quantile that is as bright as can be there
LEAST = 0.02  # size of a bar beside the largest, so that one of almost nothing is there
PART = 0.83  # of its place in a strip, a tile


def brightness(values: np.ndarray, full: float | None = None) -> np.ndarray:
    """Return the opacity of each entry by its size: whole for the largest 4 %, or from the size ``full`` on."""
    found = np.abs(np.asarray(values, dtype=float))
    most = float(np.quantile(found, STRONG)) if full is None else full
    return DARKEST + (1 - DARKEST) * np.clip(found / max(most, 1e-9), 0, 1) ** SOFTER


def sizes(values: np.ndarray) -> np.ndarray:
    """Return the size of each entry beside the largest, so small that it is still a line where there is none."""
    found = np.abs(np.asarray(values, dtype=float))
    return np.maximum(found / max(float(found.max()), 1e-9), LEAST)


def signed_levels(values: ArrayLike) -> np.ndarray:
    """Return the level of each entry's colour, below 0 where the entry is, and never 0."""
    values = np.asarray(values, dtype=float)
    largest = float(np.quantile(np.abs(values), MOST)) or 1.0
    levels = np.clip(np.ceil(np.abs(values) / largest * SIGNED), 1, SIGNED).astype(int)
    return np.where(values < 0, -1, 1) * levels


@cache
def _signed_colors(colors: Palette) -> dict[int, np.ndarray]:
    steps = [level for level in range(-SIGNED, SIGNED + 1) if level]
    return dict(zip(steps, colors.signed(np.array(steps)), strict=True))


def draw_tiles(canvas: skia.Canvas, lens: Lens, tiles_N43: np.ndarray, rgba: np.ndarray, shares_N: np.ndarray) -> None:
    """Draw tiles, corners in space ``[N, 4, 3]``, in one colour, each with its share of its opacity."""
    if not len(tiles_N43):
        return
    xy = lens.project(tiles_N43.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
    fill_polygons(canvas, xy, fill_paint(rgba), shares_N, LEVELS)


def draw_signed(canvas: skia.Canvas, lens: Lens, tiles_N43: np.ndarray, levels_N: np.ndarray, share: float) -> None:
    """Draw tiles, corners in space ``[N, 4, 3]``, in the colours of learned weights, each of its signed level."""
    xy = lens.project(tiles_N43.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
    for level, rgba in _signed_colors(palette()).items():
        if (members := levels_N == level).any():
            canvas.drawPath(polygons(xy[members]), fill_paint(rgba * [1, 1, 1, share]))


def strips(feet_T3: np.ndarray, along_3: np.ndarray, height: float, count: int, rise_T: np.ndarray) -> np.ndarray:
    """Return corners ``[T, count, 4, 3]`` of tiles above each other, the first on top.

    ``along_3`` is a strip's width as a vector, ``rise_T`` how far each stands of its height.
    """
    tops = height / count * (np.arange(count)[::-1] + (1 + PART) / 2)
    lows = tops - PART * height / count
    sides = np.array([-0.5, 0.5, 0.5, -0.5])[:, None] * along_3
    found = np.tile((feet_T3[:, None] + sides)[:, None], (1, count, 1, 1))
    found[..., 1] += np.stack([tops, tops, lows, lows], axis=-1) * rise_T[:, None, None]
    return found


def on_floor(
    x: np.ndarray, z: np.ndarray | float, width: np.ndarray | float, length: np.ndarray | float, y: float
) -> np.ndarray:
    """Return corners ``[..., 4, 3]`` of tiles that lie at a height, given their middles."""
    x, z, half, deep = np.broadcast_arrays(x, z, np.asarray(width) / 2, np.asarray(length) / 2)
    xs = np.stack([x - half, x + half, x + half, x - half], axis=-1)
    zs = np.stack([z + deep, z + deep, z - deep, z - deep], axis=-1)
    return np.stack([xs, np.full(xs.shape, y), zs], axis=-1)


def upright(
    x: np.ndarray, low: np.ndarray | float, high: np.ndarray | float, width: float, z: np.ndarray | float
) -> np.ndarray:
    """Return corners ``[..., 4, 3]`` of tiles that stand, given the middle, foot and top of each."""
    x, low, high, z = np.broadcast_arrays(x, low, high, z)
    xs = np.stack([x - width / 2, x + width / 2, x + width / 2, x - width / 2], axis=-1)
    ys = np.stack([high, high, low, low], axis=-1)
    return np.stack([xs, ys, np.broadcast_to(z[..., None], xs.shape)], axis=-1)
