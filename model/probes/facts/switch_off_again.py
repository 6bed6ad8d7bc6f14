"""Neurons switched off again, without torch: prompt by prompt, all its counts at once."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.facts.asking_again import distributions_again, question_again
from attention_scenes.model.probes.facts.attribution_again import ranked_again
from attention_scenes.model.probes.probe import RemeasuredModel


def switched_off_again(model: RemeasuredModel, asked: SimpleNamespace) -> dict[str, Any]:
    """Return the arrays of the probe."""
    rows = [question_again(model, asked, name)[0] for name in ("", *asked.names)]
    order = ranked_again(model, asked)
    off = [off_again(order[:count]) for count in asked.counts]
    curves, answers = [], []
    for row in [*rows, *map(model.ids, asked.elsewhere)]:
        odds = distributions_again(model, [row] * (len(off) + 1), [[], *off])
        answers.append(int(odds[0].argmax()))
        curves.append(odds[:, answers[-1]].tolist())
    own = slice(1, len(rows))
    found: dict[str, Any] = {
        "own": curves[0], "names": np.reshape(curves[own], (len(asked.names), -1)) if asked.names else
        np.zeros((0, len(off) + 1)), "elsewhere": np.reshape(curves[len(rows) :], (-1, len(off) + 1)),
        "same": [answer == answers[0] for answer in answers[own]], "answer": answers[len(rows) :],
    }  # fmt: skip
    for name, drawn in _drawn_again(model, asked, rows[0]).items():
        found[name] = []
        for neurons in drawn:
            ways = [off_again(neurons[:count]) for count in asked.counts]
            odds = distributions_again(model, [rows[0]] * len(ways), ways)
            found[name].append([curves[0][0], *odds[:, answers[0]].tolist()])
    return found


def off_again(neurons: Sequence[tuple[int, ...]]) -> list[dict[str, Any]]:
    """Return the tables that switch neurons off."""
    layers = sorted({layer for layer, _ in neurons})
    return [
        {"kind": "ZeroNeurons", "layer": at, "indices": [i for n, i in neurons if n == at], "since": 1} for at in layers
    ]


def _drawn_again(
    model: RemeasuredModel, asked: SimpleNamespace, row: list[int]
) -> dict[str, list[list[tuple[int, ...]]]]:
    """Return neurons in the order of their lots, of all and of the most active."""
    [trace] = model.run_rows([row], ["mlp_act"])
    sizes = sum(np.abs(trace["mlp_act"][:, token].astype(np.float64)) for token in range(1, len(row)))
    every = list(np.ndindex(np.shape(sizes)))
    busiest = set(sorted(every, key=lambda at: -np.asarray(sizes)[at])[: asked.busy])
    found: dict[str, list[list[tuple[int, ...]]]] = {"random": [], "active": []}
    for seed in range(asked.draws):
        lots = np.random.default_rng(seed).random(len(every)).reshape(np.shape(sizes))
        order = sorted(every, key=lambda at: lots[at])
        found["random"].append(order)
        found["active"].append([at for at in order if at in busiest])
    return found
