"""What a bundle says about tokens of the vocabulary: which come next, which lie near, and their rows of W_E and W_U."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.errors import nearest
from model.probe_needs import signed_words
from model.readings import Reading
from model.tokens import Token

if TYPE_CHECKING:
    from model.bundle import Bundle


@dataclass(frozen=True, eq=False)
class Following:
    """The likeliest next tokens at one position, best first (k of them), and the one that came.

    Attributes
    ----------
    tokens
        Their numbers and texts; ``word`` is -1, for they are in no sentence.
    logits, probabilities
        ``[k]``, sources ``logits[t,id]`` and ``probs[t,id]``, at a temperature other than 1 ``probs:0.5[t,id]``.
    log_sum
        log Σ exp(logit / temperature) over the whole vocabulary, source ``lse[t]`` or ``lse:0.5[t]``.
    others, rest
        How many tokens are not listed, and the probability of all of these together.
    came, came_probability
        The token that really came next and its probability; None at the last position.
    """

    tokens: list[Token]
    logits: Reading
    probabilities: Reading
    log_sum: Reading
    others: Reading
    rest: Reading
    came: Token | None = None
    came_probability: Reading | None = None


@dataclass(frozen=True, eq=False)
class Neighbour:
    """A token near a word or a sum of words, its cosine, and whether it is one of the words asked with."""

    token: Token
    cosine: Reading
    given: bool


def following(bundle: Bundle, position: int, trace: str, temperature: float) -> Following:
    """See :meth:`model.bundle.Bundle.following`."""
    sentence = bundle.tokens(trace)
    t = range(len(sentence))[position]
    if temperature <= 0:
        raise ValueError(f"a temperature is greater than 0, not {temperature}")
    if temperature != 1 and t != len(sentence) - 1:
        raise KeyError("only the last position is kept for temperatures other than 1")
    prefix = f"{trace}." if trace else ""
    ids, logits = bundle.arrays[f"{prefix}top_id"][t], bundle.arrays[f"{prefix}top_logit"][t]
    total = float(bundle.arrays[f"{prefix}lse"][t])
    suffix = "" if temperature == 1 else f":{temperature:.6g}"
    if temperature != 1:
        total = log_sum_exp(bundle.arrays[f"{prefix}last_logits"] / np.float64(temperature))

    def chances(logits: np.ndarray, ids: list[int]) -> Reading:
        return _chances(logits / np.float64(temperature), total, f"{prefix}probs{suffix}", t, ids)

    probabilities = chances(logits, list(ids))
    texts = bundle.meta["traces"][trace]["top"][t]
    came = sentence[t + 1] if t + 1 < len(sentence) else None
    return Following(
        tokens=[Token(int(i), text, -1) for i, text in zip(ids, texts, strict=True)],
        logits=Reading.at(logits, f"{prefix}logits", t, ids=list(ids)),
        probabilities=probabilities,
        log_sum=Reading.of(np.asarray(total), f"{prefix}lse{suffix}", t),
        others=bundle.count("n_vocab") - len(ids),
        rest=-probabilities.sum() + 1.0,
        came=came,
        came_probability=chances(bundle.arrays[f"{prefix}came_logit"][t : t + 1], [came.id])[0] if came else None,
    )


def chances(bundle: Bundle, ids: list[int], trace: str) -> Reading:
    """See :meth:`model.bundle.Bundle.chances`."""
    prefix, last = f"{trace}." if trace else "", len(bundle.tokens(trace)) - 1
    logits = bundle.arrays[f"{prefix}last_logits"][ids]
    return _chances(logits, float(bundle.arrays[f"{prefix}lse"][last]), f"{prefix}probs", last, ids)


def _chances(logits: np.ndarray, log_sum: float, name: str, t: int, ids: list[int]) -> Reading:
    """The probabilities of some tokens after position ``t``, from their logits and log Σ exp of all."""
    return Reading.at(np.exp(logits - log_sum), name, t, ids=ids)


def log_sum_exp(logits: np.ndarray) -> float:
    """log Σ exp, in double precision and without overflow."""
    most = float(logits.max())
    return most + float(np.log(np.exp(logits.astype(np.float64) - most).sum()))


def neighbours(bundle: Bundle, query: str) -> list[Neighbour]:
    """See :meth:`model.bundle.Bundle.neighbours`; the source is ``probe:embedding.near[q,id]``, query q, token id."""
    asked = bundle.meta["probes"]["embedding"]["near"]
    if query not in asked:
        raise KeyError(f"the embedding probe was not asked about {query!r}: {nearest(query, asked)}")
    q = list(asked).index(query)
    given = {bundle.word(word).id for _, word in signed_words(query)}
    ids = [int(i) for i in bundle.arrays["probe:embedding.near_id"][q]]
    cosines = Reading.at(bundle.arrays["probe:embedding.near_cosine"][q], "probe:embedding.near", q, ids=ids)
    return [
        Neighbour(Token(i, text, -1), cosine, i in given)
        for i, text, cosine in zip(ids, asked[query], cosines, strict=True)
    ]


def row(bundle: Bundle, name: str, token: int) -> np.ndarray:
    """A token's ``[D]`` of W_E, if it is a word of the embedding probe or in a sentence whose ``embed`` was asked for,
    or of W_U, if it is among the likeliest at the end of a sentence."""
    arrays = bundle.arrays
    places: list[tuple[list[int], str]] = []  # tokens, and the array that has a row for each
    if name == "W_E":
        places += [(list(arrays.get("probe:embedding.id", [])), "probe:embedding.vector")]
    for key in bundle.meta["traces"]:
        prefix = f"{key}." if key else ""
        if name == "W_E" and f"{prefix}embed" in arrays:
            places += [([t.id for t in bundle.tokens(key)], f"{prefix}embed")]
        if name == "W_U" and f"{prefix}W_U" in arrays:
            places += [(list(arrays[f"{prefix}top_id"][-1]), f"{prefix}W_U")]
    for ids, vectors in places:
        if token in ids:
            return arrays[vectors][ids.index(token)]
    raise KeyError(f"{name}[{token}] was not asked for")
