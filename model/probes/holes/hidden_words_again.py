"""Hidden words once more: each asked by itself, and counted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.probes.holes.holes_again import NOUNS_AGAIN, hole_again, row_again, say_again, shares_again
from attention_scenes.model.probes.probe import Arrays, RemeasuredModel
from attention_scenes.model.probes.translation.lexicon import NOUNS

CLASSES_AGAIN = ["article", "adjective before", "adjective after", "pronoun", "noun", "verb"]
SEVERAL_AGAIN = {row[3] for row in NOUNS}


def asked_again(sentences: Sequence[str]) -> Iterator[SimpleNamespace]:
    """Yield every hole whose word tells something, with its class and whether the other noun tells another thing."""
    for text in sentences:
        at, count = 0, 1
        while at < count:
            hole = hole_again(text, at)
            count, at = len(hole.words), at + 1
            if not hole.tells:
                continue
            nouns = [n for n, word in enumerate(hole.words) if word in NOUNS_AGAIN]
            hole.own = next(n for n in nouns if n == hole.at or n in hole.cuts[2])
            [hole.other] = [n for n in nouns if n != hole.own]
            other = hole.words[hole.other]
            number = "2" if other in SEVERAL_AGAIN else "1"
            hole.apart = hole.tells != (number if hole.tells in "12" else NOUNS_AGAIN[other])
            hole.named = {"was": "verb", "adjective": f"adjective {'before' if hole.at < hole.own else 'after'}"}.get(
                hole.kind, hole.kind
            )
            yield hole


def scores_again(model: RemeasuredModel, sentences: Sequence[str]) -> Arrays:
    """Return the arrays of the probe."""
    right, apart = np.zeros((5, 6)), np.zeros((5, 6))
    told: list[Counter[str]] = [Counter() for _ in CLASSES_AGAIN]
    looks: list[np.ndarray] = []
    holes = list(asked_again(sentences))
    for way in range(5):
        for hole, chance in zip(holes, say_again(model, holes, way), strict=True):
            letters = "12" if hole.tells in "12" else "mf"
            share, c = shares_again(chance, hole)[letters.index(hole.tells)], CLASSES_AGAIN.index(hole.named)
            right[way, c] += share > 0.5
            apart[way, c] += share > 0.5 and hole.apart
    for hole in holes:
        told[CLASSES_AGAIN.index(hole.named)][hole.tells] += 1
        if hole.kind == "article":
            [trace] = model.run_rows([row_again(hole)], ["pattern"])
            looks.append(np.stack([trace["pattern"][:, :, hole.at, n] for n in (hole.own, hole.other)], axis=-1))
    return {
        "right": right, "guess": np.array([max(each.values(), default=0) for each in told]),
        "right_apart": apart, "look": np.add.reduce(looks) / len(looks),
    }  # fmt: skip


def counts_again(sentences: Sequence[str]) -> dict[str, int]:
    """Return how many words of each class are asked, and of how many the other noun tells another thing."""
    found = {f"{what} {name}".replace(" ", "_"): 0 for what in ("asked", "apart") for name in CLASSES_AGAIN}
    for hole in asked_again(sentences):
        named = hole.named.replace(" ", "_")
        found[f"asked_{named}"] += 1
        found[f"apart_{named}"] += hole.apart
    return found | {"sentences": len(sentences)}
