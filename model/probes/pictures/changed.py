"""One picture, changed: what its answer hangs on, and whether the most attended patches are what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.pictures.changed_again import changed_again, counts_of_changes_again
from attention_scenes.model.probes.pictures.eyes import Eyes, eyes_again, eyes_of, random_order
from attention_scenes.model.probes.pictures.seen import ink_of
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

BLANKED = ("most attended blank", "least attended blank", "random blank", "most ink blank")
WAYS = ("as it is", "patches shuffled", "places left out", "mask switched on", *BLANKED)
DRAWN = WAYS.index("random blank")
DRAWS = 8  # of random patches
ALIKE = 6  # digits: numbers that are the same up to here count as equal
SHARE = 8  # one of so many patches is blanked


@dataclass(frozen=True)
class ChangedProbe(Probe):
    """Change one picture in the ways of the fact ``ways``, and look at it again.

    Attention is that of the class token in the last layer, the mean of all heads. Random patches are drawn 8 times:
    their numbers are the means.

    ``chance``
        ``[W]``: of the answer that is the likeliest for the picture as it is; empty without a classifier.
    ``cosine``
        ``[W]``: of the class token's last vector with that of the picture as it is.
    ``best``
        ``[W]``: the likeliest answer, for random patches that of the first draw; empty without a classifier.
    ``how_many``
        ``[1]``: how many patches are blank, an eighth of all: k.
    ``blanked``
        ``[4, k]``: which places are blank in the last four ways, for random patches those of the first draw.
    """

    picture: str = ""
    name: Literal["changed"] = "changed"

    exact: ClassVar[frozenset[str]] = frozenset({"best", "blanked", "how_many"})
    of_pictures: ClassVar[bool] = True

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        eyes = eyes_of(model)
        pixels, _ = eyes.prepared(self.picture)
        plain, cutting = eyes.patches(pixels), eyes.cutting
        kept = ["final_norm", "logits"]
        [own] = eyes.look([plain], [*kept, "class_row"])
        attended = np.delete(own["class_row"][-1].mean(0), cutting.class_at)
        ink, count = ink_of(pixels, eyes.blank_pixel(), cutting.patch)[list(cutting.order)], how_many(len(plain))
        draws = [random_order(f"{self.picture} {draw}", len(plain)) for draw in range(DRAWS)]
        orders = [falling(attended), falling(-attended), *draws, falling(ink)]
        empty, nothing = [order[:count] for order in orders], blank_patch(eyes)
        shuffle = random_order(f"{self.picture} shuffled", len(plain))
        changed = [
            own, *eyes.look([plain[shuffle]], kept), *eyes.look([plain], kept, placed=False),
            *eyes.look([plain], kept, masked=True), *eyes.look([blanked(plain, each, nothing) for each in empty], kept),
        ]  # fmt: skip
        vectors = np.stack([each["final_norm"][cutting.class_at] for each in changed])
        lengths = np.linalg.norm(vectors, axis=1)
        logits = np.stack([each["logits"] for each in changed])
        arrays: Arrays = {
            "cosine": with_mean(vectors @ vectors[0] / lengths / lengths[0]),
            "blanked": np.array([*empty[:3], empty[-1]]),
            "how_many": np.array([count]), "chance": np.zeros(0), "best": np.zeros(0, dtype=int),
        }  # fmt: skip
        if cutting.answers:
            answer = int(logits[0].argmax())
            arrays["chance"] = with_mean(softmax(logits)[:, answer])
            arrays["best"] = np.delete(logits.argmax(1), range(DRAWN + 1, DRAWN + DRAWS))
        return arrays, {"ways": list(WAYS), "k": count, "shuffle": shuffle, "draws": DRAWS}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return changed_again(eyes_again(model), asked.picture)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return counts_of_changes_again()


def how_many(n_patches: int) -> int:
    """Return how many patches are blanked."""
    return max(1, n_patches // SHARE)


def falling(numbers: np.ndarray) -> list[int]:
    """Return places from the largest number to the smallest; of equal ones the first goes before.

    Patches that are alike differ by rounding alone, and another way of adding up would put them in another order.
    """
    return np.argsort(-np.round(numbers, ALIKE), kind="stable").tolist()


def blank_patch(eyes: Eyes) -> np.ndarray:
    """Return a patch ``[P]`` of pixels that say nothing."""
    rows, columns = (count * eyes.cutting.patch for count in eyes.cutting.grid)
    return eyes.patches(np.broadcast_to(eyes.blank_pixel(), (rows, columns, eyes.cutting.channels)))[0]


def blanked(patches: np.ndarray, places: Sequence[int], nothing: np.ndarray) -> np.ndarray:
    """Return patches with ``nothing`` in some places."""
    changed = patches.copy()
    changed[list(places)] = nothing
    return changed


def with_mean(each: np.ndarray) -> np.ndarray:
    """Return numbers of all looks with one in place of those of the random draws: their mean."""
    return np.array([*each[:DRAWN], each[DRAWN : DRAWN + DRAWS].mean(), *each[DRAWN + DRAWS :]])
