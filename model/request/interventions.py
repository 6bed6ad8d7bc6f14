"""Interventions on a forward pass: ablations, knock-outs, activation patching. Plain data, JSON both ways.

Each is one class: its fields, what it changes, what it refuses. Layers, heads and tokens are counted from 0; token 0 is
the model's first token. Where a field may be None it stands for all of them. What is recorded in a trace is what the
model goes on with: a head that is ablated has a ``z`` of zeros.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.sentences import with_tuples
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.request.intervention_base import (
    CHOSEN,
    Array,
    Change,
    Chosen,
    Intervention,
    Limits,
    Seen,
    Sources,
    below,
    of_heads,
    one,
)

# Whoever asks for interventions needs this module alone.
__all__ = [
    "CHOSEN", "KINDS", "EqualWeights", "Intervention", "KnockOut", "NoPositionVectors", "NoRotation", "Patch",
    "ReverseTokens", "Scale", "Unmask", "ZeroAblate", "ZeroNeurons", "ZeroValue", "from_json", "to_json",
]  # fmt: skip


@dataclass(frozen=True)
class ZeroAblate(Intervention):
    """Zero ablation: a head's ``z`` is zeros, so that it adds nothing to the stream (but the bias of all heads)."""

    layer: int | Chosen | None
    head: int | None = None

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change("z", one(self.layer), self._zero)

    def _zero(self, z: Array, first: int, seen: Seen) -> None:
        for own in of_heads(z, first, one(self.head)):
            own[...] = 0


@dataclass(frozen=True)
class Unmask(Intervention):
    """Take the causal mask off a head: its queries see later tokens too; a UserError in a model that has none."""

    layer: int | Chosen | None = None
    head: int | None = None

    def check(self, there: Limits, sources: Sources) -> None:
        super().check(there, sources)
        if not there.masks:
            raise UserError("The model has no causal mask: there is none to take off.")

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change("attn_scores", one(self.layer), self._open, ("q", "raw_scores"))

    def _open(self, scores: Array, first: int, seen: Seen) -> None:
        """Put in the scores of later keys, computed again from the raw ones, which the mask hides."""
        scale = math.sqrt(seen["q"].shape[-1])
        views = (of_heads(array, first, one(self.head)) for array in (scores, seen["raw_scores"]))
        for masked, raw in zip(*views, strict=True):
            for query in range(masked.shape[-1] - 1):
                masked[..., query, query + 1 :] = raw[..., query, query + 1 :] / scale


@dataclass(frozen=True)
class KnockOut(Intervention):
    """Attention knock-out (Geva et al. 2023): cut edges, so that a query does not see a key.

    The scores of ``edges``, pairs (query, key) of tokens, become −∞ before the softmax: the other weights of the query
    grow to a sum of 1. A query must keep one key. As layers :data:`CHOSEN` cuts in the chosen head alone.
    """

    edges: tuple[tuple[int, int], ...]
    layers: tuple[int, ...] | Chosen | None = None
    heads: tuple[int, ...] | None = None

    def check(self, there: Limits, sources: Sources) -> None:
        super().check(there, sources)
        if not self.edges:
            raise UserError("A knock-out of no edges cuts nothing: give some, as (query, key).")
        below("token", there.n_tokens, [token for edge in self.edges for token in edge])

    def changes(self, sources: Sources) -> Iterator[Change]:
        assert not isinstance(self.layers, str)  # the chosen head's numbers stand there by now
        yield Change("attn_scores", self.layers, self._cut)

    def _cut(self, scores: Array, first: int, seen: Seen) -> None:
        for own in of_heads(scores, first, self.heads):
            for query, key in self.edges:
                own[..., query, key] = -math.inf
            for query in sorted({query for query, _ in self.edges}):
                if (own[..., query, :] == -math.inf).all():
                    raise UserError(f"Query {query} has no key left to see: leave it one, such as itself.")


@dataclass(frozen=True)
class EqualWeights(Intervention):
    """Uniform attention: each query of a head gives all tokens that it sees the same weight, whatever they score."""

    layer: int | Chosen | None
    head: int | None = None

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change("attn_scores", one(self.layer), self._level)

    def _level(self, scores: Array, first: int, seen: Seen) -> None:
        for own in of_heads(scores, first, one(self.head)):
            own[own > -math.inf] = 0


@dataclass(frozen=True)
class ZeroNeurons(Intervention):
    """Zero neurons of a layer's MLP: their activations, which the MLP's output map reads, from token ``since`` on.

    A few neurons make the first token what all others rest on; without these no text goes on as it did.
    """

    layer: int
    indices: tuple[int, ...]
    since: int = 0

    def check(self, there: Limits, sources: Sources) -> None:
        super().check(there, sources)
        below("neuron", there.d_mlp, self.indices)
        below("token", there.n_tokens, [self.since])

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change("mlp_act", one(self.layer), self._zero)

    def _zero(self, act: Array, first: int, seen: Seen) -> None:
        act[..., self.since :, list(self.indices)] = 0


@dataclass(frozen=True)
class ZeroValue(Intervention):
    """Zero the value vectors of a token in all heads: the weight on it stays and carries nothing."""

    position: int
    layers: tuple[int, ...] | None = None

    def check(self, there: Limits, sources: Sources) -> None:
        super().check(there, sources)
        below("token", there.n_tokens, [self.position])

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change("v", self.layers, self._zero)

    def _zero(self, v: Array, first: int, seen: Seen) -> None:
        v[..., self.position, :] = 0


