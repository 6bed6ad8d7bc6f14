"""Recompute, in NumPy and on demand, everything that a sidecar's sources can name."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from attention_scenes.model.probes.registry import head_rankings, is_timed
from attention_scenes.model.verify.citations_again import cited
from attention_scenes.model.verify.counts_again import Counts
from attention_scenes.model.verify.error_bound import Bounded
from attention_scenes.model.verify.numpy_model.far_scores_again import far_scores_again
from attention_scenes.model.verify.numpy_model.greedy_again import gone_on
from attention_scenes.model.verify.numpy_model.interventions_again import hook_of
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward, unchanged
from attention_scenes.model.verify.numpy_model.score_terms_again import COUNTS, NAMES, ScoreTermsAgain
from attention_scenes.model.verify.numpy_model.tokens_again import Piece, pieces_of
from attention_scenes.model.verify.numpy_model.translator_again import weights_of
from attention_scenes.model.verify.numpy_vision.vision_weights import VisionWeights, sees_pictures
from attention_scenes.model.verify.probes_again import count_again, is_exact, measure_again
from attention_scenes.model.verify.sidecar_needs import LENGTHS, TRACED, Asked, Head, head_of

Progress = Callable[[str, float | None], None]
TOLERANCE = 1e-4  # of the largest entry of the same row; check.py says why
NO_TIMES: Mapping[str, float] = {}
NORMS = {"attn_norm": "weight", "attn_shift": "bias"}  # one of each a layer, not a head
# Products, and their spectra; sigma_QK is in clips of 0.1.0 alone.
PAIRS = {"sigma_QK": ("W_Q", "W_K"), "sigma_OV": ("W_O", "W_V"), "W_OV": ("W_O", "W_V")}


class Again:
    """Everything that a sidecar's sources can name, computed again on demand.

    Parameters
    ----------
    asked
        The clip's needs.
    folder
        The model's files.
    declared
        The constants that the scene brings in.
    progress
        Called with a message and a fraction of the work (or None).
    times
        Seconds by a clock that the sidecar states, by their sources: they are taken as they are.
    """

    def __init__(
        self,
        asked: Asked,
        folder: Path,
        declared: Collection[float],
        progress: Progress,
        times: Mapping[str, float] = NO_TIMES,
    ) -> None:
        self.asked, self.folder, self.declared, self.progress = asked, folder, declared, progress
        self.times = times
        self.weights = VisionWeights(folder) if sees_pictures(folder) else weights_of(folder)
        self.rows = self._rows()
        self._kept: dict[str, np.ndarray] = {}
        self._probes: dict[str, dict[str, np.ndarray]] = {}
        self._traces: dict[str, dict[str, np.ndarray]] = {}
        self._scored: dict[tuple[str, int, int], ScoreTermsAgain] = {}

    def trace(self, key: str) -> dict[str, np.ndarray]:
        """Return the arrays of a sentence, for the layers of the needs, with ``logits`` where anything needs them."""
        if key not in self._traces:
            self.progress("running the model in NumPy", None)
            names, layers = self.asked.sentences[key].to_run(), self.layers(key)
            if self.asked.sentences[key].interventions:
                self._traces[key] = self._run(key, names, layers)
            else:
                alike = [each for each in self.asked.sentences if self._runs_along(each, names, layers)]
                rows = [[piece.id for piece in self.rows[each]] for each in alike]
                self._traces |= zip(alike, forward(self.weights, rows, names, layers), strict=True)
        return self._traces[key]

    def _runs_along(self, key: str, names: Collection[str], layers: Collection[int]) -> bool:
        """Return whether a sentence is run with others of these arrays: all weights are then read once for them."""
        asked = self.asked.sentences[key]
        alike = asked.to_run() == names and self.layers(key) == layers
        return alike and not asked.interventions and key not in self._traces

    def _rows(self) -> dict[str, list[Piece]]:
        """Return each sentence's tokens, and those that the model goes on with, once for all that begin alike."""
        asked = {key: (each.text, each.first) for key, each in self.asked.sentences.items()}
        steps: dict[tuple[str, int | None], int] = {}
        for key, each in self.asked.sentences.items():
            steps[asked[key]] = max(each.steps, steps.get(asked[key], 0))
        begun = {which: pieces_of(self.folder, self.weights.config, which[0])[: which[1]] for which in steps}
        found = {which: gone_on(self.weights, self.folder, row, steps[which]) for which, row in begun.items()}
        return {
            key: found[asked[key]][: len(begun[asked[key]]) + each.steps] for key, each in self.asked.sentences.items()
        }

    def _run(self, key: str, names: Collection[str], layers: Collection[int] | None) -> dict[str, np.ndarray]:
        """Return arrays of a sentence, with its interventions made; None means all layers."""
        ids, made = [piece.id for piece in self.rows[key]], self.asked.sentences[key].interventions
        wanted: dict[str, set[str]] = {}
        for each in made:
            if each["kind"] == "Patch":
                wanted.setdefault(each["from_trace"], set()).add(each["name"])
        sources = {source: self._run(source, named, None) for source, named in wanted.items()}
        hook = hook_of(made, self.heads, sources) if made else unchanged
        [found] = forward(self.weights, [ids], names, layers, hook)
        return found

    def layers(self, key: str) -> list[int]:
        """Return the layers that a sentence's arrays hold."""
        return self.asked.sentences[key].kept(self.heads.values(), self.weights.n_layers)

    def probe(self, name: str) -> dict[str, np.ndarray]:
        """Return a probe's arrays by name; those of several clips of one run are computed once."""
        if name not in self._probes:
            self.progress(f"measuring the {name} probe in NumPy", None)
            self._probes[name] = _probe_again(self.folder, json.dumps(self.asked.probes[name]))
        return self._probes[name]

    def times_again(self) -> dict[str, float]:
        """Return the seconds that the same takes here, in NumPy, by their sources."""
        found: dict[str, float] = {}
        for source in self.times:
            name, index = source.rstrip("]").split("[")
            if not is_timed(name, self.asked.probes):
                raise KeyError(f"{source[:80]!r} is no time")
            probe, _, array = name.removeprefix("probe:").partition(".")
            found[source] = float(self.probe(probe)[array][int(index)])
        return found

    @cached_property
    def heads(self) -> dict[str, Head]:
        """The chosen heads, chosen again, by name; the one without a name is under ``""``."""
        chosen = {name: self._chosen(head) for name, head in {"": self.asked.head, **self.asked.heads}.items()}
        return {name: head for name, head in chosen.items() if head is not None}

    def _chosen(self, asked: str | None) -> Head | None:
        if ranking := head_rankings().get(asked or ""):
            probe, ranked_by = ranking
            score = self.probe(probe.name)[ranked_by]
            return divmod(int(score.argmax()), score.shape[1])
        return head_of(asked)

    @cached_property
    def counts(self) -> Counts:
        """The counts, counted again."""
        measured = {name: count_again(probe) for name, probe in self.asked.probes.items()}
        return Counts(self.weights, self.rows, self.heads, measured, self._ranks())

    def look_up(self, name: str, index: tuple[int, ...]) -> Bounded:
        """Return the entry that a source names, for :func:`model.verify.source_expressions.evaluate`."""
        kind, _, what = name.partition(":")
        if kind == "count":
            return Bounded(self.counts.of(what))
        if kind == "cited":
            return Bounded(cited(what))
        if (bare := name.rpartition(".")[2]) in NAMES:
            value, scale = self._score_terms(name.rpartition(".")[0], *index[:2]).look_up(bare, *index[2:])
            return Bounded(value, 1.0 if bare in COUNTS else TOLERANCE * scale)  # one more where terms are alike
        if is_timed(name, self.asked.probes):
            return Bounded(self.times[f"{name}[{','.join(map(str, index))}]"])
        array, at = self._array(name, index)
        if len(at) != array.ndim:
            raise KeyError(f"{name}[{','.join(map(str, index))}] is a slice, not a number")
        value = float(array[at])
        if not math.isfinite(value) or is_exact(name, self.asked.probes):
            return Bounded(value)
        key, bare, temperature = self._bare(name)
        if bare in ("probs", "pattern"):
            scores = self.trace(key)["logits"][index[0]] / temperature if bare == "probs" else self._scores(key, index)
            return Bounded(value, min(TOLERANCE * float(array[at[:-1]].max()), value * _softmax_slack(scores)))
        # Masked scores leave rows of one entry; their scale is that of the head.
        row = array[at[:-2]] if name.rpartition(".")[2] in ("attn_scores", "raw_scores") else array[at[:-1]]
        return Bounded(value, TOLERANCE * float(np.abs(row[np.isfinite(row)]).max()))

    def _array(self, name: str, index: tuple[int, ...]) -> tuple[np.ndarray, tuple[int, ...]]:
        """Return the array that a source names, perhaps only a slice of it, and the entry's place in that."""
        if name in NORMS or name in PAIRS or name[:-1] == "W_" and name[-1] in "QKVO":
            return self._weight(name, index)
        if name in ("W_E", "W_U"):
            if name not in self._kept:
                w = self.weights
                self._kept[name] = w.embedding() if name == "W_E" else w.unembedding()
            return self._kept[name], index
        if name.startswith("probe:"):
            probe, _, found = name.removeprefix("probe:").partition(".")
            return self.probe(probe)[found], index
        key, bare, temperature = self._bare(name)
        if bare == "probs":
            return self._chances(key, index[0], temperature), index[1:]
        if bare == "lse":
            logits = self.trace(key)["logits"][index[0]].astype(np.float64) / temperature
            return np.asarray(np.logaddexp.reduce(logits)), index[1:]
        if bare in ("result", "result_norm"):
            layer, head, position, *rest = index
            z = self.trace(key)["z"][self.layers(key).index(layer), head, position]
            result = z @ self.weights.head_matrix("W_O", layer, head).T
            return (result if bare == "result" else np.sqrt(result @ result)), tuple(rest)
        if bare == "far_scores":
            layer, head, query, key_token, *rest = index
            at, group = self.layers(key).index(layer), head * self.weights.n_groups // self.weights.n_heads
            q, k = (self.trace(key)[letter][at, n] for letter, n in (("q", head), ("k", group)))
            return far_scores_again(self.weights, q[query], k[key_token]), tuple(rest)
        if bare in LENGTHS:
            rows = self.trace(key)[LENGTHS[bare]][self.layers(key).index(index[0])].astype(np.float64)
            return np.sqrt((rows * rows).sum(axis=1)), index[1:]
        if TRACED[bare][0] == "L":
            index = (self.layers(key).index(index[0]), *index[1:])
        return self.trace(key)[bare], index

    def _weight(self, name: str, index: tuple[int, ...]) -> tuple[np.ndarray, tuple[int, ...]]:
        if name in NORMS:
            return self.weights.part("attn", index[0], NORMS[name]), index[1:]
        key = f"{name}{index[:2]}"
        if key not in self._kept:
            made = {"W_OV": self._product, "sigma_OV": self._sigma, "sigma_QK": self._sigma}
            self._kept[key] = made.get(name, self.weights.head_matrix)(name, index[0], index[1])
        return self._kept[key], index[2:]

    def _pair(self, name: str, layer: int, head: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the two maps of a product, ``[D, K]`` and ``[K, D]``."""
        group = head * self.weights.n_groups // self.weights.n_heads
        left, right = PAIRS[name]
        a, b = (self.weights.head_matrix(w, layer, n).astype(np.float64) for w, n in ((left, head), (right, group)))
        return (a if left == "W_O" else a.T), b

    def _product(self, name: str, layer: int, head: int) -> np.ndarray:
        """Return the product of two maps, ``[D, D]``."""
        a, b = self._pair(name, layer, head)
        return a @ b

    def _sigma(self, name: str, layer: int, head: int) -> np.ndarray:
        """Return singular values of A B, ``[D]``, by the eigenvalues of (AᵀA)(B Bᵀ), which is only ``[K, K]``."""
        a, b = self._pair(name, layer, head)
        squares = np.sort(np.linalg.eigvals(a.T @ a @ b @ b.T).real)[::-1]
        return np.sqrt(np.pad(squares.clip(0), (0, self.weights.width - len(squares))))

    def _ranks(self) -> dict[str, int]:
        found = {}
        for weight in (weight for weight in self.asked.weights if weight.startswith("sigma_")):
            name, _, which = weight.rstrip("]").partition("[")
            if (chosen := head_of(weight) or self.heads.get("" if which == "head" else which)) is not None:
                sigma, _ = self._weight(name, chosen)
                found[name] = int(np.count_nonzero(sigma > 1e-5 * sigma[0]))
        return found

    def _bare(self, name: str) -> tuple[str, str, float]:
        """Split ``"a.probs:0.5"`` into the trace's key, the array's name and the temperature, a declared constant."""
        base, _, temperature = name.partition(":")
        key, _, bare = base.rpartition(".")
        if bare not in ("probs", "lse") or not temperature:
            return key, bare, 1.0
        if float(temperature) not in self.declared:
            raise ValueError(f"the scene does not declare the temperature {temperature}")
        return key, bare, float(temperature)

    def _scores(self, key: str, index: tuple[int, ...]) -> np.ndarray:
        """Return the scores of one query, whose softmax its weights are."""
        layer, head, query, _ = index
        return self.trace(key)["attn_scores"][self.layers(key).index(layer), head, query]

    def _score_terms(self, key: str, layer: int, head: int) -> ScoreTermsAgain:
        """Return the terms of a head's scores on a sentence, taken apart once."""
        if (key, layer, head) not in self._scored:
            self.progress("taking scores apart in NumPy", None)
            ids = [piece.id for piece in self.rows[key]]
            self._scored[key, layer, head] = ScoreTermsAgain(self.weights, ids, layer, head)
        return self._scored[key, layer, head]

    def _chances(self, key: str, position: int, temperature: float) -> np.ndarray:
        """Return the distribution ``[V]`` of the next token at a position."""
        name = f"{key}.probs:{temperature}[{position}]"
        if name not in self._kept:
            logits = self.trace(key)["logits"][position].astype(np.float64) / temperature
            odds = np.exp(logits - logits.max())
            self._kept[name] = odds / odds.sum()
        return self._kept[name]


def _softmax_slack(scores: np.ndarray) -> float:
    """Return the relative error of a softmax from rounding of the scores: its own, and their sum's."""
    return 2 * TOLERANCE * float(np.abs(scores[np.isfinite(scores)]).max())


@lru_cache(maxsize=64)  # twelve models of a clip ask for some each
def _probe_again(folder: Path, probe: str) -> dict[str, np.ndarray]:
    return measure_again(folder, json.loads(probe))
