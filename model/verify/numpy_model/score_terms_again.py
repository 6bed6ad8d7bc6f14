"""Attention scores as sums of terms, a second time: every write taken apart in float64, turned as complex numbers."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_decoder import forward, speeds
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights

NAMES = (
    "score_terms", "score_by_query", "score_by_key", "score_by_group", "score_sum", "score_plus", "score_minus",
    "score_by_chance", "score_half", "score_key_half",
)  # fmt: skip
COUNTS = ("score_half", "score_key_half")


class ScoreTermsAgain:
    """The terms of one head's scores on one sentence.

    Parameters
    ----------
    ids
        The sentence's tokens by number.
    layer, head
        The head.
    """

    def __init__(self, weights: Weights, ids: list[int], layer: int, head: int) -> None:
        if head >= weights.n_heads:
            raise IndexError(f"there is no head {head}")
        self.weights, self.layer = weights, layer
        self._found: dict[tuple[int, int], tuple[dict[str, np.ndarray], float]] = {}
        [trace] = forward(weights, [ids], {"embed", "z", "mlp_out", "resid_pre"}, range(layer + 1))
        group = head * weights.n_groups // weights.n_heads
        written = self._writes(trace)
        self.groups = self._groups()
        stream = trace["resid_pre"][layer].astype(np.float64)
        spread = np.sqrt(stream.var(1) if weights.kind.centred else np.square(stream).mean(1))
        divide = np.hypot(spread, np.sqrt(weights.eps))[:, None] if weights.kind.normed else np.ones((len(stream), 1))
        self.asked, self.answered = (
            self._side(written, divide, letter, number) for letter, number in (("q", head), ("k", group))
        )

    def terms(self, query: int, key: int) -> np.ndarray:
        """Return the terms ``[W, W]`` of one score; IndexError where the key comes later, or is not there."""
        if key > query:
            raise IndexError(f"token {key} comes after token {query}: that score is masked")
        return np.einsum("ak,bk->ab", self.asked[:, query], self.answered[:, key]) / self.weights.d_head**0.5

    def look_up(self, name: str, query: int, key: int, *index: int) -> tuple[float, float]:
        """Return the number of a source such as ``score_terms[19,8,4,3,0,7]``, and the scale of rounding in it."""
        if (query, key) not in self._found:
            self._found[query, key] = self._sums(self.terms(query, key))
        sums, scale = self._found[query, key]
        if len(index) != (values := sums[name]).ndim:
            raise KeyError(f"{name} is named by {4 + values.ndim} indices")
        return float(values[index]), scale

    def _sums(self, terms: np.ndarray) -> tuple[dict[str, np.ndarray], float]:
        """Return all that has a name of one score, and its largest term or sum of a row."""
        rows, columns = terms.sum(1), terms.sum(0)
        groups = np.zeros((4, 4))
        for row, group in enumerate(self.groups):
            np.add.at(groups[group], self.groups, terms[row])
        found = {
            "score_terms": terms, "score_by_query": rows, "score_by_key": columns, "score_by_group": groups,
            "score_sum": terms.sum(),
            "score_plus": np.maximum(terms, 0).sum(), "score_minus": np.minimum(terms, 0).sum(),
            "score_by_chance": np.linalg.norm(terms), "score_half": half_of(terms), "score_key_half": half_of(columns),
        }  # fmt: skip
        scale = max(float(np.abs(each).max()) for each in (terms, rows, columns))
        return {name: np.asarray(each) for name, each in found.items()}, scale

    def _writes(self, trace: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Return every write before the layer, ``[T, D]`` each."""
        weights, found = self.weights, [trace["embed"].astype(np.float64)]
        places, count = weights.position_vectors(), len(trace["embed"])
        if places is not None:
            found.append(places[:count].astype(np.float64))
        for layer in range(self.layer):
            for head in range(weights.n_heads):
                out = weights.head_matrix("W_O", layer, head).astype(np.float64)
                found.append(np.einsum("tk,dk->td", trace["z"][layer, head], out))
            if self._has("o", layer):
                found.append(np.tile(weights.part("o", layer, "bias").astype(np.float64), (count, 1)))
            if weights.kind.mlp != "nothing":
                found.append(trace["mlp_out"][layer].astype(np.float64))
        return found

    def _groups(self) -> list[int]:
        """Return for each write 0 for the embedding, 1 for a head, 2 for an MLP, 3 for what else there is."""
        weights, found = self.weights, [0]
        found += [3] if weights.position_vectors() is not None else []
        for layer in range(self.layer):
            found += [1] * weights.n_heads + [3] * self._has("o", layer) + [2] * (weights.kind.mlp != "nothing")
        return found + [3] * self._has_constant()

    def _has_constant(self) -> bool:
        """Tell whether queries and keys have a part that nothing wrote: a shift of the norm, or a bias of their map."""
        return any(self._has(part, self.layer) for part in ("attn", "q", "k"))

    def _side(self, written: list[np.ndarray], divide: np.ndarray, letter: str, number: int) -> np.ndarray:
        """Return what each write asks or answers, ``[W, T, K]``, and what no write does at the end."""
        weights, layer = self.weights, self.layer
        own = slice(number * weights.d_head, (number + 1) * weights.d_head)
        matrix = weights.part(letter, layer)[own].astype(np.float64)
        gain = weights.part("attn", layer).astype(np.float64) if weights.kind.normed else np.ones(weights.width)
        rows = []
        for write in written:
            centred = write - write.mean(1)[:, None] if weights.kind.centred else write
            rows.append((matrix @ (centred / divide * gain).T).T)
        if self._has_constant():
            shift = np.broadcast_to(weights.part("attn", layer, "bias"), gain.shape).astype(np.float64)
            bias = np.broadcast_to(weights.part(letter, layer, "bias"), (len(weights.part(letter, layer)),))[own]
            rows.append(np.tile(matrix @ shift + bias, (len(divide), 1)))
        return self._turned(np.stack(rows))

    def _turned(self, rows: np.ndarray) -> np.ndarray:
        if self.weights.kind.places != "turned":
            return rows
        half = self.weights.d_head // 2
        angle = np.outer(np.arange(rows.shape[1]), speeds(self.weights.rope, half))
        turned = (rows[..., :half] + 1j * rows[..., half:]) * np.exp(1j * angle)
        return np.concatenate([turned.real, turned.imag], axis=-1)

    def _has(self, part: str, layer: int) -> bool:
        return f"{self.weights.names[part].format(layer)}.bias" in self.weights


def half_of(terms: np.ndarray) -> int:
    """Return how many terms, from the largest on, it takes until their sizes are half of all."""
    sizes = sorted((abs(float(term)) for term in terms.flat), reverse=True)
    left, taken = sum(sizes) / 2, 0
    while left > 0:
        left -= sizes[taken]
        taken += 1
    return max(taken, 1)
