"""Values of a head: their weighted sum, and the way back to the size of the stream."""

from __future__ import annotations

from typing import Any

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.attributes import AttributeProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS
from attention_scenes.scenes.parts.values.answer_beats import show_answer
from attention_scenes.scenes.parts.values.axis_beats import show_axes
from attention_scenes.scenes.parts.values.head_beats import show_heads, show_reads
from attention_scenes.scenes.parts.values.map_back_beats import show_map_back
from attention_scenes.scenes.parts.values.stream_beats import show_start, show_sum_in_stream
from attention_scenes.scenes.parts.values.sum_beats import lamps_of, show_value, show_weighted_sum
from attention_scenes.scenes.parts.values.swap_beats import show_swap
from attention_scenes.scenes.parts.values.unmapped_beats import show_unmapped
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import places_in
from attention_scenes.scenes.parts.values.values_data import ValueParams, against_colours, beside


class Values(AttentionScene):
    """What a head hands over: a value times a weight, summed, mapped back and added to the word.

    A head that carries something: one word's value, then all values under lamps of their weights, which pour into one
    sum of 64 numbers; the way back to 576, and ΔE added to the word, whose creature takes its colour. Then the word
    itself without a value map, and "red" in the place of "blue".

    Answers: Why is there a value matrix? Why 64 numbers in and 576 out? Does a head change a part of the vector or all?
    Does a value depend on who reads it?

    Measured: Values, weights, their sum and its way back, E + ΔE, the place of both on directions of the colours that
    other sentences measured, which is the creature's colour; how fluffy its word is on entering the layer; what the
    word's own column would do at the same length, and what another word in the same place does. The head was found by
    a score with controls.

    Told: "take this from me", in the bubble. That lamps pour.

    Yours: Give another `text`, a `word` to take out, one to put `instead`, and the `focus` that receives. That the head
    carries the word, and mostly reads the word before, is said only where both were measured. Only a creature with a
    colour is drawn.

    Further: Elhage and others, [A mathematical framework for transformer
    circuits](https://transformer-circuits.pub/2021/framework/index.html) (2021): value and output map as one low-rank
    map. Why the norm of what is handed over belongs to the weight: Kobayashi and others, [Attention is not only a
    weight](https://arxiv.org/abs/2004.10102) (2020).
    """

    Params = ValueParams
    title = "Values"
    tagline = "what is handed over"
    chapter = 2
    order = 80
    seconds = 73
    layouts = all_four()
    poster = "sum"
    tells_search = True
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        phrases, of_head, drawn = params.phrases(), ("v", "pattern", "result"), params.drawn()
        return Needs(
            model=model,
            head=params.head,
            traces={
                "": TraceNeed(params.text, ("resid_pre", "attn_in", "z", *of_head), "head", most=MOST_TOKENS),
                "at": TraceNeed(phrases[0]),
                "swap": TraceNeed(phrases[1], of_head, "head"),
            },
            weights=("W_V[head]", "W_O[head]"),
            probes=(
                AdjectiveProbe(),
                against_colours("given", params.given(), phrases, model),
                against_colours("instead", params.other(), phrases, model),
                *([AttributeProbe(drawn)] if drawn else []),
            ),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        layers, heads = bundle.probe("adjective.carry").shape
        layer, head = beside(params, bundle)
        if layer >= layers or head >= heads:
            raise UserError(
                f"beside={params.beside!r}: the model has layers 0 to {layers - 1}, heads 0 to {heads - 1}."
            )

    def construct(self) -> None:
        focus = self.focus = ValueFocus.of(self)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        at = places_in(self.layout)
        lamps = lamps_of(self, focus, at)
        show_heads(self, focus, at)
        show_reads(self, focus, lamps)
        show_value(self, focus, at)
        show_weighted_sum(self, focus, at, lamps)
        show_map_back(self, focus, at)
        creature = show_sum_in_stream(self, focus, at)
        show_axes(self, focus, at, creature)
        show_unmapped(self, focus, at, creature)
        creature = show_swap(self, focus, at)
        show_start(self, focus, at)
        show_answer(self, at, creature)
