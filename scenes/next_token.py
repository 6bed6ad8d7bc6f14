"""Next-token prediction: the last vector, the unembedding, softmax and temperature."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.next_token.guess_beats import show_choice, show_loop, show_other_guesses
from attention_scenes.scenes.parts.next_token.logit_beats import show_softmax
from attention_scenes.scenes.parts.next_token.next_token_data import AGAIN, LastToken
from attention_scenes.scenes.parts.next_token.sky_beats import show_sky
from attention_scenes.scenes.parts.next_token.stack_beats import show_vectors
from attention_scenes.scenes.parts.next_token.temperature_beats import show_temperature


def checked_temperatures(values: tuple[float, ...]) -> tuple[float, ...]:
    """Return temperatures in rising order, each once, 1 among them."""
    for value in values:
        if not 0.1 <= value <= 5:
            raise ValueError(f"a temperature of {value:g} cannot be shown: give numbers from 0.1 to 5")
    return tuple(sorted({1.0, *(round(value, 2) for value in values)}))


class NextToken(AttentionScene):
    """The last vector alone predicts: unembedding, softmax, temperature; and what the others guessed.

    The last thread leaves the stack of layers and meets the sky of all tokens: its vector times a row of the
    unembedding is a token's logit, and how high it stands. Softmax shares out light among them, a temperature spreads
    it. The likeliest token joins the text, all layers run again, and the other vectors show what they had guessed.

    Answers: Which vector predicts? Where is the vector of the word that comes next? Does a prompt change the
    temperature? How does one token after the other make a text?

    Measured: The arcs in the stack, means over heads, in the second run those of the longer text; the vectors, the rows
    of the unembedding, one logit worked through with what is left out counted and summed; every token's height in the
    sky, its logit divided by the temperature, and the whole distribution at every temperature shown, with all unlisted
    tokens as one bar.

    Told: Where a token lies sideways in the sky: on a spiral, by its number.

    Yours: Give another `text`, `temperatures`, or how many tokens (`top`) have a bar. That the unlikely tokens together
    win at the highest temperature is said only where they do.

    Further: Radford and others, [Language models are unsupervised multitask
    learners](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf)
    (2019), section 2. On temperature and what is drawn: Holtzman and others, [The curious case of neural text
    degeneration](https://arxiv.org/abs/1904.09751) (2020), section 3.3.
    """

    class Params(SceneParams):
        text: Sentence = Field(
            "Harry Potter attends the Hogwarts School of Witchcraft and", description="The text to go on from."
        )
        temperatures: Annotated[
            tuple[float, ...], Field(min_length=1, max_length=6), AfterValidator(checked_temperatures)
        ] = Field((0.2, 0.5, 1.0, 1.5, 2.0), description="Temperatures to show; 1 is always one of them.")
        top: int = Field(5, ge=3, le=5, description="How many of the likeliest tokens have a bar of their own.")

    title = "The next token"
    tagline = "which vector predicts, and temperature"
    chapter = 1
    order = 40
    layouts = all_four()
    seconds = 56
    poster = "softmax"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        traces = {
            "": TraceNeed(params.text, ("final_norm", "pattern"), top=params.top),
            AGAIN: TraceNeed(params.text, ("pattern",), top=1, steps=1),
        }
        return Needs(model=model, traces=traces)

    def construct(self) -> None:
        self.provenance(label_text("after the last layer"))
        last = LastToken.of(self.bundle)
        row, stack, note = show_vectors(self, last)
        shares = show_temperature(self, last, row, show_softmax(self, last, show_sky(self, last, stack, note)))
        chosen = show_choice(self, last, row, shares)
        again = show_loop(self, last, row, chosen)
        show_other_guesses(self, last, row, again)
