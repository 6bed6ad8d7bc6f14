"""Direct attribution of attention scores: each earlier part's own share of a head's queries and keys.

What enters a layer is a sum: the embedding, and what every head and every MLP before it wrote. The norm divides a
token's sum by one number, which is taken as it was measured; all else up to the query and the key is linear. So each
write has a query and a key of its own, and those of all writes add up to the head's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from attention_scenes.model.answers.score_terms import Write
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import Trace, run
from attention_scenes.model.errors import UserError

if TYPE_CHECKING:
    from attention_scenes.model.decoder.transformer import Block

READ = ("embed", "z", "mlp_out", "resid_pre")


def score_parts(
    model: LoadedModel, text: str, layer: int, head: int, first: int | None = None
) -> tuple[list[Write], np.ndarray, np.ndarray]:
    """Return the W writes before a layer and, ``[T, W, K]``, their shares of a head's queries and of its keys.

    Both after rotation, float64. The model runs anew, as far as the layer. A UserError where layers do not add up.
    """
    if layer and not model.transformer.config.architecture.residual:
        raise UserError("In this model no layer adds to what was there: a score has no parts of earlier layers.")
    trace = run(model, text, READ, range(layer + 1), first)
    block, shape = model.transformer.blocks[layer], model.transformer.config
    group = head // (shape.n_heads // shape.n_kv_heads)
    maps = [_float64(block.W_Q_HKD[head]), _float64(block.W_K_GKD[group])]
    added = [(block.b_Q_HK, head), (block.b_K_GK, group)]
    shift = None if block.attn_shift_D is None else _float64(block.attn_shift_D)
    writes, sides = [], [list[np.ndarray](), list[np.ndarray]()]
    scale_TD = _scale(model, trace["resid_pre"][layer])
    for kind, vectors_TD in _written(model, trace, layer):
        writes.append(kind)
        if shape.architecture.norm == "layer":
            vectors_TD = vectors_TD - vectors_TD.mean(-1, keepdims=True)
        for side, map_KD in zip(sides, maps, strict=True):
            gain_D = 1.0 if block.attn_norm_D is None else _float64(block.attn_norm_D)
            side.append(vectors_TD * scale_TD * gain_D @ map_KD.T)
    if shift is not None or block.b_Q_HK is not None or block.b_K_GK is not None:
        writes.append(Write("constant"))
        for side, map_KD, (bias, number) in zip(sides, maps, added, strict=True):
            constant_K = np.zeros(len(map_KD)) if shift is None else map_KD @ shift
            constant_K = constant_K if bias is None else constant_K + _float64(bias[number])
            side.append(np.broadcast_to(constant_K, side[0].shape))
    query_TWK, key_TWK = (_rotated(model, np.stack(side, axis=1)) for side in sides)
    return writes, query_TWK, key_TWK


def _written(model: LoadedModel, trace: Trace, layer: int) -> Iterator[tuple[Write, np.ndarray]]:
    """Yield every write before a layer, ``[T, D]`` each, in the order in which the model makes them."""
    decoder = model.transformer
    yield Write("embedding"), trace["embed"].astype(np.float64)
    if decoder.W_pos_CD is not None:
        yield Write("position"), _float64(decoder.W_pos_CD[: len(trace.tokens)])
    for before, block in enumerate(decoder.blocks[:layer]):
        for head, z_TK in enumerate(trace["z"][before].astype(np.float64)):
            yield Write("head", before, head), z_TK @ _float64(block.W_O_HDK[head]).T
        yield from _of_block(block, before, trace["mlp_out"][before].astype(np.float64))


def _of_block(block: Block, layer: int, mlp_TD: np.ndarray) -> Iterator[tuple[Write, np.ndarray]]:
    """Yield what a block writes beside its heads."""
    if block.b_O_D is not None:
        yield Write("bias", layer), np.broadcast_to(_float64(block.b_O_D), mlp_TD.shape)
    if block.W_down_DM is not None:
        yield Write("mlp", layer), mlp_TD


def _scale(model: LoadedModel, stream_TD: np.ndarray) -> np.ndarray:
    """Return by what the norm multiplies each token's vector, ``[T, 1]``: one number a token."""
    x_TD = stream_TD.astype(np.float64)
    if model.transformer.config.architecture.norm == "none":
        return np.ones((len(x_TD), 1))
    if model.transformer.config.architecture.norm == "layer":
        x_TD = x_TD - x_TD.mean(-1, keepdims=True)
    return 1 / np.sqrt((x_TD**2).mean(-1, keepdims=True) + model.transformer.config.norm_eps)


def _rotated(model: LoadedModel, x_TWK: np.ndarray) -> np.ndarray:
    """Rotate the pairs (i, i + K/2) by the angles of each token's position, where the model does."""
    from attention_scenes.model.decoder.transformer import rotation

    if model.transformer.speed_R is None:
        return x_TWK
    cos_T1R, sin_T1R = (_float64(part)[:, None] for part in rotation(len(x_TWK), model.transformer.speed_R))
    a_TWR, b_TWR = np.split(x_TWK, 2, axis=-1)
    return np.concatenate([a_TWR * cos_T1R - b_TWR * sin_T1R, b_TWR * cos_T1R + a_TWR * sin_T1R], axis=-1)


def _float64(tensor: object) -> np.ndarray:
    return tensor.cpu().numpy().astype(np.float64)  # type: ignore[attr-defined]
