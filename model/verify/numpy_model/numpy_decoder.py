"""The same model a second time, in plain NumPy, to check the first by: no line is shared with transformer.py.

It runs many sentences at once by laying them end to end: all matrices are applied to all rows, only attention is
worked out sentence by sentence and head by head.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from scipy.special import erf

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights

LLAMA3 = ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor")


Hook = Callable[[str, int | None, np.ndarray], np.ndarray]
BY_HEAD = {"q", "k", "v", "rot_q", "rot_k", "z"}


def unchanged(name: str, layer: int | None, array: np.ndarray) -> np.ndarray:
    """Return the array as it is: the hook of a plain forward pass."""
    return array


def forward(
    weights: Weights,
    sentences: Sequence[Sequence[int] | np.ndarray],
    keep: Collection[str],
    layers: Collection[int] | None = None,
    hook: Hook = unchanged,
    first: int | None = None,
    earlier: Sequence[tuple[int, np.ndarray, np.ndarray]] = (),
) -> list[dict[str, np.ndarray]]:
    """Return the arrays in ``keep`` for each sentence of token numbers, shaped as a trace has them (float32).

    Of all ``layers`` or some. ``hook`` is called with every array of each sentence; the model goes on with what it
    returns, and records that. With ``first``, sentences are streams ``[T, D]`` that enter this layer; with ``earlier``,
    each goes on after so many tokens, of which it sees these keys and values ``[L, G, T, K]``.
    """
    ends = np.cumsum([len(ids) for ids in sentences])
    spans = [slice(end - len(ids), end) for end, ids in zip(ends, sentences, strict=True)]
    starts = [length for length, _, _ in earlier] or [0] * len(sentences)
    place = np.concatenate([start + np.arange(len(ids)) for start, ids in zip(starts, sentences, strict=True)])
    found: list[dict[str, list[np.ndarray]]] = [{name: [] for name in keep} for _ in sentences]

    def point(name: str, layer: int | None, rows: np.ndarray) -> np.ndarray:
        kept = name in keep and (layer is None or layers is None or layer in layers)
        if not kept and hook is unchanged:
            return rows
        made = rows
        for trace, span in zip(found, spans, strict=True):
            mine = rows[span]
            parted = mine.reshape(len(mine), -1, weights.d_head).swapaxes(0, 1) if name in BY_HEAD else mine
            array = hook(name, layer, parted)
            if kept:
                trace[name].append(np.array(array))
            if array is not parted:
                made = rows.copy() if made is rows else made
                made[span] = array.swapaxes(0, 1).reshape(mine.shape) if name in BY_HEAD else array
        return made

    x = np.concatenate([np.asarray(each) for each in sentences])
    if first is None:
        x = point("embed", None, weights.embedding()[x])
        if (added := weights.position_vectors()) is not None:
            x = x + added[place]
        if weights.kind.normed_late:
            x = _normed(weights, x, 0, "start")
    for layer in range(first or 0, weights.n_layers):
        x = point("resid_pre", layer, x)
        late = weights.kind.normed_late
        normed = point("attn_in", layer, x if late else _normed(weights, x, layer, "attn"))
        own = normed if not weights.kind.makes_values else _mapped(weights, normed, "v", layer)
        q, k = (point(part, layer, _mapped(weights, normed, part, layer)) for part in "qk")
        v = point("v", layer, own)
        if weights.kind.places == "turned":
            q, k = _turned(q, place, weights), _turned(k, place, weights)
        q, k = point("rot_q", layer, q), point("rot_k", layer, k)
        z = np.empty_like(q)
        for n, (trace, span) in enumerate(zip(found, spans, strict=True)):
            noted = trace if layers is None or layer in layers else {}
            keys, values = k[span], v[span]
            if earlier:
                _, their_keys, their_values = earlier[n]
                keys, values = _after(their_keys[layer], keys), _after(their_values[layer], values)
            z[span] = _attend(weights, q[span], keys, values, noted, hook, layer)
        kept = 1 if weights.kind.adds_up else 0  # of what was there before
        x = kept * x + point("attn_out", layer, _mapped(weights, point("z", layer, z), "o", layer))
        x = point("resid_mid", layer, _normed(weights, x, layer, "attn") if late else x)
        act = _neurons(weights, x, layer, partial(point, layer=layer))
        more = np.zeros_like(x) if weights.kind.mlp == "nothing" else _mapped(weights, act, "down", layer)
        x = (x if weights.kind.mlp == "nothing" else kept * x) + point("mlp_out", layer, more)
        x = point("resid_post", layer, _normed(weights, x, layer, "mlp") if late else x)
    x = point("final_norm", None, x if weights.kind.normed_late else _normed(weights, x, 0, "final"))
    if "logits" in keep:
        point("logits", None, _word_logits(weights, x) if weights.kind.normed_late else x @ weights.unembedding().T)
    once = {"embed", "final_norm", "logits"}
    return [{name: a[0] if name in once else np.stack(a) for name, a in trace.items()} for trace in found]


def _attend(
    weights: Weights,
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    trace: dict[str, list[np.ndarray]],
    hook: Hook,
    layer: int,
) -> np.ndarray:
    """Compute attention within one sentence; keys beyond the queries stand before them all."""
    n, there, size = len(q), len(k), weights.d_head
    own = [slice(head * size, (head + 1) * size) for head in range(weights.n_heads)]
    read = [own[head * weights.n_groups // weights.n_heads] for head in range(weights.n_heads)]

    def point(name: str, array: np.ndarray) -> np.ndarray:
        array = hook(name, layer, array)
        if name in trace:
            trace[name].append(array)
        return array

    raw = point("raw_scores", np.stack([q[:, mine] @ k[:, theirs].T for mine, theirs in zip(own, read, strict=True)]))
    back_only = np.arange(there - n, there)[:, None] >= np.arange(there)[None, :]
    may_see = back_only if weights.kind.looks_back_only else np.full((n, there), True)
    score = point("attn_scores", np.where(may_see, raw * np.float32(size**-0.5), -np.inf))
    weight = np.exp(score - score.max(axis=-1, keepdims=True))
    weight = point("pattern", weight / weight.sum(axis=-1, keepdims=True))
    return np.concatenate([weight[head] @ v[:, theirs] for head, theirs in enumerate(read)], axis=1)


def _after(earlier: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return keys or values ``[G, T, K]`` of earlier tokens, as rows, before those of a sentence."""
    return np.concatenate([earlier.swapaxes(0, 1).reshape(earlier.shape[1], -1), rows])


