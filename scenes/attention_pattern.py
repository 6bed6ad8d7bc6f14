"""One head's attention pattern, from the words to the dots."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.attention_pattern.controls_beats import show_controls
from attention_scenes.scenes.parts.attention_pattern.grid_beats import show_scores
from attention_scenes.scenes.parts.attention_pattern.reading_beats import show_reading
from attention_scenes.scenes.parts.attention_pattern.softmax_beats import show_softmax
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, check_adjectives, check_word
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.query_key_beats import show_query_and_key
from attention_scenes.scenes.parts.shared.token_beats import show_tokens, show_vectors


class AttentionPattern(AttentionScene):
    """One head's attention: words, vectors, queries and keys, scores, mask, softmax, dots.

    From the words to the dots in one clip: tokens, vectors, a query and a key, one dot product worked through, the grid
    of all scores, ÷ √d, the mask, softmax, dots whose area is the weight, and the controls that say what this head may
    be called.

    Answers: Are −100 and 100 bounds of a score? Why is it divided by √d? Does a head know grammar, or only neighbours?

    Measured: Every number and dot of one head of one layer, and the mean weights over other sentences in which other
    words stand in the adjectives' places.

    Told: The bubbles: what the query asks and the key answers.

    Yours: Give another `text`, `head`, `convention` or `focus`. The caption says that a noun reads its adjectives only
    where its largest weight, the start token and itself aside, is on one of them, and names what it does read
    elsewhere. The last word on the head is that of the controls.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")
        first_token: Literal["shown", "hidden"] = Field("shown", description="hidden: leave it out and renormalise.")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    seconds = 74
    poster = "dots"

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

    def construct(self) -> None:
        focus = self.focus = HeadFocus.of(self)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        show_vectors(self, focus, show_tokens(self, focus.query))
        show_query_and_key(self, focus)
        shown = show_softmax(self, focus, show_scores(self, focus))
        show_controls(self, focus, show_reading(self, focus, shown))
