"""One head's attention pattern, from the words to the dots."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.attention_pattern.controls_beats import show_controls
from attention_scenes.scenes.parts.attention_pattern.grid_beats import show_mask, show_scaled, show_scores
from attention_scenes.scenes.parts.attention_pattern.opening_beats import show_grid, show_sentence
from attention_scenes.scenes.parts.attention_pattern.pair_beats import show_pair, show_product
from attention_scenes.scenes.parts.attention_pattern.pattern_places import layouts_of
from attention_scenes.scenes.parts.attention_pattern.reading_beats import show_reading
from attention_scenes.scenes.parts.attention_pattern.softmax_beats import show_softmax
from attention_scenes.scenes.parts.attention_pattern.vector_beats import show_maps, show_vectors
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, check_adjectives, check_word
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


class AttentionPattern(AttentionScene):
    """One head's attention: arcs become a grid, and how each of its weights comes about.

    Arcs over the sentence become the dots of a grid with the sentence on both edges. Then how they come about: vectors
    stand up along the edges, become queries and keys, one dot product is worked through, all scores rain in, ÷ √d, the
    mask, softmax, and the controls that say what this head may be called.

    Answers: Are −100 and 100 bounds of a score? Why is it divided by √d? Does a head know grammar, or only neighbours?

    Measured: Every number and dot of one head of one layer, and the mean weights over other sentences in which other
    words stand in the adjectives' places.

    Told: The stage: that the mask is glass, and the light on one query; what a query asks and a key answers, in the
    bubbles, and the creature beside them. All that is drawn on the stage is measured. That a sum of independent
    products that spread alike spreads with the root of how many they are is arithmetic; a head's products need not be
    independent.

    Yours: Give another `text`, `head`, `convention` or `focus`. The caption says that a noun reads its adjectives only
    where its largest weight, the start token and itself aside, is on one of them, and names what it does read
    elsewhere. The last word on the head is that of the controls.

    Further: Vaswani and others, [section 3.2.1](https://arxiv.org/abs/1706.03762), with the footnote on why one divides
    by √d. What a weight does not prove: Jain and Wallace, [Attention is not
    explanation](https://arxiv.org/abs/1902.10186) (2019), and the answer, Wiegreffe and Pinter, [Attention is not not
    explanation](https://arxiv.org/abs/1908.04626) (2019). Why so much rests on the first token: Xiao and others,
    [Efficient streaming language models with attention sinks](https://arxiv.org/abs/2309.17453) (2024), section 3.1.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")
        first_token: Literal["shown", "hidden"] = Field("shown", description="hidden: leave it out and renormalise.")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    title = "The attention pattern"
    tagline = "scores, softmax, weights"
    chapter = 2
    order = 40
    seconds = 75
    poster = "reading"
    reads_first = True
    layouts = all_four()

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        of_head = ("attn_in", "q", "k", "rot_q", "rot_k", "raw_scores", "attn_scores", "pattern")
        return Needs(
            model=model,
            head=params.head,
            traces={"": TraceNeed(params.text, ("embed", *of_head), layers="head", most=MOST_TOKENS)},
            weights=("W_Q[head]", "W_K[head]"),
            probes=(AdjectiveProbe(),),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        check_adjectives(params, bundle)

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        return layouts_of(cls.layouts, len(bundle.tokens()))

    def construct(self) -> None:
        focus = self.focus = HeadFocus.of(self)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        stage = show_sentence(self, focus)
        said = show_vectors(self, focus, stage, show_grid(self, focus, stage))
        said = show_pair(self, focus, stage, show_maps(self, focus, stage, said))
        said = show_product(self, focus, stage, said)
        said, cells = show_scaled(self, focus, stage, show_scores(self, focus, stage, said))
        beside = show_softmax(self, focus, stage, *show_mask(self, focus, stage, said, cells))
        show_controls(self, focus, stage, show_reading(self, focus, stage, beside))