def _mapped(weights: Weights, rows: np.ndarray, part: str, layer: int) -> np.ndarray:
    return rows @ weights.part(part, layer).T + weights.part(part, layer, "bias")


def _neurons(weights: Weights, x: np.ndarray, layer: int, point: Callable[..., np.ndarray]) -> np.ndarray:
    """Compute what an MLP's neurons say of a stream; nothing where there are none."""
    if weights.kind.mlp == "nothing":
        point("mlp_in", rows=np.zeros_like(x))
        none = np.zeros((len(x), 0), dtype=np.float32)
        return [point(name, rows=none) for name in ("mlp_up", "mlp_gate", "mlp_act")][-1]
    read = x if weights.kind.normed_late else _normed(weights, x, layer, "mlp")
    normed, bend = point("mlp_in", rows=read), BENDS[weights.kind.bend]
    up = point("mlp_up", rows=_mapped(weights, normed, "up", layer))
    if weights.kind.mlp == "plain":
        return point("mlp_act", rows=bend(point("mlp_gate", rows=up)))
    gate = point("mlp_gate", rows=_mapped(weights, normed, "gate", layer))
    return point("mlp_act", rows=up * bend(gate))


def _word_logits(weights: Weights, x: np.ndarray) -> np.ndarray:
    """Return what BERT's head for hidden words makes of its last streams."""
    bent = BENDS[weights.kind.bend](_mapped(weights, x, "word", 0))
    return _normed(weights, bent, 0, "word_norm") @ weights.embedding().T + weights.part("word_bias", 0, "bias")


def _opened(x: np.ndarray) -> np.ndarray:
    """Apply SiLU: each number times its own logistic."""
    with np.errstate(over="ignore"):
        return x / (1 + np.exp(-x))


def _bent(x: np.ndarray) -> np.ndarray:
    """Apply GELU by its tanh formula (Hendrycks and Gimpel 2016, section 2)."""
    return x * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3))) / 2


def _cumulated(x: np.ndarray) -> np.ndarray:
    """Apply GELU as it is defined: each number times the share of a normal distribution below it."""
    return (x * (1 + erf(x.astype(np.float64) / np.sqrt(2))) / 2).astype(x.dtype)


def _cut(x: np.ndarray) -> np.ndarray:
    """Apply ReLU."""
    return np.maximum(x, 0)


def read_out_again(weights: Weights, x: np.ndarray) -> np.ndarray:
    """Return the logits of streams, as if no layer came after them."""
    return _normed(weights, x, 0, "final") @ weights.unembedding().T


BENDS = {"silu": _opened, "gelu_new": _bent, "gelu": _cumulated, "relu": _cut}


def _normed(weights: Weights, x: np.ndarray, layer: int, part: str) -> np.ndarray:
    if not weights.kind.normed:
        return x
    gain, eps = weights.part(part, layer), np.float32(weights.eps)
    if not weights.kind.centred:
        return (x / np.sqrt(np.mean(np.square(x), axis=1, keepdims=True) + eps)) * gain
    centred = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return centred * gain + weights.part(part, layer, "bias")


def _turned(rows: np.ndarray, place: np.ndarray, weights: Weights) -> np.ndarray:
    """Apply rotary positions as complex numbers: the pair (i, i + size/2) of each head, turned by its angle."""
    half = weights.d_head // 2
    pairs = rows.reshape(len(rows), -1, 2, half)
    numbers = pairs[:, :, 0] + 1j * pairs[:, :, 1]
    turned = numbers * np.exp(1j * place[:, None] * speeds(weights.rope, half))[:, None, :]
    return np.stack([turned.real, turned.imag], axis=2).reshape(rows.shape).astype(rows.dtype)


def speeds(rope: Mapping[str, Any], half: int) -> np.ndarray:
    """Return the angle of each pair from one position to the next."""
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
