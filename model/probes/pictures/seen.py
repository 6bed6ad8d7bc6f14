"""What a model sees of one picture: its pixels, its patches, its weights, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.pictures.eyes import eyes_again, eyes_of, facts_of
from attention_scenes.model.probes.pictures.seen_again import seen_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class SeenProbe(Probe):
    """Look at one picture. Patches are in the order of their places, the fact ``order`` says which they are.

    ``pixels``
        ``[S, S, C]``, whole numbers: what the model is given, before it is scaled.
    ``ink``
        ``[N]``: how far a patch's pixels are from the one that says nothing, in the mean. On a dark ground that is
        their brightness.
    ``patch_vectors``, ``class_vector``, ``place_vectors``
        ``[N, D]``, ``[D]``, ``[T, D]``: patches after their map; the class token; what places add.
    ``from_class``
        ``[L, H, T]``: the class token's weights.
    ``chances``
        ``[V]``: of the answers; without any where there is no classifier.
    ``pattern``, ``stream``
        With ``whole`` alone: ``[L, H, T, T]`` all weights, ``[L + 1, T, D]`` all vectors between the layers.
    """

    picture: str = ""
    whole: bool = False
    name: Literal["seen"] = "seen"

    exact: ClassVar[frozenset[str]] = frozenset({"pixels"})
    of_pictures: ClassVar[bool] = True

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        eyes = eyes_of(model)
        pixels, turned = eyes.prepared(self.picture)
        patches, cutting = eyes.patches(pixels), eyes.cutting
        names = ["embed", "class_row", "logits", *["pattern", "resid_pre", "resid_post"] * self.whole]
        [found] = eyes.look([patches], names)
        arrays = {
            "pixels": pixels,
            "ink": ink_of(pixels, eyes.blank_pixel(), cutting.patch)[list(cutting.order)],
            "patch_vectors": found["embed"],
            "class_vector": eyes.class_vector(),
            "place_vectors": eyes.place_vectors(),
            "from_class": found["class_row"],
            "chances": softmax(found["logits"]) if len(found["logits"]) else found["logits"],
        }
        if self.whole:
            arrays["pattern"] = found["pattern"]
            arrays["stream"] = np.concatenate([found["resid_pre"], found["resid_post"][-1:]])
        return arrays, facts_of(cutting) | {"turned": turned}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return seen_again(eyes_again(model), asked.picture, asked.whole)


def ink_of(pixels_YXC: np.ndarray, blank_C: np.ndarray, patch: int) -> np.ndarray:
    """Return how far pixels are from a blank one, in the mean of each patch, row by row."""
    far_YX = np.abs(pixels_YXC - blank_C).mean(-1)
    rows, columns = (side // patch for side in far_YX.shape)
    return far_YX.reshape(rows, patch, columns, patch).mean((1, 3)).reshape(-1)
