"""Cache of Skia paths, made from Manim's Bézier points and kept between frames."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import make_path


class PathCache:
    """Cache of Skia paths by their points: what does not change shape is made once.

    The key is the points' bytes, for Manim both replaces arrays and writes into them; in single precision, as Skia
    has them, for an animation from a shape to itself moves the last bits of a double.

    Parameters
    ----------
    max_points
        Bound on the points of all paths; the oldest half goes when it is passed.
    """

    def __init__(self, max_points: int = 1 << 18) -> None:
        self._paths: dict[bytes, skia.Path] = {}
        self._points = 0
        self._max_points = max_points

    def get(self, points: np.ndarray, atol: float = 1e-6) -> skia.Path:
        """Return the cached path of ``points`` ([N,3], scene units), made where it is missing."""
        key = points.astype(np.float32).tobytes()
        path = self._paths.get(key)
        if path is None:
            path = make_path(points, atol)
            self._paths[key] = path
            self._points += path.countPoints()
            if self._points > self._max_points:
                self._forget_half()
        return path

    def _forget_half(self) -> None:
        for key in list(self._paths)[: (len(self._paths) + 1) // 2]:
            self._points -= self._paths.pop(key).countPoints()

    def __len__(self) -> int:
        return len(self._paths)
