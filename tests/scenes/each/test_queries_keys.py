"""What queries-keys says: the terms add up to the score, a turn keeps a hand's length, words hold on the input."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.marks.dials import chosen_pairs, pairs_of, speeds
from attention_scenes.scenes.mobjects.query_key.key_arrows import around_the_query
from attention_scenes.scenes.parts.queries_keys.arrow_beats import (
    arrows_of,
    before_turning,
    keys_shown,
    small_angles_count,
)
from attention_scenes.scenes.parts.queries_keys.joint_map_beats import said_of_one_map
from attention_scenes.scenes.parts.queries_keys.map_beats import sharing
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

    assert "“a” lies under the plane: a lower score" in told(), "of the words before it, the one that fits worst"
    assert {"query: creature", "key: blue"} <= set(played(QueriesKeys).texts_read)
    assert "The same query meets “fluffy”: a lower score" in told(other="fluffy"), "over the plane as well"
    assert "no lower" in told(other="blue")


def test_a_word_that_is_not_there_is_named() -> None:
    params = QueriesKeys.Params(other="dragon")
    with pytest.raises(UserError, match="other='dragon'"):
        QueriesKeys.check(params, ensure(QueriesKeys.needs(params)))


def test_a_word_that_the_query_cannot_read_is_refused() -> None:
    with pytest.raises(UserError, match="stands after “creature”, which reads only itself and earlier words"):
        played(QueriesKeys, other="forest")


def test_arrows_stand_at_the_angles_of_the_vectors_and_as_long(default: QueriesKeys) -> None:
    focus, keys = default.focus, keys_shown(default.focus, 1)
    query, turned = focus.read("rot_q").value[focus.query], focus.read("rot_k").value[keys]
    arrows, missed = arrows_of(default, focus, keys)
    tips = arrows.tips
    angle = np.degrees(np.arccos(tips[1:] @ tips[0] / np.linalg.norm(tips[1:], axis=1) / np.linalg.norm(tips[0])))
    lengths = np.linalg.norm(turned, axis=1)
    assert np.allclose(angle, np.degrees(np.arccos(turned @ query / lengths / np.linalg.norm(query))), atol=0.01)
    assert np.allclose(np.linalg.norm(tips[1:], axis=1) / np.linalg.norm(tips[0]), lengths / np.linalg.norm(query))
    scores = tips[1:, 1] * np.linalg.norm(query) ** 2 / tips[0, 1]
    assert np.allclose(scores, focus.read("raw_scores").value[focus.query, keys], atol=0.01), "height × length"
    assert 0 < missed < 15


@pytest.mark.parametrize(("scores", "keys", "counts"), [
    ([9.0, 1.6, -1.9], [1, 2, 0], True), ([9.0, 0.2, -0.7], [1, 2, 0], False), ([9.0, 1.6, -1.9], [1, 0], False),
])  # fmt: skip
def test_small_angles_count_where_scores_of_words_lie_apart(scores: list[float], keys: list[int], counts: bool) -> None:
    focus: Any = SimpleNamespace(query=0, read=lambda name: Reading.of(np.array([scores]), name))
    scene: Any = SimpleNamespace(claim=lambda words, holds, measured: holds)
    assert small_angles_count(scene, focus, keys) is counts, "the first token is no word"


def test_angles_between_keys_are_kept_where_space_has_room_for_them() -> None:
    rng = np.random.default_rng(3)
    query, *keys = rng.normal(size=(3, 3))
    around, missed = around_the_query(query, np.array(keys))
    assert missed <= 2.6, "three vectors have room in three dimensions: off by half a step at most"
    _, crowded = around_the_query(np.eye(5)[0], np.eye(5)[1:])
    assert crowded > 20, "four right angles do not fit round an axis"
    assert around[0] == 0


def test_heads_of_a_group_give_one_key_their_own_scores(default: QueriesKeys) -> None:
    assert sharing(default.focus) == [6, 7, 8]
    shown = {n["source"] for n in default.record.numbers}
    assert {f"raw_scores[19,{head},4,3]" for head in (6, 7, 8)} <= shown
    assert "3 query maps share one key map" in captions(default)["shared keys"]


def test_one_row_of_the_map_adds_up_with_entries_that_are_seen(default: QueriesKeys) -> None:
    row, column = default.bundle.read("W_Q", 19, 8, 0).value, default.bundle.read("attn_in", 19, 4).value
    products = row.astype(float) * column
    rest = next(n for n in default.record.numbers if n["source"].startswith("((q[19,8,4,0]-"))
    assert rest["value"] == pytest.approx(products[2:].sum(), abs=1e-3)
    shown = [n["source"] for n in default.record.numbers]
    assert all(shown.count(f"attn_in[19,4,{entry}]") >= 2 for entry in (0, 1)), "in the column, too"


def test_position_decides_which_word_fits_best_only_where_it_does(default: QueriesKeys) -> None:
    focus = default.focus
    before = focus.read("k").value @ focus.read("q").value[focus.query]
    assert np.allclose(before_turning(focus).value, before, atol=1e-3)
    after = focus.read("raw_scores").value[focus.query]
    words = slice(1, focus.query)
    assert (
        focus.word(1 + int(before[words].argmax())) == "fluffy" and focus.word(1 + int(after[words].argmax())) == "blue"
    )
    assert captions(default)["place"] == "Best word, not turned: “fluffy”; turned: “blue”. So place counts."
    assert "place" not in captions(played(QueriesKeys, text="blue")), "no word to choose from"


def test_two_maps_are_called_smaller_only_where_they_are(default: QueriesKeys) -> None:
    assert captions(default)["one map"].endswith("one merged square would do: two are smaller.")
    [claim] = [each for each in default.record.claims if each["claim"].startswith("two thin maps are fewer numbers")]
    assert claim["holds"] and claim["measured"] == f"{2 * 576 * 64:,} against {576 * 576:,}"


@pytest.mark.parametrize(("head", "fewer"), [(4, True), (8, False), (16, False)])
def test_two_maps_that_are_no_smaller_are_told_by_their_numbers(head: int, fewer: bool) -> None:
    sizes = {"d_model": Reading.constant(16), "d_head": Reading.constant(head)}
    scene: Any = SimpleNamespace(
        bundle=SimpleNamespace(count=sizes.__getitem__), rotary=True,
        claim=lambda words, holds, measured: holds,
    )  # fmt: skip
    caption, numbers = said_of_one_map(scene, biased=False)
    assert "one merged square" in caption and ("smaller" in caption) is fewer
    if not fewer:
        assert caption == f"The two maps have {32 * head} numbers, one merged square 256."
        assert [float(number) for _, number in numbers] == [32 * head, 256]


def test_one_map_for_both_would_score_the_same_both_ways(default: QueriesKeys) -> None:
    focus = default.focus
    q, k = (focus.read(name).value for name in ("q", "k"))
    words = slice(focus.query - 3, focus.query + 1)
    both, one = q[words] @ k[words].T, q[words] @ q[words].T
    assert np.allclose(one, one.T) and (one.argmax(axis=1) == np.arange(4)).all()
    assert np.abs(both - both.T).max() > 20, "with two maps, only one of two words asks"
    assert "each of these fits itself best; pairs are alike" in " ".join(captions(default).values())
