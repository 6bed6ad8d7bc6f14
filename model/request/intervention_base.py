"""Base of interventions: changes at hook points, and what a model and a sentence have to intervene in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from attention_scenes.model.errors import UserError

Chosen = str  # as a layer: a head that the needs choose by this name, its layer and itself
CHOSEN: Chosen = "chosen"  # the one without a name

# Of whichever library the decoder has: an edit is written in indexing and arithmetic, so that no library is loaded.
Array = Any
Seen = Mapping[str, Array]  # what earlier hook points of the same layer had
Edit = Callable[[Array, int, Seen], None]  # changes an array in place; the number is the first of the heads in it
Sources = Mapping[str, Mapping[str, Array]]  # arrays to patch in, by trace and name, of all layers and heads


@dataclass(frozen=True)
class Change:
    """A change at one hook point in some layers, or in all (None), and the earlier points it reads."""

    name: str
    layers: Sequence[int] | None
    edit: Edit
    reads: tuple[str, ...] = ()

    def is_in(self, layer: int | None) -> bool:
        return self.layers is None or layer is None or layer in self.layers


@dataclass(frozen=True)
class Limits:
    """How many layers, heads, neurons and tokens there are; whether places rotate or add vectors, and a mask hides."""

    n_layers: int
    n_heads: int
    d_mlp: int
    n_tokens: int
    rotates: bool
    adds: bool
    masks: bool = True


class Intervention(ABC):
    """An intervention: plain data, what it changes and what it refuses. A frozen dataclass."""

    @abstractmethod
    def changes(self, sources: Sources) -> Iterator[Change]:
        """Yield the changes; numbers stand for the chosen head by now."""

    def check(self, there: Limits, sources: Sources) -> None:
        """Raise a UserError where a layer or head is not there; another class refuses more after these."""
        counts = {"layer": there.n_layers, "head": there.n_heads}
        for each in fields(self):  # type: ignore[arg-type]
            if (what := each.name.removesuffix("s")) in counts:
                below(what, counts[what], numbers(getattr(self, each.name)))

    def head_named(self) -> str | None:
        """Return the name of the chosen head that it is made in, ``""`` for :data:`CHOSEN`, else None."""
        layer = getattr(self, "layers", getattr(self, "layer", None))
        if not isinstance(layer, str):
            return None
        return "" if layer == CHOSEN else layer

    def in_head(self, heads: Mapping[str, tuple[int, int]]) -> Self:
        """Return the same intervention with a chosen head's numbers in place of its name."""
        if (name := self.head_named()) is None:
            return self
        layer, head = heads[name]
        chosen = {"layer": layer, "head": head, "layers": (layer,), "heads": (head,)}
        mine = {each.name for each in fields(self)}  # type: ignore[arg-type]
        return replace(self, **{name: value for name, value in chosen.items() if name in mine})  # type: ignore[type-var]


def numbers(given: int | Sequence[int] | None) -> Sequence[int]:
    """Return a field's numbers as a sequence; none where it stands for all."""
    assert not isinstance(given, str)  # the chosen head's number stands there by now
    return () if given is None else [given] if isinstance(given, int) else given


def one(layer: int | Chosen | None) -> Sequence[int] | None:
    """Return a layer as the layers of a :class:`Change`."""
    return None if layer is None else numbers(layer)  # type: ignore[arg-type]


def below(what: str, count: int, given: Iterable[int]) -> None:
    """Raise a UserError where a number is not below a count."""
    if wrong := [n for n in given if not 0 <= n < count]:
        raise UserError(f"There is no {what} {wrong[0]} to intervene in: there are {what}s 0 to {count - 1}.")


def of_heads(array: Array, first: int, heads: Sequence[int] | None) -> Iterator[Array]:
    """Yield views ``[…, T, K]`` of the named heads, or all, in an array ``[…, H, T, K]`` that begins with ``first``."""
    for n in range(array.shape[-3]):
        if heads is None or first + n in heads:
            yield array[..., n, :, :]
