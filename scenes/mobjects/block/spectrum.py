"""A vector that stands across a stream: a spike for one in so many of its entries, up or down from a line."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import light_paint, stroke_paint

SPIKES = 72  # of the residual stream, about as many as can be told apart
LINE, GLOW, BASE = 0.036, 0.18, 0.4  # width of a spike in units of space, opacity of its light and of its line
TALLEST = 1.4  # times ``high``: what is larger is drawn no taller


class Spectrum:
    """A vector across the stream.

    Parameters
    ----------
    readings
        ``[N]``.
    at
        ``[3]`` the middle of its line in space; it runs along z.
    half
        How far the line reaches to either side.
    high
        How high a spike of the size ``full`` is.
    full
        The size that is drawn ``high``.
    role
        Palette role of its colour.
    every
        One in so many entries has a spike.
    """

    def __init__(
        self, readings: Reading, at: np.ndarray, half: float, high: float, full: float, role: str, every: int
    ) -> None:
        self.shown = readings[::every]
        self.at, self.half, self.role = np.asarray(at, dtype=float), half, role
        sizes = self.shown.value.astype(float) * high / max(full, 1e-9)
        self.heights = np.clip(sizes, -TALLEST * high, TALLEST * high)

    def paint(self, canvas: skia.Canvas, lens: Lens, grown: float, light: float) -> None:
        """Draw it; ``grown`` from 0, a line, to 1."""
        count = len(self.heights)
        feet = np.tile(self.at, (count, 1))
        feet[:, 2] += np.linspace(-self.half, self.half, count) if count > 1 else 0.0
        tops = feet.copy()
        tops[:, 1] += grown * self.heights
        seen = lens.project(np.concatenate([feet, tops]))
        segments = np.stack([seen.xy_N2[:count], seen.xy_N2[count:]], axis=1)
        rgba, width = palette().rgba(self.role), LINE * float(seen.scale_N.mean())
        share = light * min(1.0, 3 * grown)
        base = polygons(seen.xy_N2[None, :count], closed=False)
        canvas.drawPath(base, stroke_paint(rgba * [1, 1, 1, BASE * share], width))
        path = polygons(segments, closed=False)
        canvas.drawPath(path, light_paint(rgba * [1, 1, 1, GLOW * share], 3.5 * width))
        canvas.drawPath(path, stroke_paint(rgba * [1, 1, 1, share], width))


def every_one(count: int) -> int:
    """Return of how many entries one has a spike, in a stream of ``count`` entries and in all beside it."""
    return max(1, count // SPIKES)
