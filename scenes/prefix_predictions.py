"""Every prefix of a sentence predicts: one sentence is many training examples."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Layout, wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.prefix_predictions.covered_beats import show_sentence
from attention_scenes.scenes.parts.prefix_predictions.loss_beats import show_costs, show_mean, show_use
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import TOP, Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import FEW, places_in
from attention_scenes.scenes.parts.prefix_predictions.stair_beats import show_first, show_one_pass, show_others

FEWEST, MOST = 4, 14  # tokens, the start token included


class PrefixPredictions(AttentionScene):
    """Each prefix of a sentence predicts what comes next: one sentence, many examples, one loss.

    A sentence is uncovered token by token. Each prefix is a stair, and at its end stands the model's distribution of
    what comes next: a column of glass, filled from below by what did come. Its −ln p hangs below, and the mean of all
    is the loss. Last comes the guess after the whole text, to which no answer is known.

    Answers: What do the boxes with ??? mean? How does one sentence give many training examples? Is what a user types a
    training example?

    Measured: Every probability, from one forward pass; each cost; their mean; and what it would be, were all tokens
    equally likely.

    Told: Training itself: that it makes the mean smaller is said and not shown.

    Yours: Give a `text` of 3 to 13 tokens. The expected token and the surprise are named only where there are such.

    Further: Bengio and others, [A neural probabilistic language model](https://www.jmlr.org/papers/v3/bengio03a.html)
    (2003). How the loss falls with data and parameters: Kaplan and others, [Scaling laws for neural language
    models](https://arxiv.org/abs/2001.08361) (2020), section 3.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")

    title = "One sentence, many examples"
    tagline = "one sentence, many examples"
    chapter = 2
    order = 60
    seconds = 62
    layouts = (wide(), tall())
    poster = "mean"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, traces={"": TraceNeed(params.text, (), top=TOP, most=MOST)})

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        count = len(bundle.tokens())
        if count < FEWEST:
            raise UserError(f"text has {count - 1} tokens; this scene needs {FEWEST - 1}: lengthen text=…")

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        return cls.layouts if len(bundle.tokens()) - 2 <= FEW else (wide(),)

    def construct(self) -> None:
        examples = self.examples = Examples.of(self.bundle)
        self.provenance(
            label_text("after the last layer · height = probability · in colour: what came, a thin plate at least")
        )
        at = places_in(self.layout, len(examples.positions))
        line = show_sentence(self, examples, at)
        stairs, guess = show_first(self, examples, line, at)
        show_others(self, examples, line, stairs, guess, at)
        note = show_one_pass(self, examples, stairs, at)
        show_costs(self, examples, stairs, note, at)
        show_mean(self, examples, stairs, at)
        show_use(self, examples, line, stairs, at)
