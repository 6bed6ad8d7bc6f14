"""Sums of words: parsed, and the tokens that come nearest to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import guessed

LISTED = 8  # tokens named near a word or a sum
PROSE = 300  # tokens of prose whose columns fill the table between those of the sentence
FORM = re.compile(r"(\S+) - (\S+) \+ (\S+)(?: = (\S+))?")


class Analogy(NamedTuple):
    """``start - minus + plus``; ``hoped`` is what one would like it to be, ``""`` where nothing is said."""

    start: str
    minus: str
    plus: str
    hoped: str

    @property
    def query(self) -> str:
        return f"{self.start} - {self.minus} + {self.plus}"

    @property
    def title(self) -> str:
        return f"{self.start} − {self.minus} + {self.plus}"


def parse_analogy(text: str) -> Analogy:
    """Parse ``"king - man + woman = queen"``, the last part optional; ValueError where it is something else."""
    match = FORM.fullmatch(" ".join(text.replace("\u2212", "-").split()))
    if not match:
        raise ValueError(f"write {text!r} like 'king - man + woman = queen', with spaces; '= …' may be left out")
    found = Analogy(match[1], match[2], match[3], match[4] or "")
    if len({found.start, found.minus, found.plus}) < 3:
        raise ValueError(f"{text!r} holds a word twice, which leaves no analogy: give three different words")
    if found.hoped in {found.start, found.minus, found.plus}:
        raise ValueError(f"{text!r} hopes for a word of the sum itself: hope for another one, or leave '= …' out")
    return found


def checked_analogy(text: str) -> str:
    found = parse_analogy(text)
    return found.query + (f" = {found.hoped}" if found.hoped else "")


def nearest_token(bundle: Bundle, sum_: Analogy) -> str:
    """Return the nearest token to a sum, as it is written."""
    return guessed(neighbours(bundle, sum_.query)[0].token)


Sum = Annotated[str, Field(max_length=100), AfterValidator(checked_analogy)]


@dataclass(frozen=True)
class Asked:
    """A sentence, a word, its token's place in the sentence (``hero``, or None), and sums of words."""

    tokens: list[Token]
    word: Token
    hero: int | None
    sums: list[Analogy]

    @classmethod
    def of(cls, scene: AttentionScene) -> Asked:
        tokens, word = scene.bundle.tokens(), scene.bundle.word(scene.params.word)
        hero = next((i for i, token in enumerate(tokens) if token.id == word.id), None)
        sums = [parse_analogy(text) for text in scene.params.analogies]
        for each in sums:
            nearest = nearest_token(scene.bundle, each)
            if each.hoped:
                scene.claim(
                    claim_text("the token nearest to {sum} is {word}", sum=each.query, word=each.hoped),
                    nearest == each.hoped,
                    nearest,
                )
        return cls(tokens, word, hero, sums)
