"""One gradient step on one sentence: which scores of a head the loss wants larger, one weight, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class GradientStepProbe(Probe):
    """Move all weights ``rate`` times the slope of the loss on a text, downhill, and measure before and after.

    The loss is the mean of −ln p of all tokens but the first. All is worked out in double precision.

    Parameters
    ----------
    text
        The sentence.
    layer, head
        Whose scores and W_Q.
    rate
        How far the step goes.

    Arrays, of T tokens:

    ``by_score``
        ``[T, T]``: the slope of the loss by each score of the head, scaled, before the softmax; row = query. Where it
        is below 0 a larger score makes the loss smaller.
    ``entry``
        ``[2]``: row and column of the entry of the head's W_Q ``[K, D]`` with the largest slope.
    ``by_place``
        ``[T]``: what each query adds to that slope: the slope by its q times what W_Q read there.
    ``weight``
        ``[2]``: that entry before and after the step.
    ``chance``
        ``[2, T − 1]``: the probability of each token but the first, before and after.
    ``loss``
        ``[2]``: before and after.
    """

    text: str
    layer: int
    head: int
    rate: float
    name: Literal["gradient_step"] = "gradient_step"

    exact: ClassVar[frozenset[str]] = frozenset({"entry"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        row = [token.id for token in model.tokens(self.text)]
        if len(row) > model.n_context:
            raise UserError(f"{self.text[:60]!r} has {len(row)} tokens: this model was trained on {model.n_context}.")
        if self.layer >= model.n_layers or self.head >= model.n_heads:
            raise UserError(f"There is no head {self.layer}.{self.head}: {model.n_layers} layers of {model.n_heads}.")
        progress("working out a gradient step", None)
        found = model.loss_step(row, self.rate)
        here = self.layer, self.head
        by_q_TK, read_TD = found["by_q"][here], found["attn_in"][self.layer]
        slope_KD = by_q_TK.T @ read_TD
        k, d = np.unravel_index(np.abs(slope_KD).argmax(), slope_KD.shape)
        arrays = {
            "by_score": found["by_score"][here], "entry": np.array([k, d]), "by_place": by_q_TK[:, k] * read_TD[:, d],
            "weight": found["W_Q"][:, self.layer, self.head, k, d], "chance": found["chance"], "loss": found["loss"],
        }  # fmt: skip
        return {name: array.astype(np.float32) for name, array in arrays.items()}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, of a backward pass that is written out by hand."""
        there = model.loss_step(model.ids(asked.text), asked.rate)
        by_query, read = there["by_q"][asked.layer][asked.head], there["attn_in"][asked.layer]
        parts = np.einsum("tk,td->tkd", by_query, read)
        slope = np.einsum("tkd->kd", parts)
        at = max(np.ndindex(slope.shape), key=lambda place: abs(slope[place]))
        before, after = (maps[asked.layer][asked.head][at] for maps in there["W_Q"])
        return {
            "by_score": there["by_score"][asked.layer][asked.head], "entry": np.array(at),
            "by_place": np.array([each[at] for each in parts]), "weight": np.array([before, after]),
            "chance": there["chance"], "loss": there["loss"],
        }  # fmt: skip
