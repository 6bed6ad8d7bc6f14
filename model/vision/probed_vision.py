"""A vision transformer as probes measure it: pictures in, NumPy arrays out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.decoder.hooks import finite
from attention_scenes.model.pictures.held_out import held_out
from attention_scenes.model.pictures.kept_pictures import kept_picture
from attention_scenes.model.pictures.prepare import prepare
from attention_scenes.model.probes.pictures.eyes import Cutting
from attention_scenes.model.vision.read_vision import Sight, grid_of, load_vision
from attention_scenes.model.vision.vision_transformer import cut

AT_ONCE = 2**24  # weights of one layer that are in memory


@dataclass(frozen=True)
class TorchEyes:
    """The torch vision transformer behind :class:`model.probes.pictures.eyes.Eyes`."""

    checkpoint: Checkpoint

    @property
    def sight(self) -> Sight:
        return load_vision(self.checkpoint)

    @property
    def cutting(self) -> Cutting:
        config, grid = self.sight.model.config, grid_of(self.sight.preparation, self.sight.model.config)
        n_patches = grid[0] * grid[1]
        class_at = 0 if config.class_at == "first" else n_patches
        order = config.order or tuple(range(n_patches))
        return Cutting(grid, config.patch, config.channels, class_at, order, config.answers)

    def prepared(self, digest: str) -> tuple[np.ndarray, bool]:
        return prepare(kept_picture(digest), self.sight.preparation)

    def blank_pixel(self) -> np.ndarray:
        return self.sight.preparation.blank

    def patches(self, pixels_YXC: np.ndarray) -> np.ndarray:
        config = self.sight.model.config
        scaled = torch.from_numpy(self.sight.preparation.scaled(pixels_YXC).astype(np.float32))
        return cut(scaled, config.patch, config.order).numpy()

    @torch.inference_mode()
    def look(
        self, patches: Sequence[np.ndarray], arrays: Sequence[str], masked: bool = False, placed: bool = True
    ) -> list[dict[str, np.ndarray]]:
        model, found = self.sight.model, list[dict[str, np.ndarray]]()
        n_tokens, heads = len(patches[0]) + 1, model.config.stack.n_heads
        some = max(1, AT_ONCE // (heads * n_tokens * n_tokens))
        for start in range(0, len(patches), some):
            recorder = Recorder(arrays, model.class_place)
            batch = torch.from_numpy(np.stack(patches[start : start + some]))
            model(batch, masked, placed, finite(recorder))
            found += [recorder.of(row) for row in range(len(batch))]
        return found

    def digits(self) -> tuple[np.ndarray, np.ndarray]:
        return held_out().pixels, held_out().labels

    def class_vector(self) -> np.ndarray:
        return self.sight.model.class_D.numpy()

    def place_vectors(self) -> np.ndarray:
        model = self.sight.model
        return model.W_pos_TD.roll(0 if model.class_place == 0 else -1, 0).numpy()


class Recorder:
    """A hook that keeps arrays of some pictures by name, layers on an axis before all of a picture's.

    ``class_row`` is the class token's row of ``pattern``.
    """

    def __init__(self, names: Collection[str], class_place: int) -> None:
        self.names, self.class_place = names, class_place
        self._kept: dict[str, dict[int | None, list[Tensor]]] = defaultdict(dict)

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if name in self.names:
            self._kept[name].setdefault(layer, []).append(array)
        if name == "pattern" and "class_row" in self.names:
            self._kept["class_row"].setdefault(layer, []).append(array[..., [self.class_place], :])
        return array

    def of(self, row: int) -> dict[str, np.ndarray]:
        """Return the arrays of one picture."""
        return {name: self._array(name, layers, row) for name, layers in self._kept.items()}

    def _array(self, name: str, layers: dict[int | None, list[Tensor]], row: int) -> np.ndarray:
        # Weights come with some heads at a time.
        each = [torch.cat(parts, -3)[row] if len(parts) > 1 else parts[0][row] for parts in layers.values()]
        array = each[0] if None in layers else torch.stack(each)
        return (array[..., 0, :] if name == "class_row" else array).numpy()
