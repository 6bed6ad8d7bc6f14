"""Superposition: how many directions fit into a space, what random arrows do, and what a model's own arrows do."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.probes.angles.arrow_angles import ArrowAnglesProbe
from attention_scenes.model.probes.angles.packed_arrows import MOST_ARROWS, MOST_DIMENSIONS, PackedArrowsProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.superposition.angle_facts import AngleFacts
from attention_scenes.scenes.parts.superposition.arrow_beats import show_ball, show_sheet
from attention_scenes.scenes.parts.superposition.ending_beats import show_end, show_pair
from attention_scenes.scenes.parts.superposition.model_beats import show_nearest, show_neurons, show_tokens
from attention_scenes.scenes.parts.superposition.packing_beats import show_bound, show_claimed, show_pushed, show_start
from attention_scenes.scenes.parts.superposition.pile_beats import show_piles, show_why


class Superposition(AttentionScene):
    """How many directions fit at nearly right angles: random ones, the best that steps find, and a model's own.

    Two arrows on a sheet, three in space; then random arrows in more and more dimensions, whose angles pile up at 90
    degrees, and why: a cosine adds up many small products. Some arrows are pushed apart by gradient steps,
    beside a bound that no arrangement passes. Then the model: what each neuron of its MLPs writes, and what its tokens
    begin as, beside random arrows; all pairs and the nearest neighbour; the two neurons that point closest to each
    other.

    Answers: Why do so many nearly perpendicular directions fit? Is the angle that is told that of all pairs, or of the
    nearest pair? Can all pairs be within a degree of 90?

    Measured: Angles between random arrows, by number of dimensions. The worst pair before and after 200 steps. The
    angles between some evenly taken arrows and all others, of the output columns of all MLPs, of the embeddings, and of
    random arrows of the same count and width; the closest two neurons of all pairs.

    Told: Nothing but the words. The bound is a formula (Welch 1974).

    Yours: Give other `dimensions`, or another `count` of arrows that are pushed apart.

    Further: Elhage and others, [Toy models of superposition](https://transformer-circuits.pub/2022/toy_model/index.html)
    (2022): when features share dimensions. Bricken and others, [Towards
    monosemanticity](https://transformer-circuits.pub/2023/monosemantic-features/index.html) (2023): taking them apart
    again with sparse autoencoders. Welch, [Lower bounds on the maximum cross correlation of
    signals](https://doi.org/10.1109/TIT.1974.1055219) (1974): the bound.
    """

    class Params(SceneParams):
        dimensions: int = Field(
            100, ge=2, le=MOST_DIMENSIONS, description="Of the space in which arrows are pushed apart."
        )
        count: int = Field(
            1_000, ge=3, le=MOST_ARROWS, description="Arrows that are pushed apart: more than dimensions."
        )

    title = "Superposition"
    tagline = "thousands of arrows, nearly at right angles"
    chapter = 5
    order = 20
    reads_first = True
    seconds = 70
    layouts = (wide(), tall())
    poster = "pushed"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, probes=(PackedArrowsProbe(params.dimensions, params.count), ArrowAnglesProbe()))

    def models_named(self) -> list[str]:
        return super().models_named() if self.of_model else []

    def construct(self) -> None:
        facts, self.of_model = AngleFacts(self), False  # random arrows are no model's
        self.facts = facts
        self.provenance(label_text("random arrows"))
        show_sheet(self, facts)
        show_ball(self, facts)
        show_piles(self, facts)
        show_why(self, facts)
        packed = show_start(self, facts)
        show_pushed(self, facts, packed)
        show_bound(self, facts, packed)
        show_claimed(self, facts, packed)
        self.of_model = True
        stage = show_neurons(self, facts)
        show_tokens(self, facts, stage)
        show_nearest(self, facts, stage)
        if facts.has_neurons:
            show_pair(self, facts)
        show_end(self, facts)
