"""Hidden words: how often a model that fills holes finds the gender of a hidden word, by what kind of word it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.holes.agreement import CLASSES, COUNTED, WAYS, Hole, hole_of
from attention_scenes.model.probes.holes.hidden_words_again import counts_again, scores_again
from attention_scenes.model.probes.holes.hole import check_words, said_in, shares
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.translation.lexicon import NOUNS
from attention_scenes.model.probes.translation.sentence_parser import read
from attention_scenes.model.probes.translation.translator_scores import held_out_sentences

SENTENCES = 60  # of the translator's held-out ones, the first
# Gender and number of each form of a noun: 1 for feminine, 1 for several.
NOUN_FORMS = {form: (int(noun.gender == "f"), n) for noun in NOUNS for n, form in enumerate(noun[2:4])}
AGAINST = 0.5  # of what both sets of forms have: with more than this the right one is said


@dataclass(frozen=True)
class HiddenWordsProbe(Probe):
    """Hide every word of held-out sentences whose form tells its gender, or its number, each by itself.

    A word is found where its own set of forms has more probability than the other: masculine or feminine, of a verb
    one or several. The ways are those of ``agreement.WAYS``, the classes those of ``agreement.CLASSES``.

    Parameters
    ----------
    sentences
        English sentences of the translator's grammar; empty for the first sixty of its held-out ones.

    Arrays:

    ``right``
        ``[5, C]``: how many words of each class are found in each way.
    ``guess``
        ``[C]``: how many are right for whoever always says the more frequent of the two.
    ``right_apart``
        ``[5, C]``: how many are found of those where the other noun of the sentence would have the other form.
    ``look``
        ``[L, H, 2]``: the mean weight of hidden articles on their noun, and on the other noun.

    Facts: ``classes``, ``ways``, and counts: ``sentences``, and for each class, with ``_`` for spaces, ``asked_CLASS``
    and ``apart_CLASS``.
    """

    sentences: tuple[str, ...] = ()
    name: Literal["hidden_words"] = "hidden_words"

    exact: ClassVar[frozenset[str]] = frozenset({"right", "guess", "right_apart"})
    of_encoders: ClassVar[bool] = True

    def filled(self, model: str = "") -> HiddenWordsProbe:
        return replace(self, sentences=self.sentences or held_out_sentences()[:SENTENCES])

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        check_words(model)
        asked = [each for text in self.sentences for each in holes_in(text)]
        share_WN = np.zeros((len(WAYS), len(asked)))
        for way in range(len(WAYS)):
            progress("hiding words", way / len(WAYS))
            chance_NV = said_in(model, asked, [way] * len(asked))
            found = [shares(one[None], hole)[0, hole.right] for one, hole in zip(chance_NV, asked, strict=True)]
            share_WN[way] = found
        is_of_CN = np.array([[hole.named() == name for hole in asked] for name in CLASSES])
        is_apart_N = np.array([other_form(hole) != hole.right for hole in asked])
        sets_CN = [np.array([hole.right for hole in asked])[own] for own in is_of_CN]
        is_right_WN = share_WN > AGAINST
        right, apart = (
            np.array([[one[own].sum() for own in is_of_CN] for one in found_WN])
            for found_WN in (is_right_WN, is_right_WN & is_apart_N)
        )
        arrays = {
            "right": right,
            "guess": np.array([max(sets.sum(), len(sets) - sets.sum()) for sets in sets_CN]),
            "right_apart": apart,
            "look": looks(model, [hole for hole in asked if hole.kind == "article"]),
        }  # fmt: skip
        counts = {
            f"{what} {name}".replace(" ", "_"): int((own & among).sum())
            for what, among in (("asked", np.full(len(asked), True)), ("apart", is_apart_N))
            for name, own in zip(CLASSES, is_of_CN, strict=True)
        }
        return arrays, {"sentences": len(self.sentences), "classes": CLASSES, "ways": WAYS, **counts}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return scores_again(model, asked.sentences)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return counts_again(asked.sentences)


def holes_in(text: str) -> list[Hole]:
    """Return a hole for each French word of an English sentence whose form tells something."""
    sentence = read(text)
    holes = [hole_of(sentence, at) for at in range(len(sentence.french()))]
    return [hole for hole in holes if hole.named()]


def nouns_of(hole: Hole) -> list[int]:
    """Return the places of the sentence's two nouns: the one that the hole agrees with or is, and the other."""
    nouns = [n for n, word in enumerate(hole.words) if word in NOUN_FORMS]
    return sorted(nouns, key=lambda n: n != hole.at and n not in hole.agrees)


def other_form(hole: Hole) -> int:
    """Return which set of forms the word would be of if it agreed with the other noun."""
    other = hole.words[nouns_of(hole)[1]]
    return NOUN_FORMS[other][1 if hole.kind in COUNTED else 0]


def looks(model: MeasuredModel, articles: Sequence[Hole]) -> np.ndarray:
    """Return the mean weight of holes on the nouns of their sentences, ``[L, H, 2]``, their own first."""
    found = model.run_ways([hole.row() for hole in articles], ["pattern"], [[]] * len(articles))
    return np.mean([
        each["pattern"][:, :, hole.at][:, :, nouns_of(hole)] for each, hole in zip(found, articles, strict=True)
    ], axis=0)  # fmt: skip
