"""What answers hang on over all held-out digits: places, the mask, patches that are attended or inked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.pictures.held_out import held_out
from attention_scenes.model.probes.pictures.changed import blank_patch, blanked, falling
from attention_scenes.model.probes.pictures.eyes import Eyes, eyes_again, eyes_of, random_order
from attention_scenes.model.probes.pictures.patch_scores_again import counts_of_scores_again, scores_of_patches_again
from attention_scenes.model.probes.pictures.seen import ink_of
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

BLANK = (1, 2, 4)  # patches
ANSWERS = tuple(map(str, range(10)))


@dataclass(frozen=True)
class PatchScoresProbe(Probe):
    """Count right answers on the held-out digits, as they are and changed.

    Attention is that of the class token in the last layer, the mean of all heads.

    ``right``
        ``[4]``: as they are; patches shuffled, each picture's in another way; places left out; the mask switched on.
    ``blank_right``
        ``[5, 3]``: with 1, 2 and 4 patches blank: the most attended, the least attended, random ones, those with most
        ink, the most attended through all layers (rollout).
    ``ink_corr``
        ``[L, H]``: how the class token's weights on patches go with their ink, the mean correlation of all pictures;
        of no picture whose patches all have one weight.
    """

    held_out: str = ""
    name: Literal["patch_scores"] = "patch_scores"

    exact: ClassVar[frozenset[str]] = frozenset({"right", "blank_right"})
    of_pictures: ClassVar[bool] = True

    def filled(self, model: str = "") -> PatchScoresProbe:
        return replace(self, held_out=self.held_out or held_out().digest())

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        eyes, digits = eyes_of(model), held_out()
        if eyes.cutting.answers != ANSWERS:
            raise UserError("This counts digits that are read right, and the model reads none: give ours:digits.")
        if self.held_out != digits.digest():
            raise UserError("These held-out digits are not those that come with the project.")
        pictures = [digits.picture(number) for number in range(len(digits.labels))]
        pixels = [eyes.prepared(picture.digest)[0] for picture in pictures]
        plain = [eyes.patches(each) for each in pixels]
        shuffled = [each[random_order(f"{n}", len(each))] for n, each in enumerate(plain)]
        right = [_right(eyes, plain), _right(eyes, shuffled), _right(eyes, plain, placed=False),
                 _right(eyes, plain, masked=True)]  # fmt: skip
        progress("blanking patches", 0.3)
        traces = eyes.look(plain, ["class_row", "pattern"])
        cutting = eyes.cutting
        ink = [ink_of(each, eyes.blank_pixel(), cutting.patch)[list(cutting.order)] for each in pixels]
        orders = [_orders(trace, ink[n], cutting.class_at, n) for n, trace in enumerate(traces)]
        nothing = blank_patch(eyes)
        blank_right = np.zeros((len(orders[0]), len(BLANK)), dtype=int)
        for way in range(len(blank_right)):
            for column, k in enumerate(BLANK):
                progress("blanking patches", 0.3 + 0.7 * (way * len(BLANK) + column) / blank_right.size)
                changed = [blanked(each, order[way][:k], nothing) for each, order in zip(plain, orders, strict=True)]
                blank_right[way, column] = _right(eyes, changed)
        arrays = {
            "right": np.array(right),
            "blank_right": blank_right,
            "ink_corr": _ink_corr(traces, ink, cutting.class_at),
        }
        return arrays, {"pictures": len(pictures), "blanked": list(BLANK)}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return scores_of_patches_again(eyes_again(model))

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return counts_of_scores_again()


def _right(eyes: Eyes, patches: Sequence[np.ndarray], masked: bool = False, placed: bool = True) -> int:
    """Return how many of the held-out digits are read right."""
    found = eyes.look(patches, ["logits"], masked, placed)
    return sum(int(each["logits"].argmax()) == label for each, label in zip(found, held_out().labels, strict=True))


def _orders(trace: Arrays, ink: np.ndarray, class_at: int, number: int) -> list[list[int]]:
    """Return the places of a picture's patches in the orders that they are blanked in."""
    attended = np.delete(trace["class_row"][-1].mean(0), class_at)
    through = rollout(trace["pattern"], class_at)
    return [
        falling(attended), falling(-attended), random_order(f"blank {number}", len(ink)), falling(ink), falling(through)
    ]  # fmt: skip


def rollout(pattern_LHTT: np.ndarray, class_at: int) -> np.ndarray:
    """Return the class token's weights on patches through all layers, ``[N]`` (attention rollout, Abnar and Zuidema).

    Each token passes on half of what it was, and half of what the mean of its heads gathers.
    """
    through_TT = np.eye(pattern_LHTT.shape[-1])
    for pattern_HTT in pattern_LHTT:
        through_TT = (pattern_HTT.mean(0) + np.eye(len(through_TT))) / 2 @ through_TT
    return np.delete(through_TT[class_at], class_at)


def _ink_corr(traces: Sequence[Arrays], ink: Sequence[np.ndarray], class_at: int) -> np.ndarray:
    """Return the mean correlation of weights with ink, ``[L, H]``; 0 where no picture has one."""
    weights_NLHP = np.delete(np.stack([trace["class_row"] for trace in traces]), class_at, -1).astype(np.float64)
    weights_NLHP -= weights_NLHP.mean(-1, keepdims=True)
    ink_NP = np.stack(ink) - np.stack(ink).mean(-1, keepdims=True)
    spread_NLH, ink_N = np.linalg.norm(weights_NLHP, axis=-1), np.linalg.norm(ink_NP, axis=-1)
    both_NLH = np.einsum("nlhp,np->nlh", weights_NLHP, ink_NP)
    there_NLH = (spread_NLH > 1e-9) & (ink_N[:, None, None] > 0)
    each_NLH = np.where(there_NLH, both_NLH / np.where(there_NLH, spread_NLH * ink_N[:, None, None], 1), 0)
    return each_NLH.sum(0) / np.maximum(there_NLH.sum(0), 1)
