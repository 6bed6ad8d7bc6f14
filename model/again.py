"""Everything a sidecar's sources can name, computed again in NumPy when it is first asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from model import recheck, weights
from model.bundle import count
from model.cited import CITED
from model.needs import BEST_ADJECTIVE, WEIGHTS, AdjectiveProbe, Needs, parse_head
from model.reference import Weights, forward
from model.tokens import tokenize

TOLERANCE = 1e-4  # of the largest entry of the same row; verify.py says why


@dataclass(frozen=True)
class Near:
    """A value and how far off rounding may have put it; arithmetic carries both."""

    value: float
    error: float = 0.0

    def __float__(self) -> float:
        return self.value

    def __neg__(self) -> Near:
        return Near(-self.value, self.error)

    def __add__(self, other: Any) -> Near:
        return Near(self.value + float(other), self.error + _error(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Near:
        return self + -other

    def __rsub__(self, other: Any) -> Near:
        return -self + other

    def __mul__(self, other: Any) -> Near:
        error = _times(float(other), self.error) + _times(self.value, _error(other))
        return Near(self.value * float(other), error)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Near:
        ratio = self.value / float(other)
        return Near(ratio, (self.error + _times(ratio, _error(other))) / abs(float(other)))

    def __rtruediv__(self, other: Any) -> Near:
        return Near(float(other)) / self

    def __abs__(self) -> Near:
        return Near(abs(self.value), self.error)

    def through(self, function: Any) -> Near:
        """A function of it, with the error it makes of ours."""
        ends = [function(self.value + e) for e in (-self.error, self.error) if self.error]
        here = function(self.value)
        return Near(here, max((abs(end - here) for end in ends), default=0.0))


def _error(x: Any) -> float:
    return x.error if isinstance(x, Near) else 0.0


def _times(factor: float, error: float) -> float:
    """The error of a product, where an infinite factor has none (-inf stays -inf)."""
    return abs(factor) * error if math.isfinite(factor) else 0.0


class Again:
    """Everything a sidecar's sources can name, computed again when it is first asked for."""

    def __init__(self, sidecar: Mapping[str, Any], progress: weights.Progress) -> None:
        self.needs = Needs.from_json(sidecar["needs"])
        self.progress = progress
        self.source = weights.locate(self.needs.model, progress)
        self.weights = Weights(self.source.folder)
        self.rows = {
            key: tokenize(self.source.folder, self.weights.config, sidecar["traces"][key]["text"])
            for key in self.needs.traces
        }
        self._kept: dict[str, np.ndarray] = {}
        self._probes: dict[str, dict[str, np.ndarray]] = {}

    @cached_property
    def traces(self) -> dict[str, np.ndarray]:
        self.progress("running the model in NumPy", None)
        ids = [[token.id for token in row] for row in self.rows.values()]
        names = {name for need in self.needs.traces.values() for name in need.arrays}
        found = forward(self.weights, ids, names)
        return {
            f"{key}.{name}" if key else name: array
            for key, trace in zip(self.rows, found, strict=True)
            for name, array in trace.items()
        }

    def probe(self, name: str) -> dict[str, np.ndarray]:
        """A probe's arrays by name; those of several clips of one run are computed once."""
        if name not in self._probes:
            self.progress(f"measuring the {name} probe in NumPy", None)
            asked = {p["name"]: p for p in self.needs.to_json()["probes"]}
            self._probes[name] = _probe_again(self.source.folder, json.dumps(asked[name]))
        return self._probes[name]

    @cached_property
    def meta(self) -> dict[str, Any]:
        """What is counted, counted again."""
        w = self.weights
        head = parse_head(self.needs.head)
        if self.needs.head == BEST_ADJECTIVE:
            score = self.probe("adjective")["score"]
            head = divmod(int(score.argmax()), score.shape[1])
        return {
            "head": head,
            "traces": {key: {"tokens": row} for key, row in self.rows.items()},
            "probes": {probe.name: recheck.facts(probe) for probe in self.needs.probes},
            "n_layers": w.n_layers, "n_heads": w.n_heads, "n_kv_heads": w.n_groups, "d_model": w.width,
            "d_head": w.d_head, "d_mlp": len(w.of_block(0, "mlp.up_proj")), "n_parameters": w.n_parameters(),
            "n_vocab": len(w["model.embed_tokens.weight"]),
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
            return Near({place.replace(",", "."): number for place, number in CITED.items()}[what])
        array, at = self._array(name, index)
        if len(at) != array.ndim:
            raise KeyError(f"{name}[{','.join(map(str, index))}] is a slice, not a number")
        value = float(array[at])
        if not math.isfinite(value):
            return Near(value)
        # Masked scores leave rows of one entry; their scale is that of the head.
        row = array[at[:-2]] if name.rpartition(".")[2] in ("attn_scores", "raw_scores") else array[at[:-1]]
        return Near(value, TOLERANCE * float(np.abs(row[np.isfinite(row)]).max()))

    def _array(self, name: str, index: tuple[int, ...]) -> tuple[np.ndarray, tuple[int, ...]]:
        if name in WEIGHTS:
            if name == "attn_norm":
                return self.weights.of_block(index[0], "input_layernorm"), index[1:]
            key = f"{name}{index[:2]}"
            if key not in self._kept:
                self._kept[key] = self.weights.head_matrix(name, index[0], index[1])
            return self._kept[key], index[2:]
        if name.startswith("probe:"):
            probe, _, array = name.removeprefix("probe:").partition(".")
            return self.probe(probe)[array], index
        return self.traces[name], index


@lru_cache(maxsize=8)
def _probe_again(folder: Path, probe: str) -> dict[str, np.ndarray]:
    [found] = Needs.from_json(
        {"model": "", "head": None, "traces": {}, "weights": [], "probes": [json.loads(probe)]}
    ).probes
    weights_again = Weights(folder)
    if isinstance(found, AdjectiveProbe):
        return recheck.adjective(folder, weights_again, found)
    return recheck.sense(folder, weights_again, found)
