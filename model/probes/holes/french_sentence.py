"""French sentences of the translator's grammar, read back, and with one word hidden behind a hole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.holes.vocabulary import HOLE, WORDS
from attention_scenes.model.probes.translation.grammar import NounPhrase, Sentence, spoken
from attention_scenes.model.probes.translation.lexicon import ADJECTIVES, NOUNS, VERBS, Adjective
from attention_scenes.model.probes.translation.sentence_parser import parse, read

SENTENCE = "une créature bleue duveteuse parcourait la forêt verdoyante"
ENGLISH_ARTICLES = {"un": "a", "une": "a", "des": "some", "de": "some", "le": "the", "la": "the", "l'": "the",
                    "les": "the"}  # fmt: skip
BY_FRENCH_NOUN = {form: (noun, n == 1) for noun in NOUNS for n, form in enumerate(noun[2:4])}
BY_FRENCH_VERB = {form: verb for verb in VERBS for form in verb[1:]}
BY_FRENCH_ADJECTIVE: Mapping[str, Adjective] = {form: each for each in ADJECTIVES for form in each[1:5]}


def words_of(text: str) -> list[str]:
    """Return the words of a French sentence: small letters, *l'* by itself, no full stop at the end."""
    return text.lower().replace("’", "'").replace("'", "' ").strip().rstrip(".").split()


def sentence_of(text: str) -> Sentence:
    """Return the sentence that a text is, in French or in English; a UserError says which is nearest."""
    if found := french_sentence(words_of(text)) or parse(text):
        return found
    if any(word in WORDS and word not in ("de", "dragon", "robot") for word in words_of(text)):
        raise UserError(
            f"{' '.join(text.split())[:80]!r} is no sentence of the encoder's French grammar, whose articles, "
            f"adjectives and verbs agree: write one such as {SENTENCE!r}, or write it in English."
        )
    return read(text)


def french_sentence(words: Sequence[str]) -> Sentence | None:
    """Return the sentence that French words say; None where they say none, or one in other words."""
    at = next((n for n, word in enumerate(words) if word in BY_FRENCH_VERB), None)
    if at is None:
        return None
    end = next((n for n, word in enumerate(words) if word == "et"), len(words))
    subject, other = phrase_of(words[:at]), phrase_of(words[at + 1 : end])
    also = BY_FRENCH_ADJECTIVE.get(words[-1]) if end < len(words) else None
    if subject is None or other is None or (end < len(words) and (also is None or also in subject.adjectives)):
        return None
    found = Sentence(subject, BY_FRENCH_VERB[words[at]], other, also)
    return found if [word.text for word in found.french()] == list(words) else None


def phrase_of(words: Sequence[str]) -> NounPhrase | None:
    """Return the noun phrase of French words, whether or not they agree; None where there is no noun in the middle."""
    nouns = [n for n, word in enumerate(words) if word in BY_FRENCH_NOUN]
    if len(nouns) != 1 or words[0] not in ENGLISH_ARTICLES:
        return None
    [at] = nouns
    own = [*words[1:at], *words[at + 1 :][::-1]]
    if not {*own} <= {*BY_FRENCH_ADJECTIVE} or len(own) > 2:
        return None
    adjectives = tuple(BY_FRENCH_ADJECTIVE[word] for word in own)
    noun, plural = BY_FRENCH_NOUN[words[at]]
    return NounPhrase(ENGLISH_ARTICLES[words[0]], adjectives, noun, plural) if len({*adjectives}) == len(own) else None


def check_hole(sentence: Sentence, hole: int) -> None:
    """Raise a UserError where no French word stands in the place that is to be hidden."""
    words = [word.text for word in sentence.french()]
    if not 0 <= hole < len(words):
        raise UserError(f"hole={hole}: the sentence has words 0 to {len(words) - 1} in French, {spoken(words)!r}.")


def with_hole(text: str, hole: int) -> str:
    """Return the French words of a text, the one in this place hidden."""
    sentence = sentence_of(text)
    check_hole(sentence, hole)
    return " ".join(HOLE if n == hole else word.text for n, word in enumerate(sentence.french()))
