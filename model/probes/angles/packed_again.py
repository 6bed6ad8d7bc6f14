"""Packed arrows again, without the first way's code: arrows as columns, random numbers on the complex plane."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np


def arrows_again(seed: int, count: int, width: int) -> np.ndarray:
    """Return random arrows of length 1 as columns ``[width, count]``, from the generator's raw numbers."""
    needed = count * width + count * width % 2
    raw = np.random.Generator(np.random.PCG64(seed)).bit_generator.random_raw(needed)
    share = np.ldexp((raw // np.uint64(2048)).astype(np.float64) + 0.5, -53)
    point = np.sqrt(np.log(share[0::2]) * -2) * np.exp(2j * math.pi * share[1::2])
    columns = point.view(np.float64)[: count * width].reshape(count, width).T
    return columns / np.sqrt(np.einsum("dn,dn->n", columns, columns))


def pack_again(asked: SimpleNamespace) -> dict[str, np.ndarray]:
    """Return the arrows pushed apart again, and the angles on the way."""
    x = begun = arrows_again(asked.seeds[0], asked.count, asked.dimensions)
    wanted = sorted({asked.steps * n * n // (asked.frames - 1) ** 2 for n in range(asked.frames)})
    first, second, seen = np.zeros_like(x), np.zeros_like(x), [_seen_again(x)] if 0 in wanted else []
    for done in range(asked.steps):
        share = done / asked.steps
        slope = _downhill_again(x, 30 * 10**share)
        first, second = first + (slope - first) / 10, second + (slope * slope - second) / 1000
        fair = first / -math.expm1((done + 1) * math.log(0.9))
        size = np.sqrt(second / -math.expm1((done + 1) * math.log(0.999))) + 1e-8
        x = x - 0.02 * math.cos(math.pi * share / 2) ** 2 * fair / size
        x = x / np.sqrt((x * x).sum(axis=0))
        if done + 1 in wanted:
            seen.append(_seen_again(x))
    shares, points, worst = (np.array(each) for each in zip(*seen, strict=True))
    product = begun[:, 0] * begun[:, 1]
    return {
        "start": begun.T, "end": x.T, "hist": shares, "points": points, "worst": worst, "step": np.array(wanted),
        "terms": product, "sum": np.array([math.fsum(product)]),
    }  # fmt: skip


def _downhill_again(x: np.ndarray, sharp: float) -> np.ndarray:
    """Return how the soft maximum of the cosines' sizes rises with each arrow, along the sphere."""
    grown = np.exp(x.T @ x * sharp)
    grown.flat[:: len(grown) + 1] = 1
    shrunk = np.reciprocal(grown)
    both = 0.5 * (grown.sum() + shrunk.sum()) - len(grown)  # of hyperbolic cosines
    grown -= shrunk
    rise = x @ grown / both
    return rise - x * (x * rise).sum(axis=0)


def piles_again(asked: SimpleNamespace) -> dict[str, np.ndarray]:
    """Return what random arrows in each number of dimensions do, and the ball of arrows."""
    found: dict[str, list] = {"pile": [], "pile_points": [], "width": []}
    for number, width in enumerate(asked.widths):
        x = arrows_again(asked.seeds[1] + number, asked.each, width)
        shares, points, _ = _seen_again(x)
        moment = x @ x.T  # Σ cos² over all ordered pairs, an arrow with itself included, is its squared size
        found["pile"].append(shares)
        found["pile_points"].append(points)
        found["width"].append(math.sqrt(((moment**2).sum() - asked.each) / (asked.each * (asked.each - 1))))
    arrays = {name: np.array(each) for name, each in found.items()}
    return {**arrays, "flat": arrows_again(asked.seeds[0], 24, 2).T, "ball": arrows_again(asked.seeds[1], 200, 3).T}


def _seen_again(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Return shares of half degrees, some pairs' angles, and the worst, from chords and from sums of arrows."""
    count = x.shape[1]
    table = x.T @ x
    cosines = np.concatenate([table[n, n + 1 :] for n in range(count - 1)])
    chord, span = np.sqrt(np.maximum(2 - 2 * cosines, 0)), np.sqrt(np.maximum(2 + 2 * cosines, 0))
    rows = 2 * np.arctan2(chord, span) * (180 / math.pi)
    edges = np.searchsorted(np.sort(rows), np.arange(361) / 2 - 0.01)
    edges[0], edges[-1] = 0, len(rows)
    few = min(2_400, len(rows))
    some = rows[[int((len(rows) - 1) * n / (few - 1)) if few > 1 else 0 for n in range(few)]]
    return np.diff(edges) / len(rows), some, float(np.minimum(rows, 180 - rows).min())


def welch_again(count: int, width: int) -> float:
    """Return the bound from the mean: n arrows' squared cosines add up to n²/d at least, n of it with themselves."""
    if count <= width:
        return 90.0
    square = (count * count / width - count) / (count * (count - 1))
    return math.degrees(math.atan2(math.sqrt(1 - square), math.sqrt(square)))
