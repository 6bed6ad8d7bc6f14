"""What queries-keys says: the terms add up to the score, a turn keeps a hand's length, words hold on the input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.mobjects.marks.dials import chosen_pairs, pairs_of, speeds
from attention_scenes.scenes.queries_keys import QueriesKeys
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def default() -> QueriesKeys:
    return played(QueriesKeys)


def test_visible_products_and_the_rest_add_up_to_the_score(default: QueriesKeys) -> None:
    query, key = default.focus.read("rot_q")[default.focus.query], default.focus.read("rot_k")[default.focus.partner]
    score = default.focus.read("raw_scores")[default.focus.query, default.focus.partner]
    eight = (query[:8] * key[:8]).sum()
    rest = next(n for n in default.record.numbers if n["source"] == (score - eight).source)
    assert float(eight) + rest["value"] == pytest.approx(float(query.value @ key.value), abs=1e-3)


def test_hands_turn_by_position_times_the_speed_of_their_pair(default: QueriesKeys) -> None:
    which = list(range(default.bundle.meta["d_head"] // 2))
    turn = default.focus.query * speeds(default.focus.read("q")[1], default.focus.read("rot_q")[1], which)
    before, after = (
        pairs_of(default.focus.read(name)[default.focus.query], which).value @ np.array([1, 1j])
        for name in ("q", "rot_q")
    )
    assert np.allclose(before * np.exp(1j * turn), after, atol=1e-3)
    assert (np.diff(turn) < 0).all(), "the first pair is the fastest, each next one slower"


def test_one_pair_is_chosen_out_of_each_band(default: QueriesKeys) -> None:
    pairs = chosen_pairs(
        default.focus.read("q")[default.focus.query], default.focus.read("k")[default.focus.partner], 5
    )
    assert len(set(pairs)) == 5 and pairs == sorted(pairs)


def test_the_other_word_fits_worse_only_where_it_does() -> None:
    def told(**given: Any) -> str:
        return captions(played(QueriesKeys, **given))["other"]

    assert "“a”: a lower score, a worse fit" in told(), "of the words before it, the one that fits worst"
    assert "no lower" in told(other="blue")


def test_a_word_that_is_not_there_is_named() -> None:
    params = QueriesKeys.Params(other="dragon")
    with pytest.raises(UserError, match="other='dragon'"):
        QueriesKeys.check(params, ensure(QueriesKeys.needs(params)))


def test_one_map_for_both_would_score_the_same_both_ways(default: QueriesKeys) -> None:
    focus = default.focus
    q, k = (focus.read(name).value for name in ("q", "k"))
    words = slice(focus.query - 3, focus.query + 1)
    both, one = q[words] @ k[words].T, q[words] @ q[words].T
    assert np.allclose(one, one.T) and (one.argmax(axis=1) == np.arange(4)).all()
    assert np.abs(both - both.T).max() > 20, "with two maps, only one of two words asks"
    assert "each word fits itself best, pairs score alike" in " ".join(captions(default).values())
