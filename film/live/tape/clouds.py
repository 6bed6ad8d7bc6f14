"""Table of the clouds on a tape: points in space, each layout of them kept once."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from attention_scenes.film.frames.drawable import Cloud

STEPS, BITS = 2047, 12  # from the middle of space to the farthest point
SHARES = 255
FEW = 5  # layouts of a cloud whose points go their own ways in a play


class CloudTable:
    """Table of clouds; ``rows`` are as on the tape."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._numbers: dict[tuple[bytes, ...], int] = {}
        self._held: dict[tuple[tuple[int, ...], ...], tuple[Any, int]] = {}

    def number(self, clouds: Sequence[Cloud]) -> tuple[int, np.ndarray]:
        """Return the index of a cloud that was drawn in some frames, and which layout it had in each of them."""
        if all(each.layouts is clouds[0].layouts for each in clouds):
            return self._kept(clouds[0].layouts, clouds[0].shares), np.array([each.layout for each in clouds])
        frames = np.unique(np.rint(np.linspace(0, len(clouds) - 1, min(FEW, len(clouds)))).astype(int))
        places = tuple(clouds[frame].layouts[0] for frame in frames.tolist())
        if all(np.array_equal(places[0], other) for other in places[1:]):
            return self._kept(places[:1], clouds[0].shares), np.zeros(len(clouds))
        return self._kept(places, clouds[0].shares), np.interp(np.arange(len(clouds)), frames, np.arange(len(frames)))

    def _kept(self, layouts: tuple[np.ndarray, ...], shares: tuple[np.ndarray, ...]) -> int:
        key = tuple(map(id, layouts)), tuple(map(id, shares))
        if key not in self._held:
            same = tuple(each.astype(np.float32).tobytes() for each in (*layouts, *shares))
            if same not in self._numbers:
                self._numbers[same] = len(self.rows)
                self.rows.append(_row(layouts, shares))
            self._held[key] = (layouts, shares), self._numbers[same]  # held, so that no others take their identity
        return self._held[key][1]


def _row(layouts: Sequence[np.ndarray], shares: Sequence[np.ndarray]) -> dict[str, Any]:
    scale = max(float(np.abs(at_N3).max()) for at_N3 in layouts) or 1.0
    most = max((float(share_N.max()) for share_N in shares), default=1.0) or 1.0
    whole = [np.rint(at_N3.T / scale * STEPS).astype("<i2") for at_N3 in layouts]
    order = _near_each_other(whole[0])
    planes = [np.ascontiguousarray(at_3N[:, order]).view(np.uint8).reshape(3, -1, 2).swapaxes(1, 2) for at_3N in whole]
    parts = [np.rint(share_N / most * SHARES).astype(np.uint8)[order] for share_N in shares]
    return {
        "n": len(layouts[0]),
        "scale": round(scale / STEPS, 12),
        "at": [base64.b64encode(each.tobytes()).decode() for each in planes],
        "share": round(most / SHARES, 12),
        "shares": [base64.b64encode(each.tobytes()).decode() for each in parts],
    }


def _near_each_other(at_3N: np.ndarray) -> np.ndarray:
    """Return an order in which points that follow each other stand near each other: it packs by a third smaller."""
    places, turns = at_3N.astype(np.int64) + STEPS, np.zeros(at_3N.shape[1], np.int64)
    for bit in range(BITS - 1, -1, -1):
        for axis in places:
            turns = turns << 1 | axis >> bit & 1
    return np.argsort(turns, kind="stable")
