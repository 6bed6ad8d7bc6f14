"""What one token costs: multiply-adds, bytes and seconds; a 4-bit block opened; what rounding does."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.probes.maps.rounded_guess import RoundedGuessProbe
from attention_scenes.model.probes.maps.speed import SpeedProbe
from attention_scenes.model.probes.maps.weight_blocks import WeightBlocksProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, long_text
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.cost.city_beats import show_at_once, show_city, show_kinds
from attention_scenes.scenes.parts.cost.cost_data import TokenCost
from attention_scenes.scenes.parts.cost.drawer_beats import show_coarser, show_drawer, show_ruler
from attention_scenes.scenes.parts.cost.gpt_beats import show_gpt3, show_training
from attention_scenes.scenes.parts.cost.outcome_beats import show_loss
from attention_scenes.scenes.parts.cost.speed_beats import show_bytes, show_seconds

MOST_TOKENS = 128


class Cost(AttentionScene):
    """What one token costs: multiply-adds, bytes and seconds, and what 4-bit weights are.

    The multiply-adds of one guess as a plain of lights, by kind, and which of them wait for others. The time of a
    token alone and among many, and the bytes of the weights, stored and unpacked. A block of the model's own weights is
    opened: its bytes, its step, its rungs. Then the weights are rounded further, and the loss and the next
    word follow. GPT-3's published figures end it.

    Answers: How can it answer so fast? What does a token cost, what does training? What is 4-bit, and what does
    rounding do?

    Measured: Multiply-adds, from the tensors' shapes. Bytes: which tensors lie in blocks is read off the weights, for
    rounding them to such blocks then changes none. One block, byte by byte. The loss on prose and the next
    word with the weights rounded to 4, 3 and 2 bits. Seconds by a clock are those of the machine that made the clip:
    `verify` takes the time again and asks for the same order of size.

    Told: GPT-3's size and the operations of its training are cited. How this model was before it was rounded is not
    known here: it is rounded further.

    Yours: Give another `text`. A model whose weights are not in 4-bit blocks says so, and is rounded to them.

    Further: Brown and others, [Language models are few-shot learners](https://arxiv.org/abs/2005.14165) (2020), table
    D.1: what training took. Dettmers and Zettlemoyer, [The case for 4-bit
    precision](https://arxiv.org/abs/2212.09720) (2022). Pope and others, [Efficiently scaling transformer
    inference](https://arxiv.org/abs/2211.05102) (2022): batches, and weights that are read once.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")

    title = "What a token costs"
    tagline = "multiplications, bytes, seconds; 4-bit opened"
    chapter = 4
    order = 60
    reads_first = True
    seconds = 75
    layouts = (wide(), tall())
    poster = "kinds"
    foreign = False  # of no head it is said what it was tested on

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            traces={"": TraceNeed(params.text, ("embed",), most=MOST_TOKENS)},
            probes=(WeightBlocksProbe(long_text()), RoundedGuessProbe(params.text), SpeedProbe(long_text())),
        )

    def construct(self) -> None:
        cost = self.cost = TokenCost(self)
        self.provenance(label_text("counted from the tensors’ shapes"))
        city, legend = show_city(self, cost)
        lines = show_kinds(self, cost, city, legend)
        show_at_once(self, cost, city, lines)
        show_seconds(self, cost, city)
        show_bytes(self, cost)
        drawer = show_drawer(self, cost)
        ruler = show_ruler(self, cost, drawer)
        show_coarser(self, cost, ruler)
        show_loss(self, cost)
        show_gpt3(self, cost)
        show_training(self, cost)
