"""Transport of a fact again, without torch: name by name, both cuts of a layer from this layer on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.facts.asking_again import (
    distributions_again,
    distributions_from_again,
    question_again,
)
from attention_scenes.model.probes.probe import RemeasuredModel


def transport_again(model: RemeasuredModel, asked: SimpleNamespace) -> dict[str, Any]:
    """Return the arrays of the probe, each by its rows."""
    asking = [question_again(model, asked, name) for name in ("", *asked.names)]
    found: dict[str, Any] = {name: [None] * len(asking) for name in ("plain", "cut", "control", "everywhere")}
    for count in {len(row) for row, _ in asking}:
        alike = [n for n, (row, _) in enumerate(asking) if len(row) == count]
        for n, left in zip(alike, _left_again(model, [asking[n] for n in alike]), strict=True):
            for name, value in left.items():
                found[name][n] = value
    lowest = min(found["cut"][0]) + found["plain"][0] / 10000
    layer = next(at for at in range(model.n_layers) if found["cut"][0][at] <= lowest)
    return found | {"layer": [layer]} | _heads_again(model, asked, layer)


def _left_again(model: RemeasuredModel, asking: list[tuple[list[int], list[int]]]) -> list[dict[str, Any]]:
    """Return what is left of the answers of prompts of as many tokens, all cuts of a layer at once."""
    rows, last = [row for row, _ in asking], len(asking[0][0]) - 1
    sides = [
        [[key for key in range(1, last) if (first <= key < end) is inside] for inside in (True, False)]
        for _, (first, end) in asking
    ]
    whole = distributions_again(model, rows)
    answers = [int(odds.argmax()) for odds in whole]
    hidden = distributions_again(model, rows, [_table_again(last, own, None, None) for own, _ in sides])
    plain = [(odds[answer], gone[answer]) for odds, gone, answer in zip(whole, hidden, answers, strict=True)]
    found = [{"plain": a, "everywhere": b, "cut": [], "control": []} for a, b in plain]
    traces = model.run_rows(rows, ["resid_pre"])
    for layer in range(model.n_layers):
        streams = np.stack([trace["resid_pre"][layer] for trace in traces for _ in "ab"])
        ways = [_table_again(last, keys, [layer], None) for both in sides for keys in both]
        odds = distributions_from_again(model, streams, layer, ways)
        for n, answer in enumerate(answers):
            found[n]["cut"].append(odds[2 * n, answer])
            found[n]["control"].append(odds[2 * n + 1, answer])
    return found


def _heads_again(model: RemeasuredModel, asked: SimpleNamespace, layer: int) -> dict[str, Any]:
    """Return what each head of a layer carries, and its weight on the name."""
    row, (first, end) = question_again(model, asked, "")
    last = len(row) - 1
    keys = [key for key in range(first, end) if key < last]
    ways = [[], *[_table_again(last, keys, [layer], [head]) for head in range(model.n_heads)]]
    odds = distributions_again(model, [row] * len(ways), ways)
    [trace] = model.run_rows([row], ["pattern"])
    weights = trace["pattern"][layer].astype(np.float64)
    return {
        "heads": odds[1:, int(odds[0].argmax())],
        "weight": [sum(weights[head, last, key] for key in range(first, end)) for head in range(model.n_heads)],
    }


def _table_again(last: int, keys: list[int], layers: list[int] | None, heads: list[int] | None) -> list[dict[str, Any]]:
    cut = {"kind": "KnockOut", "edges": [[last, key] for key in keys], "layers": layers, "heads": heads}
    return [cut] if keys else []
