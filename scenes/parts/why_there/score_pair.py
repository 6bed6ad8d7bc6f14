"""The score that is taken apart: a query and a key of one head, found anew where none is named, and its controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.answers.score_terms import ScoreTerms, score_terms
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.pattern_claims import (
    choose_focus,
    choose_partner,
    find_word,
    known_adjectives,
    nouns_with_adjectives,
    word_at,
)
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import called, spoken, words_of

OTHER = "other"  # the key of the trace with another word in the key's place


@dataclass(frozen=True)
class ScorePair:
    """A score of the chosen head.

    Attributes
    ----------
    query, key
        Its tokens, by number.
    score
        As the model has it.
    terms
        What it is a sum of.
    start
        The terms of the same query's score on the first token; None where that is the key.
    instead
        The terms of the same place with another word in it; None where there is none.
    """

    bundle: Bundle
    tokens: list[Token]
    query: int
    key: int
    score: Reading
    terms: ScoreTerms
    start: ScoreTerms | None
    instead: ScoreTerms | None

    @classmethod
    def of(cls, scene: AttentionScene) -> ScorePair:
        bundle, (layer, head) = scene.bundle, scene.bundle.chosen_head()
        query, key = chosen_pair(scene.params, bundle)
        return cls(
            bundle=bundle,
            tokens=bundle.tokens(),
            query=query,
            key=key,
            score=bundle.read("attn_scores", layer, head, query, key),
            terms=score_terms(bundle, query, key),
            start=score_terms(bundle, query, 0) if key else None,
            instead=_with_other_word(bundle, query, key),
        )

    @property
    def words(self) -> tuple[str, str]:
        """How the query and the key are called."""
        return called(self.tokens, self.query), called(self.tokens, self.key)

    @property
    def other_word(self) -> str:
        """How the word in the key's place is called in the control."""
        return called(self.bundle.tokens(OTHER), self.key)

    @property
    def full(self) -> float:
        """The size of a term that has full light in every wall: what a few of the score's own terms reach."""
        sizes = abs(self.terms.terms.value)
        return float(sizes.max()) * 0.6 or 1.0

    @property
    def tallest(self) -> float:
        """The size of the largest term of all walls."""
        walls = [terms for terms in (self.terms, self.start, self.instead) if terms]
        return max(float(abs(terms.terms.value).max()) for terms in walls) or 1.0


def chosen_pair(params: Any, bundle: Bundle) -> tuple[int, int]:
    """Return the tokens of the query and the key: those named, else those that the head itself suggests.

    Raises
    ------
    UserError
        If a word is not in the sentence, or the key's comes after the query's: that score is masked.
    """
    tokens, (layer, head) = bundle.tokens(), bundle.chosen_head()
    pattern = bundle.read("pattern", layer, head).value
    query = find_word(tokens, params.query) if params.query else None
    key = find_word(tokens, params.key) if params.key else None
    if query is None:
        ends = [word[-1] for word in words_of(tokens) if word[-1] >= (key or 0)]
        nouns = [noun for noun in nouns_with_adjectives(tokens) if noun.query >= (key or 0)]
        query = choose_focus(pattern, nouns, ends)
    if key is None:
        key = choose_partner(pattern, query, word_at(tokens, query)[0])
    if key > query:
        raise UserError(
            f"key={spoken(tokens[key])!r} comes after query={spoken(tokens[query])!r}: a later word is masked, so that "
            "score is −∞ and no sum; name a key before the query, or leave key=… out."
        )
    return query, key


def with_other_word(params: Any) -> str | None:
    """Return the sentence with another word in the place of the key's, as far as the words alone tell it; else None."""
    words = params.text.split()
    bare = [word.strip(".,;:!?\"'()").lower() for word in words]
    adjectives = [n for n, word in enumerate(bare) if word in known_adjectives()]
    place = bare.index(params.key.lower()) if params.key.lower() in bare else None
    if place is None and not params.key:
        runs = [n for n in adjectives if n + 1 < len(bare) and n + 1 not in adjectives]
        place = max(runs, key=lambda n: (n - 1 in adjectives, -n), default=None)
    if place is None or bare[place] == params.other.lower():
        return None
    return " ".join([*words[:place], params.other, *words[place + 1 :]])


def _with_other_word(bundle: Bundle, query: int, key: int) -> ScoreTerms | None:
    """Return the terms of the control where its sentence differs from the scene's in the key's token alone."""
    if OTHER not in bundle.meta["traces"]:
        return None
    ids, others = ([token.id for token in bundle.tokens(trace)] for trace in ("", OTHER))
    if len(ids) != len(others) or [n for n in range(len(ids)) if ids[n] != others[n]] != [key]:
        return None
    return score_terms(bundle, query, key, OTHER)
