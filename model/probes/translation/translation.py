"""Translation: what a translator says of one sentence, how sure it is, and what it looks at before each word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.translation.grammar import MOST_READ
from attention_scenes.model.probes.translation.sentence_parser import parse, read, words_of
from attention_scenes.model.probes.translation.translating import translator_again, translator_of

SENTENCE = "a fluffy blue creature roamed the verdant forest"
# By the names that probes have for them: those of a translator's arrays.
ARRAYS = {
    "q": "cross_q", "k": "cross_k", "v": "cross_v", "score": "cross_attn_scores", "pattern": "cross_pattern",
    "z": "cross_z", "encoder_pattern": "encoder_pattern", "decoder_pattern": "pattern",
}  # fmt: skip
BEST = 5  # words that are named for each place


@dataclass(frozen=True)
class OneTranslationProbe(Probe):
    """Translate a sentence, the likeliest word each time, and record cross-attention on the way.

    Parameters
    ----------
    text
        An English sentence of the grammar; empty for :data:`SENTENCE`.
    outside
        Sentences that the grammar does not have are translated as well, where their words are known: to show that the
        translator makes nonsense of them. Else they are refused, with the nearest sentence that it has.

    Arrays, for N words that are said, the end among them, and S that are read. Row n is the place about to say word n:
    it stands on the word before, the first one on the start. H heads of K in L layers.

    ``top_id``
        ``[N, 5]``: the five likeliest words there; the first of them is said.
    ``top_chance``
        ``[N, 5]``: their probabilities.
    ``pattern``
        ``[L, H, N, S]``: the weights of cross-attention; ``score`` are the scaled scores that they are the softmax of.
    ``q``, ``z``
        ``[L, H, N, K]``: its queries, of the decoder's stream, and the means of values that it makes.
    ``k``, ``v``
        ``[L, H, S, K]``: its keys and values, of the encoder's output. In ``ours:values-from-decoder`` ``v`` is
        ``[L, H, N, K]``.
    ``encoder_pattern``, ``decoder_pattern``
        ``[L, H, S, S]`` and ``[L, H, N, N]``: the weights of self-attention on either side.

    Facts: ``reads`` and ``says`` (lists of words, the end left out), ``wanted`` (the right translation; none for a
    sentence outside), ``right`` (whether the two are the same), ``places`` (of each word of ``wanted`` the place of the
    English word that it stands for), ``kinds`` (article, adjective, noun, verb, and, pronoun, was), ``top`` (the words
    of ``top_id``), ``least`` (the number of the word that it was least sure of) and the count ``words`` that are read.
    """

    text: str = ""
    outside: bool = False
    name: Literal["translation"] = "translation"

    exact: ClassVar[frozenset[str]] = frozenset({"top_id"})
    of_translators: ClassVar[bool] = True

    def filled(self, model: str = "") -> OneTranslationProbe:
        return replace(self, text=self.text or SENTENCE)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        translator = translator_of(model)
        words = words_of(self.text)
        sentence = parse(self.text) if self.outside else read(self.text)
        if unknown := [word for word in words if word not in translator.reads]:
            raise UserError(f"The translator knows {len(translator.reads)} words: {unknown[0][:40]!r} is none of them.")
        if not 0 < len(words) <= MOST_READ:
            raise UserError(f"The translator reads 1 to {MOST_READ} words: these are {len(words)}.")
        row = [translator.reads.index(word) for word in words]
        [said] = translator.translate([row])
        [found] = translator.run_pairs([row], [[0, *said[:-1]]], ["logits", *ARRAYS.values()])
        chance_NV = np.exp(found["logits"].astype(np.float64))
        chance_NV /= chance_NV.sum(-1, keepdims=True)
        top_N5 = np.argsort(-chance_NV, axis=-1, kind="stable")[:, :BEST]
        arrays = {name: found[source] for name, source in ARRAYS.items()}
        arrays |= {"top_id": top_N5, "top_chance": np.take_along_axis(chance_NV, top_N5, -1)}
        says = [translator.says[number] for number in said if number != 1]
        right = sentence.french() if sentence else []
        wanted = [word.text for word in right]
        facts = {
            "reads": words, "says": says, "wanted": wanted, "right": says == wanted, "words": len(words),
            "places": [word.place for word in right], "kinds": [word.kind for word in right],
            "top": [[translator.says[number] for number in each] for each in top_N5],
            "least": int(arrays["top_chance"][:, 0].argmin()),
        }  # fmt: skip
        return arrays, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        translator = translator_again(model)
        numbers = {word: number for number, word in enumerate(translator.reads)}
        again = [numbers[word] for word in asked.text.lower().strip().rstrip(".").split()]
        says = translator.translate([again])[0]
        named = {letter: f"cross_{letter}" for letter in "qkvz"} | {"score": "cross_attn_scores"}
        named |= {"pattern": "cross_pattern", "decoder_pattern": "pattern", "encoder_pattern": "encoder_pattern"}
        traced = translator.run_pairs([again], [[0] + says[:-1]], ["logits", *named.values()])[0]
        logits = traced.pop("logits").astype(np.float64)
        share = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
        order = np.array([np.lexsort((range(len(row)), -row))[:5] for row in share])
        if not np.array_equal(order[:, 0], says):
            raise ValueError("what is said is not the likeliest word")
        best = np.array([row[mine] for row, mine in zip(share, order, strict=True)])
        return {name: traced[source] for name, source in named.items()} | {"top_id": order, "top_chance": best}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"words": len(asked.text.split())}
