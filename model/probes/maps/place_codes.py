"""Place codes: what rotary pairs of each speed tell apart, a table of vectors, and the formula of 2017."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

PLACES = 64  # that are drawn, and entries of each


@dataclass(frozen=True)
class PlaceCodesProbe(Probe):
    """Measure what codes a place: hands that turn (rotary pairs), a table of vectors, or a formula.

    Parameters
    ----------
    within
        Two angles of a hand that are at most so many degrees apart look alike.
    base
        Of the formula: Vaswani and others 2017, section 3.5.

    Arrays, of R rotary pairs (none where nothing turns):

    ``degrees``
        ``[R]``: the turn from one place to the next.
    ``alike``, ``alike_all``
        ``[R]``, ``[1]``: of all distances a context allows, how many look like a distance of 1 by one hand alone; and
        by all hands.
    ``table``
        ``[P, Q]``: first entries of the first vectors that places add; empty where they add none.
    ``near``
        ``[P]``: mean cosine of two vectors of the table so many places apart.
    ``waves``
        ``[P, Q]``: the formula's first vectors, were they Q wide: sines in even dimensions, cosines in odd ones.
    """

    within: float = 5.0
    base: float = 10_000.0
    name: Literal["places"] = "places"

    exact: ClassVar[frozenset[str]] = frozenset({"alike", "alike_all"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        speed_R, table_CD = model.rotary_speeds(), model.position_vectors()
        degrees_R = np.degrees(np.zeros(0) if speed_R is None else speed_R)
        alike_NR = _looks_alike(degrees_R, model.n_context, self.within)
        arrays = {
            "degrees": degrees_R, "alike": alike_NR.sum(axis=0),
            "alike_all": np.array([alike_NR.all(axis=1).sum()]) if len(degrees_R) else np.zeros(1),
            "table": np.zeros((0, 0)) if table_CD is None else table_CD[:PLACES, :PLACES],
            "near": np.zeros(0) if table_CD is None else _nearness(table_CD), "waves": _waves(self.base),
        }  # fmt: skip
        return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in arrays.items()}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same by turns of a circle, as complex numbers, and entry by entry."""
        step, rows = model.rotary_speeds(), model.position_vectors()
        step = np.zeros(0) if step is None else step
        far = np.array([n for n in range(model.n_context) if n != 1])
        gap = np.abs(np.angle(np.exp(1j * np.outer(far - 1, step)))) * 180 / np.pi
        table = np.zeros((0, 0)) if rows is None else rows[:64, :64]
        turned = np.arange(64)[:, None] / asked.base ** (2 * (np.arange(64) // 2) / 64)
        return {
            "degrees": step * 180 / np.pi, "alike": (gap <= asked.within).sum(axis=0).astype(float), "table": table,
            "alike_all": np.array([float((gap <= asked.within).all(axis=1).sum()) if len(step) else 0.0]),
            "near": np.zeros(0) if rows is None else _near_again(rows),
            "waves": np.where(np.arange(64) % 2, np.cos(turned), np.sin(turned)),
        }  # fmt: skip


def _looks_alike(degrees_R: np.ndarray, n_context: int, within: float) -> np.ndarray:
    """Return which of the distances 0 and 2 to C−1 each hand shows as it shows 1, ``[C−1, R]``."""
    apart_NR = (np.delete(np.arange(n_context), 1) - 1)[:, None] * degrees_R
    return np.abs((apart_NR + 180) % 360 - 180) <= within


def _nearness(table_CD: np.ndarray) -> np.ndarray:
    """Return the mean cosine of rows 0 to P−1 places apart."""
    unit_CD = table_CD.astype(np.float64)
    unit_CD /= np.maximum(np.linalg.norm(unit_CD, axis=1, keepdims=True), 1e-12)
    far = min(PLACES, len(unit_CD))
    return np.array([(unit_CD[: len(unit_CD) - n] * unit_CD[n:]).sum(axis=1).mean() for n in range(far)])


def _waves(base: float) -> np.ndarray:
    """Return the formula's vectors of the first places, ``[P, Q]``."""
    angle_PR = np.arange(PLACES)[:, None] * base ** -(np.arange(0, PLACES, 2) / PLACES)
    return np.stack([np.sin(angle_PR), np.cos(angle_PR)], axis=-1).reshape(PLACES, PLACES)


def _near_again(rows: np.ndarray) -> np.ndarray:
    """Return the mean of each diagonal of the table of cosines."""
    long = rows.astype(np.float64)
    sizes = np.sqrt(np.square(long).sum(axis=1)) + 1e-12
    cosines = long @ long.T / np.outer(sizes, sizes)
    return np.array([np.diagonal(cosines, n).mean() for n in range(min(64, len(long)))])
