"""What transformer-block says: what is added, where the bends are, one MLP for all places, and the sum of all terms."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.parts.transformer_block.bend_beats import doubled_rows
from attention_scenes.scenes.parts.transformer_block.ledger import entries_that_add
from attention_scenes.scenes.parts.transformer_block.mlp_beats import through_below
from attention_scenes.scenes.transformer_block import TransformerBlock
from tests.helpers.played import played, spoken


@pytest.fixture(scope="module")
def default() -> TransformerBlock:
    return played(TransformerBlock)


def test_what_enters_and_both_changes_make_what_leaves(default: TransformerBlock) -> None:
    found = {name: vector.value.astype(np.float64) for name, vector in default.word.vectors.items()}
    assert default.word.word == "creature" and default.word.layer == 19
    assert np.allclose(found["enters"] + found["attention"], found["middle"], atol=1e-4)
    assert np.allclose(found["middle"] + found["mlp"], found["leaves"], atol=1e-4)
    assert float(default.word.length("attention")) == pytest.approx(np.linalg.norm(found["attention"]), rel=1e-5)
    gain = default.bundle.read("attn_norm", 19).value
    assert np.allclose(found["enters"] / float(default.word.size()) * gain, found["normed"], atol=1e-3)
    silu = found["gate"] / (1 + np.exp(-found["gate"]))
    assert np.allclose(silu * found["up"], found["act"], atol=1e-4)


def test_the_entries_that_are_shown_add_up_as_they_are_written(default: TransformerBlock) -> None:
    shown, found = entries_that_add(default.word), default.word.vectors
    assert shown == [1, 2], "entry 0 is a last digit off: −2.31 − 0.37 = −2.69"
    for one, other, whole in (("enters", "attention", "middle"), ("middle", "mlp", "leaves")):
        for entry in shown:
            parts, total = (float(found[name][entry]) for name in (one, other)), float(found[whole][entry])
            assert sum(round(part, 2) for part in parts) == pytest.approx(round(total, 2), abs=1e-6)


def test_the_norm_and_the_sum_are_said_in_numbers_that_come_out(default: TransformerBlock) -> None:
    said = spoken(default)
    length, size = float(default.word.length("enters")), float(default.word.size())
    assert f"{length:.1f} / √576 = {size:.2f}" in said and size == pytest.approx(length / 24, rel=1e-5)
    assert "a sum of 61, the start, then two from each layer" in said and 1 + 2 * default.word.n_layers == 61


def test_only_the_sum_of_values_doubles(default: TransformerBlock) -> None:
    ratios = {name: float(ratio) for name, _, ratio, _ in doubled_rows(default.word)}
    assert ratios["values"] == pytest.approx(2, abs=1e-6) and ratios["norm"] == pytest.approx(1, abs=1e-3)
    assert 1 < ratios["softmax"] < 2 and ratios["mlp"] > 3
    twice, once = (default.word.tried("attn_out", key).value for key in ("values", "once"))
    assert np.array_equal(twice, 2 * once), "to the last bit"
    assert "the sum of values does not" in spoken(default)


def test_the_mlp_turns_with_the_words_and_attention_does_not(default: TransformerBlock) -> None:
    gap, as_it_is, turned = default.word.turned_apart("mlp_out", "turned")
    assert float(gap) == pytest.approx(np.abs(as_it_is - turned).max()) and float(gap) < 1e-3
    gap, as_it_is, turned = default.word.turned_apart("attn_out", "mixed")
    assert float(gap) == pytest.approx(np.abs(as_it_is - turned).max(), rel=1e-5) and float(gap) > 1


def test_neighbouring_layers_share_no_maps_and_claims_that_fail_are_not_said(default: TransformerBlock) -> None:
    cosine = default.bundle.probe("layer_maps.cosine").value
    assert cosine.shape == (7, 29) and np.abs(cosine).max() < 0.1
    assert all(claim["holds"] for claim in default.record.claims), default.record.claims
    straight = default.word.vectors["gate"]
    assert through_below(straight, straight) > 1 / 3, "without a bend as much comes through below 0"


def test_a_word_or_layer_that_is_not_there_is_refused_in_one_line() -> None:
    bundle = ensure(TransformerBlock.needs(TransformerBlock.Params()))
    with pytest.raises(UserError, match="word='dragon' is not in the sentence"):
        TransformerBlock.check(TransformerBlock.Params(word="dragon"), bundle)
    with pytest.raises(UserError, match="layers 0 to 29"):
        ensure(TransformerBlock.needs(TransformerBlock.Params(layer="30")))
    with pytest.raises(UserError, match="at most 64"):
        ensure(TransformerBlock.needs(TransformerBlock.Params(text="creature " * 70)))
