"""Linear probe axis between two sides that differ in one word, and where phrases lie on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing, probe_sentences, refuse_shown
from attention_scenes.model.probes.vectors import head_outputs, stream

Sides = Sequence[tuple[np.ndarray, np.ndarray]]  # for each frame the vectors [B, L+1, D] of both sides


@dataclass(frozen=True)
class ContrastProbe(Probe):
    """Measure the axis of a contrast anew at each layer, and lay the last token of each phrase along it.

    In each frame the mean of the negative side is taken from the mean of the positive side, at the last token; the
    axis is the mean of these over the frames. Index 0 is the embedding, where both sides are the same token and there
    is no axis (nan); index n is after block n.

    Parameters
    ----------
    name
        ``"eiffel"`` or ``"size"``, whose lists are in probes.toml, or a name of your own with lists of your own.
    phrases
        The phrases on screen, each read at its last token, with no part in measuring the axis. Cut a sentence after
        the word that is meant: what comes later cannot reach it.
    frames
        Sentences with one slot ``{}``, each read at its last token; held out one by one to measure the accuracy.
    positive, negative
        The words for the slot on either side.

    Arrays:

    ``axis``
        ``[L+1, D]``, and ``offset`` ``[L+1]``: ``x @ axis - offset`` is the place of x, in units of the contrast: 0
        is the middle, 0.5 the mean of the positive side, -0.5 the mean of the negative side.
    ``accuracy``
        ``[L+1]``: each frame left out in turn and its vectors named by the sign of their place; the mean of both
        sides' shares of right names, so that chance is 0.5.
    ``pairs``
        ``[L+1]``: the share of pairs, one of each side in the frame left out, that the axis puts in the right order.

    With phrases (P of them), everything in units of the contrast:

    ``place``
        ``[P, L+1]``: where the phrase's vector lies.
    ``before``
        ``[P, L]``: where it lay on entering a block, on the axis that holds *after* the block.
    ``by_head``, ``by_mlp``
        ``[P, L, H]`` and ``[P, L]``: how far a block's heads and its MLP push it along that same axis, so that
        ``before`` plus all of these is the ``place`` after the block.
    """

    name: str
    phrases: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    kind: Literal["contrast"] = "contrast"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z_]*", self.name):
            raise UserError(f"{self.name!r} cannot name a contrast: use small letters, such as {'size'!r}.")
        known = probe_sentences()["contrast"]
        for field, value in missing(self, known.get(self.name, {})).items():
            object.__setattr__(self, field, value)
        if not (self.frames and self.positive and self.negative):
            raise UserError(f"No lists are kept for the contrast {self.name!r}. {nearest(self.name, known)}")
        if len(self.frames) < 2 or any(frame.count("{}") != 1 for frame in self.frames):
            raise UserError(f"The contrast {self.name!r} needs two frames or more, each with one slot {{}}.")
        if any(not phrase.strip() for phrase in self.phrases):
            raise UserError(f"A phrase to be laid along the contrast {self.name!r} is empty.")
        refuse_shown(self.phrases, [f.replace("{}", w) for f in self.frames for w in self.positive + self.negative])

    def starts_from(self) -> ContrastProbe | None:
        """Return the contrast without its phrases: other phrases do not change its axis."""
        return replace(self, phrases=()) if self.phrases else None

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        words, found = self.positive + self.negative, []
        for n, word in enumerate(words):
            progress(f"measuring the axis of {self.name}", n / len(words))
            found.append(_last_vectors(model, tuple(frame.replace("{}", word) for frame in self.frames)))
        x_FBND, split = np.stack(found, axis=1), len(self.positive)
        sides = [(x_BND[:split], x_BND[split:]) for x_BND in x_FBND]
        axis_ND, offset_N = _between(sides)
        arrays = {"axis": axis_ND, "offset": offset_N} | _left_out(sides)
        facts = {"frames": len(sides), "sentences": len(sides) * len(words)}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    def measure_from(self, model: MeasuredModel, known: Arrays) -> Arrays:
        axis_ND, offset_N = known["axis"].astype(np.float64), known["offset"].astype(np.float64)
        found: dict[str, list[np.ndarray]] = {name: [] for name in ("place", "before", "by_head", "by_mlp")}
        for trace in model.run(self.phrases, ["embed", "resid_pre", "resid_post", "z", "mlp_out"]):
            found["place"].append((stream(trace, -1) * axis_ND).sum(-1) - offset_N)
            found["before"].append((trace["resid_pre"][:, -1] * axis_ND[1:]).sum(-1) - offset_N[1:])
            out_LHD = head_outputs(model, trace["z"][:, :, -1])
            found["by_head"].append(np.einsum("lhd,ld->lh", out_LHD, axis_ND[1:]))
            found["by_mlp"].append((trace["mlp_out"][:, -1] * axis_ND[1:]).sum(-1))
        return {name: np.array(rows, dtype=np.float32) for name, rows in found.items()}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        words = (*asked.positive, *asked.negative)
        is_positive = np.array([word in asked.positive for word in words])
        filled = [tuple(frame.replace("{}", word) for frame in asked.frames) for word in words]
        points = np.stack([_last_vectors_again(model, texts) for texts in filled], axis=1)  # [frame, word, L+1, D]
        n_points = points.shape[2]
        found = {
            "axis": np.full(points.shape[2:], np.nan), "offset": np.full(n_points, np.nan),
            "accuracy": np.full(n_points, np.nan), "pairs": np.full(n_points, np.nan),
        }  # fmt: skip
        n_phrases, n_layers = len(asked.phrases), model.n_layers
        if n_phrases:
            found |= {"place": np.full((n_phrases, n_points), np.nan)}
            found |= {name: np.empty((n_phrases, n_layers)) for name in ("before", "by_mlp")}
            found["by_head"] = np.empty((n_phrases, n_layers, model.n_heads))
        shown = model.run(asked.phrases, ["embed", "resid_pre", "resid_post", "z", "mlp_out"])
        for n in range(n_points):
            here = points[:, :, n]
            low, way = _sides_again(here, is_positive)
            if np.abs(way).max() <= 1e-4 * np.abs(low).max():
                continue
            found["axis"][n] = way / (way @ way)
            found["offset"][n] = (low + way / 2) @ way / (way @ way)
            found["accuracy"][n], found["pairs"][n] = _left_out_again(here, is_positive)
            for p, trace in enumerate(shown):
                found["place"][p, n] = (_last_again(trace)[n] - low) @ way / (way @ way) - 0.5
                if n:
                    found["before"][p, n - 1] = (trace["resid_pre"][n - 1, -1] - low) @ way / (way @ way) - 0.5
                    found["by_mlp"][p, n - 1] = trace["mlp_out"][n - 1, -1] @ way / (way @ way)
                    for head, out in enumerate(model.head_output_maps(n - 1)):
                        seen_by_head = out.T @ way  # the axis before W_O
                        found["by_head"][p, n - 1, head] = trace["z"][n - 1, head, -1] @ seen_by_head / (way @ way)
        return found

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        sides = (*asked.positive, *asked.negative)
        texts = [frame.replace("{}", word) for frame in asked.frames for word in sides]
        return {"frames": len(asked.frames), "sentences": len(texts)}


def colour_contrast(colour: str, phrases: tuple[str, ...] = ()) -> ContrastProbe:
    """Return one colour against the other colours of probes.toml, over nouns; its arrays are named after the colour."""
    lists = probe_sentences()["colours"]
    others = tuple(c for c in lists["colours"] if c != colour)
    return ContrastProbe(colour, phrases, tuple(lists["frames"]), (colour,), others)


@lru_cache(maxsize=24)
def _last_vectors(model: MeasuredModel, texts: tuple[str, ...]) -> np.ndarray:
    """Return the last vector of each sentence of a word at every point, ``[F, L+1, D]``.

    Kept, since one word against others and another against the rest are measured on the same sentences.
    """
    return np.array([stream(trace, -1) for trace in model.run(texts, ["embed", "resid_post"])])


def _between(sides: Sides) -> tuple[np.ndarray, np.ndarray]:
    """Return the axis ``[L+1, D]`` and offset ``[L+1]``; nan where the sides do not differ."""
    plus_ND, minus_ND = (np.mean([frame[side].mean(0) for frame in sides], axis=0) for side in (0, 1))
    way_ND, middle_ND = plus_ND - minus_ND, (plus_ND + minus_ND) / 2
    squared_N = (way_ND**2).sum(-1)
    squared_N[squared_N < 1e-8 * (middle_ND**2).sum(-1)] = np.nan
    axis_ND = way_ND / squared_N[:, None]
    return axis_ND, (axis_ND * middle_ND).sum(-1)


def _left_out(sides: Sides) -> dict[str, np.ndarray]:
    right, ordered = [], []
    for n, (plus_BND, minus_BND) in enumerate(sides):
        axis_ND, offset_N = _between([frame for i, frame in enumerate(sides) if i != n])
        plus_BN, minus_BN = ((x_BND * axis_ND).sum(-1) - offset_N for x_BND in (plus_BND, minus_BND))
        right.append(((plus_BN > 0).mean(0) + (minus_BN < 0).mean(0)) / 2)
        ordered.append((plus_BN[:, None] > minus_BN).mean((0, 1)))
    nowhere_N = np.isnan(_between(sides)[1])
    shares = {"accuracy": np.mean(right, axis=0), "pairs": np.mean(ordered, axis=0)}
    return {name: np.where(nowhere_N, np.nan, share_N) for name, share_N in shares.items()}


@lru_cache(maxsize=24)
def _last_vectors_again(model: RemeasuredModel, texts: tuple[str, ...]) -> np.ndarray:
    """Return each text's last vector at every point, ``[N, L+1, D]``; cached, since axes share their words."""
    return np.stack([_last_again(trace) for trace in model.run(texts, ["embed", "resid_post"])])


def _last_again(trace: dict[str, np.ndarray]) -> np.ndarray:
    return np.concatenate([trace["embed"][-1:], trace["resid_post"][:, -1]]).astype(np.float64)


def _sides_again(points: np.ndarray, is_positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of the negative side and the difference of the positive side's, of ``[frame, word, D]``."""
    low = points[:, ~is_positive].mean(axis=(0, 1))
    return low, points[:, is_positive].mean(axis=(0, 1)) - low


def _left_out_again(points: np.ndarray, is_positive: np.ndarray) -> tuple[float, float]:
    """Return the leave-one-out accuracy of the axis, and the share of pairs that it puts in the right order.

    Each frame's vectors are sorted by the axis of the other frames; the accuracy is the mean of the two sides.
    """
    right, ordered = np.zeros(len(is_positive)), []
    for f in range(len(points)):
        low, way = _sides_again(np.delete(points, f, axis=0), is_positive)
        along = (points[f] - low - way / 2) @ way
        right += (along > 0) == is_positive
        ordered += [a > b for a in along[is_positive] for b in along[~is_positive]]
    shares = right / len(points)
    return float(shares[is_positive].mean() + shares[~is_positive].mean()) / 2, sum(ordered) / len(ordered)
