"""Next-token prediction: the last vector, the unembedding, softmax and temperature."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.next_token.column_beats import show_columns
from attention_scenes.scenes.parts.next_token.guess_beats import show_choice, show_other_guesses
from attention_scenes.scenes.parts.next_token.logit_beats import show_softmax, show_unembedding
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.temperature_beats import show_temperature


def checked_temperatures(values: tuple[float, ...]) -> tuple[float, ...]:
    """Return temperatures in rising order, each once, 1 among them."""
    for value in values:
        if not 0.1 <= value <= 5:
            raise ValueError(f"a temperature of {value:g} cannot be shown: give numbers from 0.1 to 5")
    return tuple(sorted({1.0, *(round(value, 2) for value in values)}))


class NextToken(AttentionScene):
    """The last vector alone predicts: unembedding, softmax, temperature; and what the others guessed.

    After the last layer only the last vector is used: multiplied with the unembedding it gives a logit for every token,
    and softmax makes them probabilities. Then a temperature slides, and the other vectors show what they had guessed.

    Answers: Which vector predicts? Where is the vector of the word that comes next? Does a prompt change the
    temperature?

    Measured: The vectors, the rows of the unembedding, one logit worked through with what is left out counted and
    summed, and the whole distribution at every temperature shown, with all unlisted tokens as one bar.

    Told: Nothing but the words.

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

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, traces={"": TraceNeed(params.text, ("final_norm",), top=params.top)})

    def construct(self) -> None:
        self.provenance(label_text("after the last layer"))
        last = LastToken.of(self.bundle)
        row, note = show_columns(self, last)
        logits = show_unembedding(self, last, row, note)
        shares = show_temperature(self, last, show_softmax(self, last, logits))
        ring = show_choice(self, last, row, shares)
        show_other_guesses(self, last, row, logits.way, [shares.bars, shares.tempered, shares.heading, ring])
