"""Table of the clouds on a tape: points in space, each layout of them kept once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from attention_scenes.film.frames.drawable import Cloud
from attention_scenes.film.live.tape.axes import AxisTable

STEPS, BITS = 2047, 12  # from the middle of space to the farthest point
NARROW = 1023  # the same along an axis on which all points lie near its middle: it may be seen from near
SHARES = 255
POWERS = 0.08  # how far off the power of e may be that a share is told as
MOST = 5  # layouts of a cloud whose points go their own ways in a play


class CloudTable:
    """Table of clouds; ``rows`` are as on the tape, and ``axes`` what they point at."""

    def __init__(self) -> None:
        self.axes = AxisTable()
        self.rows: list[dict[str, Any]] = []
        self._numbers: dict[tuple[bytes, ...], int] = {}
        self._held: dict[tuple[tuple[int, ...], ...], tuple[Any, int]] = {}

    def number(self, clouds: Sequence[Cloud]) -> tuple[int, np.ndarray]:
        """Return the index of a cloud that was drawn in some frames, and which layout it had in each of them."""
        if all(each.layouts is clouds[0].layouts for each in clouds):
            return self._kept(clouds[0].layouts, clouds[0].shares), np.array([each.layout for each in clouds])
        places = [each.layouts[0] for each in clouds]
        if all(np.array_equal(places[0], other) for other in places[1:]):
            return self._kept(clouds[0].layouts[:1], clouds[0].shares), np.zeros(len(clouds))
        frames, layouts_F = _ways(places, _step(places))
        return self._kept(tuple(places[frame] for frame in frames), clouds[0].shares), layouts_F

    def _kept(self, layouts: tuple[np.ndarray, ...], shares: tuple[np.ndarray, ...]) -> int:
        key = tuple(map(id, layouts)), tuple(map(id, shares))
        if key not in self._held:
            same = tuple(each.astype(np.float32).tobytes() for each in (*layouts, *shares))
            if same not in self._numbers:
                self._numbers[same] = len(self.rows)
                self.rows.append(self._row(layouts, shares))
            self._held[key] = (layouts, shares), self._numbers[same]  # held, so that no others take their identity
        return self._held[key][1]

    def _row(self, layouts: Sequence[np.ndarray], shares: Sequence[np.ndarray]) -> dict[str, Any]:
        step = _step(layouts)
        fine = (max((float(share_N.max()) for share_N in shares), default=1.0) or 1.0) / SHARES
        axes = [axis_N for at_N3 in layouts for axis_N in at_N3.T]
        steps = [min(step, float(np.abs(axis_N).max()) / NARROW or step) for axis_N in axes]
        order = _near_each_other(np.rint(layouts[0].T / np.array(steps[:3])[:, None]))
        family = self.axes.family(axes, step, order)
        widest = sorted(range(len(axes)), key=lambda n: -float(np.ptp(axes[n])))  # others can be had of them
        told = {n: self.axes.told(family, axes[n], steps[n]) for n in widest}
        return {
            "n": len(layouts[0]),
            "at": [[told[3 * n + axis] for axis in range(3)] for n in range(len(layouts))],
            "shares": [self._share(family, share_N, fine) for share_N in shares],
        }

    def _share(self, family: int, share_N: np.ndarray, fine: float) -> tuple[float, ...]:
        """Return shares as told: softmax gives powers of e, and a point's logit may be its height.

        Where the least share is so small that steps would have it coarser, a power may be off by :data:`POWERS`.
        """
        told = None
        if (least := float(share_N.min())) > 0 and np.ptp(share_N) > fine:
            told = self.axes.found(family, np.log(share_N), POWERS if fine > 2 * POWERS * least else 1 / SHARES)
        return (*told, 1) if told else self.axes.told(family, share_N, fine)


def _step(layouts: Sequence[np.ndarray]) -> float:
    return (max(float(np.abs(at_N3).max()) for at_N3 in layouts) or 1.0) / STEPS


def _ways(places: Sequence[np.ndarray], near: float) -> tuple[list[int], np.ndarray]:
    """Return frames between whose layouts all others lie, no point farther off than ``near``, and where they lie.

    What goes straight needs two of them, however its pace changes. More than :data:`MOST` are not taken.
    """
    last = len(places) - 1
    frames, parts = [0, last], [(0, last)]
    share_F, off_F = np.zeros(last + 1), np.zeros(last + 1)
    while True:
        for first, end in parts:
            for frame in range(first + 1, end):
                share_F[frame], off_F[frame] = _between(places[first], places[end], places[frame])
        worst = int(off_F.argmax())
        if off_F[worst] <= near or len(frames) == MOST:
            return frames, np.searchsorted(frames, np.arange(last + 1), side="right") - 1 + share_F
        at = int(np.searchsorted(frames, worst))
        parts = [(frames[at - 1], worst), (worst, frames[at])]
        frames.insert(at, worst)
        share_F[worst] = off_F[worst] = 0.0


def _between(from_N3: np.ndarray, to_N3: np.ndarray, at_N3: np.ndarray) -> tuple[float, float]:
    """Return how far a layout is on the way from one to another, and how far its farthest point is off that way."""
    way_N3, gone_N3 = to_N3 - from_N3, at_N3 - from_N3
    length = float((way_N3 * way_N3).sum())
    share = min(max(float((way_N3 * gone_N3).sum()) / length, 0.0), 1.0) if length else 0.0
    return share, float(np.abs(gone_N3 - share * way_N3).max())


def _near_each_other(at_3N: np.ndarray) -> np.ndarray:
    """Return an order in which points that follow each other stand near each other: it packs by a third smaller."""
    places, turns = at_3N.astype(np.int64) + STEPS, np.zeros(at_3N.shape[1], np.int64)
    for bit in range(BITS - 1, -1, -1):
        for axis in places:
            turns = turns << 1 | axis >> bit & 1
    return np.argsort(turns, kind="stable")
