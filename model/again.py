"""Everything a sidecar's sources can name, computed again in NumPy when it is first asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from model import recheck, weights
from model.cited import CITED
from model.counts import count
from model.near import Near
from model.needs import ARRAYS, BEST, NORM, WEIGHTS, Needs, changed_heads, parse_head, parse_weight
from model.probe_needs import probe_from_json
from model.raw import Weights
from model.reference import forward
from model.tokens import tokenize

TOLERANCE = 1e-4  # of the largest entry of the same row; verify.py says why


class Again:
    """Everything a sidecar's sources can name, computed again when it is first asked for."""

    def __init__(self, sidecar: Mapping[str, Any], progress: weights.Progress) -> None:
        self.needs = Needs.from_json(sidecar["needs"])
        self.progress = progress
        self.source = weights.locate(self.needs.model, progress)
        self.weights = Weights(self.source.folder)
        self.rows = {
            key: tokenize(self.source.folder, self.weights.config, sidecar["traces"][key]["text"])[: need.first]
            for key, need in self.needs.traces.items()
        }
        self._kept: dict[str, np.ndarray] = {}
        self._probes: dict[str, dict[str, np.ndarray]] = {}
        self._traces: dict[str, dict[str, np.ndarray]] = {}

    def trace(self, key: str) -> dict[str, np.ndarray]:
        """The arrays of a trace, for the layers that were asked for, with ``logits`` where anything needs them."""
        if key not in self._traces:
            self.progress("running the model in NumPy", None)
            need = self.needs.traces[key]
            changed = changed_heads(need.change, self.head, self.weights.n_layers, self.weights.n_heads)
            ids = [token.id for token in self.rows[key]]
            [self._traces[key]] = forward(self.weights, [ids], need.traced(), self.layers(key), **changed)
        return self._traces[key]

    def layers(self, key: str) -> list[int]:
        """The layers that a trace is kept for."""
        return self.needs.traces[key].layers_of(self.head, self.weights.n_layers)

    def probe(self, name: str) -> dict[str, np.ndarray]:
        """A probe's arrays by name; those of several clips of one run are computed once."""
        if name not in self._probes:
            self.progress(f"measuring the {name} probe in NumPy", None)
            asked = {p["name"]: p for p in self.needs.to_json()["probes"]}
            self._probes[name] = _probe_again(self.source.folder, json.dumps(asked[name]))
        return self._probes[name]

    @cached_property
    def head(self) -> tuple[int, int] | None:
        """The chosen head, chosen again."""
        if self.needs.head is not None and self.needs.head in BEST:
            probe, ranked_by = BEST[self.needs.head]
            score = self.probe(probe.name)[ranked_by]
            return divmod(int(score.argmax()), score.shape[1])
        return parse_head(self.needs.head)

    @cached_property
    def meta(self) -> dict[str, Any]:
        """What is counted, counted again."""
        w = self.weights
        return {
            "head": self.head,
            "traces": {key: {"tokens": row} for key, row in self.rows.items()},
            "probes": {probe.name: recheck.facts(probe) for probe in self.needs.probes},
            "n_layers": w.n_layers, "n_heads": w.n_heads, "n_kv_heads": w.n_groups, "d_model": w.width,
            "d_head": w.d_head, "d_mlp": len(w.part("up")), "n_parameters": w.n_parameters(), "n_context": w.n_context,
            "n_vocab": len(w.embedding()), "tensors": w.shapes(), "ranks": self._ranks(),
        }  # fmt: skip

    @cached_property
    def sizes(self) -> set[int]:
        """Every length an axis of an array can have."""
        numbers = {value for name, value in self.meta.items() if name.startswith(("n_", "d_"))}
        return numbers | {len(row) for row in self.rows.values()}

    def look_up(self, name: str, index: tuple[int, ...]) -> Near:
        """The entry that a source names, as :func:`model.readings.evaluate` asks for it."""
        kind, _, what = name.partition(":")
        if kind == "count" and what.isdecimal():  # "count:576-5", entries left out of a vector of that size
            if int(what) not in self.sizes:
                raise KeyError(f"nothing in this model or these sentences has the size {what}")
            return Near(int(what))
        if kind == "count":
            return Near(count(self.meta, what))
        if kind == "cited":
            return Near(float({place.replace(",", "."): number for place, number in CITED.items()}[what]))
        array, at = self._array(name, index)
        if len(at) != array.ndim:
            raise KeyError(f"{name}[{','.join(map(str, index))}] is a slice, not a number")
        value = float(array[at])
        if not math.isfinite(value):
            return Near(value)
        if self._bare(name)[1] == "probs":
            return Near(value, min(TOLERANCE * float(array.max()), value * self._slack(name, index[0])))
        # Masked scores leave rows of one entry; their scale is that of the head.
        row = array[at[:-2]] if name.rpartition(".")[2] in ("attn_scores", "raw_scores") else array[at[:-1]]
        return Near(value, TOLERANCE * float(np.abs(row[np.isfinite(row)]).max()))

    def _array(self, name: str, index: tuple[int, ...]) -> tuple[np.ndarray, tuple[int, ...]]:
        """The array that a source names, perhaps only a slice of it, and the entry's place in that."""
        if name in (*WEIGHTS, *NORM):
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
        if bare == "result":
            layer, head, position, *rest = index
            z = self.trace(key)["z"][self.layers(key).index(layer), head, position]
            return z @ self.weights.head_matrix("W_O", layer, head).T, tuple(rest)
        if ARRAYS[bare][0] == "L":
            index = (self.layers(key).index(index[0]), *index[1:])
        return self.trace(key)[bare], index

    def _weight(self, name: str, index: tuple[int, ...]) -> tuple[np.ndarray, tuple[int, ...]]:
        if name in NORM:
            return self.weights.part("attn", index[0], "weight" if name == "attn_norm" else "bias"), index[1:]
        key = f"{name}{index[:2]}"
        if key not in self._kept:
            make = self._sigma if name.startswith("sigma") else self.weights.head_matrix
            self._kept[key] = make(name, index[0], index[1])
        return self._kept[key], index[2:]

    def _sigma(self, name: str, layer: int, head: int) -> np.ndarray:
        """Singular values of A B, ``[D]``, by the eigenvalues of (AᵀA)(B Bᵀ), which is only ``[K, K]``."""
        group = head * self.weights.n_groups // self.weights.n_heads
        left, right = {
            "sigma_QK": (("W_Q", head), ("W_K", group)),
            "sigma_OV": (("W_O", head), ("W_V", group)),
        }[name]
        a, b = (self.weights.head_matrix(w, layer, n).astype(np.float64) for w, n in (left, right))
        a = a if name == "sigma_OV" else a.T
        squares = np.sort(np.linalg.eigvals(a.T @ a @ b @ b.T).real)[::-1]
        return np.sqrt(np.pad(squares.clip(0), (0, self.weights.width - len(squares))))

    def _ranks(self) -> dict[str, int]:
        found = {}
        for weight in (w for w in self.needs.weights if w.startswith("sigma")):
            name, named = parse_weight(weight)
            chosen = named or self.head
            assert chosen is not None  # Needs has checked it
            sigma, _ = self._weight(name, chosen)
            found[f"{name}[{chosen[0]},{chosen[1]}]"] = int(np.count_nonzero(sigma > 1e-5 * sigma[0]))
        return found

    @staticmethod
    def _bare(name: str) -> tuple[str, str, float]:
        """``"a.probs:0.5"`` as the trace's key, the array's name and the temperature."""
        base, _, temperature = name.partition(":")
        key, _, bare = base.rpartition(".")
        return key, bare, float(temperature) if bare in ("probs", "lse") and temperature else 1.0

    def _slack(self, name: str, position: int) -> float:
        """By what share of itself rounding of the logits may put a probability off: its own, and their sum's."""
        key, _, temperature = self._bare(name)
        return 2 * TOLERANCE * float(np.abs(self.trace(key)["logits"][position]).max()) / temperature

    def _chances(self, key: str, position: int, temperature: float) -> np.ndarray:
        """The distribution ``[V]`` of the next token at a position."""
        name = f"{key}.probs:{temperature}[{position}]"
        if name not in self._kept:
            logits = self.trace(key)["logits"][position].astype(np.float64) / temperature
            odds = np.exp(logits - logits.max())
            self._kept[name] = odds / odds.sum()
        return self._kept[name]


@lru_cache(maxsize=8)
def _probe_again(folder: Path, probe: str) -> dict[str, np.ndarray]:
    return recheck.measure(folder, Weights(folder), probe_from_json(json.loads(probe)))
