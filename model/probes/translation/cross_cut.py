"""Cross cut: what is said in place of a French word whose place cannot look at its English word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.translation.sentence_parser import read
from attention_scenes.model.probes.translation.sentences_again import french_again
from attention_scenes.model.probes.translation.translating import translator_again, translator_of
from attention_scenes.model.probes.translation.translation import SENTENCE

GRAMMATICAL = ("a", "the", "some", "and", "it", "they", "was", "were")  # that name nothing
LITTLE_AGAIN = {"a", "the", "some", "and", "it", "they", "was", "were"}


@dataclass(frozen=True)
class CrossCutProbe(Probe):
    """Cut one arc of cross-attention for each word of a translation, in all heads of all layers.

    Before each word the right ones have been said. The arc runs from the place about to say the word to the English
    word that it stands for. Controls are the arcs to two others that name something: to the next one, which may be the
    noun of the same phrase, and to the farthest one.

    Parameters
    ----------
    text
        An English sentence of the grammar; empty for the film's.

    Arrays, for N words of the right translation, and four ways: nothing cut, its own word, the next, the farthest:

    ``said``
        ``[4, N]``: the number of the likeliest word there.
    ``chance``
        ``[4, N]``: its probability.
    ``right``
        ``[4, N]``: the probability of the right word.
    ``cut``
        ``[3, N]``: the place of the English word that the ways after the first cut.

    Facts: ``reads`` and ``wanted`` (lists of words), ``kinds``, ``words`` (``[4][N]``, the words of ``said``).
    """

    text: str = ""
    name: Literal["cross_cut"] = "cross_cut"

    exact: ClassVar[frozenset[str]] = frozenset({"said", "cut"})
    of_translators: ClassVar[bool] = True

    def filled(self, model: str = "") -> CrossCutProbe:
        return replace(self, text=self.text or SENTENCE)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        translator, sentence = translator_of(model), read(self.text)
        english, french = sentence.english(), sentence.french()
        row = [translator.reads.index(word) for word in english]
        said = [translator.says.index(word.text) for word in french]
        cut_3N = np.array([(word.place, *controls(english, word.place)) for word in french]).T
        ways = [None] * len(said) + [(n, int(place)) for places in cut_3N for n, place in enumerate(places)]
        found = translator.run_pairs([row] * len(ways), [[0, *said[:-1]]] * len(ways), ["logits"], ways)
        logits_WNV = np.stack([each["logits"] for each in found]).reshape(4, len(said), len(said), -1)
        logits_4NV = logits_WNV[:, np.arange(len(said)), np.arange(len(said))].astype(np.float64)
        chance_4NV = np.exp(logits_4NV - np.logaddexp.reduce(logits_4NV, axis=-1)[..., None])
        said_4N = chance_4NV.argmax(-1)
        arrays = {
            "said": said_4N, "chance": chance_4NV.max(-1), "cut": cut_3N,
            "right": chance_4NV[:, np.arange(len(said)), said],
        }  # fmt: skip
        words = [[translator.says[number] for number in way] for way in said_4N]
        kinds = [word.kind for word in french]
        return arrays, {"reads": english, "wanted": [word.text for word in french], "kinds": kinds, "words": words}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        translator = translator_again(model)
        words = asked.text.lower().strip().rstrip(".").split()
        ids = [translator.reads.index(word) for word in words]
        right = french_again(asked.text)
        wanted = [translator.says.index(word) for word, _, _ in right]
        naming = [at for at, word in enumerate(words) if word not in LITTLE_AGAIN]
        arrays = {name: np.zeros((4, len(right))) for name in ("said", "chance", "right")}
        arrays["cut"] = np.zeros((3, len(right)))
        for n, (_, place, _) in enumerate(right):
            later = [at for at in naming if at > place]
            arrays["cut"][:, n] = place, later[0] if later else naming[0], farthest_again(naming, place)
            for way, arc in enumerate([None, *((n, int(at)) for at in arrays["cut"][:, n])]):
                [trace] = translator.run_pairs([ids], [[0, *wanted[:n]]], ["logits"], [arc])
                shares = np.exp(trace["logits"][-1].astype(np.float64))
                shares /= shares.sum()
                best = int(shares.argmax())
                arrays["said"][way, n], arrays["chance"][way, n] = best, shares[best]
                arrays["right"][way, n] = shares[wanted[n]]
        return arrays


def controls(english: Sequence[str], place: int) -> tuple[int, int]:
    """Return the places of two other words that name something: the next (after the last the first), the farthest."""
    named = [at for at, word in enumerate(english) if word not in GRAMMATICAL]
    distances = {at: abs(at - place) for at in named}
    return next((at for at in named if at > place), named[0]), max(named, key=distances.__getitem__)


def farthest_again(naming: Sequence[int], place: int) -> int:
    """Return the first of the places that are farthest from another."""
    apart = np.abs(np.array(naming) - place)
    return naming[int(apart.argmax())]
