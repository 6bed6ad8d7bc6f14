"""The output matrix: how the heads of a layer become one change of a word."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.request.needs import BEST, DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import LayerChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.output_matrix.added_beats import show_added
from attention_scenes.scenes.parts.output_matrix.entry_beats import show_entry
from attention_scenes.scenes.parts.output_matrix.head_outputs import HeadOutputs
from attention_scenes.scenes.parts.output_matrix.key_beats import show_keys, show_sheet
from attention_scenes.scenes.parts.output_matrix.slice_beats import show_row, show_tables
from attention_scenes.scenes.parts.output_matrix.walk_beats import show_walk
from attention_scenes.scenes.parts.output_matrix.way_beats import show_both_ways, show_difference
from attention_scenes.scenes.parts.shared.checks import check_word

MOST_TOKENS = 18  # rows of a value table that can be told apart


class OutputMatrix(AttentionScene):
    """How heads are combined: side by side, through one learned map, which is a sum of what each head adds.

    Each head brings a slice of numbers. Side by side they go through the output matrix at once; cut into strips like
    piano keys, it maps each slice by itself, and the results are added. Both ways are computed and compared. Then one
    entry is worked through, and what all heads add is walked tip to tail beside the straight line that is left of it.

    Answers: How are heads combined? Where did the concatenation go, and how does it get back to size? Is that the same
    as a sum of changes? Do heads vote?

    Measured: The slices, the matrix, what each strip makes of its slice, the sum and what the model makes of all at
    once, all of one word in one layer; the largest difference of both ways; the length of every change.

    Told: That a strip times a value map is often called a head’s value matrix, and that the two are its halves.

    Yours: Give another `text`, `word` or `layer`. Whether most heads are outvoted in an entry, whether they cancel or
    agree, and how many value tables stand behind them is said as it is measured.

    Further: Elhage and others, [A mathematical framework for transformer
    circuits](https://transformer-circuits.pub/2021/framework/index.html) (2021): heads as independent terms of a sum.
    Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017): concatenation and output
    matrix as they were first written. Ainslie and others, [GQA](https://arxiv.org/abs/2305.13245) (2023): value tables
    that heads share.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        word: str = Field("", max_length=80, description="The word that is changed; found where empty.")
        layer: LayerChoice = Field("19", description="A layer, counted from 0, or that of the head best:… finds.")

    title = "The output matrix"
    tagline = "nobody votes: heads are added"
    chapter = 3
    order = 20
    reads_first = True
    seconds = 72
    layouts = (wide(), tall())
    poster = "both ways"
    foreign = False  # of no head it is said what it was tested on

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        arrays = ("z", "v", "result", "result_norm", "attn_out", "resid_pre")
        return Needs(
            model=model,
            head=params.layer if params.layer in BEST else f"{params.layer}.0",
            traces={"": TraceNeed(params.text, arrays, layers="layer", most=MOST_TOKENS)},
            weights=("W_O[layer]",),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "word", params.word)

    def construct(self) -> None:
        heads = self.heads = HeadOutputs.of(self)
        self.provenance(label_text("layer {layer}", layer=heads.layer), [self.counted("head.layer")])
        keys = show_tables(self, heads)
        show_row(self, heads, keys)
        show_sheet(self, heads, keys)
        show_keys(self, heads, keys)
        show_both_ways(self, heads, keys)
        show_difference(self, heads)
        show_entry(self, heads)
        show_walk(self, heads)
        show_added(self, heads)
