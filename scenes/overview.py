"""Attention in plain words: ask, describe, compare, use, tune."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.framework.search_claims import SENTENCES
from attention_scenes.scenes.parts.overview.carry_beats import (
    Twins,
    show_carries,
    show_looks,
    show_other_words,
    tested,
)
from attention_scenes.scenes.parts.overview.overview_data import (
    CARRIER,
    CARRIES,
    LOOKS,
    Asking,
    check_width,
    coloured_phrase,
    traces_of,
)
from attention_scenes.scenes.parts.overview.overview_places import is_readable
from attention_scenes.scenes.parts.overview.overview_stage import Stage
from attention_scenes.scenes.parts.overview.question_beats import show_ask, show_describe, show_words
from attention_scenes.scenes.parts.overview.share_beats import show_all, show_compare, show_tune, show_use
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, check_adjectives, check_word


class Overview(AttentionScene):
    """Attention in plain words and pictures: ask, describe, compare, use, tune.

    No matrix yet: a word asks, the others describe what they have, the two are compared, what is shared flows in, and
    training tunes all of it. The widths of the flow are one real head's weights. Then that head is switched off, and
    after it the head that carries colours best: what becomes of the word's own colour?

    Answers: What is the idea, before any formula? Does the head that looks at a word also bring it?

    Measured: Every share: the weights that one head gives on this sentence, and how many words rest on the start token.
    The creature's colour and fur: places on two directions that other sentences measured, and how surely; the same
    with either head switched off, and with other words in the adjectives' places. What each head carries of a colour on
    other sentences.

    Told: The questions and answers in the bubbles. That light flows along the arcs. That “verdant” turns the forest
    green is left out: measured, it moves “forest” towards green no more than “frozen” or “golden” do.

    Yours: Give another `text`, `head` or `focus`. The word asks for adjectives only where its largest weight, the start
    token and itself aside, is on one; elsewhere it asks "who matters to me?" and the shares are named as they are. A
    noun with a colour that is no creature is a bead; without a colour neither head is switched off. `carrier` is the
    head that carries, `instead` are the words beside it.

    Further: Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017). Before it:
    Bahdanau, Cho and Bengio, [Neural machine translation by jointly learning to align and
    translate](https://arxiv.org/abs/1409.0473) (2015), section 3.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        carrier: HeadChoice = Field("best:carry", description="layer.head, or best:carry: it carries colours best.")
        focus: str = Field("", max_length=80, description="The word that asks; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")
        instead: Sentence = Field("hungry wooden", description="Words in the adjectives' places, to compare with.")

    title = "Ask, describe, compare, use"
    tagline = "all of it in plain words"
    chapter = 2
    order = 10
    seconds = 60
    layouts = all_four()
    poster = "carries"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        text, phrase = TraceNeed(params.text, ("pattern",), layers="head", most=MOST_TOKENS), coloured_phrase(params)
        if phrase is None:
            return Needs(model=model, head=params.head, traces={"": text})
        return Needs(
            model=model,
            head=params.head,
            heads={CARRIER: params.carrier},
            traces={"": text} | traces_of(phrase),
            probes=(phrase.probe(), AdjectiveProbe()),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        check_adjectives(params, bundle)
        check_width(bundle)

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        return tuple(layout for layout in cls.layouts if is_readable(layout, bundle.tokens()))

    def construct(self) -> None:
        self.asking = asking = Asking.of(self)
        focus, where = asking.focus, [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        heads = tested(self, asking.phrase)
        self.stage = stage = Stage.of(self, asking, heads)
        show_words(self, asking, stage)
        question = show_ask(self, asking, stage)
        answers = show_describe(self, asking, stage, question)
        self.shares = shares = show_compare(self, asking, stage, [answers])
        show_use(self, asking, stage, shares)
        gone = [shares.numbers, shares.told]
        if heads:
            twins = Twins(self, asking, stage)
            show_looks(self, asking, twins, heads[LOOKS], shares)
            if CARRIES in heads:
                show_carries(self, asking, twins, heads[CARRIES], shares)
            show_other_words(self, twins, list(heads.values())[-1], len(heads))
            gone = twins.shown
            self.change_provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        show_all(self, asking, stage, shares, gone)
        show_tune(self, stage)

    def _how_found(self) -> tuple[list[str], list[tuple[str, Reading]]]:
        """Return how the head was found that asks; what is said of the one that carries stands in its beat."""
        return super()._how_found() if self.params.head in SENTENCES else ([], [])
