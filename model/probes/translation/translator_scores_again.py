"""Measure a translator's scores again, sentence by sentence, with translations that are made word by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.model.probes.probe import Arrays
from attention_scenes.model.probes.translation.lexicon import ADJECTIVES
from attention_scenes.model.probes.translation.sentences_again import french_again
from attention_scenes.model.probes.translation.translating import Translator

SORTS_AGAIN = ("adjective", "noun", "verb")
LITTLE_AGAIN = {"a", "the", "some", "and", "it", "they", "was", "were"}
FORMS_AGAIN = {form: row[0] for row in ADJECTIVES for form in row[1:5]}  # what each form of an adjective stands for
FURTHER_AGAIN = 10  # words of a sort on is the one whose place is the control


def counts_again(sentences: Sequence[str]) -> dict[str, int]:
    """Return how many sentences, adjectives, nouns and verbs there are."""
    sorts = [sort for text in sentences for _, _, sort in french_again(text)]
    return {"sentences": len(sentences)} | {f"{sort}s": sorts.count(sort) for sort in SORTS_AGAIN}


def scores_again(translator: Translator, sentences: Sequence[str]) -> Arrays:
    """Return the arrays of ``TranslatorScoresProbe``."""
    read_number = {word: n for n, word in enumerate(translator.reads)}
    said_number = {word: n for n, word in enumerate(translator.says)}
    english = [text.split() for text in sentences]
    french = [french_again(text) for text in sentences]
    read = [[read_number[word] for word in words] for words in english]
    wanted = [[said_number[word] for word, _, _ in each] for each in french]
    exact, different = 0, set[str]()
    for row, right in zip(translator.translate(read), wanted, strict=True):
        different.add(" ".join(translator.says[word] for word in row))
        exact += row[:-1] == right and translator.says[row[-1]] == "</s>"
    given = [[0] + right[: len(right) - 1] for right in wanted]
    traces = translator.run_pairs(read, given, ["logits", "cross_pattern"])
    found: dict[str, list[tuple[int, int, int]]] = {sort: [] for sort in SORTS_AGAIN}
    for n, each in enumerate(french):  # of each word its sentence, its place there, its English place
        for at, (_, place, sort) in enumerate(each):
            if sort in found:
                found[sort].append((n, at, place))
    right = [sum(_likeliest_again(traces[n], at) == wanted[n][at] for n, at, _ in found[sort]) for sort in SORTS_AGAIN]
    looks, shuffled, means = [], [], []
    for sort in SORTS_AGAIN:
        words, heads = found[sort], np.zeros((2, *traces[0]["cross_pattern"].shape[:2]))
        hits = 0
        for i, (n, at, place) in enumerate(words):
            weights = traces[n]["cross_pattern"][:, :, at]
            top = np.argmax(weights, axis=2)
            heads[0] += top == place
            heads[1] += top == words[(i + FURTHER_AGAIN) % len(words)][2]
            hits += int(np.argmax(weights.reshape(-1, weights.shape[2]).sum(axis=0))) == place
        looks.append(heads[0] / len(words))
        shuffled.append(heads[1] / len(words))
        means.append(hits / len(words))
    return {
        "exact": np.array([exact]), "different": np.array([len(different)]), "right": np.array(right),
        **_cuts_again(translator, english, read, given, wanted, found),
        "looks": np.moveaxis(np.array(looks), 0, -1), "shuffled": np.moveaxis(np.array(shuffled), 0, -1),
        "mean_looks": np.array(means),
    }  # fmt: skip


def _cuts_again(
    translator: Translator, english: Sequence[Sequence[str]], read: Sequence[list[int]], given: Sequence[list[int]],
    wanted: Sequence[list[int]], found: dict[str, list[tuple[int, int, int]]],
) -> Arrays:  # fmt: skip
    """Return the counts of adjectives in four ways of cutting."""
    words = found["adjective"]
    cut, other = [0] * 4, [0] * 4
    for way in range(4):
        arcs = [_arc_again(way, english[n], at, place) for n, at, place in words]
        traces = translator.run_pairs([read[n] for n, _, _ in words], [given[n] for n, _, _ in words], ["logits"], arcs)
        for (n, at, place), trace in zip(words, traces, strict=True):
            likeliest = _likeliest_again(trace, at)
            cut[way] += likeliest == wanted[n][at]
            named = FORMS_AGAIN.get(translator.says[likeliest], "")
            other[way] += named in english[n] and named != english[n][place]
    return {"cut": np.array(cut), "other": np.array(other)}


def _arc_again(way: int, words: Sequence[str], at: int, place: int) -> tuple[int, int] | None:
    """Return the arc that a way cuts: none, to a word's own English word, to the next one, to the farthest."""
    if way < 2:
        return None if way == 0 else (at, place)
    telling = [n for n, word in enumerate(words) if word not in LITTLE_AGAIN]
    if way == 2:
        return at, min([n for n in telling if n > place], default=telling[0])
    first, last = telling[0], telling[-1]
    return at, first if place - first >= last - place else last


def _likeliest_again(trace: Arrays, at: int) -> int:
    return int(np.argmax(trace["logits"][at]))
