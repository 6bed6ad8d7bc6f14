"""Many heads: the patterns of all of them as a wall, nine of one layer, and what they can be called."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.head_kinds import HeadKindProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.multi_head.card_beats import show_layer, slots_of
from attention_scenes.scenes.parts.multi_head.cost_beats import show_cost
from attention_scenes.scenes.parts.multi_head.kind_beats import show_kinds
from attention_scenes.scenes.parts.multi_head.layer_heads import LayerHeads
from attention_scenes.scenes.parts.multi_head.update_beats import show_handed, show_updates
from attention_scenes.scenes.parts.multi_head.wall_beats import show_wall
from attention_scenes.scenes.parts.shared.checks import check_adjectives, check_word

MOST_TOKENS = 18  # along the edge of a square that is as high as the stage


class MultiHead(AttentionScene):
    """All heads on one sentence: a wall of patterns, the heads of one layer, and what they may be called.

    One head's pattern becomes a card in a wall of all. The heads of its layer step forward, one fetches one word and
    another a different one; what each takes and adds is shown as cells. Then every head is named by what it was
    measured to do on other sentences, as far as it can be named.

    Answers: One set of queries, keys and values or several? Does a head change 1 % of the vector? Do many heads cost
    more than one? Can one word hand different things to different heads?

    Measured: Every pattern of the sentence, the values and updates of one layer, and over other sentences what each
    head mostly looks at and how it treats adjectives, beside controls.

    Told: That no head is told what to look at, and that training made all of them from random weights, as is shown in
    training for a small model.

    Yours: Give another `text`, `head` or `focus`. That two heads fetch two words, that each changes all entries, and
    that they cost what one large head would is said only where it holds.

    Further: Voita and others, [Analyzing multi-head self-attention: specialized heads do the heavy lifting, the rest
    can be pruned](https://arxiv.org/abs/1905.09418) (2019), and Michel, Levy and Neubig, [Are sixteen heads really
    better than one?](https://arxiv.org/abs/1905.10650) (2019): what heads do, and how many can go. Heads that continue
    a repeat: Olsson and others, [In-context learning and induction heads](https://arxiv.org/abs/2209.11895) (2022).
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("best:adjective", description="layer.head: the head to begin with, and its layer.")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    title = "All heads at once"
    tagline = "all patterns as a wall"
    chapter = 3
    order = 10
    reads_first = True
    seconds = 74
    layouts = (wide(), tall())
    poster = "unnamed"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        of_layer = TraceNeed(params.text, ("result", "resid_pre", "v"), layers="layer", most=MOST_TOKENS)
        return Needs(
            model=model,
            head=params.head,
            traces={"": TraceNeed(params.text, ("pattern",), most=MOST_TOKENS), "layer": of_layer},
            probes=(AdjectiveProbe(), HeadKindProbe()),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        check_adjectives(params, bundle)

    def construct(self) -> None:
        heads = self.heads = LayerHeads.of(self)
        self.provenance(label_text("area = weight"))
        wall = show_wall(self, heads)
        show_layer(self, heads, wall)
        cards = slots_of(self, len(heads.shown), grouped=True)
        handed = show_handed(self, heads, cards)
        show_updates(self, heads, cards, handed)
        show_cost(self, heads)
        show_kinds(self, wall)
