"""Weight blocks: how many bytes the weights take, and what rounding them further does to the loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.probe import (
    Arrays,
    Found,
    MeasuredModel,
    Probe,
    ProbedModel,
    Progress,
    RemeasuredModel,
)

BLOCK = 32  # weights that share a step
BITS = (4, 3, 2)
RUNGS8 = 127  # on either side of 0, of a block of 8-bit numbers
# Ways to store a weight, in the order of ``numbers`` and ``bytes``, and the bytes of a block of each.
STORED = ("4-bit blocks", "8-bit blocks", "2 bytes each", "4 bytes each")
BLOCK_BYTES = (20, 34, 64, 128)


@dataclass(frozen=True)
class WeightBlocksProbe(Probe):
    """Read how finely weights are rounded, round them further, and measure the loss.

    A block is 32 weights of a row that share a lowest value and a step, two bytes each; a weight is then a whole number
    of steps above the lowest. Which tensors are stored so is read off the weights: they are if rounding them to such
    blocks changes none. What is rounded are the maps of all layers; the tables of tokens stay.

    Parameters
    ----------
    prose
        What the loss is measured on: its first ``pieces`` times ``length`` tokens.

    Arrays:

    ``numbers``, ``bytes``
        ``[4]``: how many weights of maps and tables are stored in each of the ways of :data:`STORED`, the smallest that
        loses nothing, and the bytes they take.
    ``changed``, ``of``
        ``[3]``, ``[1]``: how many weights of the maps change when they are rounded to 4, 3 and 2 bits, of how many.
    ``loss``
        ``[4, P]``: mean of −ln p of the tokens of each piece: as it is, and so rounded.
    ``read``
        ``[1]``: how many tokens these losses are of.
    """

    prose: str
    pieces: int = 4
    length: int = 48
    name: Literal["weight_blocks"] = "weight_blocks"

    exact: ClassVar[frozenset[str]] = frozenset({"numbers", "bytes", "changed", "of", "read"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        prose = [token.id for token in model.tokens(self.prose)]
        if len(prose) - 1 < (least := self.pieces * self.length):
            raise UserError(f"The prose has {len(prose) - 1} tokens: give at least {least}.")
        length = min(self.length, model.n_context - 1)
        pieces = [prose[:1] + prose[1 + length * n :][:length] for n in range(self.pieces)]
        progress("reading how the weights are stored", 0.0)
        numbers, changed, losses = _stored(model), [], [_losses(model, pieces)]
        for n, bits in enumerate(BITS, start=1):
            progress(f"rounding the weights to {bits} bits", n / 4)
            rounded = model.with_maps(partial(round_weights, bits=bits))
            changed.append(_count_changed(model, rounded))
            losses.append(_losses(rounded, pieces))
        arrays = {
            "numbers": numbers,
            "bytes": numbers * np.array(BLOCK_BYTES) // BLOCK,
            "changed": np.array(changed),
            "of": np.array([sum(matrix.size for matrix in _all_maps(model))]),
            "loss": np.array(losses),
            "read": np.array([sum(len(piece) - 1 for piece in pieces)]),
        }
        return arrays, {"pieces": self.pieces}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, by rounding that is written another way, and all pieces in one run."""
        prose, length = model.ids(asked.prose), min(asked.length, model.n_context - 1)
        starts = range(1, 1 + asked.pieces * length, length)
        rows = [[prose[0], *prose[start : start + length]] for start in starts]
        changed, losses = [], [_losses_again(model, rows)]
        for bits in (4, 3, 2):
            rounded = model.with_maps(partial(rounded_again, bits=bits))
            pairs = zip(_maps_again(model), _maps_again(rounded), strict=True)
            changed.append(sum(int(np.count_nonzero(one != other)) for one, other in pairs))
            losses.append(_losses_again(rounded, rows))
        numbers = _stored_again(model)
        return {
            "numbers": numbers,
            "bytes": np.array([5 * numbers[0] // 8, 34 * numbers[1] // 32, 2 * numbers[2], 4 * numbers[3]]),
            "changed": np.array(changed),
            "of": np.array([sum(matrix.size for matrix in _maps_again(model))]),
            "loss": np.array(losses),
            "read": np.array([asked.pieces * length]),
        }

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"pieces": asked.pieces}


def round_weights(matrix: np.ndarray, bits: int) -> np.ndarray:
    """Return a matrix ``[out, in]`` with each block of a row rounded to whole steps above its lowest value."""
    blocks = blocks_of(matrix)
    lowest, step = ends_of(blocks, bits)
    blocks -= lowest  # in place from here on: a model has a hundred million weights
    blocks /= np.where(step > 0, step, 1)
    blocks -= np.float32(0.5)
    np.clip(np.ceil(blocks, out=blocks), 0, 2**bits - 1, out=blocks)
    blocks *= step
    blocks += lowest
    return np.ascontiguousarray(blocks.reshape(len(matrix), -1)[:, : matrix.shape[1]])


def ends_of(blocks: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest value and the step of each block, both as two bytes hold them."""
    lowest, highest = blocks.min(axis=-1, keepdims=True), blocks.max(axis=-1, keepdims=True)
    return _two_bytes(lowest), _two_bytes((highest - lowest) / np.float32(2**bits - 1))


def _two_bytes(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float16).astype(np.float32)


def blocks_of(matrix: np.ndarray) -> np.ndarray:
    """Return a copy as blocks ``[out, N, 32]`` of each row; the last is filled up with its last weight."""
    wide = np.pad(matrix, ((0, 0), (0, -matrix.shape[1] % BLOCK)), mode="edge")
    return wide.astype(np.float32, copy=False).reshape(len(matrix), -1, BLOCK)


def _stored(model: ProbedModel) -> np.ndarray:
    """Return how many weights are stored in each way, by the smallest that loses nothing of a tensor."""
    found = np.zeros(len(STORED), dtype=np.int64)
    for matrix in [*_all_maps(model), *_tables(model)]:
        found[_way_of(matrix)] += matrix.size
    return found


def _way_of(matrix: np.ndarray) -> int:
    if matrix.shape[1] % BLOCK == 0:
        if all(np.array_equal(round_weights(rows, 4), rows) for rows in (matrix[:1], matrix)):
            return 0
        if np.array_equal(_eight_bits(matrix), matrix):
            return 1
    halves = (matrix.astype(np.float16).astype(np.float32), _upper_half(matrix))
    return 2 if any(np.array_equal(half, matrix) for half in halves) else 3


def _eight_bits(matrix: np.ndarray) -> np.ndarray:
    blocks = blocks_of(matrix)
    most = np.maximum(blocks.max(axis=-1, keepdims=True), -blocks.min(axis=-1, keepdims=True))
    step = _two_bytes(most / np.float32(RUNGS8))
    blocks /= np.where(step > 0, step, 1)
    np.rint(blocks, out=blocks)
    return (blocks * step).reshape(matrix.shape)


def _upper_half(matrix: np.ndarray) -> np.ndarray:
    return (np.ascontiguousarray(matrix).view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


def _all_maps(model: ProbedModel) -> Iterator[np.ndarray]:
    for layer in range(model.n_layers):
        yield from model.layer_maps(layer).values()


def _tables(model: ProbedModel) -> list[np.ndarray]:
    own = model.own_unembedding()
    return [model.embedding()] if own is None else [model.embedding(), own]


def _count_changed(model: ProbedModel, other: ProbedModel) -> int:
    pairs = zip(_all_maps(model), _all_maps(other), strict=True)
    return sum(int((one != two).sum()) for one, two in pairs)


def _losses(model: ProbedModel, pieces: Sequence[Sequence[int]]) -> list[float]:
    found = []
    for piece, trace in zip(pieces, model.run_rows(pieces, ["logits"]), strict=True):
        chances = [softmax(logits)[came] for logits, came in zip(trace["logits"], piece[1:], strict=False)]
        found.append(float(-np.log(chances).mean()))
    return found


def rounded_again(matrix: np.ndarray, bits: int) -> np.ndarray:
    """Return a matrix with its blocks rounded: row by row of blocks, where a row is made of whole ones."""
    if matrix.shape[1] % 32 == 0:
        return _rungs_again(np.ascontiguousarray(matrix).reshape(-1, 32), bits).reshape(matrix.shape)
    parts = [_rungs_again(matrix[:, start : start + 32], bits) for start in range(0, matrix.shape[1], 32)]
    return np.concatenate(parts, axis=1)


def _rungs_again(rows: np.ndarray, bits: int) -> np.ndarray:
    # Along so short an axis this takes half as long as min and max.
    row_by_row, starts = np.ravel(rows), np.arange(0, rows.size, rows.shape[1])
    least = np.minimum.reduceat(row_by_row, starts)
    span = np.maximum.reduceat(row_by_row, starts) - least
    low = least.astype("<f2").astype("<f4")[:, None]
    apart = (span / np.float32(2**bits - 1)).astype("<f2").astype("<f4")[:, None]
    per_step = np.where(apart > 0, apart, np.inf)
    rung = np.floor(np.float32(0.5) - (rows - low) / per_step)  # negative: a tie goes to the lower rung
    return low - np.minimum(np.maximum(rung, 1 - 2**bits), 0) * apart


def _stored_again(model: ProbedModel) -> np.ndarray:
    """Count weights by how they are stored, tensor by tensor, the smallest first."""
    own = model.own_unembedding()
    found = [0, 0, 0, 0]
    for matrix in [*_maps_again(model), model.embedding(), *([] if own is None else [own])]:
        found[_way_again(np.asarray(matrix, dtype=np.float32))] += matrix.size
    return np.array(found)


def _way_again(matrix: np.ndarray) -> int:
    if matrix.shape[1] % 32 == 0:
        few = matrix[: min(len(matrix), 8)]  # most that are not are known by their first rows
        if (rounded_again(few, 4) == few).all() and (rounded_again(matrix, 4) == matrix).all():
            return 0
        exact = matrix.astype(np.float64).reshape(-1, 32)
        step = (np.max(np.abs(exact), axis=1) / 127).astype("<f2").astype(np.float64)
        whole = np.round(exact / np.where(step > 0, step, 1)[:, None])
        if ((whole * step[:, None]).astype(np.float32) == exact).all():
            return 1
    low_half = np.ascontiguousarray(matrix).view("<u2").reshape(-1, 2)[:, 0]
    with np.errstate(over="ignore"):
        return 2 if not low_half.any() or (matrix == matrix.astype("<f2")).all() else 3


def _maps_again(model: ProbedModel) -> Iterator[np.ndarray]:
    for layer in range(model.n_layers):
        maps = model.layer_maps(layer)
        yield from (maps[name] for name in sorted(maps))


def _losses_again(model: ProbedModel, rows: Sequence[Sequence[int]]) -> list[float]:
    found = []
    for row, trace in zip(rows, model.run_rows(rows, ["logits"]), strict=True):
        logits = trace["logits"][:-1].astype(np.float64)
        came = logits[np.arange(len(logits)), list(row[1:])]
        found.append(float(np.mean(np.logaddexp.reduce(logits, axis=1) - came)))
    return found
