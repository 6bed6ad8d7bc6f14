"""Parse English sentences by the translator's grammar: what is none is refused, with the nearest one that is.

How sure the translator is tells nothing of that: of other sentences it makes nonsense, and may be as sure.
"""

from __future__ import annotations

from collections.abc import Sequence

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.translation.grammar import MOST_READ, NounPhrase, Sentence
from attention_scenes.model.probes.translation.lexicon import ARTICLES, BY_ADJECTIVE, BY_NOUN, BY_VERB, ENGLISH
from attention_scenes.model.probes.translation.nearest_sentence import nearest

MOST_SHOWN = 80  # characters of a text that is refused


def words_of(text: str) -> list[str]:
    """Return the words of a text as the grammar spells them: small letters, no full stop at the end."""
    return text.casefold().strip().removesuffix(".").split()


def parse(text: str) -> Sentence | None:
    """Return the sentence that a text is; None where the grammar has no such sentence."""
    words = words_of(text)
    for split in range(2, len(words) - 2 if len(words) <= MOST_READ else 0):
        for end in (len(words), len(words) - 4):
            subject, verb, other = _phrase(words[:split]), BY_VERB.get(words[split]), _phrase(words[split + 1 : end])
            if subject and verb and other and (found := _goes_on(Sentence(subject, verb, other), words[end:])):
                return found
    return None


def read(text: str) -> Sentence:
    """Return the sentence that a text is; a UserError says what is wrong and which sentence is nearest."""
    if found := parse(text):
        return found
    words = words_of(text)
    near, unknown = " ".join(nearest(words).english()), next((word for word in words if word not in ENGLISH), "")
    line = " ".join(text.split())
    shown = line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"
    why = f" and knows no {unknown[:40]!r}" if unknown else ""
    raise UserError(
        f"{shown!r} is no sentence that the translator reads: it was trained on a small grammar of {len(ENGLISH)} "
        f"words{why}. Nearest to it is {near!r}."
    )


def _phrase(words: Sequence[str]) -> NounPhrase | None:
    """Return the noun phrase that words are, all of them; None where they are none."""
    if len(words) < 2 or words[0] not in ARTICLES or words[-1] not in BY_NOUN:
        return None
    (noun, plural), own = BY_NOUN[words[-1]], words[1:-1]
    if not {*own} <= {*BY_ADJECTIVE} or len({*own}) < len(own) or len(own) > 2:
        return None
    chosen = tuple(BY_ADJECTIVE[word] for word in own)
    agrees = words[0] == "the" or (words[0] == "some") == plural
    return NounPhrase(words[0], chosen, noun, plural) if agrees and not any(a.is_before for a in chosen[1:]) else None


def _goes_on(sentence: Sentence, rest: Sequence[str]) -> Sentence | None:
    """Return the sentence with what its subject was like; None where the rest says something else."""
    if not rest:
        return sentence
    also = BY_ADJECTIVE.get(rest[-1])
    if also is None or also in sentence.subject.adjectives:
        return None
    found = Sentence(sentence.subject, sentence.verb, sentence.object, also)
    return found if found.english()[-4:] == list(rest) else None
