"""Token sky: every token's angle to a word or a sum of words, and its place along the three main axes of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.vectors import unit
from attention_scenes.model.probes.word_arithmetic import signed_words, terms_again

AXES = 3
CLOSE = 0.75  # cosine
CLOSE_AGAIN = 0.75


@dataclass(frozen=True)
class SkyProbe(Probe):
    """Look at all V tokens from each of C words or sums of words, as directions.

    What is left of a token's unit vector at right angles to a centre is its rest. The main axes are the directions in
    which the rests, less their mean, vary most; each points to where its entry of largest size is positive.

    Parameters
    ----------
    centres
        Words and sums of words, ``"king - man + woman"``, of one token each.
    plane
        Two pairs of words that span a plane, as for :class:`model.probes.word_arithmetic.EmbeddingProbe`.
    k, words
        For how many tokens, the nearest to each centre, the axes are kept in full, and for which words besides.

    Arrays:

    ``angle``
        ``[C, V]`` degrees between a token and a centre.
    ``axes``
        ``[C, V, 3]``: a token's direction in the sky: along each main axis its rest less the mean, in units of the
        standard deviation over all tokens, at length 1. Kept as float16: 0.05 % off.
    ``near_id``, ``near_axes``
        ``[C, k + W]`` the nearest tokens, the centre itself among them, then the words; ``[C, k + W, 3]`` their
        ``axes`` as float32.
    ``share``
        ``[C]``, how much of the rests' variance lies along the three axes.
    ``mean``
        ``[C]``, mean cosine of all tokens with a centre.
    ``close``
        ``[C]``, how many tokens have a cosine above 0.75 with it, those at less than half a degree left out: that is
        the centre itself.
    ``begins``
        ``[V]``, 1 where a token begins with a space, as the first of a word does.
    ``plane``
        ``[V, 2]``: every token in the plane of the two pairs, float16.
    ``step``
        ``[1]``, how far two different tokens are apart along the plane's first axis, the mean over all pairs.
    """

    centres: tuple[str, ...] = ()
    plane: tuple[tuple[str, str], ...] = ()
    k: int = 8
    words: tuple[str, ...] = ()
    name: Literal["sky"] = "sky"

    def __post_init__(self) -> None:
        object.__setattr__(self, "centres", tuple(dict.fromkeys(self.centres)))
        if not self.centres or self.plane and len(self.plane) != 2:
            raise UserError("A sky needs a word or a sum of words in its middle, and two pairs of words for its plane.")
        for centre in self.centres:
            signed_words(centre)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        W_E_VD = model.embedding().astype(np.float64)
        unit_VD = unit(W_E_VD)
        spread_DD = np.cov(unit_VD, rowvar=False, bias=True)

        def vector(word: str) -> np.ndarray:
            return W_E_VD[model.single_token(word).id]

        skies = [
            _sky(unit_VD, spread_DD, unit(np.sum([sign * vector(word) for sign, word in signed_words(centre)], axis=0)))
            for centre in self.centres
        ]
        angle_CV, axes_CV3, share_C = (np.array(each) for each in zip(*skies, strict=True))
        near = np.argsort(angle_CV, axis=1, kind="stable")[:, : self.k]
        words = np.array([model.single_token(word).id for word in self.words], dtype=near.dtype)
        near = np.concatenate([near, np.broadcast_to(words, (len(near), len(words)))], axis=1)
        cosine_CV = np.cos(np.radians(angle_CV))
        arrays = {
            "angle": angle_CV.astype(np.float32),
            "axes": axes_CV3.astype(np.float16),
            "near_id": near,
            "near_axes": np.take_along_axis(axes_CV3, near[..., None], axis=1).astype(np.float32),
            "share": share_C.astype(np.float32),
            "mean": cosine_CV.mean(axis=1).astype(np.float32),
            "close": ((cosine_CV > CLOSE) & (angle_CV >= 0.5)).sum(axis=1),
            "begins": np.array(_begins(model), dtype=np.uint8),
        }
        if self.plane:
            steps_D2 = np.array([vector(b) - vector(a) for a, b in self.plane]).T
            basis_D2, _ = np.linalg.qr(steps_D2)
            arrays["plane"] = (W_E_VD @ (basis_D2 * np.sign((steps_D2 * basis_D2).sum(axis=0)))).astype(np.float16)
            along_V = np.sort(W_E_VD @ unit(steps_D2[:, 0]))
            arrays["step"] = np.array([_mean_gap(along_V)], dtype=np.float32)
        return arrays, {"centres": list(self.centres)}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, none of them shortened; near_id and near_axes are left to ``angle`` and ``axes``."""
        table = model.embedding().astype(np.float64)
        lone = table / np.sqrt(np.einsum("vd,vd->v", table, table))[:, None]
        middle = lone.mean(axis=0)
        spread = lone.T @ lone / len(lone) - np.outer(middle, middle)
        found: dict[str, list] = {"angle": [], "axes": [], "share": []}
        for centre in asked.centres:
            to = sum(sign * table[model.ids(word)[1]] for sign, word in terms_again(centre))
            for name, array in zip(found, _sky_again(lone, spread, to / np.sqrt(to @ to)), strict=True):
                found[name].append(array)
        arrays = {name: np.array(each) for name, each in found.items()}
        apart = arrays["angle"]
        alike = np.cos(apart / 180 * np.pi)
        arrays["mean"] = alike.sum(axis=1) / alike.shape[1]
        arrays["close"] = np.array(
            [np.count_nonzero((row >= 0.5) & (of > CLOSE_AGAIN)) for row, of in zip(apart, alike, strict=True)]
        )
        arrays["begins"] = np.array([spelt[:1] == b" " for spelt in model.spellings()], dtype=np.uint8)
        if asked.plane:
            first, second = (table[model.ids(b)[1]] - table[model.ids(a)[1]] for a, b in asked.plane)
            second = second - first * (second @ first) / (first @ first)
            arrays["plane"] = np.stack([table @ way / np.sqrt(way @ way) for way in (first, second)], axis=1)
            between = np.diff(np.sort(arrays["plane"][:, 0]))  # each is part of every step from below it to above it
            below = np.arange(1.0, len(table))
            arrays["step"] = np.array([between @ (below * below[::-1]) / (len(table) * (len(table) - 1) / 2)])
        return arrays


