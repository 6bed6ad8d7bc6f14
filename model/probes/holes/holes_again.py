"""Holes once more: hidden words, what tells them and what is said in their place, word by word from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.holes.vocabulary import WORDS
from attention_scenes.model.probes.probe import RemeasuredModel
from attention_scenes.model.probes.translation.lexicon import ADJECTIVES, NOUNS, VERBS
from attention_scenes.model.probes.translation.sentences_again import french_again

ADJECTIVES_AGAIN, WORDS_AGAIN = list(ADJECTIVES), list(WORDS)
LITTLE_AGAIN = {"un": "m", "le": "m", "une": "f", "la": "f", "il": "m", "ils": "m", "elle": "f", "elles": "f"}
NUMBERS_AGAIN = {"était": "1", "étaient": "2"} | {row[n]: str(n) for row in VERBS for n in (1, 2)}
NOUNS_AGAIN = {row[n]: row[4] for row in NOUNS for n in (2, 3)}


def told_again(word: str, kind: str) -> str:
    """Return what the form of a word tells: ``m`` or ``f``, ``1`` or ``2``, or nothing."""
    if kind in ("article", "pronoun"):
        return LITTLE_AGAIN.get(word, "")
    if kind in ("verb", "was"):
        return NUMBERS_AGAIN[word]
    if kind == "noun":
        return NOUNS_AGAIN[word]
    if kind != "adjective":
        return ""
    genders = {gender for row in ADJECTIVES_AGAIN for gender, places in (("m", (1, 3)), ("f", (2, 4)))
               if word in [row[n] for n in places]}  # fmt: skip
    return genders.pop() if len(genders) == 1 else ""


def hole_again(text: str, at: int) -> SimpleNamespace:
    """Return the French words of an English sentence, which is hidden, what it tells, and what each way cuts."""
    said = french_again(text)
    words, kinds = [word for word, _, _ in said], [kind for _, _, kind in said]
    parts, part = [], 0  # 0 the subject, its verb, what it was like; 1 the object; 2 the word between two sentences
    for kind in kinds:
        part = 2 if kind == "and" else part
        parts.append(part)
        part = {"verb": 1, "and": 0}.get(kind, part)
    agrees = [n for n, each in enumerate(parts) if each == parts[at] != 2 and n != at]
    nouns = [n for n in agrees if kinds[n] == "noun"]
    mine = nouns[0] if nouns else (agrees[0] if agrees else at)
    others = [n for n in range(len(words)) if n not in agrees and n != at]
    return SimpleNamespace(
        words=words, kind=kinds[at], at=at, tells=told_again(words[at], kinds[at]), word=mine,
        cuts=[[], [mine], agrees, agrees, others], kept=[[at]] * 3 + [[at, *others], [at, *agrees]],
    )  # fmt: skip


def row_again(hole: SimpleNamespace) -> list[int]:
    """Return the numbers of the words, the one that is hidden 0."""
    return [0 if n == hole.at else WORDS_AGAIN.index(word) for n, word in enumerate(hole.words)]


def say_again(model: RemeasuredModel, holes: Sequence[SimpleNamespace], way: int) -> list[np.ndarray]:
    """Return the distribution in each hole, where some words cannot look at others."""
    made: list[list[dict[str, Any]]] = []
    for hole in holes:
        edges = [[query, key] for key in hole.cuts[way] for query in hole.kept[way]]
        made.append([{"kind": "KnockOut", "edges": edges, "layers": None, "heads": None}] if edges else [])
    odds = []
    for hole, trace in zip(holes, model.run_ways(list(map(row_again, holes)), ["logits"], made), strict=True):
        each = np.exp(trace["logits"][hole.at].astype(np.float64))
        odds.append(each / each.sum())
    return odds


def shares_again(chance: np.ndarray, hole: SimpleNamespace) -> list[float]:
    """Return what forms of either kind have of what both have, in the order of their letters, m before f."""
    if len(chance) != len(WORDS_AGAIN):
        raise ValueError(f"{len(chance)} chances for {len(WORDS_AGAIN)} words")
    found = dict.fromkeys("12" if hole.kind in ("verb", "was") else "mf", 0.0)
    for number, told in tellers_again(hole.kind):
        found[told] += chance[number]
    total = sum(found.values())
    return [each / total if total else float("nan") for each in found.values()]


@cache  # it is asked for each hole of thousands
def tellers_again(kind: str) -> list[tuple[int, str]]:
    """Return the number of each word of a kind whose form tells something, and what."""
    told = [(n, told_again(word, kind)) for n, word in enumerate(WORDS_AGAIN) if _is_again(word, kind)]
    return [(n, letter) for n, letter in told if letter]


def _is_again(word: str, kind: str) -> bool:
    """Return whether a word is of a kind, among those that tell something."""
    articles, auxiliaries = {"un", "une", "le", "la"}, {"était", "étaient"}
    if kind in ("article", "pronoun"):
        return word in LITTLE_AGAIN and (word in articles) == (kind == "article")
    if kind in ("verb", "was"):
        return word in NUMBERS_AGAIN and (word in auxiliaries) == (kind == "was")
    return word in NOUNS_AGAIN if kind == "noun" else any(word in row[1:5] for row in ADJECTIVES_AGAIN)
