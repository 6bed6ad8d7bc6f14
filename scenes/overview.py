"""Attention in plain words: ask, describe, compare, use, tune."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.overview.colour_beats import show_creature
from attention_scenes.scenes.parts.overview.overview_data import Asking, check_width, drawn_phrase
from attention_scenes.scenes.parts.overview.overview_places import is_readable
from attention_scenes.scenes.parts.overview.question_beats import show_ask, show_describe, show_words
from attention_scenes.scenes.parts.overview.share_beats import show_all, show_compare, show_tune, show_use
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, check_adjectives, check_word


class Overview(AttentionScene):
    """Attention in plain words and pictures: ask, describe, compare, use, tune.

    No matrix yet: a word asks, the others describe what they have, the two are compared, what is shared flows in, and
    training tunes all of it. The widths of the flow are one real head's weights.

    Answers: What is the idea, before any formula?

    Measured: Every share: the weights that one head gives on this sentence, and how many words rest on the start token.
    The creature's colour and fur: places on two directions that other sentences measured, and how surely; beside it
    the same with other words in the adjectives' places.

    Told: The questions and answers in the bubbles.

    Yours: Give another `text`, `head` or `focus`. The word asks for adjectives only where its largest weight, the start
    token and itself aside, is on one; elsewhere it asks "who matters to me?" and the shares are named as they are. Only
    a creature with a colour is drawn; `instead` are the words beside it.

    Further: Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017). Before it:
    Bahdanau, Cho and Bengio, [Neural machine translation by jointly learning to align and
    translate](https://arxiv.org/abs/1409.0473) (2015), section 3.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        focus: str = Field("", max_length=80, description="The word that asks; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")
        instead: Sentence = Field("hungry wooden", description="Words in the adjectives' places, to compare with.")

    title = "Ask, describe, compare, use"
    tagline = "all of it in plain words"
    chapter = 2
    order = 10
    seconds = 35
    layouts = all_four()
    poster = "read"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        text = TraceNeed(params.text, ("pattern",), layers="head", most=MOST_TOKENS)
        phrase = drawn_phrase(params)
        return Needs(model=model, head=params.head, traces={"": text}, probes=(phrase.probe(),) if phrase else ())

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        check_adjectives(params, bundle)
        check_width(bundle)

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        return tuple(layout for layout in cls.layouts if is_readable(layout, bundle.tokens()))

    def construct(self) -> None:
        self.asking = Asking.of(self)
        focus, where = self.asking.focus, [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        self.words = show_words(self, self.asking)
        question = show_ask(self, self.asking, self.words)
        answers = show_describe(self, self.asking, self.words)
        self.shares = show_compare(self, self.asking, self.words, [*question, answers])
        show_use(self, self.asking, self.words, self.shares)
        self.drawn = show_creature(self, self.asking, self.words)
        legend = show_all(self, self.asking, self.words, self.shares, self.drawn)
        show_tune(self, self.words, self.shares, legend)
