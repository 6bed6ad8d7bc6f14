"""Depth: what a word's vector holds after each layer, its own word, a sense or a guess, and how far it turns."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.probes.vectors import unit


@dataclass(frozen=True)
class DepthProbe(Probe):
    """Measure at each depth what can be read off the residual stream of words in prose, with controls.

    Prose is cut into pieces of equally many tokens, each read after the model's first token, which is left out. Depth 0
    is what enters the first layer, depth n what the n-th layer leaves. Read off is the likeliest next token, as if no
    layer came after: the last norm, then the unembedding.

    Parameters
    ----------
    prose
        Its first ``pieces`` times ``length`` tokens are read.
    frames, colours
        Sentences with a slot for a colour, read at their last word.

    Arrays, of N depths; the second row of each is a control:

    ``own``
        ``[2, N]``: share of tokens of which the token itself is read off; of which the one at the same place of the
        next piece is.
    ``guess``
        ``[2, N]``: share of tokens of which the same is read off as at the last depth; as there of the next piece.
    ``sense``
        ``[2, N]``: share of sentences whose colour is that whose mean, over all other frames, is nearest to the last
        word; the same where the colours of each of those frames are exchanged.
    ``turns``
        ``[2, N−1]``: mean angle, in degrees, of a vector and of what it is one layer later; of what another word's is.
    """

    prose: str
    pieces: int = 6
    length: int = 32
    frames: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    name: Literal["depth"] = "depth"

    def filled(self, model: str = "") -> DepthProbe:
        lists = probe_sentences(model)["colours"]
        frames, colours = self.frames or tuple(lists["frames"]), self.colours or tuple(lists["colours"])
        return DepthProbe(self.prose, self.pieces, self.length, frames, colours)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        ids = [token.id for token in model.tokens(self.prose)]
        if len(ids) - 1 < (least := self.pieces * self.length):
            raise UserError(f"The prose has {len(ids) - 1} tokens: give at least {least}.")
        own_PT = np.array(ids[1 : 1 + least]).reshape(self.pieces, self.length)
        traces = model.run_rows([[ids[0], *piece] for piece in own_PT.tolist()], ["resid_pre", "resid_post"])
        x_NPTD = np.stack([_streams(trace)[:, 1:] for trace in traces], axis=1)
        read_NPT = np.empty(x_NPTD.shape[:3], dtype=int)
        for n, x_PTD in enumerate(x_NPTD):
            progress("reading a guess off each layer", n / len(x_NPTD))
            logits = model.read_out(x_PTD.reshape(-1, x_PTD.shape[-1]))
            read_NPT[n] = logits.argmax(-1).reshape(x_PTD.shape[:2])
        arrays = {
            "own": _agreement(read_NPT, own_PT), "guess": _agreement(read_NPT, read_NPT[-1]),
            "sense": self._senses(model), "turns": _turns(unit(x_NPTD)),
        }  # fmt: skip
        facts = {"pieces": self.pieces, "length": self.length, "places": least,
                 "sentences": len(self.frames) * len(self.colours)}  # fmt: skip
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    def _senses(self, model: MeasuredModel) -> np.ndarray:
        """Return how often a colour is found in the word after it, ``[2, N]``."""
        texts = [frame.replace("{}", colour) for frame in self.frames for colour in self.colours]
        traces = model.run(texts, ["resid_pre", "resid_post"])
        last_BND = np.stack([_streams(trace)[:, -1] for trace in traces])
        x_FCND = last_BND.reshape(len(self.frames), len(self.colours), *last_BND.shape[1:])
        mixed_FCND = np.stack([np.roll(x_CND, n, axis=0) for n, x_CND in enumerate(x_FCND)])
        return np.stack([_nearest(x_FCND, means) for means in (x_FCND, mixed_FCND)])

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, piece by piece and depth by depth."""
        ids, size = model.ids(asked.prose), asked.length
        pieces = [ids[1 + n * size : 1 + (n + 1) * size] for n in range(asked.pieces)]
        traces = [model.run_rows([[ids[0], *piece]], ["resid_pre", "resid_post"])[0] for piece in pieces]
        found: dict[str, list[list[float]]] = {"own": [], "guess": [], "turns": []}
        read = [_read_again(model, trace) for trace in traces]  # of each piece [N, T]
        after = [*range(1, len(pieces)), 0]
        depths = range(len(read[0]))
        last = [each[-1] for each in read]
        for other in (range(len(pieces)), after):
            pairs = list(enumerate(other))
            found["own"].append([_share_again([read[p][n] == pieces[q] for p, q in pairs]) for n in depths])
            found["guess"].append([_share_again([read[p][n] == last[q] for p, q in pairs]) for n in depths])
            angles = [_angles_again(traces[p], traces[q]) for p, q in pairs]
            found["turns"].append(np.mean(angles, axis=0).tolist())
        return {name: np.array(rows) for name, rows in found.items()} | {"sense": _senses_again(model, asked)}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        count = {"pieces": asked.pieces, "length": asked.length, "places": asked.pieces * asked.length}
        return count | {"sentences": len(asked.frames) * len(asked.colours)}


