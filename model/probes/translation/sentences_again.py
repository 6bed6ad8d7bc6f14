"""Translate sentences of the grammar again, word by word from left to right, with places and kinds of words."""

from __future__ import annotations

from collections.abc import Sequence

from attention_scenes.model.probes.translation.lexicon import ADJECTIVES, NOUNS, VERBS

Placed = tuple[str, int, str]  # a French word, the place of its English one, its kind
ADJECTIVES_AGAIN = {row[0]: row for row in ADJECTIVES}
VERBS_AGAIN = {row[0]: row for row in VERBS}
NOUNS_AGAIN = {row[0]: (row[2], False, row[4]) for row in NOUNS} | {row[1]: (row[3], True, row[4]) for row in NOUNS}


def french_again(text: str) -> list[Placed]:
    """Return the French words for an English sentence; KeyError for a word that is none of the lexicon's."""
    said: list[tuple[str, int, str]] = []
    waiting: list[tuple[int, str]] = []  # words of a noun phrase whose noun was not read yet
    subject: tuple[bool, str] | None = None
    words = text.lower().strip().rstrip(".").split()
    for place, word in enumerate(words):
        if word in VERBS_AGAIN and subject is not None:
            said.append((VERBS_AGAIN[word][2 if subject[0] else 1], place, "verb"))
        elif word in NOUNS_AGAIN:
            _, many, gender = NOUNS_AGAIN[word]
            said += _phrase_again(waiting, place, word)
            subject, waiting = subject or (many, gender), []
        elif word == "and":
            said.append(("et", place, "and"))
        elif word in ("it", "they") and subject is not None:
            who = {"m": "il", "f": "elle"}[subject[1]]
            said.append((f"{who}s" if subject[0] else who, place, "pronoun"))
        elif word in ("was", "were"):
            said.append(("étaient" if word == "were" else "était", place, "was"))
        elif place == len(words) - 1 and subject is not None:
            said.append((_form_again(word, *subject), place, "adjective"))
        else:
            waiting.append((place, word))
    return said


def _phrase_again(waiting: Sequence[tuple[int, str]], place: int, word: str) -> list[Placed]:
    """Return a noun phrase: its article and adjectives in English, which wait, and the noun at a place."""
    (first, article), *adjectives = waiting
    french, many, gender = NOUNS_AGAIN[word]
    made = [(_form_again(each, many, gender), at, "adjective", ADJECTIVES_AGAIN[each][5]) for at, each in adjectives]
    early = [each[:3] for each in made if each[3] == "before"]
    late = [each[:3] for each in reversed(made) if each[3] == "after"]
    follows = early[0][0] if early else french
    if many:
        determiner = "les" if article == "the" else "de" if early else "des"
    elif article == "a":
        determiner = "un" if gender == "m" else "une"
    else:
        determiner = "l'" if follows[0] in "aeiouéê" else "le" if gender == "m" else "la"
    return [(determiner, first, "article"), *early, (french, place, "noun"), *late]


def _form_again(word: str, many: bool, gender: str) -> str:
    one_m, one_f, many_m, many_f = ADJECTIVES_AGAIN[word][1:5]
    return {(False, "m"): one_m, (False, "f"): one_f, (True, "m"): many_m, (True, "f"): many_f}[many, gender]
