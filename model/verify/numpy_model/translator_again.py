"""The encoder–decoder a second time, in plain NumPy: no line is shared with ``model/translator``.

Sentences of equal length go through together, on a first axis; nothing is filled up and nothing of the kind is hidden.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import erf

from attention_scenes.model.verify.numpy_model.numpy_weights import HEAD, Weights, files_of, tensors_of

CROSS = {f"c{letter}": f"layers.{{}}.cross_attn.{letter}_proj" for letter in "qkvo"} | {
    "cross": "layers.{}.cross_layernorm"
}
Found = dict[str, np.ndarray]
Noted = dict[str, list[np.ndarray]]  # of each layer
Rows = Sequence[Sequence[int] | np.ndarray]  # what is read: numbers of words, or patches as rows of numbers
Cuts = Sequence[tuple[int, int | list[int]] | None]  # a query, and the place or places that it may not look at


class TranslatorWeights(Weights):
    """The decoder's half of an encoder–decoder's weights, which counts the parameters of both."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "decoder")
        self.names = {**self.names, **CROSS}
        places = {name: place for path in files_of(folder) for name, place in tensors_of(path).items()}
        self._all = {name: list(entry["shape"]) for name, (_, _, entry) in places.items()}

    def shapes(self) -> dict[str, list[int]]:
        return dict(self._all)

    def n_parameters(self) -> int:
        return sum(int(np.prod(shape)) for shape in self._all.values())


def settings_of(folder: Path) -> dict[str, Any]:
    """Return a folder's config.json; an empty one where it cannot be read, which others report."""
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def reads_and_says(folder: Path) -> bool:
    """Return whether a folder holds an encoder–decoder."""
    return settings_of(folder).get("model_type") == "encoder-decoder"


def weights_of(folder: Path) -> Weights:
    """Return the weights of a folder, of an encoder–decoder those of the half that says words."""
    return TranslatorWeights(folder) if reads_and_says(folder) else Weights(folder)


