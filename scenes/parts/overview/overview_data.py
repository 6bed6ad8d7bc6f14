"""The scene of one word that asks its neighbours: what is asked of the model, and who answers."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.pattern_claims import choose_partner, word_at, written_word
from attention_scenes.scenes.mobjects.text.tokens import spoken
from attention_scenes.scenes.parts.shared.head_scene import MOST_TOKENS, WORTH_TELLING, HeadScene

WIDEST = 62  # em of a row of tokens that can still be read


class AskingScene(HeadScene):
    """A word that asks (``who``), the words that answer it, and the shares it takes (``mine``)."""

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        focus: str = Field("", max_length=80, description="The word that asks; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        text = TraceNeed(params.text, ("pattern",), layers="head", most=MOST_TOKENS)
        return Needs(model=model, head=params.head, traces={"": text})

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        super().check(params, bundle)
        tokens = bundle.tokens()
        if 0.5 * sum(len(spoken(token)) for token in tokens) + 0.92 * len(tokens) > WIDEST:
            raise UserError(
                f"text is too long for one line ({len(tokens)} tokens): shorten text=…, or give short words."
            )

    def setup(self) -> None:
        super().setup()
        if self.focus == 0:
            self.focus = len(self.tokens) - 1
            self.partner = choose_partner(self.pattern.value, self.focus, word_at(self.tokens, self.focus)[0])
        self.who = self.word(self.focus)
        self.mine = self.pattern[self.focus, : self.focus + 1]
        words = [word for noun in self.nouns if noun.query == self.focus for word in noun.adjectives]
        read = [word for word in words if self.mine.value[list(word)].sum() >= WORTH_TELLING]
        self.answering = read if self.holds else [(self.partner,)] if self.partner else []
        blue = [word for word in read if written_word(self.tokens, word).lower() == "blue"]
        self.blue = self.mine[blue[0][0]] if self.holds and self.who == "creature" and blue else None
