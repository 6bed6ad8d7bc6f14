"""Make interventions in a forward pass: each is a few changes at hook points."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from attention_scenes.model.decoder.intervention_checks import Sources
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

Seen = Mapping[str, Tensor]  # what earlier hook points of the same layer had
Apply = Callable[[Tensor, int, Seen], Tensor]  # an array, and the first of the heads in it


@dataclass(frozen=True)
class Change:
    """A change at one hook point in some layers, or in all (None), and the earlier points it reads."""

    name: str
    layers: Sequence[int] | None
    apply: Apply
    reads: tuple[str, ...] = ()

    def is_in(self, layer: int | None) -> bool:
        return self.layers is None or layer is None or layer in self.layers


class Interventions:
    """A hook that makes interventions, one after the other.

    Parameters
    ----------
    made
        The interventions, with numbers for the chosen head.
    sources
        The arrays that :class:`Patch` puts in.
    """

    def __init__(self, made: Sequence[Intervention], sources: Sources) -> None:
        self.changes = [change for each in made for change in _changes(each, sources)]
        self._seen: dict[str, Tensor] = {}

    def is_at(self, name: str, layer: int | None) -> bool:
        """Return whether a hook point is changed or read."""
        return any(change.is_in(layer) and name in (change.name, *change.reads) for change in self.changes)

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        here = [change for change in self.changes if change.is_in(layer)]
        for change in here:
            if change.name == name:
                array = change.apply(array, first_head, self._seen)
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


def _changes(made: Intervention, sources: Sources) -> Iterator[Change]:
    match made:
        case ZeroAblate(layer, head):
            yield Change("z", _one(layer), lambda z, *_: _zeroed(z, -3, _one(head)))
        case Unmask(layer, head):
            yield Change("attn_scores", _one(layer), partial(_unmasked, _one(head)), ("q", "raw_scores"))
        case KnockOut(edges, layers, heads):
            assert not isinstance(layers, str)
            yield Change("attn_scores", layers, partial(_cut, edges, heads))
        case ZeroNeurons(layer, indices):
            yield Change("mlp_act", _one(layer), lambda act, *_: _zeroed(act, -1, indices))
        case ZeroValue(position, layers):
            yield Change("v", layers, lambda v, *_: _zeroed(v, -2, _one(position)))
        case NoRotation(layers):
            yield Change("rot_q", layers, lambda *seen: seen[-1]["q"], ("q",))
            yield Change("rot_k", layers, lambda *seen: seen[-1]["k"], ("k",))
        case Patch(name, layer, position, trace):
            array = sources[trace][name]
            given = torch.from_numpy(array if layer is None else array[layer])
            yield Change(name, _one(layer), partial(_patched, given, position, ARRAYS[name].endswith("TT")))


def _one(layer: int | str | None) -> list[int] | None:
    assert not isinstance(layer, str)  # the chosen head's number stands there by now
    return None if layer is None else [layer]


def _zeroed(array: Tensor, axis: int, places: Sequence[int] | None) -> Tensor:
    """Return the same array with zeros at some places along an axis, or everywhere."""
    if places is None:
        return torch.zeros_like(array)
    return array.index_fill(axis, torch.tensor(places, device=array.device), 0)


def _unmasked(heads: Sequence[int] | None, scores: Tensor, first: int, seen: Seen) -> Tensor:
    """Take the mask off: the scores of later keys are computed again from the raw ones, which the mask hides."""
    whole = seen["raw_scores"] / math.sqrt(seen["q"].shape[-1])
    later_TT = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
    return torch.where(later_TT & _where(heads, first, scores), whole, scores)


def _where(heads: Sequence[int] | None, first: int, scores: Tensor) -> Tensor:
    """Mark the named heads in an array ``[H, T, T]`` that begins with head ``first``, as ``[H, 1, 1]``."""
    here = [heads is None or first + n in heads for n in range(scores.shape[-3])]
    return torch.tensor(here, device=scores.device)[:, None, None]


def _cut(edges: Sequence[tuple[int, int]], heads: Sequence[int] | None, scores: Tensor, first: int, _: Seen) -> Tensor:
    cut_TT = torch.zeros(scores.shape[-2:], dtype=torch.bool, device=scores.device)
    queries, keys = zip(*edges, strict=True)
    cut_TT[list(queries), list(keys)] = True
    scores = scores.masked_fill(cut_TT & _where(heads, first, scores), -math.inf)
    if blind := scores.isneginf().all(-1).nonzero().tolist():
        raise UserError(f"Query {blind[0][-1]} has no key left to see: leave it one, such as itself.")
    return scores


def _patched(given: Tensor, position: int | None, some_heads: bool, array: Tensor, first: int, _: Seen) -> Tensor:
    if some_heads:
        given = given[first : first + array.shape[-3]]
    given = given.to(array.device)
    if position is None:
        return given.expand_as(array)
    array = array.clone()
    array[..., position, :] = given[..., position, :]
    return array
