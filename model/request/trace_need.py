"""TraceNeed: one sentence, and the arrays of the model's forward pass on it that a scene needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.probes.sentences import with_tuples
from attention_scenes.model.request.arrays import ARRAYS, DERIVED, LENGTHS, MOVED, PARTS, RESULTS
from attention_scenes.model.request.intervention_base import Intervention
from attention_scenes.model.request.interventions import Patch, from_json, to_json

MOST_TOP = 100
MOST_STEPS = 100


@dataclass(frozen=True)
class TraceNeed:
    """One sentence, and what a scene needs of the model's forward pass on it.

    Parameters
    ----------
    text
        The sentence, without the model's first token.
    arrays
        Names out of :data:`ARRAYS` and :data:`DERIVED`.
    layers
        ``"all"``, some by number, the chosen head's (``"layer"``), or of that layer the chosen head alone (``"head"``);
        where several are chosen, the layers of all of them, and in each the heads of all of them.
    top
        Keep the distribution of the next token at each position: the ``top`` likeliest and the actual one; at the
        last position the whole of it, for any temperature.
    first
        Read only so many tokens, the model's first token included.
    steps
        Let the text go on by so many tokens, each the likeliest after those before, in the model as it is; fewer where
        the model ends it, and the end is the last of them. They are tokens of the trace as the others are.
    most
        Refuse a text of more tokens than can be shown, the first and all ``steps`` included, before the model runs.
    parameter
        The name of the scene's parameter, for the text's name in a refusal.
    interventions
        Changes to the model while it reads the sentence, and what it went on with.
    """

    text: str
    arrays: tuple[str, ...] = ()
    layers: Literal["all", "head", "layer"] | tuple[int, ...] = "all"
    top: int = 0
    first: int | None = None
    interventions: tuple[Intervention, ...] = ()
    most: int | None = None
    parameter: str = "text"
    steps: int = 0

    def __post_init__(self) -> None:
        known = ARRAYS | DERIVED
        for name in self.arrays:
            if name not in known:
                raise UserError(f"No array is called {name!r}. {nearest(name, known)}")
        if not 0 <= self.top <= MOST_TOP:
            raise UserError(f"{self.top} next tokens cannot be listed: ask for 1 to {MOST_TOP}.")
        if self.first is not None and self.first < 1:
            raise UserError(f"first={self.first} leaves no token to read: give 1 or more.")
        if not 0 <= self.steps <= MOST_STEPS:
            raise UserError(f"steps={self.steps}: a text goes on by 0 to {MOST_STEPS} tokens.")
        if {*PARTS} & {*self.arrays} and (self.layers != "head" or self.interventions or self.steps):
            raise ValueError("parts of queries and keys are those of the chosen head, in a text and a model left as is")
        if {*MOVED} & {*self.arrays} and self.layers != "head":
            raise ValueError("scores at other distances are those of the chosen head")

    def longest(self) -> int | None:
        """Return how many tokens the text itself may have, the first one included; None: as many as the model reads."""
        return None if self.most is None else self.most - self.steps

    def keeps_chosen(self) -> bool:
        """Return whether the layers kept are those of the chosen heads."""
        return self.layers in ("head", "layer")

    def heads_named(self) -> set[str]:
        """Return the names of chosen heads that interventions are made in; the one without a name is ``""``."""
        return {name for each in self.interventions if (name := each.head_named()) is not None}

    def sources(self) -> set[str]:
        """Return the keys of the traces that arrays are patched in from."""
        return {each.from_trace for each in self.interventions if isinstance(each, Patch)}

    def traced(self) -> set[str]:
        """Return the arrays of a forward pass to record: those named, and those that others are derived from."""
        more = [*(["z"] if {*self.arrays} & {*RESULTS} else []), *(["logits"] if self.top else [])]
        more += ["q", "k"] if {*self.arrays} & {*MOVED} else []
        more += [name.removesuffix("_norm") for name in self.arrays if name in LENGTHS]
        return {*self.arrays, *more} - {*DERIVED}

    def layers_of(self, heads: Iterable[tuple[int, int]], n_layers: int) -> list[int]:
        """Return the layers to keep, in rising order, where ``heads`` are the chosen ones."""
        match self.layers:
            case "all":
                return list(range(n_layers))
            case "head" | "layer":
                return sorted({layer for layer, _ in heads})
            case layers:
                return sorted({*layers})

    def to_json(self) -> dict[str, Any]:
        """Return a dict of JSON types."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return plain | {"interventions": [to_json(each) for each in self.interventions]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TraceNeed:
        """Return the inverse of :meth:`to_json`."""
        plain = {name: value for name, value in data.items() if name != "interventions"}
        return cls(**with_tuples(plain), interventions=tuple(from_json(each) for each in data["interventions"]))
