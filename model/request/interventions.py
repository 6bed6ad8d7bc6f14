"""Interventions on a forward pass, as plain data: ablations, knock-outs, activation patching. JSON both ways.

Layers, heads and tokens are counted from 0; token 0 is the model's first token. Where a field may be None it stands for
all of them. What is recorded in a trace is what the model goes on with: a head that is ablated has a ``z`` of zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.sentences import with_tuples
from attention_scenes.model.request.arrays import ARRAYS

Chosen = str  # as a layer: a head that the needs choose by this name, its layer and itself
CHOSEN: Chosen = "chosen"  # the one without a name
Layers = tuple[int, ...] | Chosen | None


@dataclass(frozen=True)
class ZeroAblate:
    """Zero ablation: a head's ``z`` is zeros, so that it adds nothing to the stream (but the bias of all heads)."""

    layer: int | Chosen | None
    head: int | None = None


@dataclass(frozen=True)
class Unmask:
    """Take the causal mask off a head: its queries see later tokens too."""

    layer: int | Chosen | None = None
    head: int | None = None


@dataclass(frozen=True)
class KnockOut:
    """Attention knock-out (Geva et al. 2023): cut edges, so that a query does not see a key.

    The scores of ``edges``, pairs (query, key) of tokens, become −∞ before the softmax: the other weights of the query
    grow to a sum of 1. A query must keep one key. As layers :data:`CHOSEN` cuts in the chosen head alone.
    """

    edges: tuple[tuple[int, int], ...]
    layers: Layers = None
    heads: tuple[int, ...] | None = None


@dataclass(frozen=True)
class ZeroNeurons:
    """Zero neurons of a layer's MLP: their activations, which the MLP's output map reads."""

    layer: int
    indices: tuple[int, ...]


@dataclass(frozen=True)
class ZeroValue:
    """Zero the value vectors of a token in all heads: the weight on it stays and carries nothing."""

    position: int
    layers: tuple[int, ...] | None = None


@dataclass(frozen=True)
class NoRotation:
    """Leave out the rotary positions of queries and keys; a UserError in a model that has none."""

    layers: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Patch:
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


Intervention = ZeroAblate | Unmask | KnockOut | ZeroNeurons | ZeroValue | NoRotation | Patch
KINDS: dict[str, type[Intervention]] = {
    kind.__name__: kind for kind in (ZeroAblate, Unmask, KnockOut, ZeroNeurons, ZeroValue, NoRotation, Patch)
}


def head_named(intervention: Intervention) -> str | None:
    """Return the name of the chosen head that an intervention is made in, ``""`` for :data:`CHOSEN`, else None."""
    match intervention:
        case ZeroAblate(str() as name) | Unmask(str() as name) | KnockOut(_, str() as name):
            return "" if name == CHOSEN else name
    return None


def in_head(intervention: Intervention, heads: Mapping[str, tuple[int, int]]) -> Intervention:
    """Return the same intervention with a chosen head's numbers in place of its name."""
    if (name := head_named(intervention)) is None:
        return intervention
    layer, head = heads[name]
    if isinstance(intervention, KnockOut):
        return replace(intervention, layers=(layer,), heads=(head,))
    assert isinstance(intervention, ZeroAblate | Unmask)
    return replace(intervention, layer=layer, head=head)


def to_json(intervention: Intervention) -> dict[str, Any]:
    """Return a dict of JSON types, with the ``kind`` beside the fields."""
    return {"kind": type(intervention).__name__} | asdict(intervention)


def from_json(data: Mapping[str, Any]) -> Intervention:
    """Return the inverse of :func:`to_json`; a UserError where there is no such kind."""
    fields = with_tuples({name: value for name, value in data.items() if name != "kind"})
    if data["kind"] not in KINDS:
        raise UserError(f"There is no intervention {str(data['kind'])[:40]!r}; there are {', '.join(KINDS)}.")
    return KINDS[data["kind"]](**fields)
