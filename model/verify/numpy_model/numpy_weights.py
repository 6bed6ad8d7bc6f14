"""Read weights a second time, byte by byte, and by one name for all families.

This and numpy_decoder.py share no line with transformer.py and the code that loads its weights.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import own_model
from attention_scenes.model.verify.numpy_model.config import read

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
INDEX = "model.safetensors.index.json"
HEAD = "lm_head.weight"
BUFFERS = (".attn.bias", ".attn.masked_bias", "rotary_emb.inv_freq", "embeddings.position_ids")
MATRICES = ("q", "k", "v", "o", "gate", "up", "down")
# Under which names the bundle counts parameters.
COUNTED = {
    "table": "embed_tokens", "positions": "embed_positions", "soft": "soft_vectors", "final": "norm",
    "attn": "layers.{}.input_layernorm",
    "mlp": "layers.{}.post_attention_layernorm",
} | {letter: f"layers.{{}}.self_attn.{letter}_proj" for letter in "qkvo"} | {
    part: f"layers.{{}}.mlp.{part}_proj" for part in ("gate", "up", "down")
} | {
    "types": "embed_types", "start": "embed_norm", "word": "word_head.dense", "word_norm": "word_head.norm",
    "word_bias": "word_head",
}  # fmt: skip
MOST_HEADER = 100_000_000  # bytes, as the format allows


class Weights:
    """Tensors of a model folder, mapped into memory and turned to float32 when they are read.

    A part is a key of the names in ``families_again``: ``q``, ``up``, ``final`` … Of an encoder–decoder they are the
    tensors of one half, ``encoder`` or ``decoder``.
    """

    def __init__(self, folder: Path, half: str = "") -> None:
        self.folder = folder
        self.config, settings = read(folder, half)
        self.settings, self.kind, self.eps, self.rope = settings, settings.kind, settings.eps, settings.rope
        self.n_layers, self.n_heads, self.n_groups = settings.n_layers, settings.n_heads, settings.n_groups
        self.width, self.d_head, self.n_context = settings.width, settings.d_head, settings.n_context
        self.names = self.kind.names
        self._mapped: dict[Path, np.memmap] = {}
        self._where: dict[str, tuple[Path, int, dict[str, Any]]] = {}
        self.pairs: dict[str, tuple[np.ndarray, np.ndarray]] = {}  # of an adapted model: B and A by their matrix
        for path in [file for each in (*frozen_below(self.config), folder) for file in files_of(each)]:
            for name, place in tensors_of(path).items():
                if name.startswith(half) or name == HEAD:
                    bare = name.removeprefix(f"{half}." if half else self.kind.prefix)
                    for old, new in self.kind.renamed:
                        bare = bare.removesuffix(old) + new if bare.endswith(old) else bare
                    if not bare.startswith(self.kind.idle):
                        self._where[bare] = place
        for name in [name for name in self._where if name.endswith(".lora_B.weight")]:
            stem = name.removesuffix(".lora_B.weight")
            places = [self._where.pop(f"{stem}.{kind}.weight") for kind in ("lora_B", "lora_A")]
            self.pairs[f"{stem}.weight"] = self._stored(*places[0]), self._stored(*places[1])

    @cached_property
    def tied(self) -> bool:
        """Return whether the unembedding is the embedding; a stored head that differs goes before config.json."""
        if HEAD not in self:
            return True
        return self.settings.tied and np.array_equal(self[HEAD], self.embedding())

    def __contains__(self, name: str) -> bool:
        return name in self._where

    def __getitem__(self, name: str) -> np.ndarray:
        return self._with_pair(name, self._stored(*self._where[name]))

    def _stored(self, path: Path, base: int, entry: Mapping[str, Any]) -> np.ndarray:
        start, _ = entry["data_offsets"]
        shape = tuple(entry["shape"])
        if path not in self._mapped:  # once a file: a model has hundreds of tensors, and each is asked for often
            self._mapped[path] = np.memmap(path, mode="r")
        stored = np.ndarray(shape, DTYPES[entry["dtype"]], self._mapped[path], base + start)
        if entry["dtype"] == "BF16":  # the upper half of a float32
            return (np.asarray(stored).astype(np.uint32) << 16).view(np.float32)
        return np.asarray(stored, dtype=np.float32)

    def _with_pair(self, name: str, matrix: np.ndarray) -> np.ndarray:
        """Return a matrix with its low-rank addition, where it has one: outer products, one after the other."""
        if name in self.pairs:
            up, down = self.pairs[name]
            for column, row in zip(up.T, down, strict=True):
                matrix = matrix + np.outer(column, row)
        return matrix

    def trained(self) -> dict[str, np.ndarray]:
        """Return what an adapted model's own file holds, by the names in it; nothing where none is adapted."""
        if not self.config.get("adapts"):
            return {}
        return {
            name: self._stored(*place) for path in files_of(self.folder) for name, place in tensors_of(path).items()
        }

    def part(self, part: str, layer: int = 0, kind: str = "weight") -> np.ndarray:
        """Return a part's matrix as ``[out, in]`` or a norm's gain; with ``kind="bias"`` the bias, 0 for none."""
        name = f"{self.names[part].format(layer)}.{kind}"
        if kind == "bias" and name not in self:
            return np.zeros(1, dtype=np.float32)
        array = self[name]
        if self.kind.flipped and part in MATRICES:
            array = array.T  # stored the other way round; a bias stays as it is
        if self.kind.joined and part in ("q", "k", "v"):
            array = np.split(array, 3)["qkv".index(part)]
        return array

    @property
    def n_tokens(self) -> int:
        """The rows of the embedding, by what its file says of it: its numbers are not read."""
        tables = ("table", "soft") if self.settings.n_soft else ("table",)
        return sum(int(self._where[f"{self.names[part]}.weight"][2]["shape"][0]) for part in tables)

    def embedding(self) -> np.ndarray:
        """Return the words' vectors, and after them those that stand before every text and are no word's."""
        return np.vstack([self.part("table"), self.part("soft")]) if self.settings.n_soft else self.part("table")

    def position_vectors(self) -> np.ndarray | None:
        """Return what places add to embeddings, ``[C, D]``: learned vectors or fixed waves; None for nothing.

        To vectors before every text nothing is added: the first word is in the first place.
        """
        if self.kind.places == "nothing" or self.kind.places == "turned":
            return None
        added = self.part("positions") if self.kind.places == "table" else self._waves()
        if self.kind.normed_late:
            added = added + self.part("types")[:1]
        return np.vstack([np.zeros((self.settings.n_soft, self.width), added.dtype), added])

    def _waves(self) -> np.ndarray:
        (base, scale), there = self.settings.waves, np.arange(self.n_context - self.settings.n_soft)
        waves = np.empty((len(there), self.width))
        for pair in range(self.width // 2):
            turned = there / base ** (2 * pair / self.width)
            waves[:, 2 * pair], waves[:, 2 * pair + 1] = np.sin(turned), np.cos(turned)
        return (scale * waves).astype(np.float32)

    def unembedding(self) -> np.ndarray:
        if HEAD not in self and not self.settings.tied:
            raise KeyError(f"{HEAD} is not stored, and config.json does not tie it to the embedding")
        return self[HEAD] if HEAD in self else self.embedding()

    def head_matrix(self, name: str, layer: int, head: int) -> np.ndarray:
        """Return W_Q, W_K, W_V as ``[K, D]`` (head: query head or key/value head), W_O as ``[D, K]``."""
        rows = slice(head * self.d_head, (head + 1) * self.d_head)
        matrix = self.part(name[-1].lower(), layer)
        return matrix[:, rows] if name == "W_O" else matrix[rows]

    def shape_of(self, part: str, layer: int = 0, kind: str = "weight") -> list[int]:
        """Return the shape of :meth:`part`, from the file's header alone."""
        shape = list(self._where[f"{self.names[part].format(layer)}.{kind}"][2]["shape"])
        if self.kind.flipped and part in MATRICES:
            shape = shape[::-1]
        return [shape[0] // 3, *shape[1:]] if self.kind.joined and part in ("q", "k", "v") else shape

    def d_mlp(self) -> int:
        """Return the width of the MLP, 0 where there is none."""
        return 0 if self.kind.mlp == "nothing" else self.shape_of("up")[0]

    def more_sizes(self) -> dict[str, int]:
        """Return sizes that only some models have, by the names that the bundle counts by."""
        return {}

    def shapes(self) -> dict[str, list[int]]:
        """Return every tensor's shape, by the names that the bundle counts by."""
        found = {} if self.tied else {HEAD: self._where[HEAD][2]["shape"]}
        for part in self.names:
            for layer in range(self.n_layers if "{}" in self.names[part] else 1):
                for kind in ("weight", "bias"):
                    if f"{self.names[part].format(layer)}.{kind}" in self:
                        found[f"model.{COUNTED[part].format(layer)}.{kind}"] = self.shape_of(part, layer, kind)
        return found

    def n_parameters(self) -> int:
        """Count the parameters as they are stored; a tied matrix once, and no buffers, which are not learned."""
        left_out = (*BUFFERS, *([HEAD] if self.tied else []))
        return sum(math.prod(e["shape"]) for name, (_, _, e) in self._where.items() if not name.endswith(left_out))


class ChangedWeights(Weights):
    """The same tensors with ``change`` made in each matrix ``[out, in]`` of all layers."""

    def __init__(self, folder: Path, change: Callable[[np.ndarray], np.ndarray]) -> None:
        super().__init__(folder)
        self._change = change
        self._made: dict[tuple[str, int], np.ndarray] = {}

    def part(self, part: str, layer: int = 0, kind: str = "weight") -> np.ndarray:
        if part not in MATRICES or kind != "weight":
            return super().part(part, layer, kind)
        if (part, layer) not in self._made:
            self._made[part, layer] = self._change(super().part(part, layer))
        return self._made[part, layer]


class DoubleWeights(Weights):
    """The same tensors in double precision, in which the decoder then runs."""

    def __getitem__(self, name: str) -> np.ndarray:
        return super().__getitem__(name).astype(np.float64)


class MovedWeights(DoubleWeights):
    """The same tensors, each moved by what stands under its name."""

    def __init__(self, folder: Path, moves: Mapping[str, np.ndarray]) -> None:
        super().__init__(folder)
        self._moves = moves

    def __getitem__(self, name: str) -> np.ndarray:
        return super().__getitem__(name) + self._moves[name]


def frozen_below(config: Mapping[str, Any]) -> list[Path]:
    """Return the folder of the model that a config.json says it adapts, whose tensors stand below its own."""
    return [own_model(config["adapts"]["model"]).folder] if config.get("adapts") else []


def tensors_of(path: Path) -> dict[str, tuple[Path, int, dict[str, Any]]]:
    """Return by name each tensor of a safetensors file: the file, where its data begins, and its header."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if size > MOST_HEADER:
            raise UserError(f"{path} is no safetensors file: its header would be {size:,} bytes long.")
        header = json.loads(file.read(size))
    return {name: (path, 8 + size, entry) for name, entry in header.items() if name != "__metadata__"}


def files_of(folder: Path) -> list[Path]:
    """Return the files of the tensors, as transformers looks for them: one file, else those of the index, else all.

    Files called ``consolidated…`` hold the same weights under other names.
    """
    index, whole = folder / INDEX, folder / "model.safetensors"
    if whole.is_file():
        return [whole]
    if index.is_file():
        return [folder / name for name in {*json.loads(index.read_text(encoding="utf-8-sig"))["weight_map"].values()}]
    return [path for path in folder.glob("*.safetensors") if not path.name.startswith("consolidated")]
