"""The ranking of heads and what they carry, a second time."""

from __future__ import annotations

import itertools
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.probes.common import ids_of, run


def adjective(folder: Path, weights: Weights, probe: SimpleNamespace) -> dict[str, np.ndarray]:
    """All arrays that probes/adjectives.py describes: accuracy ``[L]``, the others ``[L, H]``."""
    head_of_template = probe.template[: probe.template.index("{noun}") + len("{noun}")]
    sums: dict[str, list[np.ndarray]] = defaultdict(list)
    pooled: list[np.ndarray] = []
    for kind, pairs in (("look", probe.pairs), ("control", probe.controls)):
        # A later word changes nothing, so the sentence is cut at its noun.
        texts = [
            head_of_template.format(first=first, second=second, noun=noun)
            for first, second in pairs
            for noun in probe.nouns
        ]
        for text, trace in zip(texts, run(folder, weights, texts, ["pattern"]), strict=True):
            words = text.split()
            ends = [len(ids_of(folder, weights, " ".join(words[:n]))) for n in range(len(words) + 1)]
            row = trace["pattern"][:, :, -1, :]
            sums[kind].append(row[..., ends[-3] : ends[-2]].sum(-1))
            sums[f"{kind}2"].append(row[..., ends[-4] : ends[-3]].sum(-1))
            pooled.append(sums[kind][-1] + sums[f"{kind}2"][-1])
    found: dict[str, np.ndarray] = {name: np.array(rows, dtype=np.float64).mean(0) for name, rows in sums.items()}
    found["score"] = found["look"] + found["look2"] - found["control"] - found["control2"]
    found["chance"] = np.array([_chance(pooled, len(probe.nouns), len(probe.pairs))])
    return found | _carry(folder, weights, probe)


def _chance(pooled: list[np.ndarray], nouns: int, pairs: int) -> float:
    """The share of all ways to call ``pairs`` of the pairs adjectives in which some head is as clear, one by one."""
    each = [np.mean(pooled[n : n + nouns], axis=0) for n in range(0, len(pooled), nouns)]
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for way in itertools.combinations(range(len(each)), pairs):
        sides = [each[n] for n in way], [rows for n, rows in enumerate(each) if n not in way]
        lead = np.mean(sides[0], axis=0) - np.mean(sides[1], axis=0)
        error = np.sqrt(sum(np.var(side, axis=0, ddof=1) / len(side) for side in sides))
        found.append((lead, lead / (error + 0.02)))
    lead, clear = found[0]
    best = clear.flat[lead.argmax()]
    return sum(bool((other >= best - 1e-9).any()) for _, other in found) / len(found)


def _carry(folder: Path, weights: Weights, probe: SimpleNamespace) -> dict[str, np.ndarray]:
    n_colours, n_nouns = len(probe.colours), len(probe.axis_nouns)
    texts = [probe.axis_template.format(colour=c, noun=n) for c in probe.colours for n in probe.axis_nouns]
    last = np.stack([t["resid_post"][:, -1] for t in run(folder, weights, texts, ["resid_post"])])
    last = last.astype(np.float64).reshape(n_colours, n_nouns, weights.n_layers, weights.width)
    per_noun = last - last.sum(0) / n_colours
    total = per_noun.sum(1)
    hits = np.zeros(weights.n_layers)
    for c in range(n_colours):
        for n in range(n_nouns):
            rest = total - per_noun[:, n]
            likeness = (rest * per_noun[c, n]).sum(-1) / np.sqrt((rest**2).sum(-1))
            hits += likeness.argmax(0) == c
    axes = total / np.sqrt((total**2).sum(-1, keepdims=True))

    pairs = [(c, n) for c in range(n_colours) for n in probe.carry_nouns]
    texts = [probe.carry_template.format(colour=probe.colours[c], noun=n) for c, n in pairs]
    right, wrong = np.zeros((2, weights.n_layers, weights.n_heads))
    values = [t["z"][:, :, -1] for t in run(folder, weights, texts, ["z"])]
    for layer in range(weights.n_layers):
        for head in range(weights.n_heads):
            out = weights.head_matrix("W_O", layer, head)
            for (c, _), z in zip(pairs, values, strict=True):
                vector = (out @ z[layer, head]).astype(np.float64)
                cosines = axes[:, layer] @ (vector / np.sqrt((vector**2).sum()))
                right[layer, head] += cosines[c] / len(pairs)
                wrong[layer, head] += (cosines.sum() - cosines[c]) / (n_colours - 1) / len(pairs)
    return {"accuracy": hits / (n_colours * n_nouns), "carry": right, "carry_control": wrong}