def _streams(trace: Arrays) -> np.ndarray:
    """Return what enters each layer and what leaves the last, ``[N, T, D]``."""
    return np.concatenate([trace["resid_pre"], trace["resid_post"][-1:]]).astype(np.float64)


def _agreement(read_NPT: np.ndarray, wanted_PT: np.ndarray) -> np.ndarray:
    """Return the share of tokens at which both are the same, and beside what is wanted in the next piece."""
    return np.stack([(read_NPT == wanted).mean((1, 2)) for wanted in (wanted_PT, np.roll(wanted_PT, -1, axis=0))])


def _turns(unit_NPTD: np.ndarray) -> np.ndarray:
    """Return mean angles of one depth and the next, of a word with itself and with one of the next piece."""
    later = unit_NPTD[1:], np.roll(unit_NPTD[1:], -1, axis=1)
    cosines = np.stack([(unit_NPTD[:-1] * each).sum(-1) for each in later])
    return np.degrees(np.arccos(np.clip(cosines, -1, 1))).mean((2, 3))


def _nearest(x_FCND: np.ndarray, means_FCND: np.ndarray) -> np.ndarray:
    """Return the share of vectors whose own class has the nearest mean over the other frames, ``[N]``."""
    right = []
    for frame, x_CND in enumerate(x_FCND):
        mean_CND = np.delete(means_FCND, frame, axis=0).mean(0)
        away_CCN = np.square(x_CND[:, None] - mean_CND[None]).sum(-1)
        right.append(away_CCN.argmin(1) == np.arange(len(x_CND))[:, None])
    return np.mean(right, axis=(0, 1))


def _points_again(trace: Arrays) -> list[np.ndarray]:
    return [*trace["resid_pre"].astype(np.float64), trace["resid_post"][-1].astype(np.float64)]


def _read_again(model: RemeasuredModel, trace: Arrays) -> np.ndarray:
    """Return the number of the likeliest token of each word at each depth, ``[N, T]``, the first token left out."""
    return np.array([np.argmax(model.read_out(point[1:]), axis=1) for point in _points_again(trace)])


def _share_again(same: list[np.ndarray]) -> float:
    return sum(int(each.sum()) for each in same) / sum(len(each) for each in same)


def _angles_again(trace: Arrays, other: Arrays) -> list[float]:
    """Return for each layer the mean angle of what enters it and what leaves it, of another piece's words perhaps."""
    found = []
    for before, after in zip(_points_again(trace)[:-1], _points_again(other)[1:], strict=True):
        ones = [each[1:] / np.sqrt((each[1:] ** 2).sum(1, keepdims=True)) for each in (before, after)]
        halves = [np.sqrt((side**2).sum(1)) for side in (ones[0] - ones[1], ones[0] + ones[1])]
        found.append(float(np.mean(2 * np.degrees(np.arctan2(*halves)))))
    return found


def _senses_again(model: RemeasuredModel, asked: SimpleNamespace) -> np.ndarray:
    found = np.zeros((2, model.n_layers + 1))
    by_frame = []
    for frame in asked.frames:
        traces = model.run([frame.replace("{}", colour) for colour in asked.colours], ["resid_pre", "resid_post"])
        by_frame.append([[point[-1] for point in _points_again(trace)] for trace in traces])
    count = len(asked.colours)
    for f, frame in enumerate(by_frame):
        others = [n for n in range(len(by_frame)) if n != f]
        for row in (0, 1):
            for n in range(model.n_layers + 1):
                means = [
                    sum(by_frame[other][(c - row * other) % count][n] for other in others) / len(others)
                    for c in range(count)
                ]
                for c in range(count):
                    gaps = [float(np.sum((frame[c][n] - mean) ** 2)) for mean in means]
                    found[row, n] += gaps.index(min(gaps)) == c
    return found / (len(by_frame) * count)
