"""One picture, changed, measured again by the second way: each change is made and looked at by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from attention_scenes.model.probes.pictures.eyes import Eyes
from attention_scenes.model.probes.pictures.seen_again import ink_again
from attention_scenes.model.probes.probe import Arrays

DRAWN_AGAIN, EIGHTH_AGAIN = 8, 8


def changed_again(eyes: Eyes, picture: str) -> Arrays:
    """Return the arrays of :class:`model.probes.pictures.changed.ChangedProbe`."""
    pixels, _ = eyes.prepared(picture)
    patches, token = eyes.patches(pixels), eyes.cutting.class_at
    n, count = len(patches), max(1, len(patches) // EIGHTH_AGAIN)
    kept = ["pattern", "final_norm", "logits"]
    [plain] = eyes.look([patches], kept)
    seen = plain["pattern"][-1, :, token].astype(np.float64).mean(axis=0)
    weight, ink = np.delete(seen, token), ink_again(eyes, pixels)
    draws = [order_again(f"{picture} {draw}", n)[:count] for draw in range(DRAWN_AGAIN)]
    most, least, inked = (
        sorted(range(n), key=np.round(each, 6).__getitem__)[:count] for each in (-weight, weight, -ink)
    )
    nothing = nothing_again(eyes)

    def hidden_again(places: Iterable[int]) -> Arrays:
        return eyes.look([blanked_again(patches, places, nothing)], kept)[0]

    looks: list[list[Arrays]] = [
        [plain],
        eyes.look([patches[order_again(f"{picture} shuffled", n)]], kept),
        eyes.look([patches], kept, placed=False),
        eyes.look([patches], kept, masked=True),
        [hidden_again(most)], [hidden_again(least)],
        [hidden_again(places) for places in draws], [hidden_again(inked)],
    ]  # fmt: skip
    own = plain["final_norm"][token].astype(np.float64)
    found: Arrays = {
        "cosine": np.array(
            [np.mean([_cosine_again(own, each["final_norm"][token]) for each in same]) for same in looks]
        ),
        "blanked": np.array([most, least, draws[0], inked]),
        "how_many": np.array([count]), "chance": np.zeros(0), "best": np.zeros(0, dtype=int),
    }  # fmt: skip
    if len(plain["logits"]):
        answer = int(np.argmax(plain["logits"]))
        found["chance"] = np.array(
            [np.mean([_chance_again(each["logits"], answer) for each in same]) for same in looks]
        )
        found["best"] = np.array([int(np.argmax(same[0]["logits"])) for same in looks])
    return found


def counts_of_changes_again() -> dict[str, int]:
    """Return the counts that hang on no model."""
    return {"draws": DRAWN_AGAIN}


def order_again(of: str, n: int) -> list[int]:
    """Return the places below ``n``, those first of whose number behind a text the SHA-256 is smallest."""
    drawn = [(hashlib.sha256(f"{of} {place}".encode()).hexdigest(), place) for place in range(n)]
    return [place for _, place in sorted(drawn)]


def nothing_again(eyes: Eyes) -> np.ndarray:
    """Return all patches of a picture that says nothing."""
    side, (rows, columns) = eyes.cutting.patch, eyes.cutting.grid
    return eyes.patches(np.zeros((rows * side, columns * side, eyes.cutting.channels)) + eyes.blank_pixel())


def blanked_again(patches: np.ndarray, places: Iterable[int], nothing: np.ndarray) -> np.ndarray:
    """Return patches, and in some places those that say nothing."""
    wanted = set(places)
    return np.stack([(nothing if place in wanted else patches)[place] for place in range(len(patches))])


def _cosine_again(one: np.ndarray, other: np.ndarray) -> float:
    other = other.astype(np.float64)
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))


def _chance_again(logits: np.ndarray, answer: int) -> float:
    odds = logits.astype(np.float64)
    return float(1 / np.exp(odds - odds[answer]).sum())
