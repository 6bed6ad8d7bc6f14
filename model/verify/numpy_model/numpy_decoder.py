"""The same model a second time, in plain NumPy, to check the first by: no line is shared with transformer.py.

It runs many sentences at once by laying them end to end: all matrices are applied to all rows, only attention is
worked out sentence by sentence and head by head.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights

LLAMA3 = ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor")


def forward(
    weights: Weights,
    sentences: Sequence[Sequence[int]],
    keep: Collection[str],
    layers: Collection[int] | None = None,
    unmasked: Collection[tuple[int, int]] = (),
    dropped: Collection[tuple[int, int]] = (),
) -> list[dict[str, np.ndarray]]:
    """The arrays in ``keep`` for each sentence of token numbers, shaped as a trace has them (float32).

    Of all ``layers`` or some; with ``unmasked`` heads that see the future and ``dropped`` ones that add nothing.
    """
    ends = np.cumsum([len(ids) for ids in sentences])
    spans = [slice(end - len(ids), end) for end, ids in zip(ends, sentences, strict=True)]
    place = np.concatenate([np.arange(len(ids)) for ids in sentences])
    found: list[dict[str, list[np.ndarray]]] = [{name: [] for name in keep} for _ in sentences]

    kept_here = True

    def note(name: str, rows: np.ndarray) -> None:
        if name in keep and kept_here:
            for trace, span in zip(found, spans, strict=True):
                trace[name].append(np.ascontiguousarray(rows[span]))

    def by_head(name: str, rows: np.ndarray) -> None:
        if name in keep and kept_here:
            for trace, span in zip(found, spans, strict=True):
                trace[name].append(rows[span].reshape(span.stop - span.start, -1, weights.d_head).swapaxes(0, 1))

    x = weights.embedding()[np.concatenate([np.asarray(ids) for ids in sentences])]
    note("embed", x)
    if weights.gpt2:
        x = x + weights.part("positions")[place]
    for layer in range(weights.n_layers):
        kept_here = layers is None or layer in layers
        free, gone = ([head for at, head in heads if at == layer] for heads in (unmasked, dropped))
        note("resid_pre", x)
        normed = _normed(weights, x, layer, "attn")
        note("attn_in", normed)
        q, k, v = (_mapped(weights, normed, part, layer) for part in "qkv")
        for name, rows in (("q", q), ("k", k), ("v", v)):
            by_head(name, rows)
        if not weights.gpt2:
            q, k = _turned(q, place, weights), _turned(k, place, weights)
        by_head("rot_q", q)
        by_head("rot_k", k)
        z = np.empty_like(q)
        for trace, span in zip(found, spans, strict=True):
            z[span] = _attend(weights, q[span], k[span], v[span], trace if kept_here else {}, free)
        by_head("z", z)
        if gone:
            z = z.copy()  # what is noted shows it as it was
        for head in gone:
            z[:, head * weights.d_head : (head + 1) * weights.d_head] = 0
        added = _mapped(weights, z, "o", layer)
        note("attn_out", added)
        x = x + added
        note("resid_mid", x)
        normed = _normed(weights, x, layer, "mlp")
        act = _mapped(weights, normed, "up", layer)
        act = _bent(act) if weights.gpt2 else act * _opened(_mapped(weights, normed, "gate", layer))
        note("mlp_act", act)
        added = _mapped(weights, act, "down", layer)
        note("mlp_out", added)
        x = x + added
        note("resid_post", x)
    kept_here = True
    x = _normed(weights, x, 0, "final")
    note("final_norm", x)
    if "logits" in keep:
        note("logits", x @ weights.unembedding().T)
    once = {"embed", "final_norm", "logits"}
    return [{name: a[0] if name in once else np.stack(a) for name, a in trace.items()} for trace in found]


def _attend(
    weights: Weights, q: np.ndarray, k: np.ndarray, v: np.ndarray, trace: dict[str, list], unmasked: Collection[int]
) -> np.ndarray:
    """Attention within one sentence; notes the scores and weights on the way."""
    n, size = len(q), weights.d_head
    out = np.empty_like(q)
    raws, scores, patterns = [], [], []
    for head in range(weights.n_heads):
        mine = slice(head * size, (head + 1) * size)
        group = head * weights.n_groups // weights.n_heads
        theirs = slice(group * size, (group + 1) * size)
        raw = q[:, mine] @ k[:, theirs].T
        may_see = (np.arange(n)[:, None] >= np.arange(n)[None, :]) | (head in unmasked)
        score = np.where(may_see, raw * np.float32(size**-0.5), -np.inf)
        weight = np.exp(score - score.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        out[:, mine] = weight @ v[:, theirs]
        raws.append(raw)
        scores.append(score)
        patterns.append(weight)
    for name, values in (("raw_scores", raws), ("attn_scores", scores), ("pattern", patterns)):
        if name in trace:
            trace[name].append(np.stack(values))
    return out


def _mapped(weights: Weights, rows: np.ndarray, part: str, layer: int) -> np.ndarray:
    return rows @ weights.part(part, layer).T + weights.part(part, layer, "bias")


def _opened(x: np.ndarray) -> np.ndarray:
    """SiLU: each number times its own logistic."""
    with np.errstate(over="ignore"):
        return x / (1 + np.exp(-x))


def _bent(x: np.ndarray) -> np.ndarray:
    """GELU by its tanh formula (Hendrycks and Gimpel 2016, section 2)."""
    return x * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3))) / 2


def _normed(weights: Weights, x: np.ndarray, layer: int, part: str) -> np.ndarray:
    gain, eps = weights.part(part, layer), np.float32(weights.eps)
    if not weights.gpt2:
        return (x / np.sqrt(np.mean(np.square(x), axis=1, keepdims=True) + eps)) * gain
    centred = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return centred * gain + weights.part(part, layer, "bias")


def _turned(rows: np.ndarray, place: np.ndarray, weights: Weights) -> np.ndarray:
    """Rotary positions as complex numbers: the pair (i, i + size/2) of each head is one number, turned by its angle."""
    half = weights.d_head // 2
    pairs = rows.reshape(len(rows), -1, 2, half)
    numbers = pairs[:, :, 0] + 1j * pairs[:, :, 1]
    turned = numbers * np.exp(1j * place[:, None] * _speeds(weights.rope, half))[:, None, :]
    return np.stack([turned.real, turned.imag], axis=2).reshape(rows.shape).astype(np.float32)


def _speeds(rope: Mapping[str, Any], half: int) -> np.ndarray:
    """The angle of each pair from one place to the next."""
    speed = rope["rope_theta"] ** (-np.arange(half) / half)
    match rope["rope_type"]:
        case "linear":
            speed = speed / rope["factor"]
        case "llama3":
            old, low, high = (rope[name] for name in LLAMA3)
            for pair, wave in enumerate(2 * np.pi / speed):
                if wave > old / low:
                    speed[pair] /= rope["factor"]
                elif wave >= old / high:
                    share = (old / wave - low) / (high - low)
                    speed[pair] *= share + (1 - share) / rope["factor"]
    return speed
