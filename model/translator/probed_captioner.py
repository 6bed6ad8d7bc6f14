"""An encoder–decoder that looks at pictures, as probes measure it: pictures in, NumPy arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from attention_scenes.model.probes.captioning.draw_picture import patches_of_dots
from attention_scenes.model.probes.translation.translating import EdgeCut, Row
from attention_scenes.model.translator.probed_translator import ProbedPair, greedy, run_recorded


class TorchCaptioner(ProbedPair):
    """The torch encoder–decoder behind :class:`model.probes.captioning.captioning.Captioner`."""

    def run_pictures(
        self, pictures: Sequence[np.ndarray], said: Sequence[Row], arrays: Sequence[str],
        cuts: Sequence[EdgeCut | None] = (),
    ) -> list[dict[str, np.ndarray]]:  # fmt: skip
        return run_recorded(self.model, patches_of(pictures), said, arrays, cuts)

    def caption(self, pictures: Sequence[np.ndarray]) -> list[list[int]]:
        return greedy(self.model, *patches_of(pictures))


def patches_of(pictures: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Return pictures as rows of patches, in float64, and that each of these is seen."""
    patches_NSP = torch.from_numpy(patches_of_dots(np.stack(pictures)))
    return patches_NSP, torch.ones(patches_NSP.shape[:-1], dtype=torch.bool)
