"""One head on one sentence: the query that is followed and the key that it weighs most."""

from __future__ import annotations

from dataclasses import dataclass, replace

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.pattern_claims import (
    Noun,
    choose_focus,
    choose_partner,
    find_word,
    nouns_with_adjectives,
    reads_its_adjectives,
    word_at,
)
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import called, words_of
from attention_scenes.scenes.parts.shared.checks import given_adjectives

WORTH_TELLING = 0.05


@dataclass(frozen=True)
class HeadFocus:
    """A head on a sentence, the ``query`` that is followed, and the key that it weighs most, its ``partner``."""

    bundle: Bundle
    tokens: list[Token]
    layer: int
    head: int
    pattern: Reading
    nouns: list[Noun]
    query: int
    partner: int
    holds: bool = False  # whether it reads the adjectives of the query's word, and not by chance

    @classmethod
    def of(cls, scene: AttentionScene, likely: str = "") -> HeadFocus:
        """Return whom the scene's parameters name, else a likely word or whom the head itself suggests; note it."""
        tokens, (layer, head) = scene.bundle.tokens(), scene.bundle.chosen_head()
        pattern = scene.bundle.read("pattern", layer, head)
        nouns = nouns_with_adjectives(tokens, given_adjectives(scene.params))
        wanted = scene.params.focus or likely
        named = find_word(tokens, wanted) if wanted else None
        query = choose_focus(pattern.value, nouns, [word[-1] for word in words_of(tokens)]) if named is None else named
        partner = choose_partner(pattern.value, query, word_at(tokens, query)[0])
        focus = cls(scene.bundle, tokens, layer, head, pattern, nouns, query, partner)
        good = [reads_its_adjectives(pattern.value, noun) for noun in nouns]
        reads = any(ok and noun.query == query for ok, noun in zip(good, nouns, strict=True))
        scene.claim(
            "first token and itself aside, each noun's largest weight is on one of its adjectives",
            bool(good) and all(good),
            claim_text("{some} of {all} nouns with adjectives in this sentence", some=sum(good), all=len(good)),
        )
        return replace(focus, holds=reads and bool(focus.adjectives_read()) and not scene.by_chance)

    @property
    def kv_head(self) -> int:
        """Key and value head that the head uses."""
        return self.bundle.kv_head(self.head)

    @property
    def queries_per_key(self) -> Reading:
        """How many query heads of a layer use one key map."""
        return self.bundle.count("n_heads") / self.bundle.count("n_kv_heads")

    @property
    def adjectives(self) -> list[int]:
        """The tokens of the adjectives of the query's word."""
        return next((noun.places() for noun in self.nouns if noun.query == self.query), [])

    def adjectives_read(self) -> list[str]:
        """Return those adjectives, or pieces of them, that get a weight worth telling."""
        weights = self.pattern.value[self.query]
        return [self.word(k) for k in self.adjectives if weights[k] >= WORTH_TELLING]

    def read(self, name: str) -> Reading:
        """Return one of the head's arrays; keys and values are those of the head it shares them with."""
        return self.bundle.read(name, self.layer, self.kv_head if name in ("k", "rot_k", "v") else self.head)

    def word(self, index: int) -> str:
        return called(self.tokens, index)
