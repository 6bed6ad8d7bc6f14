"""The mask, in training and in use."""

from __future__ import annotations

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.parts.masking.inference_beats import (
    show_later_words,
    show_prediction,
    show_training_and_use,
)
from attention_scenes.scenes.parts.masking.masking_data import MaskScene
from attention_scenes.scenes.parts.masking.unmasked_beats import MaskSteps


class Masking(MaskScene):
    """The mask: why later words get −∞ before the softmax, in training and in use.

    One head with its mask off; its later words zeroed, which is not enough, and masked as is usual. Then why the mask
    stays in use, and what the model would say without it.

    Answers: Can later words not matter, as in "she ran quickly"? Is masking for training only? Why −∞ and not 0?

    Measured: The scores and weights with the mask off, the sums that zeroing leaves, the difference between both ways
    to mask, the pattern of the beginning alone against that of the whole, and three forward passes: mask on, off in
    this head, off in all heads.

    Told: Training is described and not run.

    Yours: Give another `text`, `head`, `focus` or `question`. What would leak, whether it is the very word to predict,
    whether the sums break, and whether the guess moves are each measured first; the captions follow.
    """

    seconds = 67
    poster = "open"
    tells_search = True

    def construct(self) -> None:
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=self.layer, head=self.head), where)
        steps = MaskSteps(self)
        steps.chosen()
        steps.scores()
        steps.leaking()
        steps.zeroed()
        steps.masked()
        show_training_and_use(self)
        show_prediction(self)
        show_later_words(self)
