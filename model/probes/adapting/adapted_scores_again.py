"""Measure again what an adapted decoder can do: a question at a time, read from the words as they are spelt."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.probes.probe import Arrays, RemeasuredModel

NAMED_AGAIN = {
    "creature", "forest", "wizard", "tower", "bird", "dragon", "garden", "river", "king", "robot",
}  # fmt: skip
PLAIN_AGAIN = {"a", "the", "and", "very"}


def adapted_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
    """Return the arrays of ``AdaptedScoresProbe``."""
    spelt = [letters.decode().strip() for letters in model.spellings()]
    right, guess, counts = (np.zeros(2) for _ in range(3))
    questions = [each for text in asked.held_out for each in _questions_again(text)]
    traces = model.run_ways([model.ids(question) for _, question, _, _ in questions], ["logits"], [[]] * len(questions))
    for (task, _, good, among), trace in zip(questions, traces, strict=True):
        said = spelt[int(np.argmax(trace["logits"][-1]))]
        right[task] += said in good
        guess[task] += len(good) / len(among)
        counts[task] += 1
    trained = sum(np.prod(array.shape, dtype=int) for array in model.trained().values())
    return {"right": right / counts, "guess": guess / counts, "trained": np.array([trained])}


def count_adapted_again(asked: SimpleNamespace) -> dict[str, int]:
    """Return how many questions of either task there are."""
    tasks = [task for text in asked.held_out for task, *_ in _questions_again(text)]
    return {"new_questions": tasks.count(0), "old_questions": tasks.count(1)}


def _questions_again(text: str) -> Iterator[tuple[int, str, list[str], list[str]]]:
    """Yield the questions about one sentence: which task, up to the answer, what is right, what would be named."""
    words = text.split()
    stop = words.index(".")
    clause, asked = words[:stop], words[stop + 4]
    theirs: dict[str, list[str]] = {}
    for at in [n for n, word in enumerate(clause) if word in NAMED_AGAIN]:  # back to the article, past what joins
        first = max(n for n in range(at) if clause[n] in ("a", "the"))
        theirs[clause[at]] = [word for word in clause[first + 1 : at] if word not in PLAIN_AGAIN]
    whole = " ".join(clause)
    for noun, own in theirs.items():
        for adjective in own:
            yield 0, f"{whole} . {adjective} was the", [noun], list(theirs)
    yield 1, f"{whole} . how was the {asked}", theirs[asked], [word for own in theirs.values() for word in own]
