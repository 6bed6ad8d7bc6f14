"""The heads' updates as steps of a walk, in the plane of their sum and of the largest leftover beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.parts.output_matrix.head_outputs import HeadOutputs


@dataclass(frozen=True)
class Walk:
    """The heads' steps in the plane of their sum and of the largest leftover.

    Attributes
    ----------
    steps
        ``[N, 2]``: along the sum, and along what of the farthest head is left beside it; a bias is a last step.
    lengths, path, straight, square
        Of the heads' steps ``[H]``, of all, of the sum, and of what they would add to were all at right angles.
    farthest
        The head whose leftover is largest.
    """

    steps: np.ndarray
    lengths: Reading
    path: Reading
    straight: Reading
    square: Reading
    farthest: int

    @classmethod
    def of(cls, heads: HeadOutputs) -> Walk:
        total = heads.at_once.value.astype(np.float64)
        added = heads.updates.value.astype(np.float64)
        if heads.is_biased:
            added = np.vstack([added, total - added.sum(axis=0)])
        ahead = total / max(float(np.linalg.norm(total)), 1e-9)
        along = added @ ahead
        left = added - np.outer(along, ahead)
        farthest = int(np.linalg.norm(left[: heads.count], axis=1).argmax())
        aside = left[farthest] / max(float(np.linalg.norm(left[farthest])), 1e-9)
        steps = np.column_stack([along, added @ aside])
        squares = heads.lengths * heads.lengths
        return cls(steps, heads.lengths, heads.lengths.sum(), heads.at_once.norm(), squares.sum().sqrt(), farthest)

    @property
    def ratio(self) -> float:
        """The sum's length, in parts of what steps at right angles would add to."""
        return float(self.straight) / max(float(self.square), 1e-9)


def bias_length(heads: HeadOutputs) -> Reading:
    """Return how long the bias is that the output matrix adds."""
    parts = [heads.at_once[entry] - heads.added(entry) for entry in range(len(heads.at_once))]
    return join(parts).norm()