@dataclass(frozen=True)
class NoRotation(Intervention):
    """Leave out the rotary positions of queries and keys; a UserError in a model that has none."""

    layers: tuple[int, ...] | None = None

    def check(self, there: Limits, sources: Sources) -> None:
        super().check(there, sources)
        if not there.rotates:
            raise UserError("The model rotates no queries and keys: there is no rotation to leave out.")

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change("rot_q", self.layers, lambda array, _, seen: _fill(array, seen["q"]), ("q",))
        yield Change("rot_k", self.layers, lambda array, _, seen: _fill(array, seen["k"]), ("k",))


@dataclass(frozen=True)
class NoPositionVectors(Intervention):
    """Leave out the vectors that places add to embeddings; a UserError in a model that adds none."""

    def check(self, there: Limits, sources: Sources) -> None:
        super().check(there, sources)
        if not there.adds:
            raise UserError("The model adds no vectors for positions: there are none to leave out.")

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change("resid_pre", (0,), lambda array, _, seen: _fill(array, seen["embed"]), ("embed",))


@dataclass(frozen=True)
class Patch(Intervention):
    """Activation patching (Meng et al. 2022): put in an array of another trace.

    Parameters
    ----------
    name, layer
        An array of :data:`ARRAYS`, and its layer; None for one that has no layers.
    position
        The token whose entries are put in (of an array of queries by keys: its row); None for all tokens.
    from_trace
        The key of the trace in the same needs; it has as many tokens where all are put in, or rows of keys.
    """

    name: str
    layer: int | None
    position: int | None
    from_trace: str

    def __post_init__(self) -> None:
        if self.name not in ARRAYS:
            raise UserError(f"No array {self.name!r} can be patched; there are {', '.join(ARRAYS)}.")
        if (self.layer is None) != ("L" not in ARRAYS[self.name]):
            raise UserError(f"{self.name} {'needs a' if self.layer is None else 'has no'} layer to be patched in.")

    def check(self, there: Limits, sources: Sources) -> None:
        super().check(there, sources)
        count = sources[self.from_trace][self.name].shape[-2]
        if count != there.n_tokens and (self.position is None or self._has_keys()):
            raise UserError(f"{self.name} of {count} tokens cannot be patched into a sentence of {there.n_tokens}.")
        if self.position is not None:
            below("token", min(count, there.n_tokens), [self.position])

    def changes(self, sources: Sources) -> Iterator[Change]:
        given = sources[self.from_trace][self.name]
        if self.layer is not None:
            given = given[self.layer]
        yield Change(self.name, one(self.layer), lambda array, first, _: self._put_in(array, first, given))

    def _put_in(self, array: Array, first: int, given: Array) -> None:
        if self._has_keys():
            given = given[first : first + array.shape[-3]]
        rows: Any = slice(None) if self.position is None else self.position
        array[..., rows, :] = given[..., rows, :]

    def _has_keys(self) -> bool:
        """Return whether a row of the array is a number for each key."""
        return ARRAYS[self.name].endswith("TT")


@dataclass(frozen=True)
class Scale(Intervention):
    """Multiply an array of a layer by a factor, at all tokens: a map without a bend gives as many times as much."""

    name: str
    layer: int | Chosen
    factor: float

    def __post_init__(self) -> None:
        _check_in_layers(self.name)

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change(self.name, one(self.layer), self._scale)

    def _scale(self, array: Array, first: int, seen: Seen) -> None:
        array *= self.factor


@dataclass(frozen=True)
class ReverseTokens(Intervention):
    """Turn the row of tokens round in an array of a layer: what treats each by itself gives the same, turned round."""

    name: str
    layer: int | Chosen

    def __post_init__(self) -> None:
        _check_in_layers(self.name)

    def changes(self, sources: Sources) -> Iterator[Change]:
        yield Change(self.name, one(self.layer), self._reverse)

    def _reverse(self, array: Array, first: int, seen: Seen) -> None:
        count = array.shape[-2]
        array[...] = array[..., [*range(count - 1, -1, -1)], :]


def _check_in_layers(name: str) -> None:
    """Raise a UserError where no array of a layer has this name."""
    if "L" not in ARRAYS.get(name, ""):
        raise UserError(f"No array {name!r} of a layer can be changed; there are {', '.join(ARRAYS)}.")


KINDS: dict[str, type[Intervention]] = {kind.__name__: kind for kind in Intervention.__subclasses__()}


def to_json(intervention: Intervention) -> dict[str, Any]:
    """Return a dict of JSON types, with the ``kind`` beside the fields."""
    return {"kind": type(intervention).__name__} | asdict(intervention)  # type: ignore[call-overload]


def from_json(data: Mapping[str, Any]) -> Intervention:
    """Return the inverse of :func:`to_json`; a UserError where there is no such kind."""
    fields = with_tuples({name: value for name, value in data.items() if name != "kind"})
    if data["kind"] not in KINDS:
        raise UserError(f"There is no intervention {str(data['kind'])[:40]!r}; there are {', '.join(KINDS)}.")
    return KINDS[data["kind"]](**fields)


def _fill(array: Array, given: Array) -> None:
    array[...] = given
