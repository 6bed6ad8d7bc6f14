"""Shapes: every product of attention, shown whole."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.phrases.genders import GenderProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams, checked_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shapes.formula_beats import show_columns, show_formula
from attention_scenes.scenes.parts.shapes.gender_beats import show_answer
from attention_scenes.scenes.parts.shapes.map_beats import show_keys_values, show_phrase, show_query
from attention_scenes.scenes.parts.shapes.needed_beats import show_needed
from attention_scenes.scenes.parts.shapes.side_by_side_beats import show_heads
from attention_scenes.scenes.parts.shapes.two_words import TwoWords
from attention_scenes.scenes.parts.shapes.way_back_beats import show_way_back
from attention_scenes.scenes.parts.shapes.weight_beats import show_mix, show_scores, show_softmax

MODEL, SHOWN = "ours:shapes", "small"
OTHER_SEEDS = (1, 2, 3, 4)  # whose models are counted, and not shown
ARRAYS = ("embed", "q", "k", "v", "raw_scores", "attn_scores", "pattern", "z", "attn_out", "logits")
MOST = {"n_layers": 1, "n_heads": 5, "d_model": 4, "d_head": 3}  # sizes that can be shown whole


def checked_phrase(text: str) -> str:
    """Refuse all but two different words that the model knows, one of them a noun."""
    probe = GenderProbe().filled()
    nouns = (*probe.feminine, *probe.masculine)
    words = unicodedata.normalize("NFC", checked_text(text)).lower().split()
    if unknown := [word for word in words if word not in (*nouns, *probe.adjectives)]:
        raise ValueError(
            f"{unknown[0]!r} is no word of this small model; it knows the nouns {', '.join(nouns)} and the adjectives "
            f"{', '.join(probe.adjectives)}"
        )
    if len(words) != 2 or len({*words}) != 2 or not {*words} & {*nouns}:
        raise ValueError(f"give two different words, one of them a noun, such as {probe.held_out[1]!r}")
    return " ".join(words)


class Shapes(AttentionScene):
    """Every product of attention whole: two words, four numbers each, five heads of three.

    A small model of our own, trained in whole numbers, is so small that nothing has to be left out. Each product is a
    block of glass: rows of one matrix on its left side, columns of the other on its top, and where their light crosses
    inside stand the products, which slide to the front and add up. X becomes Q, K and V; scores, weights and their mix
    follow; five heads lie side by side and one map leads back. At the end the gender of a word is read out.

    Answers: Which order of multiplication, which shapes? Rows or columns? Where do d and d_k come from, how large is
    QKᵀ? How do 5 × 3 numbers become 4 again?

    Measured: All matrices and products of one head and of all together; that columns give the same bits; right answers
    on all phrases, with equal weights, with each word by itself, without each head, and from four other seeds; where
    adjectives look.

    Told: How an adjective is spelt beside a feminine noun. The model is made for this scene: its words, sizes and task
    were chosen, and so was what its answers must beat, by looking at what came of it. Its seed is the first, the phrase
    one that it was never trained on, the head the first.

    Yours: Give another `text` of its 16 words, or another `head`. An answer that is wrong is called wrong, and whether
    answers hang on the weights is said as it is counted.

    Further: Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017): equation 1, in
    rows of words. Rounding while training: Bengio and others, [Estimating or propagating gradients through stochastic
    neurons](https://arxiv.org/abs/1308.3432) (2013), section 4. A block for a product: Basil Hosmer, [Inside the
    matrix](https://pytorch.org/blog/inside-the-matrix/) (2023).
    """

    class Params(SceneParams):
        own_words = frozenset({"text"})

        text: Annotated[str, AfterValidator(checked_phrase)] = Field(
            "créature petit",
            description="Two of the 16 French words that the model knows, one of them a noun.",
        )
        head: int = Field(0, ge=0, le=4, description="The head whose products are shown, counted from 0.")

    title = "Shapes"
    tagline = "every product, nothing left out"
    chapter = 3
    order = 18
    seconds = 72
    poster = "query"
    reads_first = True
    layouts = (wide(), tall())
    models = {SHOWN: MODEL, **{f"seed-{seed}": f"{MODEL}/seed{seed}" for seed in OTHER_SEEDS}}
    foreign = False  # of no head it is said what it was tested on

    @classmethod
    def needs(cls, params: Any, model: Any = models) -> ClipNeeds:
        return ClipNeeds(
            {key: cls._of_model(params, name) if key == SHOWN else counted(name) for key, name in model.items()}
        )

    @staticmethod
    def _of_model(params: Any, model: str) -> Needs:
        trace = TraceNeed(params.text, ARRAYS, top=18, most=2)
        maps = ("W_Q[head]", "W_K[head]", "W_V[head]", "W_O[layer]")
        return Needs(
            model=model, head=f"0.{params.head}", traces={"": trace}, weights=maps,
            probes=(GenderProbe().filled(model),),
        )  # fmt: skip

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        meta = bundle[SHOWN].meta
        bare = not (meta["d_mlp"] or meta["residual"] or meta["causal"] or meta["biased"])
        fits = all(meta[size] <= most for size, most in MOST.items())
        if not (fits and bare and meta["norm"] == meta["positions"] == "none" and len(bundle[SHOWN].tokens()) == 2):
            raise UserError(
                f"This scene shows every number of a model: it has to be {MOST['n_layers']} layer of attention, of at "
                f"most {MOST['n_heads']} heads of {MOST['d_head']} and vectors of {MOST['d_model']}, as ours is."
            )

    def construct(self) -> None:
        words = self.two_words = TwoWords.of(self.bundle)
        trained, head = self.counted("gender.trained"), self.counted("head.head")
        where = label_text("trained on {count} phrases · head {head}", count=trained[0], head=head[0])
        self.provenance(where, [trained, head])
        show_phrase(self, words)
        show_query(self, words)
        show_keys_values(self, words)
        show_scores(self, words)
        show_softmax(self, words)
        show_mix(self, words)
        show_formula(self, words)
        show_columns(self, words)
        show_heads(self, words)
        show_way_back(self, words)
        show_answer(self, words)
        show_needed(self, words)


def counted(model: str) -> Needs:
    """Return what is needed of a model of which only right answers are counted."""
    return Needs(model=model, probes=(GenderProbe().filled(model),))
