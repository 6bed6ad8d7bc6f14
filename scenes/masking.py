"""The mask, in training and in use."""

from __future__ import annotations

from scenes.steps.mask_off import MaskSteps
from scenes.steps.mask_scene import MaskScene
from scenes.steps.mask_use import show_later_words, show_prediction, show_training_and_use


class Masking(MaskScene):
    """The mask: why later words get −∞ before the softmax, in training and in use."""

    seconds = 67

    def construct(self) -> None:
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(f"layer {self.layer} · head {self.head}", where)
        steps = MaskSteps(self)
        steps.scores()
        steps.chosen()
        steps.leaking()
        steps.zeroed()
        steps.masked()
        show_training_and_use(self)
        show_prediction(self)
        show_later_words(self)
