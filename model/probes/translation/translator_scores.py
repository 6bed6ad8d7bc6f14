"""What a translator can do on held-out sentences: exact translations, what hangs on arcs, what heads find."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar, Literal, NamedTuple

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.translation.cross_cut import controls
from attention_scenes.model.probes.translation.lexicon import BY_ADJECTIVE
from attention_scenes.model.probes.translation.sentence_parser import read
from attention_scenes.model.probes.translation.translating import EdgeCut, Translator, translator_again, translator_of
from attention_scenes.model.probes.translation.translator_scores_again import counts_again, scores_again

KINDS = ("adjective", "noun", "verb")
SHIFT = 10  # words of its kind on is the one whose place is the control: in another sentence


@dataclass(frozen=True)
class TranslatorScoresProbe(Probe):
    """Count on sentences whose adjectives training never shows with their nouns.

    Empty means the 300 sentences of ``held_out.toml``, the first that the grammar draws.

    Counts, of the sentences and of their adjectives, nouns and verbs (facts ``sentences``, ``adjectives``, ``nouns``,
    ``verbs``):

    ``exact``
        ``[1]``: sentences translated word for word, each word said by the model itself.
    ``different``
        ``[1]``: how many different sentences it says for all of them.
    ``right``
        ``[3]``: adjectives, nouns and verbs that are the likeliest where the right words stand before them.
    ``cut``
        ``[4]``: adjectives right with nothing cut; with the arc to their English word cut, in all cross heads; with the
        arc to the next word that names something cut instead, often that to their noun; with that to the farthest one.
    ``other``
        ``[4]``: in the same four ways, adjectives in whose place another adjective of the sentence is said.

    Shares:

    ``looks``
        ``[L, H, 3]``: of adjectives, nouns and verbs those before which this head looks most at the English word that
        they stand for.
    ``shuffled``
        ``[L, H, 3]``: the control, the same where the English word's place is that of another sentence.
    ``mean_looks``
        ``[3]``: the same by the mean of all heads of all layers.
    """

    sentences: tuple[str, ...] = ()
    name: Literal["translator_scores"] = "translator_scores"

    exact: ClassVar[frozenset[str]] = frozenset({"exact", "different", "right", "cut", "other"})
    of_translators: ClassVar[bool] = True

    def filled(self, model: str = "") -> TranslatorScoresProbe:
        return replace(self, sentences=self.sentences or held_out_sentences())

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        translator = translator_of(model)
        asked = [_asked(translator, text) for text in self.sentences]
        progress("translating", 0.0)
        said = translator.translate([each.read for each in asked])
        exact = sum(list(one) == [*each.said, 1] for one, each in zip(said, asked, strict=True))
        progress("looking at heads", 0.3)
        rows = [each.read for each in asked], [[0, *each.said[:-1]] for each in asked]
        traces = translator.run_pairs(*rows, ["logits", "cross_pattern"])
        progress("cutting arcs", 0.6)
        words = [TranslationWord(n, at) for n, each in enumerate(asked) for at in range(len(each.said))]
        is_right = {w: int(traces[w.sentence]["logits"][w.at].argmax()) == asked[w.sentence].said[w.at] for w in words}
        by_kind = [[w for w in words if asked[w.sentence].kinds[w.at] == kind] for kind in KINDS]
        arrays = {
            "exact": np.array([exact]), "different": np.array([len({*map(tuple, said)})]),
            "right": np.array([sum(map(is_right.__getitem__, own)) for own in by_kind]),
            **_cuts(translator, asked, by_kind[0]), **_looks(asked, traces, by_kind),
        }  # fmt: skip
        counted = zip(("adjectives", "nouns", "verbs"), map(len, by_kind), strict=True)
        return arrays, {"sentences": len(self.sentences)} | dict(counted)

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return scores_again(translator_again(model), asked.sentences)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return counts_again(asked.sentences)


@cache
def held_out_sentences() -> tuple[str, ...]:
    """Return the sentences of ``held_out.toml``."""
    path = Path(__file__).with_name("held_out.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["sentences"])


class Asked(NamedTuple):
    """A sentence as numbers of words that are read, of the right ones to be said, and what these stand for."""

    read: list[int]
    said: list[int]
    places: list[int]
    kinds: list[str]
    english: list[str]


class TranslationWord(NamedTuple):
    """A word of a translation: in which sentence, and where in it."""

    sentence: int
    at: int


def _asked(translator: Translator, text: str) -> Asked:
    sentence = read(text)
    english, french = sentence.english(), sentence.french()
    return Asked(
        [translator.reads.index(word) for word in english], [translator.says.index(word.text) for word in french],
        [word.place for word in french], [word.kind for word in french], english,
    )  # fmt: skip


def _cuts(translator: Translator, asked: Sequence[Asked], adjectives: Sequence[TranslationWord]) -> Arrays:
    """Return how many adjectives are right, and how often another one is said, with arcs cut in four ways."""
    own = [asked[sentence] for sentence, _ in adjectives]
    places = [each.places[at] for each, (_, at) in zip(own, adjectives, strict=True)]
    elsewhere = zip(*(controls(each.english, place) for each, place in zip(own, places, strict=True)), strict=True)
    ways: list[list[EdgeCut | None]] = [[None] * len(own)]
    ways += [[(at, place) for (_, at), place in zip(adjectives, cut, strict=True)] for cut in (places, *elsewhere)]
    rows = [each.read for each in own], [[0, *each.said[:-1]] for each in own]
    right, other = np.zeros((2, len(ways)), dtype=int)
    forms = {number: word for word, each in BY_ADJECTIVE.items()
             for number in map(translator.says.index, each[1:5])}  # fmt: skip
    for way, cuts in enumerate(ways):
        traces = translator.run_pairs(*rows, ["logits"], cuts)
        for each, (_, at), place, trace in zip(own, adjectives, places, traces, strict=True):
            number = int(trace["logits"][at].argmax())
            right[way] += number == each.said[at]
            named = forms.get(number)
            other[way] += named is not None and named != each.english[place] and named in each.english
    return {"cut": right, "other": other}


def _looks(asked: Sequence[Asked], traces: Sequence[Arrays], by_kind: Sequence[Sequence[TranslationWord]]) -> Arrays:
    """Return how often each head looks most at the right English word, and at a place of another sentence's word."""
    looks, shuffled, mean = [], [], []
    for own in by_kind:
        weights = [traces[sentence]["cross_pattern"][:, :, at] for sentence, at in own]
        most_NLH = np.array([each.argmax(-1) for each in weights])
        places_N = np.array([asked[sentence].places[at] for sentence, at in own])
        looks.append((most_NLH == places_N[:, None, None]).mean(0))
        shuffled.append((most_NLH == np.roll(places_N, -SHIFT)[:, None, None]).mean(0))
        most_N = np.array([each.mean((0, 1)).argmax() for each in weights])
        mean.append((most_N == places_N).mean())
    return {"looks": np.stack(looks, -1), "shuffled": np.stack(shuffled, -1), "mean_looks": np.array(mean)}
