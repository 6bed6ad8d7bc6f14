"""Read a GGUF file of the Llama family without a library, to compare with model/checkpoint/convert.py.

    python -m tests.helpers.models.gguf_by_hand FILE.gguf

prints the digest that model/verify/numpy_model/default_weights.py pins. The format:
github.com/ggml-org/ggml, docs/gguf.md.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.verify.numpy_model.default_weights import digest

SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY, CONTROL = 8, 9, 3
F32, F16, Q4_1, Q8_0 = 0, 1, 3, 8
NAMES = {
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}  # fmt: skip


class File:
    """The bytes of a file, read from the front."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, kind: str) -> Any:
        (value,) = struct.unpack_from("<" + kind, self.data, self.at)
        self.at += struct.calcsize("<" + kind)
        return value

    def text(self) -> str:
        length = self.take("Q")
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def value(self, kind: int) -> Any:
        if kind == ARRAY:
            inner, count = self.take("I"), self.take("Q")
            return [self.value(inner) for _ in range(count)]
        return self.text() if kind == STRING else self.take(SCALARS[kind])


def read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the settings and the tensors of a file, unchanged."""
    file = File(path.read_bytes())
    assert file.data[:4] == b"GGUF"
    file.at = 4
    assert file.take("I") == 3
    n_tensors, n_settings = file.take("Q"), file.take("Q")
    settings = {file.text(): file.value(file.take("I")) for _ in range(n_settings)}
    placed = []
    for _ in range(n_tensors):
        name, axes = file.text(), file.take("I")
        shape = [file.take("Q") for _ in range(axes)][::-1]  # the axis that runs fastest stands first
        placed.append((name, shape, file.take("I"), file.take("Q")))
    step = settings.get("general.alignment", 32)
    start = -(-file.at // step) * step
    return settings, {n: numbers(file.data, start + at, kind, shape) for n, shape, kind, at in placed}


def numbers(data: bytes, at: int, kind: int, shape: list[int]) -> np.ndarray:
    """Return a tensor as float32: plain, or in blocks of 32 with a scale, and with Q4_1 a least value, of its own."""
    count = int(np.prod(shape))
    if kind in (F32, F16):
        return np.frombuffer(data, "<f4" if kind == F32 else "<f2", count, at).astype(np.float32).reshape(shape)
    block = {
        Q4_1: np.dtype([("scale", "<f2"), ("least", "<f2"), ("pairs", "u1", 16)]),
        Q8_0: np.dtype([("scale", "<f2"), ("whole", "i1", 32)]),
    }[kind]
    blocks = np.frombuffer(data, block, count // 32, at)
    scale = blocks["scale"].astype(np.float32)[:, None]
    if kind == Q8_0:
        return (blocks["whole"] * scale).reshape(shape)
    whole = np.concatenate([blocks["pairs"] % 16, blocks["pairs"] // 16], axis=1)  # low halves first
    return (whole * scale + blocks["least"].astype(np.float32)[:, None]).reshape(shape)


def named(name: str, array: np.ndarray, settings: dict[str, Any]) -> tuple[str, np.ndarray]:
    """Return a tensor by its name in the transformers library, rotary pairs put half a head apart."""
    if not name.startswith("blk."):
        return {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}[
            name
        ], array
    _, layer, part, _ = name.split(".")
    heads = {"attn_q": "llama.attention.head_count", "attn_k": "llama.attention.head_count_kv"}.get(part)
    if heads:
        size = len(array) // settings[heads]
        array = array[[h * size + 2 * i + j for h in range(settings[heads]) for j in (0, 1) for i in range(size // 2)]]
    return f"model.layers.{layer}.{NAMES[part]}.weight", array


def content(path: Path) -> str:
    """Return the digest of a file's content, as ``default_weights.content`` computes it of a converted folder."""
    settings, tensors = read(path)
    config = {
        "bos_token_id": settings["tokenizer.ggml.bos_token_id"],
        "eos_token_id": settings["tokenizer.ggml.eos_token_id"],
        "head_dim": settings["llama.rope.dimension_count"],
        "hidden_size": settings["llama.embedding_length"],
        "intermediate_size": settings["llama.feed_forward_length"],
        "max_position_embeddings": settings["llama.context_length"],
        "num_attention_heads": settings["llama.attention.head_count"],
        "num_hidden_layers": settings["llama.block_count"],
        "num_key_value_heads": settings["llama.attention.head_count_kv"],
        "rms_norm_eps": float(f"{settings['llama.attention.layer_norm_rms_epsilon']:.6g}"),
        "rope_theta": settings["llama.rope.freq_base"],
        "vocab_size": settings["llama.vocab_size"],
    }
    kinds = settings["tokenizer.ggml.token_type"]
    words = [settings["tokenizer.ggml.tokens"], settings["tokenizer.ggml.merges"],
             [n for n, kind in enumerate(kinds) if kind == CONTROL]]  # fmt: skip
    arrays = dict(named(name, array, settings) for name, array in tensors.items())
    return digest(sorted(arrays.items(), key=lambda item: item[0]), config, words)


if __name__ == "__main__":
    print(content(Path(sys.argv[1])))
