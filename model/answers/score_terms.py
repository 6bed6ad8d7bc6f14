"""One attention score as a sum over pairs of writes, with a source for every term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading

GROUPS = ("embedding", "head", "mlp", "other")  # kinds of writes, the rarer ones together


class Write(NamedTuple):
    """One thing that was written into a token's vector: its ``kind``, and from which layer and head; −1 for none.

    Kinds: ``embedding``, ``position`` (a vector of the place), ``head``, ``bias`` (of W_O, of no head), ``mlp``, and
    ``constant``: the norm's shift and the biases of W_Q and W_K, which no token wrote.
    """

    kind: str
    layer: int = -1
    head: int = -1


@dataclass(frozen=True, eq=False)
class ScoreTerms:
    """The score of a query on a key, as what writes of the one and writes of the other give together.

    Attributes
    ----------
    writes
        The W writes of each side, in the order in which the model makes them.
    terms
        ``[W, W]``: row, a write into the query's token; column, into the key's. Source ``score_terms[l,h,q,k,a,b]``.
    by_query, by_key
        ``[W]``: sums of rows, and of columns. Sources ``score_by_query[l,h,q,k,a]``, ``score_by_key[l,h,q,k,b]``.
    by_group
        ``[4, 4]``: sums of the terms of two of ``GROUPS``. Source ``score_by_group[l,h,q,k,a,b]``.
    total
        The sum of all terms. Source ``score_sum[l,h,q,k]``.
    plus, minus
        The sums of all positive and of all negative terms. Sources ``score_plus[l,h,q,k]``, ``score_minus[l,h,q,k]``.
    by_chance
        How large a sum is typically if each term's sign is tossed: the root of the sum of squares. Source
        ``score_by_chance[l,h,q,k]``.
    half
        How many terms, the largest by size first, hold half of the sizes of all. Source ``score_half[l,h,q,k]``.
    key_half
        The same of ``by_key``. Source ``score_key_half[l,h,q,k]``.
    """

    writes: list[Write]
    terms: Reading
    by_query: Reading
    by_key: Reading
    by_group: Reading
    total: Reading
    plus: Reading
    minus: Reading
    by_chance: Reading
    half: Reading
    key_half: Reading


def score_terms(bundle: Bundle, query: int, key: int, trace: str = "") -> ScoreTerms:
    """Return the terms of a score of the chosen head, of a trace whose needs name ``q_part`` and ``k_part``.

    Raises
    ------
    ValueError
        If the key comes after the query: its score is masked, and has no terms.
    """
    if key > query:
        raise ValueError(f"token {key} comes after token {query}: its score is masked")
    layer, head = bundle.chosen_head()
    asked_WK = bundle.read("q_part", layer, head, query, trace=trace).value
    answered_WK = bundle.read("k_part", layer, bundle.kv_head(head), key, trace=trace).value
    terms_WW = asked_WK @ answered_WK.T / np.sqrt(asked_WK.shape[-1])
    at = (layer, head, query, key)
    prefix = f"{trace}." if trace else ""

    def reading(name: str, array: np.ndarray | np.floating | int) -> Reading:
        return Reading.of(np.asarray(array), f"{prefix}{name}", *at).of_model(bundle.key)

    writes = [Write(*write) for write in bundle.meta["traces"][trace]["writes"]]
    of_group_GW = np.array([[group_of(write) == group for write in writes] for group in GROUPS], dtype=float)
    return ScoreTerms(
        writes=writes,
        terms=reading("score_terms", terms_WW),
        by_query=reading("score_by_query", terms_WW.sum(1)),
        by_key=reading("score_by_key", terms_WW.sum(0)),
        by_group=reading("score_by_group", of_group_GW @ terms_WW @ of_group_GW.T),
        total=reading("score_sum", terms_WW.sum()),
        plus=reading("score_plus", terms_WW[terms_WW > 0].sum()),
        minus=reading("score_minus", terms_WW[terms_WW < 0].sum()),
        by_chance=reading("score_by_chance", np.sqrt((terms_WW**2).sum())),
        half=reading("score_half", how_many_make_half(terms_WW)),
        key_half=reading("score_key_half", how_many_make_half(terms_WW.sum(0))),
    )


def group_of(write: Write) -> str:
    """Return which of ``GROUPS`` a write is of."""
    return write.kind if write.kind in GROUPS else GROUPS[-1]


def how_many_make_half(terms: np.ndarray) -> int:
    """Return how many terms, the largest by size first, hold half of the sum of all sizes."""
    sizes = np.sort(np.abs(terms), axis=None)[::-1]
    return 1 + int(np.searchsorted(np.cumsum(sizes), sizes.sum() / 2))
