"""The scene of a sentence's embeddings: what is asked of the table alone, before any layer."""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, long_text
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.parts.shared.head_scene import MOST_TOKENS

LISTED = 6  # neighbours in a list
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
    """``"king - man + woman = queen"``, the last part optional; ValueError where it is something else."""
    match = FORM.fullmatch(" ".join(text.replace("\u2212", "-").split()))
    if not match:
        raise ValueError(f"write {text!r} like 'king - man + woman = queen', with spaces; '= …' may be left out")
    found = Analogy(match[1], match[2], match[3], match[4] or "")
    if len({found.start, found.minus, found.plus}) < 3:
        raise ValueError(f"{text!r} holds a word twice, which leaves no analogy: give three different words")
    return found


def checked_analogy(text: str) -> str:
    found = parse_analogy(text)
    return found.query + (f" = {found.hoped}" if found.hoped else "")


def checked_word(text: str) -> str:
    if not re.fullmatch(r"\S+", text.strip()):
        raise ValueError(f"{text!r} is not one word")
    return text.strip()


Word = Annotated[str, Field(max_length=24), AfterValidator(checked_word)]
Sum = Annotated[str, Field(max_length=100), AfterValidator(checked_analogy)]


class EmbeddingScene(AttentionScene):
    """A sentence, a word of it (``hero``, its token's index, or None), and sums of words."""

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        word: Word = Field("creature", description="A word of one token: it becomes an arrow, its neighbours are told.")
        analogies: Annotated[tuple[Sum, ...], Field(min_length=3, max_length=3)] = Field(
            ("king - man + woman = queen", "cats - cat + dog = dogs", "Paris - France + Italy = Rome"),
            description="Three sums of words, each with what one hopes for; the first is walked in a plane.",
        )
        pairs: Annotated[tuple[tuple[Word, Word], ...], Field(max_length=6)] = Field(
            (("uncle", "aunt"), ("brother", "sister"), ("son", "daughter"), ("boy", "girl"), ("actor", "actress")),
            description="Pairs that may differ as the last two words of the first sum do; empty leaves them out.",
        )

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        sums = [parse_analogy(text) for text in params.analogies]
        first, hoped = sums[0], [each.hoped for each in sums if each.hoped]
        paired = [word for pair in params.pairs for word in pair]
        plane = ((first.minus, first.plus), (first.minus, first.start))
        near = tuple(dict.fromkeys([params.word, *[each.query for each in sums], *[each.start for each in sums]]))
        return Needs(
            model=model,
            traces={
                "": TraceNeed(params.text, ("embed",), most=MOST_TOKENS),
                "others": TraceNeed(long_text(), ("embed",), first=PROSE),
            },
            probes=(EmbeddingProbe((params.word, *hoped, *paired), near, plane, LISTED),),
        )

    def setup(self) -> None:
        self.tokens = self.bundle.tokens()
        self.sums = [parse_analogy(text) for text in self.params.analogies]
        self.word = self.bundle.word(self.params.word)
        self.hero = next((i for i, token in enumerate(self.tokens) if token.id == self.word.id), None)
        for each in self.sums:
            nearest = self.nearest(each)
            if each.hoped:
                self.claim(
                    claim_text("the token nearest to {sum} is {word}", sum=each.query, word=each.hoped),
                    nearest == each.hoped,
                    nearest,
                )

    def nearest(self, sum_: Analogy) -> str:
        """The nearest token to a sum, as it is written."""
        return guessed(neighbours(self.bundle, sum_.query)[0].token)
