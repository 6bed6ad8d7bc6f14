"""Later sense: whether a word's vector tells its sense where only later words tell it, without a mask and with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import probe_sentences, with_tuples
from attention_scenes.model.probes.vectors import find_word

Ways = list[list[dict[str, Any]]]
ALIKE = 1e-4  # of their length: vectors that are no further apart are one and the same


@dataclass(frozen=True)
class LaterSenseProbe(Probe):
    """Tell two senses of a word apart by its vector, in sentences that begin alike.

    The vector is the stream at the word's last token: index 0 before the first block, index n after block n. Each line
    is left out in turn, and laid between the means of the others of either sense. The control is the same model with a
    causal mask, so that the word sees what stands before it: the same in all lines.

    Parameters
    ----------
    word
        The word; empty for that of ``probes.toml``.
    contexts
        For each of two senses, lines that begin alike up to the word and with it.

    Arrays, without and with the mask (2), for N lines, those of the first sense first:

    ``place``
        ``[2, N, L+1]``: −1 at the mean of the first sense, 1 at that of the second, 0 halfway, and where all are alike.
    ``accuracy``
        ``[2, L+1]``: the share of lines that are nearer to their own mean; a half where all are alike.

    Facts: ``word``, ``senses``, ``lines``, ``own`` (of each line, 0 or 1), ``sentences`` (how many lines).
    """

    word: str = ""
    contexts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    name: Literal["later_sense"] = "later_sense"

    of_encoders: ClassVar[bool] = True

    def filled(self, model: str = "") -> LaterSenseProbe:
        table = with_tuples(probe_sentences(model)["later_sense"])
        word = self.word or table.pop("word")
        contexts = self.contexts or {sense: lines for sense, lines in table.items() if sense != "word"}
        check_contexts(word, contexts)
        return replace(self, word=word, contexts=contexts)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        lines = [line for own in self.contexts.values() for line in own]
        own_N = np.repeat(range(2), [len(own) for own in self.contexts.values()])
        at = [find_word(model.tokens(line), self.word, line) for line in lines]
        rows = [[token.id for token in model.tokens(line)] for line in lines]
        unmasked: Ways = [[] for _ in rows]
        found = []
        for way, ways in enumerate((unmasked, [mask_of(len(row)) for row in rows])):
            progress("telling senses apart", way / 2)
            traces = model.run_ways(rows, ["resid_pre", "resid_post"], ways)
            x_NLD = np.array([vectors_of(trace, place) for trace, place in zip(traces, at, strict=True)])
            found.append(places(x_NLD, own_N))
        place_WNL = np.array(found)
        right_WNL = np.where(place_WNL == 0, 0.5, (place_WNL > 0) == own_N[:, None])
        facts = {
            "word": self.word, "senses": [*self.contexts], "lines": lines, "own": own_N.tolist(),
            "sentences": len(lines),
        }  # fmt: skip
        return {"place": place_WNL, "accuracy": right_WNL.mean(1)}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        groups = list(asked.contexts.values())
        lines = [line for own in groups for line in own]
        rows = [model.ids(line) for line in lines]
        begun = [model.ids(line[: line.casefold().index(asked.word.casefold()) + len(asked.word)]) for line in lines]
        ends = [sum(a == b for a, b in zip(*pair, strict=False)) - 1 for pair in zip(rows, begun, strict=True)]
        arrays = {"place": np.zeros((2, len(lines), model.n_layers + 1)), "accuracy": np.zeros((2, model.n_layers + 1))}
        for way in range(2):
            masks = [{"kind": "KnockOut", "layers": None, "heads": None,
                      "edges": [[q, k] for k in range(len(row)) for q in range(k)]} for row in rows]  # fmt: skip
            traces = model.run_ways(rows, ["resid_pre", "resid_post"], [[mask] if way else [] for mask in masks])
            for layer in range(model.n_layers + 1):
                stream = [trace["resid_pre"][0] if layer == 0 else trace["resid_post"][layer - 1] for trace in traces]
                points = [each[end].astype(np.float64) for each, end in zip(stream, ends, strict=True)]
                for n, place in enumerate(_places_again(points, len(groups[0]))):
                    right = 0.5 if place == 0 else (place > 0) == (n >= len(groups[0]))
                    arrays["place"][way, n, layer] = place
                    arrays["accuracy"][way, layer] += right
        arrays["accuracy"] /= len(lines)
        return arrays

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"sentences": sum(map(len, asked.contexts.values()))}


def check_contexts(word: str, contexts: Mapping[str, Sequence[str]]) -> None:
    """Raise a UserError unless there are two senses of two lines or more that begin alike."""
    if len(contexts) != 2 or any(len(lines) < 2 for lines in contexts.values()):
        raise UserError("Two senses are told apart: give two, each with two lines or more.")
    lines = [line for own in contexts.values() for line in own]
    before = {line.casefold().partition(word.casefold())[:2] for line in lines}
    if len(before) > 1 or not all(end for _, end in before):
        raise UserError(
            f"Lines have to begin alike, up to {word[:40]!r} and with it: else earlier words tell its sense."
        )


def mask_of(n_tokens: int) -> list[dict[str, Any]]:
    """Return the intervention that is a causal mask: no token sees a later one."""
    edges = [[query, key] for query in range(n_tokens) for key in range(query + 1, n_tokens)]
    return [{"kind": "KnockOut", "edges": edges, "layers": None, "heads": None}]


def vectors_of(trace: Arrays, at: int) -> np.ndarray:
    """Return the stream at a token, before the first block and after each, ``[L+1, D]``, in double precision."""
    return np.concatenate([trace["resid_pre"][:1, at], trace["resid_post"][:, at]]).astype(np.float64)


def places(x_NLD: np.ndarray, own_N: np.ndarray) -> np.ndarray:
    """Return where each vector lies between the means of the others of either sense, ``[N, L+1]``."""
    place_NL = np.zeros(x_NLD.shape[:2])
    spread_L = np.linalg.norm(x_NLD - x_NLD.mean(0), axis=-1).max(0)
    differs_L = spread_L > ALIKE * np.linalg.norm(x_NLD, axis=-1).max(0)
    for n, x_LD in enumerate(x_NLD):
        is_other_N = np.arange(len(x_NLD)) != n
        first_LD, second_LD = (x_NLD[is_other_N & (own_N == sense)].mean(0) for sense in range(2))
        axis_LD = (second_LD - first_LD)[differs_L] / 2
        away_LD = (x_LD - (first_LD + second_LD) / 2)[differs_L]
        place_NL[n, differs_L] = (away_LD * axis_LD).sum(-1) / (axis_LD**2).sum(-1)
    return place_NL


def _places_again(points: Sequence[np.ndarray], n_first: int) -> list[float]:
    """Return the places of vectors of one layer by their squared distances to the means of the others."""
    middle = np.mean(points, axis=0)
    longest = max(float(np.sqrt(p @ p)) for p in points)
    if max(float(np.sqrt((p - middle) @ (p - middle))) for p in points) <= 1e-4 * longest:
        return [0.0] * len(points)
    found = []
    for n, point in enumerate(points):
        means = [np.mean(some, axis=0) for some in (
            [p for m, p in enumerate(points) if m != n and m < n_first],
            [p for m, p in enumerate(points) if m != n and m >= n_first],
        )]  # fmt: skip
        far = [float((point - mean) @ (point - mean)) for mean in means]
        apart = means[1] - means[0]
        found.append((far[0] - far[1]) / float(apart @ apart))
    return found
