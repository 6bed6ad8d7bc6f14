"""Explain the numbers of a film: for each source a sentence that says what it is, and the terms that it is the sum of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.explain.sentences import sentence
from attention_scenes.film.live.explain.terms import made_from, terms_of
from attention_scenes.model.answers.clip_answers import Answers

DIGITS = 6  # of a term
MOST = 12_000  # terms of one film, the first to come: more make the page too large


def explain(sources: Iterable[str], answers: Answers, words: Wording) -> list[dict[str, Any]]:
    """Return what is known of each source: ``source``, and ``sentence`` and ``terms`` where there are some.

    A term is its own source and its value. What defines an array's entry (a score is a sum of products) is told where
    the answers hold all of it; else ``from`` are those of its parts that are shown in the film, too.
    """
    told, left = [], MOST
    shown = dict.fromkeys(sources)
    for source in shown:
        facts: dict[str, Any] = {"source": source}
        if said := sentence(source, answers, words):
            facts["sentence"] = said
        if left and 1 < len(terms := terms_of(source, answers)) <= left:
            facts["terms"] = [[term, float(f"{value:.{DIGITS}g}")] for term, value in terms]
            left -= len(terms)
        elif parts := [part for part in dict.fromkeys(made_from(source, answers)) if part in shown]:
            facts["from"] = parts
        if len(facts) > 1:
            told.append(facts)
    return told
