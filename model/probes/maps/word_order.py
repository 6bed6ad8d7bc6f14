"""Word order: how far a word's vector tells two orders of the same words apart, with positions and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

UNMASKED = {"kind": "Unmask", "layer": None, "head": None}


@dataclass(frozen=True)
class WordOrderProbe(Probe):
    """Compare the last token's stream of a text with that of the same tokens in another order.

    Parameters
    ----------
    text, other
        Two texts of the same tokens, the last one at the same place.

    Arrays, of L layers:

    ``apart``
        ``[L, 3]``: length of the difference after each layer, in parts of the text's own length; as the model is, then
        without positions (no rotation, or no vectors added), then without positions and without the causal mask.
    """

    text: str
    other: str
    name: Literal["order"] = "order"

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        rows = [[token.id for token in model.tokens(text)] for text in (self.text, self.other)]
        self._check(rows)
        without = _without_places(model)
        found = []
        for step, changes in enumerate(([], without, [*without, UNMASKED])):
            progress("reading the words in another order", step / 3)
            # Equally long, but one by one: each with interventions of its own.
            one, two = (model.run_rows([row], ["resid_post"], changes)[0]["resid_post"][:, -1] for row in rows)
            found.append(_lengths(one - two) / np.maximum(_lengths(one), 1e-12))
        return {"apart": np.array(found, dtype=np.float32).T.copy()}, {}

    def _check(self, rows: Sequence[Sequence[int]]) -> None:
        """Raise a UserError where these are not the same tokens in another order."""
        one, two = rows
        if sorted(one) != sorted(two) or one[-1] != two[-1]:
            raise UserError(
                f"{self.other!r} has not the same tokens as {self.text!r} with the last one last: move its words only."
            )
        if one == two:
            raise UserError(f"{self.text!r} is the same in both orders: give a text of more different words.")

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same shares, by root mean squares."""
        off: list[dict[str, Any]] = []
        if model.rotary_speeds() is not None:
            off = [{"kind": "NoRotation", "layers": None}]
        elif model.position_vectors() is not None:
            off = [{"kind": "NoPositionVectors"}]
        columns = []
        for made in ([], off, [*off, {"kind": "Unmask", "layer": None, "head": None}]):
            ends = [
                model.run_rows([model.ids(text)], ["resid_post"], made)[0]["resid_post"][:, -1].astype(np.float64)
                for text in (asked.text, asked.other)
            ]
            differ, size = (np.sqrt(np.square(each).mean(axis=1)) for each in (ends[0] - ends[1], ends[0]))
            columns.append(differ / size)
        return {"apart": np.stack(columns, axis=1)}


def _without_places(model: MeasuredModel) -> list[dict[str, Any]]:
    """Return the intervention that leaves out a model's positions; none where it has none."""
    if model.rotary_speeds() is not None:
        return [{"kind": "NoRotation", "layers": None}]
    return [] if model.position_vectors() is None else [{"kind": "NoPositionVectors"}]


def _lengths(vectors_LD: np.ndarray) -> np.ndarray:
    return np.linalg.norm(vectors_LD.astype(np.float64), axis=-1)
