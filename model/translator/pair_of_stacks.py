"""An encoder–decoder of the decoder's own layers: a sentence or a picture is read, a sentence said word by word.

Letters are those of ``decoder/transformer.py``, and S for the words that are read, where T are those that are said. The
encoder is a stack without a mask; the decoder is a stack with one. In each of its layers a third part stands between
attention and MLP: cross-attention, whose queries are made of the decoder's stream, and its keys and values of what the
encoder has left.

Every array goes through a hook under the name that it has in ``transformer.py``, the encoder's behind ``encoder_``,
those of cross-attention behind ``cross_``: ``cross_in``, ``cross_q``, ``cross_k``, ``cross_v``, ``cross_raw_scores``,
``cross_attn_scores``, ``cross_pattern``, ``cross_z``, ``cross_out``. ``resid_cross`` is the stream after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from attention_scenes.model.decoder.architectures.architecture import Config
from attention_scenes.model.decoder.hooks import Hook, unchanged
from attention_scenes.model.decoder.transformer import (
    Block,
    Transformer,
    attention,
    enter,
    enter_embedded,
    future_mask,
    mix,
    mlp,
    normalise,
    run_block,
)

Values = Literal["encoder", "decoder"]


@dataclass(frozen=True)
class Cross:
    """The weights of one layer's cross-attention and of the norm before it."""

    W_Q_HKD: Tensor
    W_K_HKD: Tensor
    W_V_HKD: Tensor
    W_O_HDK: Tensor
    norm_D: Tensor
    shift_D: Tensor | None


@dataclass(frozen=True)
class EncoderDecoder:
    """An encoder–decoder ready to run.

    Attributes
    ----------
    encoder, decoder
        The two stacks. Of the encoder no unembedding is used.
    cross
        Cross-attention of each of the decoder's layers.
    values
        What values are made of: the encoder's output, or the decoder's own stream. There is one weight for each word
        that is read, and one value for each that was said: then each place can take its own value alone, times the sum
        of its weights, which is 1.
    shapes
        Name and shape of every tensor, as they are stored.
    """

    encoder: Transformer
    decoder: Transformer
    cross: tuple[Cross, ...]
    values: Values
    shapes: Mapping[str, Sequence[int]]

    def encode(self, read_S: Tensor, is_read_S: Tensor, hook: Hook = unchanged) -> Tensor:
        """Return the encoder's output ``[S, D]``, normalised; words that only fill a row up are seen by none.

        Numbers of words are read, or a picture's patches ``[S, P]``: each number of a patch is times a row of the
        encoder's table.
        """
        model, named, hidden_1S = self.encoder, behind("encoder_", hook), hidden_of(is_read_S)
        is_patches, table_VD = read_S.is_floating_point(), model.W_E_VD
        x_SD = enter_embedded(model, read_S.to(table_VD.dtype) @ table_VD if is_patches else table_VD[read_S], named)
        for layer, block in enumerate(model.blocks):
            x_SD = run_block(x_SD, layer, block, model.config, None, hidden_1S, named)
        return named("final_norm", None, normalise(x_SD, model.final_norm_D, model.final_shift_D, model.config))

    def decode(self, ids_T: Tensor, encoded_SD: Tensor, is_read_S: Tensor, hook: Hook = unchanged) -> Tensor:
        """Return ``logits_TV``: row t of what follows the first t + 1 words that were said, the start among them."""
        model = self.decoder
        hidden_1S, x_TD = hidden_of(is_read_S), enter(model, ids_T, hook)
        future_TT = future_mask(ids_T.shape[-1], model.config, ids_T.device)
        for layer, (block, cross) in enumerate(zip(model.blocks, self.cross, strict=True)):
            x_TD = self._layer(x_TD, layer, block, cross, future_TT, encoded_SD, hidden_1S, hook)
        x_TD = hook("final_norm", None, normalise(x_TD, model.final_norm_D, model.final_shift_D, model.config))
        return hook("logits", None, x_TD @ model.W_U_VD.T)

    def _layer(
        self, x_TD: Tensor, layer: int, block: Block, cross: Cross, future_TT: Tensor, encoded_SD: Tensor,
        hidden_1S: Tensor, hook: Hook,
    ) -> Tensor:  # fmt: skip
        """Run one layer: attention, cross-attention and MLP each add to the stream."""
        config = self.decoder.config
        x_TD = hook("resid_pre", layer, x_TD)
        normed_TD = normalise(x_TD, block.attn_norm_D, block.attn_shift_D, config)
        x_TD = hook("resid_mid", layer, x_TD + attention(normed_TD, layer, block, config, None, future_TT, hook))
        x_TD = x_TD + cross_attention(x_TD, encoded_SD, layer, cross, config, self.values, hidden_1S, hook)
        x_TD = hook("resid_cross", layer, x_TD)
        return hook("resid_post", layer, x_TD + mlp(x_TD, layer, block, config, hook))


def cross_attention(
    x_TD: Tensor, encoded_SD: Tensor, layer: int, cross: Cross, config: Config, values: Values, hidden_1S: Tensor,
    hook: Hook,
) -> Tensor:  # fmt: skip
    """Compute cross-attention: each place about to say a word asks (q), every word read answers (k) and gives (v)."""
    named = behind("cross_", hook)
    x_TD = named("in", layer, normalise(x_TD, cross.norm_D, cross.shift_D, config))
    q_HTK = named("q", layer, torch.einsum("...td,hkd->...htk", x_TD, cross.W_Q_HKD))
    k_HSK = named("k", layer, torch.einsum("...td,hkd->...htk", encoded_SD, cross.W_K_HKD))
    from_encoder = values == "encoder"
    v_HSK = named("v", layer, torch.einsum("...td,hkd->...htk", encoded_SD if from_encoder else x_TD, cross.W_V_HKD))
    if from_encoder:
        z_HTK = mix(q_HTK, k_HSK, v_HSK, hidden_1S, layer, 0, named)
    else:
        ones_HS1 = torch.ones_like(k_HSK[..., :1])
        z_HTK = mix(q_HTK, k_HSK, ones_HS1, hidden_1S, layer, 0, named) * v_HSK
    return named("out", layer, torch.einsum("...htk,hdk->...td", named("z", layer, z_HTK), cross.W_O_HDK))


def hidden_of(is_read_S: Tensor) -> Tensor:
    """Return which keys no query of any head may see, ``[..., 1, 1, S]``."""
    return ~is_read_S[..., None, None, :]


def behind(prefix: str, hook: Hook) -> Hook:
    """Return a hook that calls another one with every name behind a prefix."""

    def named(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        return hook(f"{prefix}{name}", layer, array, first_head)

    return named
