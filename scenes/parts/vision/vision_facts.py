"""What a model does with one picture, as the beats of vision show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.pictures.changed import BLANKED
from attention_scenes.scenes.mobjects.patches.patch_faces import PatchFaces
from attention_scenes.scenes.parts.shared.reading_sums import sum_of
from attention_scenes.scenes.parts.vision.digit_counts import DigitCounts
from attention_scenes.scenes.parts.vision.vision_models import END, SHOWN

INK, COLOR = 16.0, 255.0  # the largest number of a dot: of a digit, of a photograph
FEW = 36  # patches that stand side by side, each with its vector
ENTRIES = 32  # of a vector that are drawn
MOST_HEADS = 6
LONGEST = 16  # letters of an answer
# Which patches are blank: rows of what was measured, of one picture and of the held-out digits.
MOST, LEAST, RANDOM, MOST_INK = (
    BLANKED.index(f"{which} blank") for which in ("most attended", "least attended", "random", "most ink")
)


@dataclass(frozen=True)
class VisionFacts:
    """The answers of all models.

    Attributes
    ----------
    bundles
        By key.
    label
        Which digit a held-out picture was written as; None of another picture.
    """

    bundles: Mapping[str, Bundle]
    label: int | None

    @property
    def shown(self) -> Bundle:
        return self.bundles[SHOWN]

    @property
    def counted(self) -> DigitCounts:
        return DigitCounts(self.bundles)

    @property
    def seen(self) -> Mapping[str, Any]:
        facts: Mapping[str, Any] = self.shown.meta["probes"]["seen"]
        return facts

    @property
    def changed(self) -> Mapping[str, Any]:
        facts: Mapping[str, Any] = self.shown.meta["probes"]["changed"]
        return facts

    # -- the picture ------------------------------------------------------------------------------------

    @cached_property
    def faces(self) -> PatchFaces:
        return faces_of(self.shown)

    @cached_property
    def digit_faces(self) -> PatchFaces:
        """The picture as runs on digits are given it."""
        return faces_of(self.bundles[END])

    @property
    def reads_digits(self) -> bool:
        """Whether the model that reads the picture is the one of which right answers are counted."""
        return bool(self.shown.meta["weight_digest"] == self.counted.digits.meta["weight_digest"])

    @property
    def has_pattern(self) -> bool:
        """Whether the weights among all tokens are known; of large pictures they are not asked."""
        return "probe:seen.pattern" in self.shown.arrays

    @property
    def in_color(self) -> bool:
        return self.shown.probe("seen.pixels").shape[-1] > 1

    @property
    def is_small(self) -> bool:
        """Whether all patches can stand side by side."""
        return len(self.faces) <= FEW

    @property
    def large(self) -> float:
        """How many times as many patches lie side by side as in a digit."""
        return max(self.faces.rows, self.faces.columns) / 4

    @property
    def in_row(self) -> np.ndarray:
        """The patches that stand side by side: all, or those of the middle row."""
        if self.is_small:
            return np.arange(len(self.faces))
        return np.arange(self.faces.columns) + self.faces.rows // 2 * self.faces.columns

    def vectors(self) -> list[Reading]:
        """Return the vectors of the class token and of patches in the row, before places are added and after."""
        own, places = self.shown.probe("seen.patch_vectors"), self.shown.probe("seen.place_vectors")
        first, entries = self.shown.probe("seen.class_vector"), slice(ENTRIES)
        rows = [first[entries], *[own[int(patch), entries] for patch in self.in_row]]
        after = [first[entries] + places[0, entries]]
        after += [own[int(patch), entries] + places[int(patch) + 1, entries] for patch in self.in_row]
        return [join([each.reshape(1, -1) for each in stage]).reshape(len(stage), -1) for stage in (rows, after)]

    # -- what is read -----------------------------------------------------------------------------------

    @property
    def last(self) -> int:
        return int(self.shown.meta["n_layers"]) - 1

    def reads(self, head: int) -> Reading:
        """Return how much of each patch the class token reads by a head of the last layer, ``[P]``."""
        return self.shown.probe("seen.from_class", self.last, head)[1:]

    def mean_reads(self, bundle: Bundle | None = None, at: int = 0) -> Reading:
        """Return the same in the mean of the last layer's heads; ``at`` is where the class token stands."""
        bundle = bundle or self.shown
        weights = bundle.probe("seen.from_class", int(bundle.meta["n_layers"]) - 1)
        mean = sum_of(weights) / bundle.count("n_heads")
        return mean[1:] if at == 0 else mean[:-1]

    @cached_property
    def forward_head(self) -> tuple[int, int]:
        """The layer and head of which patches give later ones most."""
        pattern = self.shown.probe("seen.pattern").value
        share = np.triu(pattern, 1)[..., 1:, :].sum(axis=(-2, -1))
        layer, head = np.unravel_index(int(share.argmax()), share.shape)
        return int(layer), int(head)

    def later(self) -> Reading:
        """Return what that head's patches give later ones, in their mean."""
        pattern = self.shown.probe("seen.pattern", *self.forward_head)
        parts = [pattern[query, query + 1 :].sum() for query in range(1, len(pattern) - 1)]
        return sum_of(parts) / self.shown.count("n_patches")

    @property
    def answers(self) -> list[str]:
        """What it may answer: of a list of names for one kind of thing the first, cut where it is long."""
        names = [str(name).split(",")[0] for name in self.seen["answers"]]
        return [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names]

    @property
    def answer(self) -> str:
        """What it answers; empty where it has no answers."""
        chances = self.shown.probe("seen.chances")
        return self.answers[int(chances.value.argmax())] if self.answers else ""

    @property
    def how_many_blank(self) -> Reading:
        """How many patches of the picture are blank."""
        return self.shown.probe("changed.how_many", 0)

    def way(self, name: str) -> int:
        """Return the row of a way in which the picture was changed."""
        return list(self.changed["ways"]).index(name)

    def after(self, name: str) -> Reading:
        """Return what is left when the picture is changed: the answer's probability, or without one the cosine."""
        return self.shown.probe("changed.chance" if self.answers else "changed.cosine", self.way(name))

    def blank(self, row: int) -> np.ndarray:
        """Return which patches are blank: most or least read, random, or with most ink."""
        return self.shown.probe("changed.blanked", row).value.astype(int)


def faces_of(bundle: Bundle) -> PatchFaces:
    """Return the picture that a model is given, cut into its patches."""
    pixels = bundle.probe("seen.pixels")
    side = int(bundle.meta["probes"]["seen"]["patch_size"])
    return PatchFaces(pixels, side, INK if pixels.shape[-1] == 1 else COLOR)
