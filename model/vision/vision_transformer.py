"""A vision transformer: a decoder's layers, which read the patches of a picture in place of tokens.

Letters are those of ``decoder/transformer.py``, and P for the numbers of a patch: its channels, of each its rows. A
picture of N patches makes T = N + 1 tokens, for the class token stands with them, a learned vector of no patch. It
belongs to no place of the picture, so it can gather from all; of its last vector the answer is read.

Every array goes through a hook under the name that it has in ``transformer.py``; ``embed`` are patches after their map,
before the class token and places are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from attention_scenes.model.decoder.hooks import Hook, unchanged
from attention_scenes.model.decoder.transformer import Block, future_mask, normalise, plus, run_block
from attention_scenes.model.vision.vision_config import VisionConfig


@dataclass(frozen=True)
class VisionTransformer:
    """A vision transformer ready to run.

    Attributes
    ----------
    W_patch_DP, b_patch_D
        The map of patches: a convolution whose windows do not overlap is a map of each window.
    class_D
        The class token.
    W_pos_TD
        What places add, that of the class token first.
    blocks
        The layers. A scale that a model has after its maps is multiplied into these.
    W_answer_VD
        The classifier, without rows where there is none. It reads the class token, and where it is twice as wide the
        mean of all patches as well.
    shapes
        Name and shape of every tensor that is read, as it is stored.
    """

    config: VisionConfig
    W_patch_DP: Tensor
    b_patch_D: Tensor
    class_D: Tensor
    W_pos_TD: Tensor
    blocks: Sequence[Block]
    final_norm_D: Tensor
    final_shift_D: Tensor
    W_answer_VD: Tensor
    b_answer_V: Tensor
    shapes: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def class_place(self) -> int:
        """Return which token the class token is: 0, or −1."""
        return 0 if self.config.class_at == "first" else -1

    def enter(self, patches_NP: Tensor, placed: bool = True, hook: Hook = unchanged) -> Tensor:
        """Return the stream before the first layer: mapped patches, the class token, and what places add."""
        embed_ND = hook("embed", None, patches_NP @ self.W_patch_DP.T + self.b_patch_D)
        class_1D = self.class_D.expand(*embed_ND.shape[:-2], 1, -1)
        first = self.class_place == 0
        x_TD = torch.cat([class_1D, embed_ND] if first else [embed_ND, class_1D], -2)
        if not placed:
            return x_TD
        return x_TD + (self.W_pos_TD if first else self.W_pos_TD.roll(-1, 0))

    def __call__(self, patches_NP: Tensor, masked: bool = False, placed: bool = True, hook: Hook = unchanged) -> Tensor:
        """Return the logits ``[V]`` of a picture's patches; one more axis before all may hold several pictures.

        ``masked`` hides later tokens from every query, whatever the model was trained with; without ``placed`` places
        add nothing.
        """
        x_TD, stack = self.enter(patches_NP, placed, hook), self.config.stack
        future_TT = future_mask(x_TD.shape[-2], stack, x_TD.device)
        if masked:
            future_TT = torch.ones_like(future_TT).triu(1)
        for layer, block in enumerate(self.blocks):
            x_TD = run_block(x_TD, layer, block, stack, None, future_TT, hook)
        x_TD = hook("final_norm", None, normalise(x_TD, self.final_norm_D, self.final_shift_D, stack))
        return hook("logits", None, plus(self._gathered(x_TD) @ self.W_answer_VD.T, self.b_answer_V))

    def _gathered(self, x_TD: Tensor) -> Tensor:
        """Return what the classifier reads: the class token, and the mean of patches where it is that wide."""
        class_D = x_TD[..., self.class_place, :]
        if self.W_answer_VD.shape[-1] == class_D.shape[-1]:
            return class_D
        patches_ND = x_TD[..., 1:, :] if self.class_place == 0 else x_TD[..., :-1, :]
        return torch.cat([class_D, patches_ND.mean(-2)], -1)


def cut(pixels_YXC: Tensor, patch: int, order: Sequence[int] = ()) -> Tensor:
    """Return a picture's patches ``[N, P]``, row by row, or in another order; more axes may stand before."""
    *before, rows, columns, channels = pixels_YXC.shape
    parts = pixels_YXC.reshape(*before, rows // patch, patch, columns // patch, patch, channels)
    n = len(before)
    parts = parts.permute(*range(n), n, n + 2, n + 4, n + 1, n + 3).reshape(*before, -1, channels * patch * patch)
    return parts[..., list(order), :] if order else parts
