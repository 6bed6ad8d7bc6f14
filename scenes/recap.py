"""One head once more: the five steps of attention, each with the number that the head gave for it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.recap.recap_beats import (
    show_ask,
    show_compare,
    show_describe,
    show_end,
    show_sentence,
    show_tune,
    show_use,
)
from attention_scenes.scenes.parts.recap.recap_places import MOST_TOKENS
from attention_scenes.scenes.parts.shared.checks import check_adjectives, check_word
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


class Recap(AttentionScene):
    """The five steps of attention once more, each with the number that one head gave for it.

    Ask, describe, compare, use, tune: the drawings of the overview return, and under each stands what has been seen
    since: a query, a key, their score and weight, the update ΔE, and how many numbers were learned.

    Answers: What were the five steps again? Which of these numbers are learned, and which come from the sentence?

    Measured: Query, key, score, weight and update of one head on this sentence, and how many numbers its maps hold.

    Told: Nothing but the names of the steps.

    Yours: Give another `text`, `head` or `focus`. The word that is read is the one with the largest weight, the start
    token and the word itself aside.

    Further: Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017), section 3.2: all
    five steps on one page.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        focus: str = Field("", max_length=80, description="The word that asks; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    title = "One head, once more"
    tagline = "five steps, five numbers"
    chapter = 2
    order = 100
    reads_first = True
    seconds = 40
    layouts = all_four()
    poster = "end"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        of_head = ("pattern", "rot_q", "rot_k", "attn_scores", "result", "resid_pre")
        return Needs(
            model=model,
            head=params.head,
            traces={"": TraceNeed(params.text, of_head, "head", most=MOST_TOKENS)},
            weights=("W_Q[head]", "W_K[head]", "W_V[head]", "W_O[head]"),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        check_adjectives(params, bundle)

    def construct(self) -> None:
        focus = HeadFocus.of(self)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        row, steps = show_sentence(self, focus)
        show_ask(self, focus, steps)
        show_describe(self, focus, row, steps)
        show_compare(self, focus, row, steps)
        show_use(self, focus, steps)
        show_tune(self, focus, steps)
        show_end(self)
