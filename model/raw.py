"""The weights a second time: read byte by byte, and asked for by what they do, whichever family they are of.

This and reference.py share no line with transformer.py and what it reads its weights with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
INDEX = "model.safetensors.index.json"
LLAMA = {
    "table": "embed_tokens", "attn": "layers.{}.input_layernorm", "q": "layers.{}.self_attn.q_proj",
    "k": "layers.{}.self_attn.k_proj", "v": "layers.{}.self_attn.v_proj", "o": "layers.{}.self_attn.o_proj",
    "mlp": "layers.{}.post_attention_layernorm", "gate": "layers.{}.mlp.gate_proj", "up": "layers.{}.mlp.up_proj",
    "down": "layers.{}.mlp.down_proj", "final": "norm",
}  # fmt: skip
GPT2 = {
    "table": "wte", "positions": "wpe", "attn": "h.{}.ln_1", "q": "h.{}.attn.c_attn", "k": "h.{}.attn.c_attn",
    "v": "h.{}.attn.c_attn", "o": "h.{}.attn.c_proj", "mlp": "h.{}.ln_2", "up": "h.{}.mlp.c_fc",
    "down": "h.{}.mlp.c_proj", "final": "ln_f",
}  # fmt: skip
OURS = LLAMA | {"positions": "embed_positions"}  # under which names the bundle counts


class Weights:
    """Tensors of a model folder, mapped into memory and turned to float32 when asked for.

    A part is a key of ``LLAMA`` or ``GPT2``: ``q``, ``up``, ``final`` …
    """

    def __init__(self, folder: Path) -> None:
        self.config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        get = self.config.get
        self.gpt2 = self.config["model_type"] == "gpt2"
        self.names = GPT2 if self.gpt2 else LLAMA
        self.tied: bool = get("tie_word_embeddings", self.gpt2)
        self.n_layers: int = get("n_layer") or get("num_hidden_layers")
        self.n_heads: int = get("n_head") or get("num_attention_heads")
        self.n_groups: int = get("num_key_value_heads") or self.n_heads
        self.width: int = get("n_embd") or get("hidden_size")
        self.d_head: int = get("head_dim") or self.width // self.n_heads
        self.eps: float = get("layer_norm_epsilon") or get("rms_norm_eps")
        self.n_context: int = get("n_positions") or get("max_position_embeddings")
        if self.config["model_type"] == "mistral" or get("use_sliding_window"):
            self.n_context = min(self.n_context, get("sliding_window") or self.n_context)
        self._where: dict[str, tuple[Path, int, dict[str, Any]]] = {}
        for path in files_of(folder):
            with path.open("rb") as file:
                size = int.from_bytes(file.read(8), "little")
                header = json.loads(file.read(size))
            for name, entry in header.items():
                if name != "__metadata__":
                    bare = name.removeprefix("transformer." if self.gpt2 else "model.")
                    self._where[bare] = (path, 8 + size, entry)

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

    def part(self, part: str, layer: int = 0, kind: str = "weight") -> np.ndarray:
        """A part's matrix as ``[out, in]``, a norm's gain; with ``kind="bias"`` what is added, 0 where nothing is."""
        name = f"{self.names[part].format(layer)}.{kind}"
        if kind == "bias" and name not in self:
            return np.zeros(1, dtype=np.float32)
        array = self[name]
        if self.gpt2 and part in ("q", "k", "v", "o", "up", "down"):
            array = array.T  # stored the other way round; a bias stays as it is
        if self.gpt2 and part in ("q", "k", "v"):
            array = np.split(array, 3)["qkv".index(part)]
        return array

    def embedding(self) -> np.ndarray:
        return self.part("table")

    def unembedding(self) -> np.ndarray:
        return self.embedding() if self.tied else self["lm_head.weight"]

    def head_matrix(self, name: str, layer: int, head: int) -> np.ndarray:
        """W_Q, W_K, W_V as ``[K, D]`` (head: query head or key/value head), W_O as ``[D, K]``."""
        rows = slice(head * self.d_head, (head + 1) * self.d_head)
        matrix = self.part(name[-1].lower(), layer)
        return matrix[:, rows] if name == "W_O" else matrix[rows]

    def shapes(self) -> dict[str, list[int]]:
        """Every tensor's shape, under the names that the bundle counts by."""
        found = {} if self.tied else {"lm_head.weight": [*self["lm_head.weight"].shape]}
        for part in self.names:
            for layer in range(self.n_layers if "{}" in self.names[part] else 1):
                for kind in ("weight", "bias"):
                    if f"{self.names[part].format(layer)}.{kind}" in self:
                        shape = [*self.part(part, layer, kind).shape]
                        found[f"model.{OURS[part].format(layer)}.{kind}"] = shape
        return found

    def n_parameters(self) -> int:
        """Counted as they are stored; a tied matrix once, and no buffers, which nothing learned."""
        buffers = (".attn.bias", ".attn.masked_bias", "rotary_emb.inv_freq", *(["lm_head.weight"] if self.tied else []))
        return sum(int(np.prod(e["shape"])) for name, (_, _, e) in self._where.items() if not name.endswith(buffers))


def files_of(folder: Path) -> list[Path]:
    """Where the tensors are: in the files of the index, in one, or in all there are."""
    index, whole = folder / INDEX, folder / "model.safetensors"
    if index.is_file():
        return [folder / name for name in {*json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()}]
    return [whole] if whole.is_file() else [*folder.glob("*.safetensors")]