@lru_cache(maxsize=2)
def _begins(model: MeasuredModel) -> tuple[bool, ...]:
    """Return which tokens begin with a space."""
    return tuple(model.text_of(token).startswith(" ") for token in range(model.n_tokens))


def _mean_gap(sorted_N: np.ndarray) -> float:
    """Return the mean difference of two of N sorted numbers: each is the larger of so many pairs, the smaller of so
    many."""
    count = len(sorted_N)
    return float((2 * np.arange(count) - count + 1) @ sorted_N / (count * (count - 1) / 2))


def _sky(unit_VD: np.ndarray, spread_DD: np.ndarray, centre_D: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Return angles ``[V]``, directions ``[V, 3]`` and the share of variance along them."""
    cosine_V = unit_VD @ centre_D
    across_DD = np.eye(len(centre_D)) - np.outer(centre_D, centre_D)
    size_D, axes_DD = np.linalg.eigh(across_DD @ spread_DD @ across_DD)
    main_D3 = axes_DD[:, : -AXES - 1 : -1]
    main_D3 = main_D3 * np.sign(main_D3[np.abs(main_D3).argmax(axis=0), range(AXES)])
    rest_V3 = unit_VD @ main_D3  # the axes are at right angles to the centre: what lies along it does not count
    rest_V3 -= rest_V3.mean(axis=0)
    directions_V3 = unit(rest_V3 / np.maximum(rest_V3.std(axis=0), 1e-12))
    return np.degrees(np.arccos(np.clip(cosine_V, -1, 1))), directions_V3, float(size_D[-AXES:].sum() / size_D.sum())


def _sky_again(lone: np.ndarray, spread: np.ndarray, to: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the same by chords, and by singular vectors of the spread in a basis of all that is at right angles."""
    chord = np.sqrt(np.maximum(2 - 2 * (lone @ to), 0))
    beside = np.linalg.qr(to[:, None], mode="complete")[0][:, 1:]
    ways, sizes, _ = np.linalg.svd(beside.T @ spread @ beside)
    main = beside @ ways[:, :3]
    for column in main.T:
        column *= 1 if column[np.abs(column).argmax()] > 0 else -1
    rest = lone @ main - lone.mean(axis=0) @ main
    rest = rest / np.maximum(np.sqrt((rest**2).mean(axis=0)), 1e-12)
    length = np.sqrt((rest**2).sum(axis=1))
    return 360 / np.pi * np.arcsin(np.minimum(chord / 2, 1)), rest / length[:, None], sizes[:3].sum() / sizes.sum()
