"""Record arrays of a forward pass while it runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from attention_scenes.model.request.arrays import ARRAYS

if TYPE_CHECKING:
    import torch

    from attention_scenes.model.decoder.architectures.architecture import Config


class ActivationRecorder:
    """A hook that records the arrays it is to keep, and nothing of all others.

    Parameters
    ----------
    layers, heads
        In rising order: the numbers along the axes L and H of the recorded arrays.
    ids
        Numbers of tokens ``[T]``, or ``[B, T]``: then B is the first axis of every array.
    """

    def __init__(
        self, shape: Config, names: Collection[str], layers: Sequence[int], heads: Sequence[int], ids: torch.Tensor
    ) -> None:
        import torch

        self.names, self.layers, self.heads = names, layers, heads
        axes = {name: lengths(shape, name, len(layers), len(heads), ids.shape[-1]) for name in names}
        # The others come whole, and stay as they are.
        self.arrays = {name: torch.empty(*ids.shape[:-1], *axes[name]) for name in names if "L" in ARRAYS[name]}

    def __call__(self, name: str, layer: int | None, array: torch.Tensor, first_head: int = 0) -> torch.Tensor:
        if name in self.names:
            self._keep(name, layer, array, first_head)
        return array

    def _keep(self, name: str, layer: int | None, array: torch.Tensor, first_head: int) -> None:
        if layer is None:
            self.arrays[name] = array.cpu()
        elif layer in self.layers:
            room = self.arrays[name].select(-len(ARRAYS[name]), self.layers.index(layer))
            if "H" in ARRAYS[name]:
                here = [head for head in self.heads if 0 <= head - first_head < array.shape[-3]]
                if not here:
                    return
                room = room.narrow(-3, self.heads.index(here[0]), len(here))
                if len(here) < array.shape[-3]:
                    array = array[..., [head - first_head for head in here], :, :]
            room.copy_(array)


def lengths(shape: Config, name: str, n_layers: int, n_heads: int, n_tokens: int) -> list[int]:
    """Return the length of each axis of an array."""
    sizes = {"L": n_layers, "T": n_tokens, "H": n_heads, "G": shape.n_kv_heads, "K": shape.d_head,
             "D": shape.d_model, "M": shape.d_mlp, "V": shape.n_vocab}  # fmt: skip
    return [sizes[axis] for axis in ARRAYS[name]]
