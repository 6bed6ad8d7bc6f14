"""Measure what a decoder can say again, a sentence and a word at a time, from the words as they are spelt."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from attention_scenes.model.probes.learning.checkpoint_scores_again import places_again, rows_again
from attention_scenes.model.probes.probe import Arrays, RemeasuredModel


def variant_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
    """Return the arrays of ``VariantScoresProbe``."""
    rows = rows_again(model, asked.held_out)
    spoken = _spoken_again(model, rows)
    hits = {"right": 0, "read": 0, "named": 0, "cut": 0, "spared": 0}
    guessed, words, lost = 0.0, 0, [0.0, 0.0]
    for text, ids, said in zip(asked.held_out, rows, spoken, strict=True):
        noun, own, rest, stop = places_again(text)
        good, answer = [ids[at] for at in own], stop + 5
        [whole] = model.run_rows([ids], ["logits"])
        hits["read"] += np.argmax(whole["logits"][answer - 1]) in good
        hits["right"] += np.argmax(said[answer - 1]) in good
        hits["named"] += np.argmax(said[answer - 1]) in [ids[at] for at in own + rest]
        for name, keys in (("cut", own), ("spared", range(len(own)))):
            change = {"kind": "KnockOut", "edges": [[noun, key] for key in keys], "layers": [0], "heads": None}
            [trace] = model.run_rows([ids[:answer]], ["logits"], [change])
            hits[name] += np.argmax(trace["logits"][-1]) in good
        guessed += len(own) / (len(own) + len(rest))
        words += len(ids) - 1
        lost[0] += sum(_surprise_again(whole["logits"][n], token) for n, token in enumerate(ids[1:]))
        lost[1] += sum(_surprise_again(said[n], token) for n, token in enumerate(ids[1:]))
    count = len(asked.held_out)
    shares = {name: hit / count for name, hit in hits.items()}
    return {
        "right": np.array([shares["right"]]), "read": np.array([shares["read"]]), "named": np.array([shares["named"]]),
        "guess": np.array([guessed / count]), "cut": np.array([shares["cut"], shares["spared"]]),
        "loss": np.array(lost) / words, "said": np.array(_goes_on_again(model, asked.begins, asked.words)),
    }  # fmt: skip


def _spoken_again(model: RemeasuredModel, rows: list[list[int]]) -> list[list[np.ndarray]]:
    """Return for each place of each row the logits after it, where no later place is given."""
    found: list[list[np.ndarray]] = [[] for _ in rows]
    for n in range(1, max(map(len, rows)) + 1):
        there = [which for which, row in enumerate(rows) if len(row) >= n]
        for which, trace in zip(there, model.run_rows([rows[w][:n] for w in there], ["logits"]), strict=True):
            found[which].append(trace["logits"][-1])
    return found


def count_variant_again(asked: SimpleNamespace) -> dict[str, int]:
    """Return how many sentences there are."""
    return {"sentences": sum(1 for _ in asked.held_out)}


def _surprise_again(logits: np.ndarray, token: int) -> float:
    """Return −ln of a token's share."""
    raised = np.exp(logits.astype(np.float64) - float(logits.max()))
    return float(np.log(raised.sum()) - np.log(raised[token]))


def _goes_on_again(model: RemeasuredModel, begins: str, words: int) -> list[int]:
    """Return the tokens that follow, the whole row read anew for each."""
    row, more = model.ids(begins), list[int]()
    while len(more) < words:
        [trace] = model.run_rows([[*row, *more]], ["logits"])
        more.append(int(np.argmax(trace["logits"][-1])))
    return more
