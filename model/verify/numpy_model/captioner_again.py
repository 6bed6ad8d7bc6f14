"""The encoder–decoder that looks at pictures a second time: patches are cut out one by one, and enter as sums."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.numpy_model.translator_again import (
    Cuts,
    Found,
    NumpyTranslator,
    reads_and_says,
    settings_of,
)


def sees_and_says(folder: Path) -> bool:
    """Return whether a folder holds an encoder–decoder that looks at pictures."""
    return reads_and_says(folder) and "sees" in settings_of(folder)


class NumpyCaptioner(NumpyTranslator):
    """The NumPy encoder–decoder behind :class:`model.probes.captioning.captioning.Captioner`."""

    def run_pictures(
        self, pictures: Sequence[np.ndarray], said: Sequence[Sequence[int]], arrays: Sequence[str],
        cuts: Cuts = (),
    ) -> list[Found]:  # fmt: skip
        return self.run_pairs(self._patches(pictures), said, arrays, cuts)

    def caption(self, pictures: Sequence[np.ndarray]) -> list[list[int]]:
        return self.translate(self._patches(pictures))

    def entered(self, weights: Weights, rows: np.ndarray) -> np.ndarray:
        return np.einsum("nsp,pd->nsd", rows.astype(np.float32), weights.embedding())

    def _patches(self, pictures: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return each picture as rows of numbers from −1 to 1, patch after patch."""
        size = self.settings["sees"]["patch"]
        found = []
        for dots in pictures:
            starts = [(y, x) for y in range(0, dots.shape[0], size) for x in range(0, dots.shape[1], size)]
            cut = [dots[y : y + size, x : x + size].ravel() for y, x in starts]
            found.append(2 * np.array(cut, dtype=np.float64) / 255 - 1)
        return found
