"""Vectors on their way through layers: a thread for each token, a bead on it where a layer hands it on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.layer_places import Layers
from attention_scenes.scenes.mobjects.depth.slab import near_light
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, light_paint

WIDTH, BEAD = 0.028, 0.05  # of a thread, radius of a bead, in units of space
HALOS = ((7.0, 0.07), (3.2, 0.16))  # of a thread that gives light: width in parts of its own, and opacity
LINE, BRIGHT = 0.62, 0.9  # opacity of a thread, of a bead
EXIT = 1.2  # how far the threads go on behind the last layer
WALL, TALL = 0.022, 1.7  # of what parts two threads: its line's width, its height, in units of space
TOGETHER = 5  # pieces that are drawn at once, in one light
CORNERS = 10  # of a bead
AROUND = np.column_stack([f(np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)) for f in (np.cos, np.sin)])

Item = tuple[float, Callable[[skia.Canvas], None]]


class LayerThreads:
    """T threads along z at ``x`` ``[T]``, on the floor, straight: between two layers nothing is computed.

    Each has a bead where it enters and where a layer hands it on. ``glow`` ``[T]`` is the light each gives.
    """

    def __init__(self, x: np.ndarray) -> None:
        self.x = x

    def items(
        self, lens: Lens, places: Layers, start: float, reach: float, opacity: float, glow: np.ndarray
    ) -> list[Item]:
        """Return what is drawn of them, piece by piece, each with its depth; ``reach`` as in a LayerStack."""
        knots = np.array([start, *places.out.tolist(), float(places.out[-1]) + EXIT])
        passed = min(reach + 1, len(knots) - 1)  # pieces: the first leads into the first layer
        begin = knots[: max(int(np.ceil(passed)), 0)]
        end = begin + (knots[1:] - knots[:-1])[: len(begin)] * np.minimum(1, passed - np.arange(len(begin)))
        middle = (begin + end) / 2
        light = opacity * near_light(lens, np.column_stack([np.zeros_like(middle), np.zeros_like(middle), middle]))
        found: list[Item] = []
        for some in np.array_split(np.flatnonzero(light > FAINT), max(1, -(-len(light) // TOGETHER))):
            if len(some):
                draw = self._pieces(lens, begin[some], end[some], float(light[some].mean()), glow)
                found.append((float(end[some[-1]]), draw))
        return found

    def walls(self, lens: Lens, z: float, light: float) -> Callable[[skia.Canvas], None]:
        """Return the drawing of a line between any two threads: what is done with each vector by itself."""
        middle = (self.x[1:] + self.x[:-1])[:, None] / 2
        x, y = middle + WALL / 2 * np.array([-1, 1, 1, -1]), np.array([0, 0, TALL, TALL])
        points = np.stack([x, np.broadcast_to(y, x.shape), np.full_like(x, z)], axis=-1)

        def draw(canvas: skia.Canvas) -> None:
            outlines = lens.project(points.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
            canvas.drawPath(polygons(outlines), fill_paint(palette().rgba("data_high", 0.55 * light)))

        return draw

    def _pieces(
        self, lens: Lens, begin: np.ndarray, end: np.ndarray, light: float, glow: np.ndarray
    ) -> Callable[[skia.Canvas], None]:
        """Return the drawing of pieces of all threads, one behind the other, and of the beads they begin with."""

        def draw(canvas: skia.Canvas) -> None:
            colors, parts = palette(), np.round(np.broadcast_to(glow, self.x.shape), 2)
            for part in np.unique(parts).tolist():  # those that glow alike as one shape
                own = parts == part
                for wider, soft in HALOS if part else ():
                    path = polygons(self._ribbons(lens, begin, end, WIDTH * wider, own))
                    canvas.drawPath(path, light_paint(colors.rgba("focus", soft * part * light)))
                line = (1 - part) * colors.rgba("data_high", LINE * light) + part * colors.rgba("focus", light)
                bead = (1 - part) * colors.rgba("text", BRIGHT * light) + part * colors.rgba("focus", BRIGHT * light)
                canvas.drawPath(polygons(self._ribbons(lens, begin, end, WIDTH, own)), fill_paint(line))
                canvas.drawPath(polygons(self._beads(lens, begin, own)), fill_paint(bead))

        return draw

    def _ribbons(self, lens: Lens, begin: np.ndarray, end: np.ndarray, width: float, own: np.ndarray) -> np.ndarray:
        """Return outlines in the frame of pieces of some threads, ``[pieces * threads, 4, 2]``."""
        ends = self._points(np.column_stack([begin, end]).ravel(), own)
        seen = lens.project(ends.reshape(-1, 3))
        shape = len(begin), 2, int(own.sum())
        xy, half = seen.xy_N2.reshape(*shape, 2), seen.scale_N.reshape(*shape, 1) * width / 2
        along = xy[:, 1] - xy[:, 0]
        long = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-9)[..., None]
        aside = np.stack([-along[..., 1], along[..., 0]], axis=-1) / long
        one, other = xy + half * aside[:, None], xy - half * aside[:, None]
        return np.stack([one[:, 0], one[:, 1], other[:, 1], other[:, 0]], axis=2).reshape(-1, 4, 2)

    def _beads(self, lens: Lens, at: np.ndarray, own: np.ndarray) -> np.ndarray:
        """Return outlines in the frame of a bead on some threads at each of these depths, ``[beads, CORNERS, 2]``."""
        seen = lens.project(self._points(at, own).reshape(-1, 3))
        return seen.xy_N2[:, None] + (BEAD * seen.scale_N)[:, None, None] * AROUND

    def _points(self, depths: np.ndarray, own: np.ndarray) -> np.ndarray:
        """Return the places of some threads at each depth, ``[depths, threads, 3]``."""
        x, z = np.meshgrid(self.x[own], depths)
        return np.stack([x, np.zeros_like(x), z], axis=-1)
