"""Tiles in space: many small quadrangles of one colour, brighter where an entry is larger, drawn as few paths."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint

LEVELS = 14  # of opacity: as many paths are drawn
DARKEST, SOFTER = 0.10, 0.8  # opacity of an entry of 0, power of the others


def brightness(values: np.ndarray, full: float | None = None) -> np.ndarray:
    """Return the opacity of each entry by its size: whole for the largest 2 %, or from the size ``full`` on."""
    sizes = np.abs(np.asarray(values, dtype=float))
    most = float(np.quantile(sizes, 0.98)) if full is None else full
    return DARKEST + (1 - DARKEST) * np.clip(sizes / max(most, 1e-9), 0, 1) ** SOFTER


def draw_tiles(canvas: skia.Canvas, lens: Lens, tiles_N43: np.ndarray, rgba: np.ndarray, shares_N: np.ndarray) -> None:
    """Draw tiles, corners in space ``[N, 4, 3]``, in one colour, each with its share of its opacity."""
    if not len(tiles_N43):
        return
    xy = lens.project(tiles_N43.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
    levels = np.rint(np.asarray(shares_N, dtype=float) * LEVELS).astype(int)
    for level in range(1, levels.max(initial=0) + 1):
        if (members := levels == level).any():
            canvas.drawPath(polygons(xy[members]), fill_paint(np.asarray(rgba) * [1, 1, 1, level / LEVELS]))


def on_floor(
    x: np.ndarray, z: np.ndarray, width: np.ndarray | float, length: np.ndarray | float, y: float
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
