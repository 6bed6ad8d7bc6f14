"""The vision transformer in plain NumPy: no line is shared with ``model/vision``.

Some pictures go through together, heads one by one. A scale after a map is applied where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from attention_scenes.model.files import asset
from attention_scenes.model.probes.pictures.eyes import Cutting
from attention_scenes.model.verify.numpy_model.numpy_decoder import BENDS
from attention_scenes.model.verify.numpy_vision.picture_again import ready_again
from attention_scenes.model.verify.numpy_vision.vision_weights import VisionWeights

Found = dict[str, np.ndarray]
MOST_NUMBERS = 2**20  # of a head's weights on all pictures that go through together


class NumpyEyes:
    """The NumPy vision transformer behind :class:`model.probes.pictures.eyes.Eyes`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def weights(self) -> VisionWeights:
        return VisionWeights(self.folder)

    @cached_property
    def cutting(self) -> Cutting:
        own = self.weights
        names = own.config.get("id2label") or {}
        answers = tuple(str(names.get(str(n), f"LABEL_{n}")) for n in range(own.n_answers()))
        token = own.n_patches if own.config.get("class_token") == "last" else 0
        order = tuple(own.config.get("patch_order") or range(own.n_patches))
        return Cutting((own.rows, own.columns), own.patch, own.channels, token, order, answers)

    def prepared(self, digest: str) -> tuple[np.ndarray, bool]:
        return ready_again(digest, self.weights.preparing, self.weights.channels)

    def blank_pixel(self) -> np.ndarray:
        asked, channels = self.weights.preparing, self.weights.channels
        if asked.get("ground") == "dark" or not asked.get("do_normalize", True):
            return np.zeros(channels)
        mean = np.asarray(asked["image_mean"], dtype=np.float64)
        return mean / (asked.get("rescale_factor", 1 / 255) if asked.get("do_rescale", True) else 1)

    def patches(self, pixels: np.ndarray) -> np.ndarray:
        asked, side = self.weights.preparing, self.weights.patch
        numbers = pixels.astype(np.float64)
        if asked.get("do_rescale", True):
            numbers = numbers * asked.get("rescale_factor", 1 / 255)
        if asked.get("do_normalize", True):
            numbers = (numbers - np.asarray(asked["image_mean"])) / np.asarray(asked["image_std"])
        corners = [divmod(patch, self.weights.columns) for patch in self.cutting.order]
        squares = [numbers[y * side : (y + 1) * side, x * side : (x + 1) * side] for y, x in corners]
        return np.array([square.transpose(2, 0, 1).ravel() for square in squares], dtype=np.float32)

    def look(
        self, patches: Sequence[np.ndarray], arrays: Sequence[str], masked: bool = False, placed: bool = True
    ) -> list[Found]:
        some = max(1, MOST_NUMBERS // (len(patches[0]) + 1) ** 2)
        found: list[Found] = []
        for start in range(0, len(patches), some):
            together = self._together(np.array(patches[start : start + some]), set(arrays), masked, placed)
            found += [{name: array[n] for name, array in together.items()} for n in range(len(patches[start:][:some]))]
        return found

    def digits(self) -> tuple[np.ndarray, np.ndarray]:
        stored = load_file(asset("digits", "held-out.safetensors"))
        return stored["pixels"], stored["labels"]

    def class_vector(self) -> np.ndarray:
        return self.weights["embeddings.cls_token"][0, 0]

    def place_vectors(self) -> np.ndarray:
        return self.places

    @cached_property
    def places(self) -> np.ndarray:
        first, *others = self.weights.place_vectors()
        return np.stack([*others, first] if self.cutting.class_at else [first, *others])

    def _together(self, patches: np.ndarray, wanted: set[str], masked: bool, placed: bool) -> Found:
        """Return arrays of some pictures, pictures on the first axis."""
        own, token = self.weights, self.cutting.class_at
        noted: dict[str, list[np.ndarray]] = defaultdict(list)
        kernel = own["embeddings.patch_embeddings.projection.weight"]
        embed = patches @ kernel.reshape(len(kernel), -1).T + own["embeddings.patch_embeddings.projection.bias"]
        x = np.insert(embed, token, self.class_vector(), axis=1)
        x = x + self.places if placed else x
        n = x.shape[1]
        sees = np.tri(n, dtype=bool) if masked or own.kind.looks_back_only else np.ones((n, n), dtype=bool)
        for layer in range(own.n_layers):
            noted["resid_pre"].append(x)
            x = x + own.scale(1, layer) * self._heads(self._normed(x, "attn", layer), layer, sees, noted)
            up = self._mapped(self._normed(x, "mlp", layer), "up", layer)
            x = x + own.scale(2, layer) * self._mapped(BENDS[own.bend](up), "down", layer)
            noted["resid_post"].append(x)
        last = self._normed(x, "final", 0)
        found = {name: np.stack(layers, axis=1) for name, layers in noted.items() if name in wanted}
        found |= {"embed": embed, "final_norm": last, "logits": self._answered(last)}
        return {name: array for name, array in found.items() if name in wanted}

    def _heads(self, x: np.ndarray, layer: int, sees: np.ndarray, noted: dict[str, list[np.ndarray]]) -> np.ndarray:
        query, key, value = (self._mapped(x, part, layer) for part in "qkv")
        weights, means, size = [], [], self.weights.d_head
        for start in range(0, self.weights.width, size):
            mine = slice(start, start + size)
            score = query[..., mine] @ key[..., mine].swapaxes(1, 2) / np.float32(np.sqrt(size))
            score = np.where(sees, score, -np.inf)
            odds = np.exp(score - score.max(axis=-1, keepdims=True))
            weights.append(odds / odds.sum(axis=-1, keepdims=True))
            means.append(weights[-1] @ value[..., mine])
        noted["pattern"].append(np.stack(weights, axis=1))
        return self._mapped(np.concatenate(means, axis=-1), "o", layer)

    def _mapped(self, x: np.ndarray, part: str, layer: int) -> np.ndarray:
        return x @ self.weights.part(part, layer).T + self.weights.part(part, layer, "bias")

    def _normed(self, x: np.ndarray, part: str, layer: int) -> np.ndarray:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(self.weights.eps))
        return centred / spread * self.weights.part(part, layer) + self.weights.part(part, layer, "bias")

    def _answered(self, last: np.ndarray) -> np.ndarray:
        if not self.cutting.answers:
            return np.zeros((len(last), 0), dtype=np.float32)
        token, matrix = self.cutting.class_at, self.weights.part("answer")
        read = last[:, token]
        if matrix.shape[1] == 2 * read.shape[1]:
            read = np.concatenate([read, np.delete(last, token, axis=1).mean(axis=1)], axis=1)
        return read @ matrix.T + self.weights.part("answer", 0, "bias")
