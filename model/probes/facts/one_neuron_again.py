"""One neuron of a fact again, without torch: neuron by neuron and name by name."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.facts.asking_again import (
    distributions_from_again,
    odds_after_again,
    place_again,
    question_again,
)
from attention_scenes.model.probes.facts.attribution_again import ranked_again
from attention_scenes.model.probes.facts.switch_off_again import off_again
from attention_scenes.model.probes.probe import Arrays, RemeasuredModel

Gallery = Sequence[Sequence[Arrays]]  # the trace of each name, by group


def one_neuron_again(model: RemeasuredModel, asked: SimpleNamespace) -> dict[str, Any]:
    """Return the arrays of the probe."""
    rows = [question_again(model, asked, name)[0] for name in ("", *asked.names)]
    rows += [model.ids(text) for text in asked.elsewhere]
    tried = ranked_again(model, asked)[: asked.among]
    whole = model.run_ways(rows, ["resid_pre", "final_norm"], [[] for _ in rows])
    odds = odds_after_again(model, whole)
    answers = [int(each.argmax()) for each in odds]
    alone = []
    for neuron in tried:  # below its layer nothing is another
        entering = [trace["resid_pre"][neuron[0]] for trace in whole]
        left = distributions_from_again(model, entering, neuron[0], [off_again([neuron])] * len(rows))
        alone.append([float(each[answer]) for each, answer in zip(left, answers, strict=True)])
    groups = _groups_again(asked, answers)
    head = asked.prompt[: place_again(asked)]
    traces = [model.run([head + name for name in names], ["mlp_act"]) if names else [] for names in groups]
    ranked = sorted(range(len(tried)), key=lambda n: alone[n][0])
    rest = ranked[2:] or ranked[-1:]
    if groups[4] and groups[1]:
        rest = sorted(rest, key=lambda n: -_hears_again(model, asked, traces, tried[n]))
    chosen = [tried[n] for n in (ranked[0], ranked[min(1, len(ranked) - 1)], rest[0])]
    plain = [float(each[answer]) for each, answer in zip(odds, answers, strict=True)]
    found: dict[str, Any] = {"tried": tried, "alone": alone, "plain": plain, "neuron": chosen}
    found |= _subject_again(model, asked, chosen)
    found["group"] = [group for group, names in enumerate(groups) for _ in names]
    found |= _gallery_again(traces, chosen, found["sign"])
    return found | _says_again(model, chosen, found["sign"], answers[0])


def _subject_again(model: RemeasuredModel, asked: SimpleNamespace, chosen: list[tuple[int, int]]) -> dict[str, Any]:
    row, (_, end) = question_again(model, asked, "")
    names = ["mlp_gate", "mlp_up", "mlp_act"]
    [trace] = model.run_rows([row], names)
    found: dict[str, Any] = {"lights": [], "parts": [], "along": [], "sign": []}
    for layer, index in chosen:
        found["lights"].append(trace["mlp_act"][layer][end - 1])
        found["parts"].append([float(trace[name][layer][end - 1][index]) for name in names])
        found["along"].append([float(act[index]) for act in trace["mlp_act"][layer]])
        found["sign"].append(1 if found["parts"][-1][2] >= 0 else -1)
    return found


def _groups_again(asked: SimpleNamespace, answers: list[int]) -> list[list[str]]:
    """Return the gallery's names, a list for each group."""
    if asked.same_kind:
        return [
            list(names)
            for names in (asked.same_kind, asked.others, asked.fresh_kind, asked.fresh_others, asked.controls)
        ]
    if not asked.names:
        return [[], [], [], [], []]
    alike, rest = [asked.subject], list[str]()
    for name, answer in zip(asked.names, answers[1:], strict=False):
        (alike if answer == answers[0] else rest).append(name)
    words = asked.subject.split()
    halves = [[name for n, name in enumerate(some) if n % 2 == odd] for odd in (0, 1) for some in (alike, rest)]
    return [*halves, words if len(words) > 1 else []]


def _read_again(traces: Gallery, neuron: tuple[int, int]) -> list[list[float]]:
    """Return a neuron's activation at the end of each name, a list for each group."""
    return [[float(trace["mlp_act"][neuron[0]][-1][neuron[1]]) for trace in some] for some in traces]


def _hears_again(model: RemeasuredModel, asked: SimpleNamespace, traces: Gallery, neuron: tuple[int, int]) -> float:
    """Return how often a neuron's activation on a control is above that on one of the others."""
    [sign], read = _subject_again(model, asked, [neuron])["sign"], _read_again(traces, neuron)
    return _area_again([sign * value for value in read[4]], [sign * value for value in read[1]])


def _gallery_again(traces: Gallery, chosen: list[tuple[int, int]], signs: list[int]) -> dict[str, Any]:
    """Return the activations on the gallery, thresholds and counts."""
    found: dict[str, Any] = {"fires": [], "threshold": [], "hits": [], "auc": []}
    for neuron, sign in zip(chosen, signs, strict=True):
        read = _read_again(traces, neuron)
        found["fires"].append([value for values in read for value in values])
        kind, others, fresh, rest, controls = ([sign * value for value in values] for values in read)
        limit = _limit_again(kind, others)
        found["threshold"].append(limit)
        hits = [len([value for value in side if value > limit]) for side in (fresh, rest)]
        found["hits"].append([hits[0], len(fresh), hits[1], len(rest)])
        found["auc"].append([_area_again(*sides) for sides in ((kind, others), (fresh, rest), (controls, others))])
    return found


def _limit_again(kind: list[float], others: list[float]) -> float:
    """Return the limit that parts two lists best, the lowest of several."""
    if not kind or not others:
        return float("nan")
    values, best = sorted({*kind, *others}), (-float("inf"), 0.0)
    least = max(map(abs, values)) / 1000
    limits = [(a + b) / 2 for a, b in zip(values, values[1:], strict=False) if b - a > least] or values[:1]
    for limit in limits:
        lead = sum(value > limit for value in kind) * len(others) - sum(value > limit for value in others) * len(kind)
        best = max(best, (lead, -limit))
    return -best[1]


def _area_again(kind: list[float], others: list[float]) -> float:
    least = max(map(abs, [0.0, *kind, *others])) / 1000
    if not kind or not others:
        return float("nan")
    wins = [0.5 if abs(a - b) <= least else float(a > b) for a in kind for b in others]
    return sum(wins) / len(wins)


def _says_again(model: RemeasuredModel, chosen: list[tuple[int, int]], signs: list[int], answer: int) -> dict[str, Any]:
    output = model.own_unembedding()
    output = (model.embedding() if output is None else output).astype(np.float64)
    found: dict[str, Any] = {"rank": [], "says": []}
    for (layer, index), sign in zip(chosen, signs, strict=True):
        down = model.layer_maps(layer)["down"][:, index].astype(np.float64)
        raised = np.einsum("vd,d->v", output, down) * sign
        order = np.lexsort((np.arange(len(raised)), -raised))
        found["rank"].append(int(np.flatnonzero(order == answer)[0]) + 1)
        found["says"].append(order[:5])
    return found
