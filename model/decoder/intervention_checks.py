"""Check interventions against a model and a sentence before it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.request.interventions import (
    Intervention,
    KnockOut,
    NoRotation,
    Patch,
    Unmask,
    ZeroAblate,
    ZeroNeurons,
    ZeroValue,
)

if TYPE_CHECKING:
    from attention_scenes.model.decoder.transformer import Transformer

Sources = Mapping[str, Mapping[str, np.ndarray]]  # arrays to patch in, by trace and name, of all layers and heads


def check_interventions(
    made: Iterable[Intervention], transformer: Transformer, n_tokens: int, sources: Sources
) -> None:
    """Raise a UserError where a layer, head, neuron or token is not there, or nothing of the kind can be done."""
    shape = transformer.config
    for each in made:
        match each:
            case ZeroAblate(layer, head) | Unmask(layer, head):
                assert not isinstance(layer, str)
                _below("layer", shape.n_layers, [] if layer is None else [layer])
                _below("head", shape.n_heads, [] if head is None else [head])
            case KnockOut(edges, layers, heads):
                assert not isinstance(layers, str)
                if not edges:
                    raise UserError("A knock-out of no edges cuts nothing: give some, as (query, key).")
                _below("token", n_tokens, [token for edge in edges for token in edge])
                _below("layer", shape.n_layers, layers or ())
                _below("head", shape.n_heads, heads or ())
            case ZeroNeurons(layer, indices):
                _below("layer", shape.n_layers, [layer])
                _below("neuron", shape.d_mlp, indices)
            case ZeroValue(position, layers):
                _below("token", n_tokens, [position])
                _below("layer", shape.n_layers, layers or ())
            case NoRotation(layers):
                if transformer.speed_R is None:
                    raise UserError("The model rotates no queries and keys: there is no rotation to leave out.")
                _below("layer", shape.n_layers, layers or ())
            case Patch():
                _check_patch(each, sources[each.from_trace][each.name], n_tokens, shape.n_layers)


def _check_patch(patch: Patch, array: np.ndarray, n_tokens: int, n_layers: int) -> None:
    _below("layer", n_layers, [] if patch.layer is None else [patch.layer])
    there = array.shape[-2]
    if there != n_tokens and (patch.position is None or ARRAYS[patch.name].endswith("TT")):
        raise UserError(f"{patch.name} of {there} tokens cannot be patched into a sentence of {n_tokens}.")
    if patch.position is not None:
        _below("token", min(there, n_tokens), [patch.position])


def _below(what: str, count: int, numbers: Iterable[int]) -> None:
    if wrong := [n for n in numbers if not 0 <= n < count]:
        raise UserError(f"There is no {what} {wrong[0]} to intervene in: there are {what}s 0 to {count - 1}.")
