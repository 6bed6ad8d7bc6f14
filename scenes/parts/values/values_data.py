"""Parameters of values: a sentence, a word of it, another in its place, and who receives it."""

from __future__ import annotations

import re
from typing import Annotated, Self

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.contrasts import ContrastProbe
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.request.needs import parse_head
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.pattern_claims import known_adjectives
from attention_scenes.scenes.parts.shared.creature_beats import DRAWN, MOST_ADJECTIVES, CreaturePhrase

READER = "best:adjective"


def checked_beside(head: str) -> str:
    """Return a head by number, or the one that reads adjectives best."""
    if head == READER or re.fullmatch(r"\d{1,3}\.\d{1,3}", head):
        return head
    raise ValueError(f"give layer.head, both counted from 0, such as 19.8, or {READER}")


HeadBeside = Annotated[str, AfterValidator(checked_beside)]


class ValueParams(SceneParams):
    """A sentence, a word of it, another in its place, and who receives it."""

    text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
    head: HeadChoice = Field("best:carry", description="layer.head, or best:carry: it carries colours best.")
    beside: HeadBeside = Field("19.8", description="layer.head to compare it with, or best:adjective.")
    word: str = Field("", max_length=40, description="The word that is taken out; a colour or adjective where empty.")
    instead: str = Field(
        "", max_length=40, pattern=r"^\S*$", description="What is put in its place; a colour if empty."
    )
    focus: str = Field("", max_length=40, description="The word that receives; the next one where empty.")

    @model_validator(mode="after")
    def words_fit(self) -> Self:
        at, to = self.places()
        if to < at:
            raise ValueError(f"focus={self.focus!r} comes before {self.given()!r}, which cannot reach it")
        if self.given().lower() == self.other().lower():
            raise ValueError(f"instead={self.instead!r} is the word it should replace; give another")
        return self

    def places(self) -> tuple[int, int]:
        """Return which word of the sentence is taken out, and which one receives."""
        words = [bare(word) for word in self.text.lower().split()]
        at = self.find(words, self.word, "word") if self.word else likely(words)
        return at, self.find(words, self.focus, "focus") if self.focus else min(at + 1, len(words) - 1)

    @staticmethod
    def find(words: list[str], word: str, name: str) -> int:
        if bare(word.lower()) not in words:
            raise ValueError(f"{name}={word!r} is not in the sentence; its words: {', '.join(words)}")
        return words.index(bare(word.lower()))

    def given(self) -> str:
        return bare(self.text.split()[self.places()[0]])

    def other(self) -> str:
        return self.instead or ("blue" if self.given().lower() == "red" else "red")

    def phrases(self) -> tuple[str, str]:
        """Return the sentence up to the word that receives, as it is and with the other word in it."""
        at, to = self.places()
        words = self.text.split()[: to + 1]
        words[to] = words[to].rstrip(".,;:!?") or words[to]
        swapped = [word.replace(self.given(), self.other()) if i == at else word for i, word in enumerate(words)]
        return " ".join(words), " ".join(swapped)

    def drawn(self) -> tuple[tuple[str, str], ...] | None:
        """Return both phrases, each beside the same without adjectives, where a creature of a colour receives."""
        own, swapped = self.phrases()
        phrase = CreaturePhrase.of(own, " ".join([self.given()] * MOST_ADJECTIVES))
        if phrase is None or phrase.text != own or not own.lower().endswith(DRAWN):
            return None
        return (own, phrase.plain), (swapped, phrase.plain)


def beside(params: ValueParams, bundle: Bundle) -> tuple[int, int]:
    """Return the head to compare with, by layer and number."""
    score = bundle.probe("adjective.score").value
    layer, head = (int(i) for i in np.unravel_index(score.argmax(), score.shape))
    return parse_head(params.beside) or (layer, head)


def bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word) or word


def likely(words: list[str]) -> int:
    """Return a colour of the sentence, else an adjective, else the last word but one."""
    for wanted in (set(probe_sentences()["colours"]["colours"]), known_adjectives()):
        if found := [i for i, word in enumerate(words) if word in wanted]:
            return found[0]
    return max(len(words) - 2, 0)


def is_colour(word: str, model: str = "") -> bool:
    """Return whether a word is one of the colours that directions are measured against."""
    return word.lower() in probe_sentences(model)["colours"]["colours"]


def against_colours(name: str, word: str, phrases: tuple[str, ...], model: str = "") -> ContrastProbe:
    """Return a probe of one word against the colours, before the nouns of a model's probes.toml."""
    lists = probe_sentences(model)["colours"]
    others = tuple(colour for colour in lists["colours"] if colour != word.lower())
    return ContrastProbe(name, phrases, tuple(lists["frames"]), (word,), others)
