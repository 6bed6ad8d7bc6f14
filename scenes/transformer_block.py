"""One layer taken apart for one word: the residual stream, norm, attention, MLP, and what each of them adds."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.maps.layer_maps import LayerMapsProbe
from attention_scenes.model.request.interventions import CHOSEN, ReverseTokens, Scale
from attention_scenes.model.request.needs import BEST, DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import LayerChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.checks import check_word
from attention_scenes.scenes.parts.transformer_block.bend_beats import show_doubled, show_turned
from attention_scenes.scenes.parts.transformer_block.block_beats import show_attention, show_norm, show_stream
from attention_scenes.scenes.parts.transformer_block.mlp_beats import show_gate, show_mlp
from attention_scenes.scenes.parts.transformer_block.stack_beats import show_maps, show_stack, show_sum
from attention_scenes.scenes.parts.transformer_block.word_in_block import WordInBlock

MOST_TOKENS = 64  # threads beside each other
# What is changed in the layer, by the name of the trace; "once" is the model as it is, beside the others.
EXPERIMENTS = {
    "once": Scale("v", CHOSEN, 1.0),
    "values": Scale("v", CHOSEN, 2.0),
    "stream": Scale("resid_pre", CHOSEN, 2.0),
    "scores": Scale("attn_scores", CHOSEN, 2.0),
    "neurons": Scale("mlp_in", CHOSEN, 2.0),
    "turned": ReverseTokens("mlp_in", CHOSEN),
    "mixed": ReverseTokens("attn_in", CHOSEN),
}


class TransformerBlock(AttentionScene):
    """One slab of the stack taken apart for one word, with its real numbers: norm, attention, add, norm, MLP, add.

    The word's vector runs along the residual stream. A copy is normalised over its own numbers, attention makes a
    change of it, and that is added. Again normalised, the MLP widens it, bends it and narrows it, and that is added
    too. Where the bends are is tried out by doubling what goes in. Then all layers: whether
    their maps are alike, how much each of them adds, and the last vector as a sum of everything that was ever added.

    Answers: What is the residual stream? Which norm is it, and over what? Where are the bends: is attention linear, is
    the MLP? Is it the same MLP at each place, and the same layer thirty times? Are there biases?

    Measured: Every vector of the word in this layer, and its length. What comes out where something is doubled, and
    where the row of words is reversed. The cosine of each layer's maps with the next layer's, beside the same
    numbers in reverse order. The sum of the embedding and of all that attention and MLPs add, against the last vector.

    Told: That two linear maps with no bend between them are only one, which is algebra.

    Yours: Give another `text`, `word` or `layer`. With a model that has biases, `--model gpt2`, they are named where
    they are added.

    Further: Elhage and others, [A mathematical framework for transformer
    circuits](https://transformer-circuits.pub/2021/framework/index.html) (2021): the residual stream as a sum. Zhang
    and Sennrich, [Root mean square layer normalization](https://arxiv.org/abs/1910.07467) (2019). Shazeer, [GLU
    variants improve transformer](https://arxiv.org/abs/2002.05202) (2020): the gate. Radford and others, [Language
    models are unsupervised multitask learners](https://openai.com/index/better-language-models/) (2019), and Brown and
    others, [Language models are few-shot learners](https://arxiv.org/abs/2005.14165) (2020): models with biases.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        word: str = Field("", max_length=80, description="The word whose vector is followed; found where empty.")
        layer: LayerChoice = Field("19", description="A layer, counted from 0, or that of the head best:… finds.")

    title = "A layer, taken apart"
    tagline = "norm, attention, MLP: all they do is add"
    chapter = 4
    order = 10
    reads_first = True
    seconds = 71
    layouts = (wide(), tall())
    poster = "leaves"
    foreign = False  # of no head it is said what it was tested on

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        summed = ("resid_pre", "pattern", "attn_out", "mlp_out", "resid_post", "attn_out_norm", "mlp_out_norm")
        here = (
            "resid_pre", "attn_in", "attn_out", "resid_mid", "mlp_in", "mlp_gate", "mlp_up", "mlp_act", "mlp_out",
            "resid_post", "resid_pre_norm", "attn_out_norm", "resid_mid_norm", "mlp_out_norm", "resid_post_norm",
        )  # fmt: skip
        tried = ("pattern", "attn_in_norm", "attn_out", "attn_out_norm", "mlp_out", "mlp_out_norm")
        traces = {
            "": TraceNeed(params.text, summed, most=MOST_TOKENS),
            "here": TraceNeed(params.text, here, "layer"),
        } | {key: TraceNeed(params.text, tried, "layer", interventions=(made,)) for key, made in EXPERIMENTS.items()}
        return Needs(
            model=model,
            head=params.layer if params.layer in BEST else f"{params.layer}.0",
            traces=traces,
            weights=("attn_norm[head]",),
            probes=(LayerMapsProbe(),),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "word", params.word)

    def construct(self) -> None:
        word = self.word = WordInBlock.of(self)
        self.provenance(label_text("layer {layer}", layer=word.layer), [self.counted("head.layer")])
        stack = show_stack(self, word)
        block, ledger = show_stream(self, word, stack)
        show_norm(self, word, block, ledger)
        show_attention(self, word, block, ledger)
        show_mlp(self, word, block, ledger)
        show_gate(self, word)
        show_doubled(self, word)
        show_turned(self, word)

        show_maps(self, word)
        show_sum(self, word)

    def _how_found(self) -> tuple[list[str], list[tuple[str, Reading]]]:
        """Tell nothing of a search: no head is spoken of, and the layer is named."""
        return [], []
