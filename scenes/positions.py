"""How a model knows the order of words: what is left without positions, hands that turn, a score by distance alone."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.probes.maps.place_codes import PlaceCodesProbe
from attention_scenes.model.probes.maps.word_order import WordOrderProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.positions.dial_beats import show_dial
from attention_scenes.scenes.parts.positions.distance_beats import show_distance
from attention_scenes.scenes.parts.positions.hand_beats import show_both, show_fast, show_hands, show_slow
from attention_scenes.scenes.parts.positions.order_beats import show_apart, show_orders
from attention_scenes.scenes.parts.positions.order_facts import OTHER, OrderFacts, another_order
from attention_scenes.scenes.parts.positions.other_beats import show_others, show_table

MOST_TOKENS = 14  # beside each other, the first included


class Positions(AttentionScene):
    """How a model knows the order of words: hands that turn tell it at once, the mask alone only later.

    The same words are read in two orders. Two numbers of a query are an arrow that turns by its word's place. The
    last word's vector is compared layer by layer: as the model is, without that turn, and without the causal mask
    too. Then the hands: each pair of numbers of a query or key turns by its word's place, fast pairs and slow ones,
    and it is counted which distances one hand alone takes for another. One query and one key of a head are moved
    apart: their score follows the distance. At the end other ways to tell a place: a formula of sines, a learned
    table.

    Answers: How does a model know the order of words? Why do the hands turn at different speeds? What would be left
    without positions? Does the mask tell order? Are there other ways than turning?

    Measured: The last word's vector in both orders, in every layer and three ways. The speed of each hand, and how many
    distances within the context it shows within 5 degrees of a distance of 1. A real query and key at other distances,
    and again from place 1,000 on.

    Told: Nothing but the words. The size of GPT-2's table is cited, unless a model with such a table is loaded.

    Yours: Give another `text`, its words in an order of your own as `other`, or a `head`. A model with a table,
    `--model gpt2`, shows that instead of hands.

    Further: Su and others, [RoFormer](https://arxiv.org/abs/2104.09864) (2021): turning by place. Vaswani and others,
    [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017), section 3.5: sines. Haviv and others,
    [Transformer language models without positional encodings still learn positional
    information](https://arxiv.org/abs/2203.16634) (2022): what the mask alone tells. Barbero and others, [Round and
    round we go](https://arxiv.org/abs/2410.06205) (2024): what fast and slow hands are used for.
    """

    class Params(SceneParams):
        text: Sentence = Field("the small dog chased the big cat away", description="The sentence.")
        other: str = Field("", max_length=2000, description="The same words in another order; found where empty.")
        head: HeadChoice = Field("16.0", description="layer.head, or best:previous: it reads the word before most.")

    title = "Positions"
    tagline = "fast hands, slow hands, and a first layer that is blind without"
    chapter = 4
    order = 20
    reads_first = True
    seconds = 75
    layouts = (wide(), tall())
    poster = "hands"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        other = " ".join(params.other.split()) or another_order(params.text)
        return Needs(
            model=model,
            head=params.head,
            traces={
                "": TraceNeed(params.text, ("pattern", "q", "rot_q", "k", "far_scores"), "head", most=MOST_TOKENS),
                OTHER: TraceNeed(other, most=MOST_TOKENS, parameter="other"),
            },
            probes=(WordOrderProbe(params.text, other), PlaceCodesProbe()),
        )

    def construct(self) -> None:
        facts = self.facts = OrderFacts.of(self)
        self.provenance(label_text("residual stream"))
        orders = show_orders(self, facts)
        if self.rotary:
            show_dial(self, facts)
        show_apart(self, facts, orders)
        if self.rotary:
            hands = show_hands(self, facts)
            show_fast(self, hands)
            show_slow(self, hands)
            show_both(self, hands)
            show_distance(self, facts)
        elif self.adds_positions:
            show_table(self)
        show_others(self)
