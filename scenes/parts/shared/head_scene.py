"""The scene of one head on one sentence: what is asked of the model and who is followed through it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.pattern_claims import (
    bare_word,
    choose_focus,
    choose_partner,
    find_word,
    nouns_with_adjectives,
    reads_its_adjectives,
    word_at,
    written_word,
)
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.tokens import called, words_of

MOST_TOKENS = 26  # of a sentence that can be read
WORTH_TELLING = 0.05


def check_word(bundle: Bundle, parameter: str, word: str) -> None:
    """UserError where ``word`` is not in the sentence; ``""`` stands for none."""
    if word and find_word(bundle.tokens(), word) is None:
        raise _not_there(bundle, parameter, word)


def check_adjectives(params: Any, bundle: Bundle) -> None:
    """UserError where one of the adjectives given is no word of the sentence."""
    tokens = bundle.tokens()
    there = {bare_word(tokens, indices) for indices in words_of(tokens)}
    for word in given_adjectives(params):
        if word.lower() not in there:
            raise _not_there(bundle, "adjectives", word)


def _not_there(bundle: Bundle, parameter: str, word: str) -> UserError:
    tokens = bundle.tokens()
    words = ", ".join(written_word(tokens, indices) for indices in words_of(tokens))
    return UserError(f"{parameter}={word!r} is not in the sentence. Its words: {words}.")


def given_adjectives(params: Any) -> list[str]:
    """The adjectives that a person named."""
    return [word.strip() for word in params.adjectives.split(",") if word.strip()]


class HeadScene(AttentionScene):
    """A sentence, a head, one query (``focus``) and the key it weighs most (``partner``)."""

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")
        first_token: Literal["shown", "hidden"] = Field("shown", description="hidden: leave it out and renormalise.")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

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

    def setup(self) -> None:
        self.tokens = self.bundle.tokens()
        self.layer, self.head = self.bundle.chosen_head()
        self.kv_head = self.bundle.kv_head(self.head)
        self.pattern = self.of_head("pattern")
        self.nouns = nouns_with_adjectives(self.tokens, given_adjectives(self.params))
        named = find_word(self.tokens, self.params.focus) if self.params.focus else None
        ends = [word[-1] for word in words_of(self.tokens)]
        self.focus = choose_focus(self.pattern.value, self.nouns, ends) if named is None else named
        self.partner = choose_partner(self.pattern.value, self.focus, word_at(self.tokens, self.focus)[0])
        self.read_here = next((noun.places() for noun in self.nouns if noun.query == self.focus), [])
        good = [reads_its_adjectives(self.pattern.value, noun) for noun in self.nouns]
        reads = any(ok and noun.query == self.focus for ok, noun in zip(good, self.nouns, strict=True))
        self.holds = reads and bool(self.adjectives_read()) and not self.by_chance
        self.claim(
            "first token and itself aside, each noun's largest weight is on one of its adjectives",
            bool(good) and all(good),
            claim_text("{some} of {all} nouns with adjectives in this sentence", some=sum(good), all=len(good)),
        )

    def adjectives_read(self) -> list[str]:
        """The focus's adjectives (or pieces of them) that get a weight worth telling."""
        weights = self.pattern.value[self.focus]
        return [self.word(k) for k in self.read_here if weights[k] >= WORTH_TELLING]

    def of_head(self, name: str) -> Reading:
        return self.bundle.read(name, self.layer, self.kv_head if name in ("k", "rot_k", "v") else self.head)

    def word(self, index: int) -> str:
        return called(self.tokens, index)
