"""What happens on a tracing map: static over names, and a reading from token to token that can be cut."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint

SAMPLES, HALF = 41, 20  # points along a jump
RISE, MORE = 1.5, 0.28  # height of a short one, and more for each token
APART, LEFT_OVER = 0.34, 0.4  # how far the ends of a cut one part, and how much light is left to them
WIDTH = 0.15  # units of space
ACROSS, AWAY, KEPT = 12, 7, 0.5  # grains of static on a cell, and how many of them are drawn
GRAIN, LIFTED = 0.045, 0.012  # scene units of a grain over a word; units of space over the floor
TONES = (0.3, 0.55, 0.9)  # opacity of grains
OVER, BANDS = 0.3, 8  # share of a word's place that has grains, as much again holes; bands in which static comes


class Jump(NamedTuple):
    """A token that reads another in one layer; ``weight`` is how much, in the head that does so most."""

    query: int
    key: int
    layer: int
    weight: Reading

    def way(self, x_T: np.ndarray, z_L: np.ndarray) -> np.ndarray:
        """Return points in space from the key to the query, ``[SAMPLES, 3]``."""
        u = np.linspace(0, 1, SAMPLES)
        start, end = float(x_T[self.key]), float(x_T[self.query])
        along = start + (end - start) * u * u * (3 - 2 * u)
        high = RISE + MORE * abs(end - start)
        return np.column_stack([along, 4 * high * u * (1 - u), np.full(SAMPLES, float(z_L[self.layer]))])


def draw_jump(canvas: skia.Canvas, lens: Lens, way_N3: np.ndarray, reached: float, cut: float, opacity: float) -> None:
    """Draw a jump as far as it has come, or in two pieces where it is cut."""
    seen = lens.project(way_N3)
    width = WIDTH * float(seen.scale_N.mean())
    gap = round(APART * cut * SAMPLES / 2)
    light = opacity * (1 - (1 - LEFT_OVER) * cut)
    last = max(2, round(reached * (SAMPLES - 1)) + 1)
    pieces = [slice(0, last)] if not gap else [slice(0, HALF - gap + 1), slice(HALF + gap, SAMPLES)]
    for piece in pieces:
        path = polygons(seen.xy_N2[None, piece], closed=False)
        draw_glowing_line(canvas, path, palette().rgba("key", light), width)
    if not gap:
        draw_lamp(canvas, seen.xy_N2[last - 1], 4 * width, palette().rgba("key", 0.8 * light))


def draw_static(
    canvas: skia.Canvas, lens: Lens, middles_N3: np.ndarray, size: tuple[float, float], density: float
) -> None:
    """Draw static on cells of a floor, ``size`` across and away: always the same grains, more as it grows denser."""
    rng = np.random.default_rng(0)
    at = np.stack(np.meshgrid(np.arange(ACROSS) / ACROSS, np.arange(AWAY) / AWAY), axis=-1).reshape(-1, 2) - 0.5
    grain = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [0.9 / ACROSS, 0.9 / AWAY]
    flat = (at[:, None] + grain) * size
    corners = np.stack([flat[..., 0], np.full(flat.shape[:2], LIFTED), flat[..., 1]], axis=-1)
    every = (middles_N3[:, None, None] + corners).reshape(-1, 4, 3)
    chance, tone = rng.random(len(every)) / KEPT, rng.integers(0, len(TONES), len(every))
    kept = chance < 1
    xy = lens.project(every[kept].reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
    _draw_grains(canvas, xy, chance[kept], tone[kept], density)


def draw_static_over(canvas: skia.Canvas, points_N2: np.ndarray, density: float) -> None:
    """Draw static over a word, given points on it: grains of light, and grains of the ground that take parts of it."""
    rng = np.random.default_rng(1)
    low, high = points_N2.min(axis=0) - 0.08, points_N2.max(axis=0) + 0.08
    steps = np.maximum(((high - low) / GRAIN).astype(int), 1)
    at = low + np.stack(np.meshgrid(np.arange(steps[0]), np.arange(steps[1])), axis=-1).reshape(-1, 2) * GRAIN
    corners = at[:, None] + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * GRAIN
    hole, chance, tone = rng.random(len(at)) < OVER, rng.random(len(at)) / OVER, rng.integers(0, len(TONES), len(at))
    canvas.drawPath(polygons(corners[hole]), fill_paint(palette().rgba("background", density)))
    kept = ~hole & (chance < 1)
    _draw_grains(canvas, corners[kept], chance[kept], tone[kept], density)


def _draw_grains(
    canvas: skia.Canvas, xy_N42: np.ndarray, chance_N: np.ndarray, tone_N: np.ndarray, density: float
) -> None:
    """Draw grains, each of which comes at a density between 0 and 1, in bands: a tape keeps what comes as one once."""
    band_N = (chance_N * BANDS).astype(int)
    for band in range(BANDS):
        seen = density * min(1.0, density * BANDS - band)
        for n, share in enumerate(TONES):
            if seen > 0:
                path = polygons(xy_N42[(band_N == band) & (tone_N == n)])
                canvas.drawPath(path, fill_paint(palette().rgba("data_high", share * seen)))
