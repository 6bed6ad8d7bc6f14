"""Weights as arcs over a sentence that become dots of a grid: width is the weight, then area is."""

from __future__ import annotations

import numpy as np

SAMPLES = 33  # points along an arc
RISE = 0.92  # height of an arc, in halves of its width; a whole one is a half circle
LOOP = 0.15  # radius of the arc from a word to itself, in units of space


class ArcsToDots:
    """P arcs in an upright plane, each a ribbon, and the P discs on the ground that they become.

    An arc is as wide as its weight; a disc's area is the weight. Both are outlines of the same points, so that one
    turns into the other, and are projected point by point.

    Parameters
    ----------
    weights
        ``[P]``, between 0 and 1.
    starts, ends
        ``[P]`` the x of the key's and of the query's word.
    line
        The y and z of the sentence.
    spots
        ``[P, 3]`` the middles of the cells.
    thick
        Width of the arc of a weight of 1, ``full`` the radius of its disc, in units of space.
    highest
        No arc is higher.
    """

    def __init__(
        self, weights: np.ndarray, starts: np.ndarray, ends: np.ndarray, line: tuple[float, float],
        spots: np.ndarray, *, thick: float, full: float, highest: float,
    ) -> None:  # fmt: skip
        self.weights, self.spots, self.thick, self.full = weights, spots, thick, full
        u = np.linspace(0, 1, SAMPLES)
        half, middle = (ends - starts)[:, None] / 2, (ends + starts)[:, None] / 2
        high = np.minimum(RISE * half, highest)
        turn = np.pi * u
        own = half < 1e-9
        loop = 2 * np.pi * u
        x = np.where(own, middle + LOOP * np.sin(loop), middle - half * np.cos(turn))
        y = np.where(own, LOOP * (1 - np.cos(loop)), high * np.sin(turn))
        self.arcs = np.stack([x, y + line[0], np.full_like(x, line[1])], axis=-1)
        out_x = np.where(own, np.sin(loop), -high * np.cos(turn))
        out_y = np.where(own, -np.cos(loop), half * np.sin(turn))
        long = np.maximum(np.hypot(out_x, out_y), 1e-9)
        self.out = np.stack([out_x / long, out_y / long, np.zeros_like(x)], axis=-1)
        self.round = np.column_stack([np.sin(loop), np.zeros(SAMPLES), np.cos(loop)])

    def radii(self, growth: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Return the radius of each disc, ``[P]``: its area is the weight times how far it has grown."""
        return self.full * np.sqrt((self.weights if weights is None else weights) * growth)

    def discs(self, members: np.ndarray, radii: np.ndarray) -> np.ndarray:
        """Return outlines of some discs, ``[M, SAMPLES, 3]``."""
        return self.spots[members, None] + radii[members, None, None] * self.round

    def ribbons(self, members: np.ndarray, grown: np.ndarray, fold: np.ndarray, radii: np.ndarray) -> np.ndarray:
        """Return outlines of some arcs on their way to discs, ``[M, 2 SAMPLES, 3]``.

        ``grown`` ``[P]`` is the share of each arc's width that is there; ``fold`` ``[P]`` goes from 0, an arc, to 1, a
        disc.
        """
        arcs, out = self.arcs[members], self.out[members]
        way, radius = fold[members, None, None], radii[members, None, None] / 2
        width = self.thick * (self.weights * np.clip(grown, 0, 1))[members, None, None] / 2
        middle = (1 - way) * arcs + way * (self.spots[members, None] + radius * self.round)
        aside = (1 - way) * width * out + way * radius * self.round
        return np.concatenate([middle + aside, (middle - aside)[:, ::-1]], axis=1)
