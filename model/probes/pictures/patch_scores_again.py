"""Right answers on held-out digits, counted again by the second way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from attention_scenes.model.probes.pictures.changed_again import blanked_again, nothing_again, order_again
from attention_scenes.model.probes.pictures.eyes import Eyes
from attention_scenes.model.probes.pictures.seen_again import ink_again
from attention_scenes.model.probes.probe import Arrays

COUNTS_AGAIN = (1, 2, 4)
DIGITS_AGAIN = 360  # that come with the project


def counts_of_scores_again() -> dict[str, int]:
    """Return how many pictures there are."""
    return {"pictures": DIGITS_AGAIN}


def scores_of_patches_again(eyes: Eyes) -> Arrays:
    """Return the arrays of :class:`model.probes.pictures.patch_scores.PatchScoresProbe`."""
    digits, labels = eyes.digits()
    pixels = [eyes.prepared(_named_again(each))[0] for each in digits]
    patches, token = [eyes.patches(each) for each in pixels], eyes.cutting.class_at
    n, nothing = len(patches[0]), nothing_again(eyes)

    def right_again(asked: Sequence[np.ndarray], **ways: bool) -> int:
        return int(sum(np.argmax(each["logits"]) == label
                       for each, label in zip(eyes.look(asked, ["logits"], **ways), labels, strict=True)))  # fmt: skip

    others = [np.stack([each[place] for place in order_again(str(number), n)]) for number, each in enumerate(patches)]
    looks = eyes.look(patches, ["pattern"])
    orders, corr = [], []
    for number, (look, grey) in enumerate(zip(looks, pixels, strict=True)):
        ink = ink_again(eyes, grey)
        rows = np.delete(look["pattern"][:, :, token].astype(np.float64), token, axis=-1)
        mean, far = rows[-1].mean(axis=0), rollout_again(look["pattern"], token)
        keys = [None if each is None else np.round(each, 6) for each in (-mean, mean, None, -ink, -far)]
        orders.append(
            [
                order_again(f"blank {number}", n) if key is None else sorted(range(n), key=key.__getitem__)
                for key in keys
            ]
        )
        corr.append([[_correlation_again(head, ink) for head in layer] for layer in rows])
    blank_right = [
        [
            right_again(
                [blanked_again(each, order[way][:k], nothing) for each, order in zip(patches, orders, strict=True)]
            )
            for k in COUNTS_AGAIN
        ]
        for way in range(5)
    ]  # fmt: skip
    known = ~np.isnan(np.array(corr))
    return {
        "right": np.array(
            [
                right_again(patches),
                right_again(others),
                right_again(patches, placed=False),
                right_again(patches, masked=True),
            ]
        ),
        "blank_right": np.array(blank_right),
        "ink_corr": np.where(known, np.array(corr), 0).sum(axis=0) / np.maximum(1, known.sum(axis=0)),
    }


def rollout_again(pattern: np.ndarray, token: int) -> np.ndarray:
    """Return the class token's weights through all layers, followed from the last layer down."""
    reach = np.zeros(pattern.shape[-1])
    reach[token] = 1
    for layer in reversed(range(len(pattern))):
        reach = reach / 2 + reach @ pattern[layer].astype(np.float64).mean(axis=0) / 2
    return np.concatenate([reach[:token], reach[token + 1 :]])


def _named_again(digit: np.ndarray) -> str:
    """Return the digest by which a held-out digit ``[8, 8]`` is called."""
    return hashlib.sha256(b"8x8x1 to 16\n" + digit.tobytes()).hexdigest()


def _correlation_again(one: np.ndarray, other: np.ndarray) -> float:
    """Return the correlation of two rows of numbers; NaN where one of them is always the same."""
    one, other = one - one.sum() / len(one), other - other.sum() / len(other)
    spread, far = float(one @ one) ** 0.5, float(other @ other) ** 0.5
    return float(one @ other) / (spread * far) if spread > 1e-9 and far else float("nan")
