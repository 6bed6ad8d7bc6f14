"""Explain the numbers of a film: for each source a sentence that says what it is, and the terms it is the sum of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.explain.sentences import sentence
from attention_scenes.film.live.explain.terms import made_from, terms_of
from attention_scenes.model.answers.clip_answers import Answers

DIGITS = 7  # of a term, as float32 has them: with fewer a true sum is off by more than the player lets pass
MOST = 12_000  # terms of one film, the first to come: more make the page too large


def explain(sources: Iterable[str], answers: Answers, words: Wording) -> list[dict[str, Any]]:
    """Return what is known of each source: ``source``, and ``sentence`` and ``terms`` where there are some.

    ``terms`` are values; ``each`` is the source of each: a list, or their common form with ``#`` for an index that runs
    from 0. What defines an array's entry (a score is a sum of products) is told where the answers hold all of it; else
    ``from`` are those of its parts that are shown in the film, too.
    """
    told, left = [], MOST
    shown = dict.fromkeys(sources)
    for source in shown:
        facts: dict[str, Any] = {"source": source}
        if said := sentence(source, answers, words):
            facts["sentence"] = said
        if left and 1 < len(terms := terms_of(source, answers)) <= left:
            facts["each"] = common_form([term for term, _ in terms]) or [term for term, _ in terms]
            facts["terms"] = [float(f"{value:.{DIGITS}g}") for _, value in terms]
            left -= len(terms)
        elif parts := [part for part in dict.fromkeys(made_from(source, answers)) if part in shown]:
            facts["from"] = parts
        if len(facts) > 1:
            told.append(facts)
    return told


def common_form(names: Sequence[str]) -> str:
    """Return what names have in common that differ by an index running from 0, with ``#`` for it; else nothing."""
    form = re.sub(r"(?<=[\[,])0(?=[\],])", "#", names[0])
    while "#" in form:
        if all(form.replace("#", str(place)) == name for place, name in enumerate(names)):
            return form
        # An index that is 0 in the first term need not be the one that runs.
        if (narrower := _runs(form, names[1])) == form:
            return ""
        form = narrower
    return ""


def _runs(form: str, second: str) -> str:
    """Return the form with a 0 again for each ``#`` that is no 1 in the second name."""
    parts = re.split(r"(#)", form)
    pattern = "".join(r"(\d+)" if part == "#" else re.escape(part) for part in parts)
    found = re.fullmatch(pattern, second)
    if not found:
        return ""
    filled = iter(found.groups())
    return "".join(("#" if next(filled) == "1" else "0") if part == "#" else part for part in parts)
