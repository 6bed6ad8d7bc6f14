"""Measure a checkpoint's scores again, sentence by sentence, from the words as they are spelt."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.probes.probe import Arrays, RemeasuredModel


def scores_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
    """Return the arrays of ``CheckpointScoresProbe``."""
    loss, right, named, guess = np.zeros(2), np.zeros(2), 0.0, 0.0
    gather, others, even = [], [], []
    for kind, texts in enumerate((asked.trained, asked.held_out)):
        words, hits = 0, 0
        rows = rows_again(model, texts)
        traces = model.run_ways(rows, ["logits", "pattern"], [[] for _ in rows])
        for text, ids, trace in zip(texts, rows, traces, strict=True):
            shares = np.exp(trace["logits"].astype(np.float64))
            shares /= shares.sum(axis=1, keepdims=True)
            for at, token in enumerate(ids[1:]):
                loss[kind] -= np.log(shares[at, token])
            words += len(ids) - 1
            noun, own, rest, stop = places_again(text)
            said = int(np.argmax(trace["logits"][stop + 4]))
            hits += said in [ids[at] for at in own]
            if kind == 0:
                continue
            named += said in [ids[at] for at in own + rest]
            guess += sum(at in own for at in own + rest) / len(own + rest)
            row = trace["pattern"][:, :, noun].astype(np.float64)
            gather.append(sum(row[:, :, at] for at in own))
            even.append(len(own) / (noun + 1))
            for query in range(1, stop + 1):
                keys = [query - (noun - at) for at in own]
                if min(keys) >= 1 and query not in (noun, stop - 1):
                    others.append(sum(trace["pattern"][:, :, query, key].astype(np.float64) for key in keys))
        loss[kind] /= words
        right[kind] = hits / len(texts)
    return {
        "loss": loss, "right": right, "named": np.array([named / len(asked.held_out)]),
        "guess": np.array([guess / len(asked.held_out)]),
        "gather": np.array(gather).mean(axis=0), "others": np.array(others).mean(axis=0),
        "even": np.array([sum(even) / len(even)]),
    }  # fmt: skip


def rows_again(model: RemeasuredModel, texts: Sequence[str]) -> list[list[int]]:
    """Return each text's tokens, every word looked up once: in this vocabulary a word is a token."""
    spelt = {word: model.ids(word) for word in {word for text in texts for word in text.split()}}
    return [[spelt[text.split()[0]][0], *(spelt[word][1] for word in text.split())] for text in texts]


def places_again(text: str) -> tuple[int, list[int], list[int], int]:
    """Return the noun that is asked about, its adjectives, the later noun's, and the full stop, as places of tokens."""
    clause, _, question = text.partition(" . how was the ")
    noun, *answer = question.split()
    words = ["", *clause.split()]
    at = words.index(noun)
    own = [n for n, word in enumerate(words) if n < at and word in answer and word not in ("and", "very", ".")]
    rest: list[int] = []
    for n in range(len(words) - 2, at, -1):
        if words[n] in ("a", "the"):
            break
        if words[n] not in ("and", "very"):
            rest.append(n)
    return at, own, rest, len(words)
