"""Hole: what a model says in the place of a hidden word, and what it says where the hole cannot look at some words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.holes.agreement import COUNTED, OF_GENDER, OF_NUMBER, WAYS, Hole, hole_of, usual_hole
from attention_scenes.model.probes.holes.french_sentence import SENTENCE, check_hole, sentence_of
from attention_scenes.model.probes.holes.holes_again import hole_again, say_again, shares_again
from attention_scenes.model.probes.holes.vocabulary import HOLE, WORDS
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class HoleProbe(Probe):
    """Hide one word of a French sentence, and ask a model that fills holes for it, in five ways.

    The ways are those of ``agreement.WAYS``: the hole looks at everything; not at the word that it agrees with; at none
    that agrees; nor does any other word, so that none can hand it on; the control, at those alone, and they at each
    other.

    Parameters
    ----------
    text
        A sentence of the translator's grammar, in French or in English, which it is kept in; empty for the film's.
    hole
        The place of the word that is hidden, among the French ones; below 0 the first article that has a gender.

    Arrays, for the five ways:

    ``chance``
        ``[5, V]``: the probability of each word of the vocabulary.
    ``share``
        ``[5, 2]``: what its masculine and feminine forms have of it between them, of a verb those of one and of
        several; nan where such a word has no such forms.

    Facts: ``words`` (French, none hidden), ``kinds``, ``kind``, ``answer``, ``forms`` (what the two are called),
    ``right`` (which of them, or None), ``word`` and ``agrees`` (places), ``later`` (whether one that agrees stands
    after the hole) and ``earlier``, ``vocabulary``.
    """

    text: str = ""
    hole: int = -1
    name: Literal["hole"] = "hole"

    of_encoders: ClassVar[bool] = True

    def filled(self, model: str = "") -> HoleProbe:
        sentence = sentence_of(self.text or SENTENCE)
        hole = usual_hole(sentence) if self.hole < 0 else self.hole
        check_hole(sentence, hole)
        return replace(self, text=" ".join(sentence.english()), hole=hole)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        check_words(model)
        sentence = sentence_of(self.text)
        hole = hole_of(sentence, self.hole)
        chance_WV = said_in(model, [hole] * len(WAYS), range(len(WAYS)))
        facts = {
            "words": hole.words, "kinds": [word.kind for word in sentence.french()], "kind": hole.kind,
            "answer": hole.words[hole.at], "forms": OF_NUMBER if hole.kind in COUNTED else OF_GENDER,
            "right": hole.right, "word": hole.word, "agrees": hole.agrees, "vocabulary": WORDS,
            "later": any(place > hole.at for place in hole.agrees),
            "earlier": any(place < hole.at for place in hole.agrees),
        }  # fmt: skip
        return {"chance": chance_WV, "share": shares(chance_WV, hole)}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        hole = hole_again(asked.text, asked.hole)
        chance = np.array([say_again(model, [hole], way)[0] for way in range(5)])
        return {"chance": chance, "share": np.array([shares_again(each, hole) for each in chance])}


def check_words(model: MeasuredModel) -> None:
    """Raise a UserError for a model that knows other words than the encoder does."""
    if model.n_tokens != len(WORDS) or model.text_of(0).strip() != HOLE:
        raise UserError("Words are hidden in French sentences that only our encoder reads: give --model ours:encoder.")


def said_in(model: MeasuredModel, holes: Sequence[Hole], ways: Sequence[int]) -> np.ndarray:
    """Return the distribution over the vocabulary in each hole, ``[N, V]``, each in its way."""
    rows, changes = [hole.row() for hole in holes], [hole.changes(way) for hole, way in zip(holes, ways, strict=True)]
    found = model.run_ways(rows, ["logits"], changes)
    logits_NV = np.array([each["logits"][hole.at] for each, hole in zip(found, holes, strict=True)])
    return softmax(logits_NV)


def shares(chance_NV: np.ndarray, hole: Hole) -> np.ndarray:
    """Return what either set of forms has of the probability of both, ``[N, 2]``."""
    if not (sets := hole.sets()):
        return np.full((len(chance_NV), 2), np.nan)
    both_N2 = np.stack([chance_NV[:, own].sum(1) for own in sets], axis=1)
    return both_N2 / both_N2.sum(1, keepdims=True)
