"""Next tokens and neighbours of a bundle: which tokens come next, which lie near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.errors import nearest
from attention_scenes.model.numbers.log_sum_exp import log_sum_exp
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.word_arithmetic import signed_words


@dataclass(frozen=True, eq=False)
class NextTokens:
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


def next_tokens(bundle: Bundle, position: int = -1, trace: str = "", temperature: float = 1.0) -> NextTokens:
    """Return the next token's distribution at a position of a trace whose needs have ``top`` set.

    Raises
    ------
    KeyError
        If the needs do not name it; at a temperature other than 1 only the last position is in the bundle.
    """
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

    def at(logits: np.ndarray, ids: list[int]) -> Reading:
        found = _probabilities(logits / np.float64(temperature), total, f"{prefix}probs{suffix}", t, ids)
        return found.of_model(bundle.key)

    probabilities = at(logits, list(ids))
    texts = bundle.meta["traces"][trace]["top"][t]
    came = sentence[t + 1] if t + 1 < len(sentence) else None
    return NextTokens(
        tokens=[Token(int(i), text, -1) for i, text in zip(ids, texts, strict=True)],
        logits=Reading.at(logits, f"{prefix}logits", t, ids=list(ids)).of_model(bundle.key),
        probabilities=probabilities,
        log_sum=Reading.of(np.asarray(total), f"{prefix}lse{suffix}", t).of_model(bundle.key),
        others=bundle.count("n_vocab") - len(ids),
        rest=-probabilities.sum() + 1.0,
        came=came,
        came_probability=at(bundle.arrays[f"{prefix}came_logit"][t : t + 1], [came.id])[0] if came else None,
    )


def probabilities_of(bundle: Bundle, ids: list[int], trace: str = "") -> Reading:
    """Return the probabilities ``[N]`` of any tokens after the last one of a trace whose needs have ``top`` set."""
    prefix, last = f"{trace}." if trace else "", len(bundle.tokens(trace)) - 1
    logits = bundle.arrays[f"{prefix}last_logits"][ids]
    found = _probabilities(logits, float(bundle.arrays[f"{prefix}lse"][last]), f"{prefix}probs", last, ids)
    return found.of_model(bundle.key)


def _probabilities(logits: np.ndarray, log_sum: float, name: str, t: int, ids: list[int]) -> Reading:
    """Return the probabilities of some tokens after position ``t``, from their logits and log Σ exp of all."""
    return Reading.at(np.exp(logits - log_sum), name, t, ids=ids)


def neighbours(bundle: Bundle, query: str) -> list[Neighbour]:
    """Return the tokens nearest to one of the embedding probe's ``near``, best first; words asked with are marked.

    Their sources are ``probe:embedding.near[q,id]``: query q, token id.
    """
    asked = bundle.meta["probes"]["embedding"]["near"]
    if query not in asked:
        raise KeyError(f"the embedding probe was not asked about {query!r}: {nearest(query, asked)}")
    q = list(asked).index(query)
    given = {bundle.word(word).id for _, word in signed_words(query)}
    ids = [int(i) for i in bundle.arrays["probe:embedding.near_id"][q]]
    cosines = Reading.at(bundle.arrays["probe:embedding.near_cosine"][q], "probe:embedding.near", q, ids=ids)
    cosines = cosines.of_model(bundle.key)
    return [
        Neighbour(Token(i, text, -1), cosine, i in given)
        for i, text, cosine in zip(ids, asked[query], cosines, strict=True)
    ]
