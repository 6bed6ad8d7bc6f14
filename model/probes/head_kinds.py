"""Attention head kinds: a head's mean weight on the first token, on the one before, on itself, on a repetition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing, probe_sentences

AT_ONCE = 4
KINDS = ("first", "previous", "itself", "induction", "none")
EARLIEST = 4  # the first query that counts: before it there is little to choose from


@dataclass(frozen=True)
class HeadKindProbe(Probe):
    """Measure of every head where its weight mostly goes, in prose and in lists of words that are read twice.

    Parameters
    ----------
    sentences
        Prose. Queries from the fourth token on count.
    lists
        Lists of words in no order. Each is read twice in a row; the control is another list and then the list.
    thresholds
        From which mean weight on a head is called by what it does.

    Arrays, all ``[L, H]`` (means over queries, then over sentences or lists):

    ``first``, ``previous``, ``itself``
        Weight on the first token, on the token one back, and on the query's own token, in prose.
    ``induction``
        Second time through a list: weight on the token that came after this one the first time.
    ``induction_control``
        The same place where the words before are another list, and nothing is repeated.
    ``kind``
        ``[N, L, H]``, for each of N thresholds: which of :data:`KINDS` a head is. ``induction`` where that weight
        reaches the threshold; else the largest of the other three that does; else ``none``.
    ``count``
        ``[N, 5]``: how many heads are of each kind.
    """

    sentences: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    thresholds: tuple[float, ...] = ()
    name: Literal["kind"] = "kind"
    rankings = {"previous": "previous"}

    def filled(self, model: str = "") -> HeadKindProbe:
        return replace(self, **missing(self, probe_sentences(model)["kind"]))

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        probe = self.filled()
        prose, pairs = [], [*_twice(probe.lists), *_after_another(probe.lists)]
        for start in range(0, len(probe.sentences), AT_ONCE):
            progress("measuring what heads mostly do", start / len(probe.sentences))
            for trace in model.run(probe.sentences[start : start + AT_ONCE], ["pattern"]):
                at = np.arange(EARLIEST, trace["pattern"].shape[-1])
                prose.append([trace["pattern"][:, :, at, key].mean(-1) for key in (0, at - 1, at)])
        again = []
        for text, words in pairs:
            [trace] = model.run([text], ["pattern"])
            length = len(model.tokens(words)) - 1
            at = np.arange(trace["pattern"].shape[-1] - length, trace["pattern"].shape[-1])
            again.append(trace["pattern"][:, :, at, at - length + 1].mean(-1))
        first, previous, itself = np.array(prose, dtype=np.float64).mean(0)
        half = len(probe.lists)
        arrays = {
            "first": first, "previous": previous, "itself": itself,
            "induction": np.mean(again[:half], axis=0, dtype=np.float64),
            "induction_control": np.mean(again[half:], axis=0, dtype=np.float64),
        }  # fmt: skip
        kind_NLH = np.stack([_kinds(arrays, threshold) for threshold in probe.thresholds])
        arrays["kind"] = kind_NLH
        arrays["count"] = np.stack([np.bincount(kinds.ravel(), minlength=len(KINDS)) for kinds in kind_NLH])
        facts = {"sentences": len(probe.sentences), "lists": half}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same weights, off the diagonals of the patterns."""
        found = {name: np.zeros((model.n_layers, model.n_heads)) for name in ("first", "previous", "itself")}
        for trace in model.run(asked.sentences, ["pattern"]):
            weights = trace["pattern"].astype(np.float64)
            found["first"] += weights[:, :, 4:, 0].mean(-1) / len(asked.sentences)
            for name, back in (("previous", 1), ("itself", 0)):
                diagonal = np.diagonal(weights, -back, 2, 3)[..., 4 - back :]
                found[name] += diagonal.mean(-1) / len(asked.sentences)
        lists = list(asked.lists)
        for name, before in (("induction", lists), ("induction_control", [*lists[1:], lists[0]])):
            texts = [f"{one} {two}" for one, two in zip(before, lists, strict=True)]
            rows = []
            for words, trace in zip(lists, model.run(texts, ["pattern"]), strict=True):
                length = len(model.ids(words)) - 1
                rows.append(np.diagonal(trace["pattern"].astype(np.float64), 1 - length, 2, 3)[..., -length:].mean(-1))
            found[name] = sum(rows) / len(rows)
        others = {name: found[name] for name in ("first", "previous", "itself")}
        found["kind"] = np.full((len(asked.thresholds), model.n_layers, model.n_heads), 4.0)
        for n, threshold in enumerate(asked.thresholds):
            for head in np.ndindex(model.n_layers, model.n_heads):
                most = max(others, key=lambda name: others[name][head])
                if found["induction"][head] >= threshold:
                    found["kind"][n][head] = 3
                elif others[most][head] >= threshold:
                    found["kind"][n][head] = list(others).index(most)
        found["count"] = np.array([[(kinds == k).sum() for k in range(5)] for kinds in found["kind"]], dtype=float)
        return found

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"sentences": len(asked.sentences), "lists": len(asked.lists)}


def _kinds(arrays: Arrays, threshold: float) -> np.ndarray:
    """Return the index in KINDS of each head's kind, ``[L, H]``."""
    weights_KLH = np.stack([arrays[name] for name in KINDS[:3]])
    kinds_LH = np.where(weights_KLH.max(0) >= threshold, weights_KLH.argmax(0), KINDS.index("none"))
    return np.where(arrays["induction"] >= threshold, KINDS.index("induction"), kinds_LH)


def _twice(lists: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return for each list the text that is read, the list twice, and the list."""
    return [(f"{words} {words}", words) for words in lists]


def _after_another(lists: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return for each list the text of its control, the next list and then the list, and the list."""
    return [(f"{other} {words}", words) for other, words in zip((*lists[1:], lists[0]), lists, strict=True)]
