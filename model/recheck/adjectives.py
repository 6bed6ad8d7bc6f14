"""The ranking of heads and what they carry, a second time."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from model.needs import AdjectiveProbe
from model.recheck.common import ids_of, run
from model.reference import Weights


def adjective(folder: Path, weights: Weights, probe: AdjectiveProbe) -> dict[str, np.ndarray]:
    """All arrays that probes/adjectives.py describes: accuracy ``[L]``, the others ``[L, H]``."""
    probe = probe.filled()
    head_of_template = probe.template[: probe.template.index("{noun}") + len("{noun}")]
    sums: dict[str, list[np.ndarray]] = defaultdict(list)
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
    found: dict[str, np.ndarray] = {name: np.array(rows, dtype=np.float64).mean(0) for name, rows in sums.items()}
    found["score"] = found["look"] + found["look2"] - found["control"] - found["control2"]
    return found | _carry(folder, weights, probe)


def _carry(folder: Path, weights: Weights, probe: AdjectiveProbe) -> dict[str, np.ndarray]:
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
