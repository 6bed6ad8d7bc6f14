"""One word given two modifiers: do their shifts add?"""

from __future__ import annotations

from typing import Any, ClassVar

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.tower.answer_beats import show_answer
from attention_scenes.scenes.parts.tower.comparison_beats import show_other, show_second
from attention_scenes.scenes.parts.tower.modifier_beats import show_accuracy, show_axes, show_first
from attention_scenes.scenes.parts.tower.modifier_places import Contrasts
from attention_scenes.scenes.parts.tower.plane_beats import ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import (
    TowerParams,
)


class Tower(AttentionScene):
    """A word and two modifiers, on two measured directions: what each adds, and whether the shifts add.

    "tower" becomes "Eiffel tower", and that "huge Eiffel tower" or "miniature Eiffel tower", on two directions that
    other sentences measured: Eiffel towers against other towers, and large against small. A modifier's arrow is
    measured on the bare word, carried to where the first one's ends, head to tail, and compared with where the word
    really goes.

    Answers: Can several updates stack? Is the second one the same after the first as it is alone?

    Measured: Both directions and their accuracy on sentences held out, the place of every phrase, and how far it is
    from where both shifts would lead were they simply added: here, and at every layer where both directions are
    accurate.

    Told: The pictures at the arrows' tips. That a tenth of the way from one side of a direction to the other counts as
    little: the ring is so wide.

    Yours: Give another word with two modifiers as `phrases`, an `other` modifier and `axes` of your own. Whether a
    modifier moves the word mostly along one axis, hardly, or adds to the other one is decided by the numbers, caption
    by caption.

    Further: Park, Choe and Veitch, [The linear representation hypothesis and the geometry of large language
    models](https://arxiv.org/abs/2311.03658) (2024): what it may mean that a direction stands for a concept. Mitchell
    and Lapata, [Vector-based models of semantic composition](https://aclanthology.org/P08-1028/) (2008): what adding
    the vectors of two words can do.
    """

    # The axes of the default parameters and their sides, as they are called in the picture.
    default_names: ClassVar = (
        label_text("Eiffel"), label_text("other towers"), label_text("Eiffel towers"),
        label_text("size"), label_text("small"), label_text("large"),
    )  # fmt: skip

    Params = TowerParams
    title = "Tower, Eiffel tower, miniature Eiffel tower"
    tagline = "do two updates stack?"
    chapter = 1
    order = 30
    seconds = 51
    layouts = all_four()
    poster = "second"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            traces={"": TraceNeed(params.phrases[-1], ())},
            probes=tuple(axis.probe(params.all_phrases) for axis in params.axes),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        if params.layer > (most := bundle.meta["n_layers"]):
            raise UserError(f"layer={params.layer} is more than this model has: give 1 to {most}, or 0 for the best.")

    def construct(self) -> None:
        self.contrasts = Contrasts.of(self)
        steps = ContrastSteps(self, self.contrasts)
        self.provenance(label_text("residual stream"))
        show_axes(self, steps)
        show_accuracy(self, steps)
        show_first(self, steps)
        show_other(self, steps)
        show_second(self, steps)
        show_answer(self, steps)
