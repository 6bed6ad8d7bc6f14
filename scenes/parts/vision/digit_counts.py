"""Right answers on held-out digits: of the run that is shown, of two other seeds, of runs with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.parts.vision.vision_models import DIGITS, SEEDS

RIGHT, ANEW, MASKED_NOW = 0, 1, 3  # rows: as it is, and changed after training
BLANKED = 1  # of 1, 2 and 4 blank patches, the column that is shown
COUNTED = label_text("counted on held-out digits")


@dataclass(frozen=True)
class DigitCounts:
    """What was counted, by the key of a run."""

    bundles: Mapping[str, Bundle]

    @property
    def digits(self) -> Bundle:
        return self.bundles[DIGITS]

    @property
    def pictures(self) -> Reading:
        """How many held-out digits there are."""
        return self.digits.count("patch_scores.pictures")

    def right(self, key: str, way: int = RIGHT) -> Reading:
        """Return how many held-out digits a run gets right."""
        return self.bundles[key].probe("patch_scores.right", way)

    def right_blank(self, row: int, key: str = DIGITS) -> Reading:
        """Return how many it gets right with some patches blank."""
        return self.bundles[key].probe("patch_scores.blank_right", row, BLANKED)

    @property
    def how_many_blank(self) -> Reading:
        """How many patches of each held-out digit are blank."""
        return Reading.constant(float(self.digits.meta["probes"]["patch_scores"]["blanked"][BLANKED]))

    def in_all(self, lower: int, higher: int, by: float) -> bool:
        """Return whether in every seed one way of blanking leaves so many fewer right than another, as a share."""
        count = float(self.pictures)
        pairs = [(float(self.right_blank(n, key)) for n in (lower, higher)) for key in (DIGITS, *SEEDS)]
        return all(one + by * count < other for one, other in pairs)

    def with_ink(self) -> tuple[Reading, Reading]:
        """Return the least and the largest correlation with ink of the last layer's heads."""
        last = int(self.digits.meta["n_layers"]) - 1
        each = self.digits.probe("patch_scores.ink_corr", last)
        return each[int(each.value.argmin())], each[int(each.value.argmax())]