class NumpyTranslator:
    """The NumPy encoder–decoder behind :class:`model.probes.translation.translating.Translator`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.settings = folder, settings_of(folder)

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(self.settings["reads"])

    @property
    def says(self) -> tuple[str, ...]:
        return tuple(self.settings["says"])

    @cached_property
    def halves(self) -> tuple[Weights, Weights]:
        return Weights(self.folder, "encoder"), TranslatorWeights(self.folder)

    def run_pairs(
        self, read: Rows, said: Sequence[Sequence[int]], arrays: Sequence[str], cuts: Cuts = ()
    ) -> list[Found]:
        found: list[Found] = [{} for _ in read]
        for same in _alike([(len(one), len(other)) for one, other in zip(read, said, strict=True)]):
            noted: Noted = defaultdict(list)
            seen = self._encoded(np.array([read[n] for n in same]), noted)
            left_out = [cuts[n] for n in same] if cuts else []
            self._said(np.array([said[n] for n in same]), seen, noted, left_out)
            for place, n in enumerate(same):
                found[n] = {name: _own(noted[name], place, name) for name in arrays}
        return found

    def translate(self, read: Rows) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in read]
        end, most = self.says.index("</s>"), self.halves[1].n_context
        for same in _alike([len(row) for row in read]):
            seen = self._encoded(np.array([read[n] for n in same]), defaultdict(list))
            rows = np.zeros((len(same), 1), dtype=int)
            for _ in range(most):
                logits = self._said(rows, seen, defaultdict(list), [])
                rows = np.column_stack([rows, logits[:, -1].argmax(axis=1)])
            for n, row in zip(same, rows[:, 1:].tolist(), strict=True):
                found[n] = row[: row.index(end) + 1] if end in row else row
        return found

    def entered(self, weights: Weights, rows: np.ndarray) -> np.ndarray:
        """Return the vectors of what is read, those of places not yet added."""
        found: np.ndarray = weights.embedding()[rows]
        return found

    def _encoded(self, ids: np.ndarray, noted: Noted) -> np.ndarray:
        """Return what the encoder leaves of some sentences, ``[N, S, D]``."""
        weights, n = self.halves[0], ids.shape[1]
        x = self.entered(weights, ids) + _places(weights, n)
        all_seen = np.ones((n, n), dtype=bool)
        for layer in range(weights.n_layers):
            normed = _normed(weights, x, "attn", layer)
            x = x + _heads(weights, "qkvo", layer, normed, normed, all_seen, noted, "encoder_")
            x = x + _neurons(weights, x, layer)
        return _normed(weights, x, "final", 0)

    def _said(self, ids: np.ndarray, seen: np.ndarray, noted: Noted, cuts: Cuts) -> np.ndarray:
        """Return the logits of what follows each word that was said, ``[N, T, V]``."""
        weights, n = self.halves[1], ids.shape[1]
        x = weights.embedding()[ids] + _places(weights, n)
        before = np.tri(n, dtype=bool)
        may = np.ones((len(ids), 1, n, seen.shape[1]), dtype=bool)
        for row, cut in enumerate(cuts):
            if cut:
                may[row, 0, cut[0], cut[1]] = False
        own = self.settings["values"] == "decoder"
        for layer in range(weights.n_layers):
            normed = _normed(weights, x, "attn", layer)
            x = x + _heads(weights, "qkvo", layer, normed, normed, before, noted, "")
            asks = _normed(weights, x, "cross", layer)
            x = x + _heads(weights, ("cq", "ck", "cv", "co"), layer, asks, seen, may, noted, "cross_", own)
            x = x + _neurons(weights, x, layer)
        logits = _normed(weights, x, "final", 0) @ weights[HEAD].T
        noted["logits"].append(logits)
        return logits


def _heads(
    weights: Weights, parts: Sequence[str], layer: int, asks: np.ndarray, answers: np.ndarray, may: np.ndarray,
    noted: Noted, start: str, own_values: bool = False,
) -> np.ndarray:  # fmt: skip
    """Return what heads of attention add to ``asks``: queries of these, keys and values of ``answers``."""
    size, heads = weights.d_head, weights.n_heads

    def split(rows: np.ndarray, part: str) -> np.ndarray:
        made = rows @ weights.part(part, layer).T
        return made.reshape(*rows.shape[:2], heads, size).transpose(0, 2, 1, 3)

    query, key = split(asks, parts[0]), split(answers, parts[1])
    value = split(asks if own_values else answers, parts[2])
    score = np.where(may, np.matmul(query, key.transpose(0, 1, 3, 2)) / np.float32(np.sqrt(size)), -np.inf)
    weight = np.exp(score - score.max(axis=-1, keepdims=True))
    weight = weight / weight.sum(axis=-1, keepdims=True)
    mean = weight.sum(axis=-1)[..., None] * value if own_values else np.matmul(weight, value)
    kept = {"q": query, "k": key, "v": value, "attn_scores": score, "pattern": weight, "z": mean}
    for name, array in kept.items():
        noted[f"{start}{name}"].append(array)
    together = mean.transpose(0, 2, 1, 3).reshape(*asks.shape[:2], heads * size)
    out = together @ weights.part(parts[3], layer).T
    noted["cross_out" if start == "cross_" else f"{start}attn_out"].append(out)
    return out


def _neurons(weights: Weights, x: np.ndarray, layer: int) -> np.ndarray:
    inside = _normed(weights, x, "mlp", layer) @ weights.part("up", layer).T + weights.part("up", layer, "bias")
    bent = (inside * (1 + erf(inside.astype(np.float64) / np.sqrt(2))) / 2).astype(np.float32)
    return bent @ weights.part("down", layer).T + weights.part("down", layer, "bias")


def _normed(weights: Weights, x: np.ndarray, part: str, layer: int) -> np.ndarray:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(weights.eps))
    return centred / spread * weights.part(part, layer) + weights.part(part, layer, "bias")


def _places(weights: Weights, n: int) -> np.ndarray:
    vectors = weights.position_vectors()
    return np.zeros(1, dtype=np.float32) if vectors is None else vectors[:n]


def _own(layers: Sequence[np.ndarray], place: int, name: str) -> np.ndarray:
    """Return one sentence's share of arrays of some layers."""
    return layers[0][place] if name == "logits" else np.stack([layer[place] for layer in layers])


def _alike(lengths: Sequence[Any]) -> list[list[int]]:
    """Return the numbers of rows of equal lengths, together."""
    groups: dict[Any, list[int]] = {}
    for n, length in enumerate(lengths):
        groups.setdefault(length, []).append(n)
    return list(groups.values())
