"""Causal tracing again, without torch: layer by layer, a row for each sample and token."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.facts.asking_again import (
    distributions_again,
    distributions_from_again,
    distributions_of_ends_again,
    question_again,
)
from attention_scenes.model.probes.probe import Arrays, Earlier, RemeasuredModel


def trace_again(model: RemeasuredModel, asked: SimpleNamespace) -> dict[str, Any]:
    """Return the arrays of a map."""
    row, (first, end) = question_again(model, asked, "")
    [plain] = model.run_rows([row], ["resid_pre", "attn_out", "mlp_out"])
    [odds] = distributions_again(model, [row])
    answer, count = int(np.argmax(odds)), model.n_layers
    table = model.embedding().astype(np.float64)
    sigma = asked.noise * float(np.sqrt(np.mean((table - table.mean()) ** 2)))
    starts = np.stack([plain["resid_pre"][0]] * asked.samples)
    for seed in range(asked.samples):
        noise = np.random.default_rng(seed).standard_normal((end - first, model.d_model)) * sigma
        starts[seed, first:end] = starts[seed, first:end] + noise.astype(np.float32)
    noisy = model.run_streams(starts, 0, ["resid_pre", "rot_k", "v"], [[]] * asked.samples, {})
    ruined = distributions_from_again(model, starts, 0)[:, answer].tolist()
    chance = np.full((count, len(row)), sum(ruined) / len(ruined))
    for layer in range(count):
        if asked.name == "fact_stream" and model.looks_back_only:
            ends = _ends_again(model, plain, noisy, first, layer)[:, answer]
        else:
            entering = np.stack([each["resid_pre"][layer] for each in noisy])
            ends = _restored_again(model, asked, plain, entering, first, layer)[:, answer]
        chance[layer, first:] = sum(np.split(ends, asked.samples)) / asked.samples
    best = max(range(first, end), key=lambda token: chance[:, token].max())
    return {
        "chance": chance, "clean": [odds[answer]], "corrupted": [sum(ruined) / len(ruined)], "each": ruined,
        "sigma": [sigma], "token": [best],
    }  # fmt: skip


def _ends_again(model: RemeasuredModel, plain: Arrays, noisy: Sequence[Arrays], first: int, layer: int) -> np.ndarray:
    """Return a distribution for each sample and token, run from this token on: those before it are as they were."""
    streams, earlier = [], []
    for trace in noisy:
        for token in range(first, trace["resid_pre"].shape[1]):
            streams.append(np.array(trace["resid_pre"][layer, token:]))
            streams[-1][0] = plain["resid_pre"][layer, token]
            earlier.append(Earlier(token, trace["rot_k"][:, :, :token], trace["v"][:, :, :token]))
    return distributions_of_ends_again(model, streams, layer, earlier)


def _restored_again(
    model: RemeasuredModel, asked: SimpleNamespace, plain: Arrays, entering: np.ndarray, first: int, layer: int
) -> np.ndarray:
    """Return a distribution for each sample and each token from the subject on: its clean state put back."""
    count = entering.shape[1]
    streams = np.repeat(entering, count - first, axis=0)
    if asked.name == "fact_stream":
        for n in range(len(streams)):
            token = first + n % (count - first)
            streams[n, token] = plain["resid_pre"][layer, token]
        return distributions_from_again(model, streams, layer)
    array = "attn_out" if asked.name == "fact_attn" else "mlp_out"
    ways = [
        [
            {"kind": "Patch", "name": array, "layer": at, "position": token, "from_trace": "plain"}
            for at in range(layer, layer + asked.width)
            if at < model.n_layers
        ]
        for token in range(first, count)
    ]
    return distributions_from_again(model, streams, layer, ways * len(entering), {"plain": plain})
