"""Ask for a fact again, without torch: texts cut at the name, distributions by exponentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.numbers.odds_again import odds_again
from attention_scenes.model.probes.probe import Arrays, Earlier, RemeasuredModel


def question_again(model: RemeasuredModel, asked: SimpleNamespace, name: str) -> tuple[list[int], list[int]]:
    """Return a prompt's tokens with a name in its subject's place, and the name's first and one past its last."""
    at = place_again(asked)
    head, tail = asked.prompt[:at], asked.prompt[at + len(asked.subject) :]
    name = name or asked.subject
    row = model.ids(head + name + tail)
    start = min(len(model.ids(head.rstrip())), len(row) - 1)
    return row, [start, max(len(model.ids(head + name)), start + 1)]


def place_again(asked: SimpleNamespace) -> int:
    """Return where the subject begins in the prompt, not within a word."""
    text, length = asked.prompt, len(asked.subject)
    seam = [0 < n < len(text) and text[n - 1].swapcase() != text[n - 1] and text[n].swapcase() != text[n]
            for n in range(len(text) + 1)]  # fmt: skip
    starts = [n for n in range(len(text)) if text[n : n + length] == asked.subject]
    return next(n for n in starts if not seam[n] and not seam[n + length])


def odds_after_again(model: RemeasuredModel, traces: Sequence[Arrays]) -> np.ndarray:
    """Return the distribution after each row: of its last token alone, for all would take most of the time."""
    return odds_again(model.unembed(np.array([trace["final_norm"][-1] for trace in traces]).reshape(-1, model.d_model)))


def distributions_again(
    model: RemeasuredModel, rows: Sequence[Sequence[int]], ways: Sequence[Sequence[Mapping[str, Any]]] = ()
) -> np.ndarray:
    """Return the distribution of the token after each row, each with its interventions."""
    traces = model.run_ways(rows, ["final_norm"], ways or [[] for _ in rows])
    return odds_after_again(model, traces)


def distributions_from_again(
    model: RemeasuredModel,
    streams: np.ndarray | Sequence[np.ndarray],
    layer: int,
    ways: Sequence[Sequence[Mapping[str, Any]]] = (),
    sources: Mapping[str, Arrays] | None = None,
) -> np.ndarray:
    """Return the distribution of the next token of streams that enter a layer."""
    traces = model.run_streams(streams, layer, ["final_norm"], ways or [[] for _ in streams], sources or {})
    return odds_after_again(model, traces)


def distributions_of_ends_again(
    model: RemeasuredModel, streams: Sequence[np.ndarray], layer: int, earlier: Sequence[Earlier]
) -> np.ndarray:
    """Return the same where only the last tokens differ from what is known of a sentence: the others are not run."""
    traces = model.run_ends(streams, layer, ["final_norm"], earlier)
    return odds_after_again(model, traces)


def answers_again(odds: np.ndarray) -> list[int]:
    """Return the likeliest token of each distribution."""
    return [int(row.argmax()) for row in odds]


def rivals_again(odds: np.ndarray, answers: Sequence[int]) -> list[int]:
    """Return seven rivals of the first answer: the others, then the likeliest tokens."""
    found: list[int] = []
    for token in [*answers[1:], *np.argsort(-odds, kind="stable")[: 8 + len(answers)]]:
        if token != answers[0] and token not in found and len(found) < 7:
            found.append(int(token))
    return found
