"""A vision transformer's tensors and settings, read a second time by one name for all kinds."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights, files_of, tensors_of

PREPROCESSING = "preprocessor_config.json"
LAYER = "encoder.layer.{}."
VIT = {"attn": "layernorm_before", "mlp": "layernorm_after", "up": "intermediate.dense", "down": "output.dense"}
DINO = {"attn": "norm1", "mlp": "norm2", "up": "mlp.fc1", "down": "mlp.fc2",
        "scale1": "layer_scale1", "scale2": "layer_scale2"}  # fmt: skip
BOTH = {"q": "attention.attention.query", "k": "attention.attention.key", "v": "attention.attention.value",
        "o": "attention.output.dense"}  # fmt: skip
NOT_READ = ("mask_token", "pooler.dense.weight", "pooler.dense.bias")


def json_of(path: Path) -> dict[str, Any]:
    """Return a JSON object; an empty one where it cannot be read, which others report."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def sees_pictures(folder: Path) -> bool:
    """Return whether a folder holds a vision transformer."""
    return json_of(folder / "config.json").get("model_type") in ("vit", "dinov2", "textbook-vision")


class VisionWeights(Weights):
    """Tensors of a vision transformer, mapped into memory and turned to float32 when they are read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config, self.preparing = json_of(folder / "config.json"), json_of(folder / PREPROCESSING)
        self.sort = self.config["model_type"]
        self.kind: Any = SimpleNamespace(flipped=False, joined=False, looks_back_only=bool(self.config.get("causal")))
        self.n_layers, self.width = self.config["num_hidden_layers"], self.config["hidden_size"]
        self.n_heads = self.n_groups = self.config["num_attention_heads"]
        self.d_head, self.eps = self.width // self.n_heads, self.config["layer_norm_eps"]
        self.bend = self.config.get("hidden_act", "gelu")
        parts = BOTH | (DINO if self.sort == "dinov2" else VIT)
        self.names = {part: LAYER + name for part, name in parts.items()} | {
            "final": "layernorm", "answer": "classifier", "cut": "embeddings.patch_embeddings.projection",
        }  # fmt: skip
        self._mapped: dict[Path, np.memmap] = {}
        self._where: dict[str, tuple[Path, int, dict[str, Any]]] = {}
        self._shapes: dict[str, list[int]] = {}
        self.pairs = {}  # no vision transformer is adapted
        for path in files_of(folder):
            for name, place in tensors_of(path).items():
                if name.endswith(NOT_READ):
                    continue
                self._where[name.removeprefix(f"{self.sort}.")] = place
                self._shapes[name] = list(place[2]["shape"])
        self.patch, self.channels = self.config["patch_size"], self.config.get("num_channels", 3)
        self.rows, self.columns = (side // self.patch for side in self._pictured())
        self.n_patches = self.rows * self.columns
        self.n_context = self.n_patches + 1

    def _pictured(self) -> tuple[int, int]:
        """Return rows and columns of pixels of a picture that is ready."""
        size = self.preparing.get("crop_size") if self.preparing.get("do_center_crop") else self.preparing["size"]
        if isinstance(size, dict):
            return size["height"], size["width"]
        if not isinstance(size, int):
            raise UserError("preprocessor_config.json says no size that a second way computes: choose another model.")
        return size, size

    @property
    def tied(self) -> bool:
        return False

    def scale(self, number: int, layer: int) -> np.ndarray:
        """Return what a map's outcome is multiplied with, 1 where the model has no such scale."""
        if self.sort != "dinov2":
            return np.ones(1, dtype=np.float32)
        return self[f"{LAYER.format(layer)}layer_scale{number}.lambda1"]

    def n_answers(self) -> int:
        """Return how many answers the classifier has; 0 where there is none."""
        return len(self["classifier.bias"]) if "classifier.bias" in self else 0

    def shape_of(self, part: str, layer: int = 0, kind: str = "weight") -> list[int]:
        return [self.n_answers(), self.width] if part == "table" else super().shape_of(part, layer, kind)

    def d_mlp(self) -> int:
        return super().shape_of("up")[0]

    def shapes(self) -> dict[str, list[int]]:
        return dict(self._shapes)

    def n_parameters(self) -> int:
        return sum(map(math.prod, self._shapes.values()))

    def more_sizes(self) -> dict[str, int]:
        return {"n_patches": self.n_patches, "n_rows": self.rows, "n_columns": self.columns, "n_pixels": self.patch,
                "n_channels": self.channels}  # fmt: skip

    def place_vectors(self) -> np.ndarray:
        """Return what places add, ``[T, D]``, the class token's first; stretched to the grid of pictures."""
        if self.config.get("positions") == "none":
            return np.zeros((self.n_context, self.width), dtype=np.float32)
        stored = self["embeddings.position_embeddings"][0]
        side = math.isqrt(len(stored) - 1)
        if (side, side) == (self.rows, self.columns):
            return stored
        grid = stored[1:].reshape(side, side, -1).astype(np.float64)
        grid = np.einsum("ry,yxd->rxd", cubic(side, self.rows), grid)
        grid = np.einsum("cx,rxd->rcd", cubic(side, self.columns), grid)
        return np.concatenate([stored[:1], grid.reshape(-1, self.width).astype(np.float32)])


def cubic(there: int, wanted: int) -> np.ndarray:
    """Return the matrix ``[wanted, there]`` of cubic convolution with a = −3/4 (Keys 1981); edges go on as they end."""
    a, matrix = -0.75, np.zeros((wanted, there))
    for row in range(wanted):
        at = (row + 0.5) * there / wanted - 0.5
        for near in range(math.floor(at) - 1, math.floor(at) + 3):
            far = abs(at - near)
            close = ((a + 2) * far - (a + 3)) * far * far + 1
            beyond = a * (((far - 5) * far + 8) * far - 4)
            matrix[row, min(max(near, 0), there - 1)] += close if far <= 1 else beyond if far < 2 else 0
    return matrix
