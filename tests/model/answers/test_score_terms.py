"""A score as a sum of terms: it adds up in every architecture, and each term holds when it is computed another way."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.score_terms import GROUPS, group_of, how_many_make_half, score_terms
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.request.interventions import ZeroAblate
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify.numpy_model.score_terms_again import half_of
from tests.helpers.models.small_bundles import SENTENCE, differences, tiny_gpt2, tiny_llama
from tests.helpers.models.textbook_folders import write_readable_textbook

ARRAYS = ("attn_scores", "q_part", "k_part")
# What is written before layer 2 beside the embedding and two layers of heads and MLPs.
MADE = {
    "llama": (tiny_llama, {"rms_norm_eps": 0.05}, []),
    "gpt2": (tiny_gpt2, {"layer_norm_epsilon": 0.05}, ["position", "bias", "bias", "constant"]),
    "none": (write_readable_textbook, {"positions": "none", "mlp": "none"}, ["constant"]),
    "sinusoid": (write_readable_textbook, {"positions": "sinusoid", "mlp": "plain"}, ["position", "constant"]),
}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bundle]:
    found = {}
    for name, (make, settings, _) in MADE.items():
        folder = str(make(tmp_path_factory.mktemp(name), **settings))  # type: ignore[operator]
        found[name] = ensure(Needs(folder, "2.1", {"": TraceNeed(SENTENCE, ARRAYS, "head")}))
    return found


@pytest.mark.parametrize("name", MADE)
def test_all_terms_add_up_to_the_score_of_every_pair(answered: dict[str, Bundle], name: str) -> None:
    scores = answered[name].read("attn_scores", 2, 1)
    for query, key in zip(*np.tril_indices(len(scores)), strict=True):
        terms = score_terms(answered[name], int(query), int(key))
        assert float(terms.total) == pytest.approx(float(scores.value[query, key]), abs=2e-5)
        assert np.allclose(terms.by_query.value.sum(), terms.by_key.value.sum())


@pytest.mark.parametrize("name", MADE)
def test_each_term_is_the_same_computed_another_way(answered: dict[str, Bundle], name: str) -> None:
    terms = score_terms(answered[name], 4, 3)
    sums = [terms.total, terms.plus, terms.minus, terms.by_chance, terms.half, terms.key_half]
    readings = [*terms.terms.flat(), *terms.by_query.flat(), *terms.by_key.flat(), *terms.by_group.flat(), *sums]
    assert not differences(answered[name], readings)
    wrong = differences(answered[name], readings, off=0.2 * float(abs(terms.terms.value).max()))
    assert len(wrong) >= len(readings) - 2, "an error of a fifth of a term passes"


@pytest.mark.parametrize("name", MADE)
def test_parts_are_those_of_the_architecture(answered: dict[str, Bundle], name: str) -> None:
    writes = score_terms(answered[name], 2, 1).writes
    others = sorted(write.kind for write in writes if write.kind not in ("embedding", "head", "mlp"))
    assert others == sorted(MADE[name][2])
    heads = [(write.layer, write.head) for write in writes if write.kind == "head"]
    assert heads == [(layer, head) for layer in (0, 1) for head in range(answered[name].meta["n_heads"])]


@pytest.mark.parametrize("name", MADE)
def test_sums_by_kind_add_up_and_each_is_of_its_kind(answered: dict[str, Bundle], name: str) -> None:
    terms = score_terms(answered[name], 4, 3)
    assert terms.by_group.value.sum() == pytest.approx(float(terms.total), abs=1e-6)
    for group, row in zip(GROUPS, terms.by_group.value, strict=True):
        mine = [n for n, write in enumerate(terms.writes) if group_of(write) == group]
        assert row.sum() == pytest.approx(terms.by_query.value[mine].sum(), abs=1e-6)


def test_a_later_key_has_no_terms_either_way(answered: dict[str, Bundle]) -> None:
    with pytest.raises(ValueError, match="masked"):
        score_terms(answered["llama"], 2, 3)
    reading = score_terms(answered["llama"], 3, 2).total
    forged = type(reading)(reading.value, reading.where, lambda _: "score_sum[2,1,2,3]")
    assert differences(answered["llama"], [forged])


def test_parts_are_of_one_head_in_a_model_left_as_it_is() -> None:
    for wrong in ({"layers": "all"}, {"layers": "head", "interventions": (ZeroAblate(0),)}):
        with pytest.raises(ValueError, match="chosen head"):
            TraceNeed(SENTENCE, ARRAYS, **wrong)  # type: ignore[arg-type]


def test_half_is_counted_from_the_largest_on_by_size() -> None:
    for terms, count in (([3.0, -1, 1, 1], 1), ([1.0, -1, 1, -1], 2), ([-5.0, 4, 3, 2], 2), ([0.0, 0], 1)):
        assert how_many_make_half(np.array(terms)) == half_of(np.array(terms)) == count
