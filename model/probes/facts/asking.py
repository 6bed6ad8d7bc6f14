"""Ask a model for a fact: a prompt's tokens and its name's, chances of what comes next, rival answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.facts.subjects import around
from attention_scenes.model.probes.probe import Arrays, MeasuredModel

MOST = 20  # tokens of a prompt: each is put back in each layer
RIVALS = 7  # other answers, whose mean logit an answer's is compared with
Changes = Sequence[Mapping[str, Any]]


class Question(NamedTuple):
    """A prompt about one name: its tokens, and which of them are the name's."""

    row: list[int]
    name: range

    @property
    def last(self) -> int:
        """The last token, after which the answer comes."""
        return len(self.row) - 1


def question(model: MeasuredModel, prompt: str, subject: str, name: str = "") -> Question:
    """Return the tokens of a prompt, or of the same with another name in its subject's place.

    A UserError where they are more than ``MOST``.
    """
    before, after = around(prompt, subject)
    row = ids(model, f"{before}{name or subject}{after}")
    if len(row) > MOST:
        what = f"With names={name[:40]!r} the prompt" if name else "prompt"
        raise UserError(
            f"{what} has {len(row):,} tokens, the start token included, and a fact is followed through at most "
            f"{MOST}: shorten {'it' if name else 'prompt=…'}"
        )
    first = min(len(ids(model, before.rstrip())), len(row) - 1)
    return Question(row, range(first, max(first + 1, len(ids(model, before + (name or subject))))))


def checked_question(model: MeasuredModel, prompt: str, subject: str) -> Question:
    """Return the tokens of a prompt; a UserError where the model has no MLPs."""
    asked = question(model, prompt, subject)
    if "up" not in model.layer_maps(0):
        raise UserError("This model is attention alone, without MLPs, in which a fact could sit: take one with MLPs.")
    return asked


def ids(model: MeasuredModel, text: str) -> list[int]:
    return [token.id for token in model.tokens(text)]


def next_chances(
    model: MeasuredModel, rows: Sequence[Sequence[int]], ways: Sequence[Changes] | None = None
) -> np.ndarray:
    """Return the distributions ``[N, V]`` of the next token after rows, each with its interventions."""
    return chances_after(model, model.run_ways(rows, ["final_norm"], ways or [[]] * len(rows)))


def chances_from(
    model: MeasuredModel,
    streams: np.ndarray | Sequence[np.ndarray],
    layer: int,
    ways: Sequence[Changes] | None = None,
    sources: Mapping[str, Arrays] | None = None,
) -> np.ndarray:
    """Return the distributions ``[N, V]`` of the next token where streams enter a layer."""
    made = ways or [[]] * len(streams)
    return chances_after(model, model.run_streams(streams, layer, ["final_norm"], made, sources or {}))


def chances_after(model: MeasuredModel, traces: Sequence[Arrays]) -> np.ndarray:
    """Return the distributions ``[N, V]`` of the next token after rows whose ``final_norm`` was kept, or none."""
    last_ND = np.reshape([trace["final_norm"][-1] for trace in traces], (-1, model.d_model))
    return softmax(model.unembed(last_ND))


def other_answers(chance_V: np.ndarray, answer: int, answers: Sequence[int]) -> list[int]:
    """Return rivals of an answer: those of other names, then what is likeliest in its own place."""
    likeliest = np.argsort(-chance_V, kind="stable")[: RIVALS + len(answers) + 1].tolist()
    return [each for each in dict.fromkeys([*answers, *likeliest]) if each != answer][:RIVALS]
