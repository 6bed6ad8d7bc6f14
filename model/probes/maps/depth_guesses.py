"""Depth guesses: the next token that would be guessed after each layer, were it the last (the logit lens)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class DepthGuessesProbe(Probe):
    """Read the next token off the last word's vector at each depth, as if no layer came after it.

    Depth 0 is what enters the first layer, depth n what the n-th layer leaves.

    Parameters
    ----------
    prompts
        Texts that are to be gone on with.
    answers
        For each the word that is right, or nothing where none is said to be.

    Arrays, of P prompts and N depths:

    ``id``, ``share``
        ``[P, N]``: the number of the likeliest token, and its probability.
    ``final``
        ``[P, N]``: the probability of the token that is likeliest at the last depth.
    ``right``
        ``[P, N]``: that of the answer's first token; of the last depth's where there is no answer.
    ``right_id``
        ``[P]``: the number of that token.
    """

    prompts: tuple[str, ...]
    answers: tuple[str, ...]
    name: Literal["guesses"] = "guesses"

    exact: ClassVar[frozenset[str]] = frozenset({"id", "right_id"})

    def __post_init__(self) -> None:
        if len(self.prompts) != len(self.answers):
            raise UserError(f"{len(self.answers)} answers for {len(self.prompts)} prompts: give one for each.")

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        progress("reading a guess off each layer", None)
        found: dict[str, list[np.ndarray]] = {name: [] for name in ("id", "share", "final", "right", "right_id")}
        traces = model.run(self.prompts, ["resid_pre", "resid_post"])
        for trace, answer in zip(traces, self.answers, strict=True):
            x_ND = np.concatenate([trace["resid_pre"][:, -1], trace["resid_post"][-1:, -1]])
            chance_NV = softmax(model.read_out(x_ND))
            best_N = chance_NV.argmax(-1)
            right = model.tokens(f" {answer}")[1].id if answer else int(best_N[-1])
            rows = best_N, chance_NV.max(-1), chance_NV[:, best_N[-1]], chance_NV[:, right], np.array(right)
            for name, row in zip(found, rows, strict=True):
                found[name].append(row)
        arrays = {name: np.array(rows, dtype=np.float32) for name, rows in found.items()}
        texts = [[model.text_of(int(token)) for token in row] for row in found["id"]]
        rights = [model.text_of(int(token)) for token in found["right_id"]]
        return arrays, {"texts": texts, "rights": rights}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, depth by depth, from the logarithm of each sum."""
        found: dict[str, list[Sequence[float]]] = {name: [] for name in ("id", "share", "final", "right")}
        numbers = []
        for prompt, answer in zip(asked.prompts, asked.answers, strict=True):
            [trace] = model.run([prompt], ["resid_pre", "resid_post"])
            points = [*trace["resid_pre"][:, -1], trace["resid_post"][-1, -1]]
            logits = [model.read_out(point[None])[0].astype(np.float64) for point in points]
            best = [int(np.flatnonzero(each == each.max())[0]) for each in logits]
            numbers.append(model.ids(f" {answer}")[1] if answer else best[-1])
            found["id"].append(best)
            wanted = ("share", best), ("final", best[-1:] * len(best)), ("right", numbers[-1:] * len(best))
            for name, tokens in wanted:
                found[name].append([_chance_again(*each) for each in zip(logits, tokens, strict=True)])
        return {name: np.array(rows) for name, rows in found.items()} | {"right_id": np.array(numbers)}


def _chance_again(logits: np.ndarray, token: int) -> float:
    most = float(logits.max())
    return float(np.exp(logits[token] - most - np.log(np.sum(np.exp(logits - most)))))
