"""The same model a second time, in plain NumPy, to check the first by: no line is shared with transformer.py.

It reads the safetensors bytes itself and runs many sentences at once by laying them end to end: all matrices are
applied to all rows, only attention is worked out sentence by sentence and head by head.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}


class Weights:
    """Tensors of a model folder by name, mapped into memory and turned to float32 when asked for."""

    def __init__(self, folder: Path) -> None:
        self.config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._where: dict[str, tuple[Path, int, dict[str, Any]]] = {}
        for path in sorted(folder.glob("*.safetensors")):
            with path.open("rb") as file:
                size = int.from_bytes(file.read(8), "little")
                header = json.loads(file.read(size))
            for name, entry in header.items():
                if name != "__metadata__":
                    self._where[name] = (path, 8 + size, entry)
        heads = self.config["num_attention_heads"]
        self.n_layers: int = self.config["num_hidden_layers"]
        self.n_heads: int = heads
        self.n_groups: int = self.config.get("num_key_value_heads") or heads
        self.width: int = self.config["hidden_size"]
        self.d_head: int = self.config.get("head_dim") or self.width // heads

    def __contains__(self, name: str) -> bool:
        return name in self._where

    def __getitem__(self, name: str) -> np.ndarray:
        path, base, entry = self._where[name]
        start, _ = entry["data_offsets"]
        shape = tuple(entry["shape"])
        stored = np.memmap(path, dtype=DTYPES[entry["dtype"]], mode="r", offset=base + start, shape=shape)
        if entry["dtype"] == "BF16":  # the upper half of a float32
            return (np.asarray(stored).astype(np.uint32) << 16).view(np.float32)
        return np.asarray(stored, dtype=np.float32)

    def of_block(self, layer: int, part: str) -> np.ndarray:
        return self[f"model.layers.{layer}.{part}.weight"]

    def head_matrix(self, name: str, layer: int, head: int) -> np.ndarray:
        """W_Q, W_K, W_V as ``[K, D]`` (head: query head or key/value head), W_O as ``[D, K]``."""
        rows = slice(head * self.d_head, (head + 1) * self.d_head)
        if name == "W_O":
            return self.of_block(layer, "self_attn.o_proj")[:, rows]
        return self.of_block(layer, f"self_attn.{name[-1].lower()}_proj")[rows]

    def unembedding(self) -> np.ndarray:
        return self["lm_head.weight" if "lm_head.weight" in self else "model.embed_tokens.weight"]

    def shapes(self) -> dict[str, list[int]]:
        return {name: entry["shape"] for name, (_, _, entry) in self._where.items()}

    def n_parameters(self) -> int:
        return sum(int(np.prod(shape)) for shape in self.shapes().values())


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
    config = weights.config
    eps, theta = config["rms_norm_eps"], config.get("rope_theta")
    if theta is None:
        theta = (config.get("rope_parameters") or {}).get("rope_theta", 10_000.0)
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

    x = weights["model.embed_tokens.weight"][np.concatenate([np.asarray(ids) for ids in sentences])]
    note("embed", x)
    for layer in range(weights.n_layers):
        kept_here = layers is None or layer in layers
        free, gone = ([head for at, head in heads if at == layer] for heads in (unmasked, dropped))
        note("resid_pre", x)
        normed = _normed(x, weights.of_block(layer, "input_layernorm"), eps)
        note("attn_in", normed)
        q, k, v = (normed @ weights.of_block(layer, f"self_attn.{part}_proj").T for part in "qkv")
        for name, rows in (("q", q), ("k", k), ("v", v)):
            by_head(name, rows)
        q, k = _turned(q, place, weights.d_head, theta), _turned(k, place, weights.d_head, theta)
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
        added = z @ weights.of_block(layer, "self_attn.o_proj").T
        note("attn_out", added)
        x = x + added
        note("resid_mid", x)
        normed = _normed(x, weights.of_block(layer, "post_attention_layernorm"), eps)
        gate = normed @ weights.of_block(layer, "mlp.gate_proj").T
        with np.errstate(over="ignore"):
            act = gate / (1 + np.exp(-gate)) * (normed @ weights.of_block(layer, "mlp.up_proj").T)
        note("mlp_act", act)
        added = act @ weights.of_block(layer, "mlp.down_proj").T
        note("mlp_out", added)
        x = x + added
        note("resid_post", x)
    kept_here = True
    x = _normed(x, weights["model.norm.weight"], eps)
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


def _normed(x: np.ndarray, gain: np.ndarray, eps: float) -> np.ndarray:
    return (x / np.sqrt(np.mean(np.square(x), axis=1, keepdims=True) + np.float32(eps))) * gain


def _turned(rows: np.ndarray, place: np.ndarray, size: int, theta: float) -> np.ndarray:
    """Rotary positions as complex numbers: the pair (i, i + size/2) of each head is one number, turned by its angle."""
    half = size // 2
    pairs = rows.reshape(len(rows), -1, 2, half)
    numbers = pairs[:, :, 0] + 1j * pairs[:, :, 1]
    angle = place[:, None] * theta ** (-np.arange(half) / half)
    turned = numbers * np.exp(1j * angle)[:, None, :]
    return np.stack([turned.real, turned.imag], axis=2).reshape(rows.shape).astype(np.float32)
