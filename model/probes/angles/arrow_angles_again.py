"""Arrow angles again, without the first way's code: sorted cosines, closest pairs by their last entries."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.probes.angles.packed_again import arrows_again
from attention_scenes.model.probes.probe import Arrays, RemeasuredModel


def measure_angles_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
    """Return the arrays of an ``ArrowAnglesProbe``."""
    neurons = _neurons_again(model)
    rows = {"sampled": [], "hist": [], "points": [], "nearest": [], "mean": [], "width": []}  # type: dict[str, list]
    counts = []
    for arrows in _sets_again(model, neurons, asked.seed):
        counts.append(arrows.shape[0])
        for name, value in zip(rows, _one_set_again(arrows, asked.sample), strict=True):
            rows[name].append(value)
    one, other, cosine = _closest_again(neurons, model.n_layers)
    each = max(1, neurons.shape[0] // model.n_layers)
    return {
        **{name: np.array(values) for name, values in rows.items()},
        "count": np.array(counts), "pair": np.array([one, other]),
        "neuron": np.array([[one // each, one % each], [other // each, other % each]]),
        "pair_angle": np.array([np.arccos(min(cosine, 1.0)) / np.pi * 180]),
    }  # fmt: skip


def _neurons_again(model: RemeasuredModel) -> np.ndarray:
    parts = []
    for layer in range(model.n_layers):
        if (written := model.layer_maps(layer).get("down")) is not None:
            parts.append(_short_again(np.asarray(written, dtype=np.float32).T))
    return np.vstack(parts) if parts else np.zeros((0, model.d_model), np.float32)


def _sets_again(model: RemeasuredModel, neurons: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """Yield the five sets; arrows of one seed begin alike however many they are, so that the most are drawn once."""
    neurons = neurons[neurons.any(axis=1)]
    table = np.asarray(model.embedding(), dtype=np.float32)
    table = table[table.any(axis=1)]
    most = max(len(neurons), len(table))
    drawn = np.ascontiguousarray(arrows_again(seed, most, model.d_model).T, dtype=np.float32)
    yield neurons
    yield drawn[: len(neurons)]
    for rows in (table, table - (np.add.reduce(table.astype(np.float64)) / len(table))):
        short = _short_again(rows)
        yield short[short.any(axis=1)]
    yield drawn[: len(table)]


def _short_again(rows: np.ndarray) -> np.ndarray:
    """Return rows over their lengths; a row of zeros stays one."""
    size = np.sqrt(np.einsum("nd,nd->n", rows, rows, dtype=np.float64))
    return (rows / np.where(size > 0, size, 1)[:, None]).astype(np.float32)


def _one_set_again(rows: np.ndarray, sample: int) -> tuple[int, np.ndarray, np.ndarray, float, float, float]:
    count = len(rows)
    if count < 2:
        return 0, np.zeros(360), np.zeros(3_000), 90.0, 0.0, 0.0
    picked = list(range(0, count, max(1, count // sample)))[:sample]
    falls = np.cos((np.arange(359, 0, -1) / 2 - 0.01) * (np.pi / 180))  # cosines at half degrees, rising
    tally, near = np.zeros(360), []
    for place in range(0, len(picked), 64):
        some = picked[place : place + 64]
        for index, line in zip(some, rows[some] @ rows.T, strict=True):
            ordered = np.sort(np.delete(line, index))
            near.append(np.arccos(min(float(ordered[-1]), 1.0)) * (180 / np.pi))
            upto = np.concatenate([[0], np.searchsorted(ordered, falls), [len(ordered)]])
            tally += np.diff(upto)[::-1]
    turn = np.arange(3_000)
    ends = np.asarray(picked)[turn % len(picked)]
    starts = (ends + 1 + (turn * 7_919) % (count - 1)) % count
    chords = np.sqrt(((rows[ends].astype(np.float64) - rows[starts]) ** 2).sum(axis=1))
    mean, width = _moments_again(rows)
    return (
        len(picked),
        tally / tally.sum(),
        360 / np.pi * np.arcsin(np.minimum(chords / 2, 1)),
        float(np.median(near)),
        mean,
        width,
    )


def _moments_again(rows: np.ndarray) -> tuple[float, float]:
    """Return mean and deviation of all cosines, from the table of products of entries, a strip at a time."""
    count, squares, total = len(rows), 0.0, np.zeros(rows.shape[1])
    for start in range(0, rows.shape[1], 64):
        strip = np.square(rows[:, start : start + 64].T @ rows[:, start:], dtype=np.float64)
        squares += float(2 * strip.sum() - strip[:, :64].sum())  # what stands left of it stands above it, too
        total[start : start + 64] = rows[:, start : start + 64].astype(np.float64).sum(axis=0)
    own = float(np.count_nonzero(np.any(rows != 0, axis=1)))
    mean = (float(np.dot(total, total)) - own) / count / (count - 1)
    return mean, float(np.sqrt(max(0.0, (squares - own) / count / (count - 1) - mean * mean)))


def _closest_again(rows: np.ndarray, layers: int) -> tuple[int, int, float]:
    """Return the two closest arrows: what the last third of entries cannot rule out is worked out in full."""
    count, width = rows.shape
    if count < 2:
        return 0, 0, 0.0
    cut = width - width // 5
    front = np.sqrt(np.maximum(1 - np.square(rows[:, cut:]).sum(axis=1), 0)).astype(np.float32)
    back = np.ascontiguousarray(rows[:, cut:])
    best = max(float(np.sort(each @ each.T, axis=1)[:, -2].max()) for each in np.array_split(rows, layers))
    pairs: list[tuple[float, int, int]] = []
    earlier = np.tri(512, dtype=bool)
    for start in range(0, count, 512):
        limit = back[start : start + 512] @ back[start:].T
        limit += front[start : start + 512, None] * front[start:]
        limit[:, : len(limit)][earlier[: len(limit), : len(limit)]] = -1
        for step in np.flatnonzero(limit.max(axis=1) >= best - 2e-6).tolist():
            row = start + step
            later = start + np.flatnonzero(limit[step] >= best - 2e-6)
            cosines = rows[later].astype(np.float64) @ rows[row].astype(np.float64)
            pairs += [(value, row, column) for value, column in zip(cosines.tolist(), later.tolist(), strict=True)]
            best = max([best, *cosines.tolist()])
    top = max(value for value, *_ in pairs)
    value, one, other = min((pair for pair in pairs if pair[0] >= top - 1e-6), key=lambda pair: pair[1:])
    return one, other, value
