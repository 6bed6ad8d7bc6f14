"""One word in three sentences: one vector becomes three."""

from __future__ import annotations

from typing import Any, ClassVar

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.senses import SenseProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import joined, label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.mole.layer_beats import show_layers
from attention_scenes.scenes.parts.mole.mole_data import MoleParams
from attention_scenes.scenes.parts.mole.outcome_beats import show_angles, show_end, show_parts
from attention_scenes.scenes.parts.mole.tunnel_beats import show_tunnel
from attention_scenes.scenes.parts.mole.vector_beats import show_one_column, show_phrases
from attention_scenes.scenes.parts.mole.word_senses import Senses


class Mole(AttentionScene):
    """One word, three sentences: its vector is the same at first and parts layer by layer.

    Three sentences share the word "mole". Its three vectors are one and the same before the first layer. Then each is
    followed through all layers, along directions of the senses that other sentences measured.

    Answers: What does attention change in a word? Where does its meaning come from, if its embedding is always the
    same?

    Measured: Each vector, its cosines with the senses at each layer, the accuracy of these directions on sentences held
    out, and how much of the way attention wrote and how much the MLPs.

    Told: The rings: their axes are drawn evenly round a circle and the arrows add up measured cosines along them; it is
    no projection of the model's space. The pictures are ours.

    Yours: Another word takes `word`, `phrases`, `senses` and `contexts`, best in a file. Where the phrases never part,
    or the word is cut into other tokens, or attention wrote most of the way, the captions say that instead.

    Further: Ethayarajh, [How contextual are contextualized word representations?](https://arxiv.org/abs/1909.00512)
    (2019), section 4: how far one word's vectors part, layer by layer. Peters and others, [Deep contextualized word
    representations](https://arxiv.org/abs/1802.05365) (2018), section 5.3: senses told apart by them.
    """

    # The senses of the default parameters, as they are called in the picture.
    default_names: ClassVar = (label_text("animal"), label_text("chemistry"), label_text("skin"))

    Params = MoleParams
    title = "One word, three senses"
    tagline = "one word, three senses"
    chapter = 1
    order = 20
    layouts = all_four()
    seconds = 53
    poster = "three vectors"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            traces={key: TraceNeed(phrase, ("embed",)) for key, phrase in zip("abc", params.phrases, strict=False)},
            probes=(SenseProbe(params.word, params.contexts, params.phrases, params.senses),),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        if params.layers > (most := bundle.meta["n_layers"]):
            raise UserError(f"layers={params.layers} is more than this model has: give 1 to {most}, or 0 for all.")

    def construct(self) -> None:
        senses = Senses.of(self)
        self.provenance(
            joined(" · ", [label_text("residual stream"), label_text("arrows: cosines added along the axes")])
        )
        phrases = show_phrases(self, senses)
        same, columns = show_one_column(self, senses, phrases)
        view = show_tunnel(self, senses, columns)
        show_layers(self, senses, view, phrases)
        show_parts(self, senses, view)
        show_angles(self, senses, view)
        show_end(self, senses, view, same)
