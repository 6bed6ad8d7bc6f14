"""Every prefix of a sentence predicts: one sentence is many training examples."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.prefix_predictions.first_guess_beats import show_first, show_sentence
from attention_scenes.scenes.parts.prefix_predictions.loss_beats import show_losses, show_others
from attention_scenes.scenes.parts.prefix_predictions.mean_beats import show_mean
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import TOP, Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import places_in

FEWEST, MOST = 4, 14  # tokens, the start token included


class PrefixPredictions(AttentionScene):
    """Each prefix of a sentence predicts what comes next: one sentence, many examples, one loss.

    A sentence is uncovered token by token. Each prefix has the model's distribution of what comes next; what did come
    is ringed, its −ln p is collected, and the mean is the loss.

    Answers: What do the boxes with ??? mean? How does one sentence give many training examples?

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
    seconds = 46
    layouts = all_four()
    poster = "mean"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, traces={"": TraceNeed(params.text, (), top=TOP, most=MOST)})

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        count = len(bundle.tokens())
        if count < FEWEST:
            raise UserError(f"text has {count - 1} tokens; this scene needs {FEWEST - 1}: lengthen text=…")

    def construct(self) -> None:
        examples = self.examples = Examples.of(self.bundle)
        self.provenance(label_text("after the last layer"))
        at = places_in(self.layout)
        line = show_sentence(self, examples, at)
        guess = show_first(self, examples, line, at)
        losses = show_losses(self, examples, guess, at)
        guess = show_others(self, examples, line, losses, guess, at)
        show_mean(self, examples, losses, guess, at)
