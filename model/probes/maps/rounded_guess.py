"""Rounded guess: a block of 32 weights opened, and the guess of a text while the weights are rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.maps.weight_blocks import (
    BITS,
    BLOCK,
    blocks_of,
    ends_of,
    round_weights,
    rounded_again,
)
from attention_scenes.model.probes.probe import (
    Arrays,
    Found,
    MeasuredModel,
    Probe,
    ProbedModel,
    Progress,
    RemeasuredModel,
)


@dataclass(frozen=True)
class RoundedGuessProbe(Probe):
    """Open a block of the head of a text's strongest look; follow the last guess while all maps are rounded in blocks.

    Arrays, where four entries are the model as it is, then rounded to 4, 3 and 2 bits:

    ``place``
        ``[4]``: layer, head, query and key of the strongest look two or more tokens back, the first token left out;
        of up to three tokens a look at the token itself or the one before counts, too.
    ``weight``
        ``[N]``: the first block of that head's W_Q, of 32 weights.
    ``lowest``, ``step``, ``level``, ``rounded``
        ``[3]``, ``[3]``, ``[3, N]``, ``[3, N]``: the block's lowest value and step at 4, 3 and 2 bits, how many steps
        each weight is above the lowest, and what that makes it.
    ``raw``
        ``[20]``: the bytes of the block at 4 bits: step, lowest value, two levels a byte.
    ``chance``, ``best``, ``best_chance``
        ``[4]``: probability after ``text`` of the token that is likeliest in the model as it is; which token is
        likeliest now, and its probability.
    """

    text: str
    name: Literal["rounded_guess"] = "rounded_guess"

    exact: ClassVar[frozenset[str]] = frozenset({"place", "level", "raw", "best"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        ids = [token.id for token in model.tokens(self.text)]
        [plain] = model.run_rows([ids], ["pattern", "logits"])
        place = _strongest(plain["pattern"])
        chances = [softmax(plain["logits"][-1])]
        for n, bits in enumerate(BITS):
            progress(f"guessing with weights of {bits} bits", n / 3)
            change = partial(round_weights, bits=bits)
            chances.append(softmax(model.with_maps(change).run_rows([ids], ["logits"])[0]["logits"][-1]))
        first, best = int(chances[0].argmax()), [int(chance.argmax()) for chance in chances]
        arrays = {
            "place": np.array(place),
            **_opened(model.layer_maps(place[0])["q"][place[1] * model.d_head][:BLOCK]),
            "chance": np.array([chance[first] for chance in chances]),
            "best": np.array(best),
            "best_chance": np.array([chance[token] for chance, token in zip(chances, best, strict=True)]),
        }
        return arrays, {"best": [model.text_of(token) for token in best]}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays: the block by comparison with what lies between rungs."""
        ids = model.ids(asked.text)
        [plain] = model.run_rows([ids], ["pattern"])
        place = _strongest_again(plain["pattern"])
        chances = [_under_again(model, ids)]
        for bits in (4, 3, 2):
            change = partial(rounded_again, bits=bits)
            chances.append(_under_again(model.with_maps(change), ids))
        likeliest = int(np.argmax(chances[0]))
        return {
            "place": np.array(place),
            **_opened_again(model.layer_maps(place[0])["q"][place[1] * model.d_head][:32]),
            "chance": np.array([each[likeliest] for each in chances]),
            "best": np.array([np.argmax(each) for each in chances]),
            "best_chance": np.array([each.max() for each in chances]),
        }


def _steps_of(blocks: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the lowest value and the step of each block, and the levels of its weights."""
    lowest, step = (ends.astype(np.float64) for ends in ends_of(blocks, bits))
    above = np.divide(blocks - lowest, step, out=np.zeros(blocks.shape), where=step > 0)
    return lowest, step, np.clip(np.ceil(above - 0.5), 0, 2**bits - 1)


def _strongest(pattern_LHTT: np.ndarray) -> tuple[int, int, int, int]:
    """Return layer, head, query and key of the largest weight on a token two or more back, and not on the first.

    Up to three tokens have no such: any but the first may be looked at.
    """
    before = np.tril(pattern_LHTT, -2 if pattern_LHTT.shape[-1] > 3 else 0)
    before[..., 0] = 0
    layer, head, query, key = np.unravel_index(int(before.argmax()), before.shape)
    return int(layer), int(head), int(query), int(key)


def _opened(weights: np.ndarray) -> Arrays:
    """Return a block of weights as it is, and in steps of 4, 3 and 2 bits."""
    block = blocks_of(weights[None])[0]
    steps = [[part[0] for part in _steps_of(block, bits)] for bits in BITS]
    lowest, step, level = (np.array(part) for part in zip(*steps, strict=True))
    count = len(weights)
    whole = level[0].astype(np.uint8)
    pairs = whole[: BLOCK // 2] | whole[BLOCK // 2 :] << 4
    heads = np.array([step[0, 0], lowest[0, 0]]).astype("<f2").view(np.uint8)
    return {
        "weight": weights.astype(np.float64),
        "lowest": lowest[:, 0],
        "step": step[:, 0],
        "level": level[:, :count].astype(np.int64),
        "rounded": (lowest + step * level).astype(np.float32)[:, :count].astype(np.float64),
        "raw": np.concatenate([heads, pairs]).astype(np.int64),
    }


def _levels_again(rows: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what a block is made of: each weight counts the middles between rungs that lie below it."""
    exact = rows.astype(np.float64)
    lowest = np.min(exact, axis=1).astype("<f2").astype(np.float64)
    span = (np.max(exact, axis=1) - np.min(exact, axis=1)).astype("<f4")
    step = (span / np.float32(2**bits - 1)).astype("<f2").astype(np.float64)
    level = np.zeros(exact.shape)
    for rung in range(2**bits - 1):
        level += exact - lowest[:, None] > (rung + 0.5) * step[:, None]
    return lowest, step, np.where(step[:, None] > 0, level, 0)


def _strongest_again(pattern: np.ndarray) -> tuple[int, int, int, int]:
    count = pattern.shape[-1]
    best, at = -1.0, (0, 0, 0, 0)
    for layer, heads in enumerate(pattern):
        for head, weights in enumerate(heads):
            for query in range(count):
                for key in range(1, query - 1 if count > 3 else query + 1):
                    if weights[query, key] > best:
                        best, at = float(weights[query, key]), (layer, head, query, key)
    return at


def _under_again(model: ProbedModel, ids: Sequence[int]) -> np.ndarray:
    """Return the distribution of the token that comes after these."""
    [trace] = model.run_rows([ids], ["logits"])
    last = trace["logits"][-1].astype(np.float64)
    odds = np.exp(last - last.max())
    return odds / odds.sum()


def _opened_again(weights: np.ndarray) -> Arrays:
    found = [_levels_again(weights[None], bits) for bits in (4, 3, 2)]
    lowest, step = (np.array([each[part][0] for each in found]) for part in (0, 1))
    level = np.array([each[2][0] for each in found]).astype(np.int64)
    filled = [*level[0].tolist()] + [int(level[0][-1])] * (32 - len(weights))
    heads = np.float16(step[0]).tobytes() + np.float16(lowest[0]).tobytes()
    nibbles = bytes(low + 16 * high for low, high in zip(filled[:16], filled[16:], strict=True))
    return {
        "weight": weights.astype(np.float64),
        "lowest": lowest,
        "step": step,
        "level": level,
        "rounded": (lowest[:, None] + step[:, None] * level).astype(np.float32).astype(np.float64),
        "raw": np.array([*heads, *nibbles]),
    }
