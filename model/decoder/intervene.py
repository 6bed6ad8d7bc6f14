"""Make interventions in a forward pass: hooks that make changes on copies of its arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from attention_scenes.model.request.intervention_base import Intervention, Limits, Sources

if TYPE_CHECKING:
    from attention_scenes.model.decoder.transformer import Transformer


def check_interventions(
    made: Iterable[Intervention], transformer: Transformer, n_tokens: int, sources: Sources
) -> None:
    """Raise a UserError where a layer, head, neuron or token is not there, or nothing of the kind can be done."""
    shape, rotates, adds = transformer.config, transformer.speed_R is not None, transformer.W_pos_CD is not None
    there = Limits(shape.n_layers, shape.n_heads, shape.d_mlp, n_tokens, rotates, adds, masks=shape.architecture.causal)
    for each in made:
        each.check(there, sources)


class Interventions:
    """A hook that makes interventions, one after the other.

    Parameters
    ----------
    made
        The interventions, with numbers for the chosen head.
    sources
        The arrays of NumPy that are patched in.
    """

    def __init__(self, made: Sequence[Intervention], sources: Sources) -> None:
        given = {key: {name: torch.from_numpy(arrays[name]) for name in arrays} for key, arrays in sources.items()}
        self.changes = [change for each in made for change in each.changes(given)]
        self._seen: dict[str, Tensor] = {}

    def is_at(self, name: str, layer: int | None) -> bool:
        """Return whether a hook point is changed or read."""
        return any(change.is_in(layer) and name in (change.name, *change.reads) for change in self.changes)

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        here = [change for change in self.changes if change.is_in(layer)]
        if edits := [change.edit for change in here if change.name == name]:
            array = array.clone()
            for edit in edits:
                edit(array, first_head, self._seen)
        if any(name in change.reads for change in here):
            self._seen[name] = array
        return array


class Batch:
    """A hook for a batch on the first axis: each of its sentences has interventions of its own."""

    def __init__(self, rows: Sequence[Interventions]) -> None:
        self.rows = rows

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        changed = [b for b, row in enumerate(self.rows) if row.is_at(name, layer)]
        if changed:
            array = array.clone()
        for b in changed:
            array[b] = self.rows[b](name, layer, array[b], first_head)
        return array
