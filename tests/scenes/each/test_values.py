"""What values says: the sum, the way back and E + ΔE in numbers; which word is taken out; captions that hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from attention_scenes.scenes.values import Values
from tests.helpers.played import played, spoken


@pytest.fixture(scope="module")
def default() -> Values:
    return played(Values)


def test_three_numbers_in_four_out_is_w_o(default: Values) -> None:
    at = (default.focus.layer, default.focus.head)
    values = default.bundle.read("v", default.focus.layer, default.focus.kv_head).value.T  # [K, T]
    total = values @ default.focus.weights.value
    back = default.bundle.read("W_O", *at).value @ total
    assert total.shape == (64,) and back.shape == (576,)
    assert np.allclose(back, default.focus.update.value, atol=1e-3)


def test_e_and_its_update_are_shown_adding_up(default: Values) -> None:
    before = default.bundle.read("resid_pre", default.focus.layer, default.focus.query)[0]
    sum_ = next(n for n in default.record.numbers if n["source"] == (before + default.focus.update[0]).source)
    assert sum_["value"] == pytest.approx(float(before) + float(default.focus.update[0]), abs=1e-4)


def test_the_head_that_carries_is_not_the_one_that_looks(default: Values) -> None:
    assert all(claim["holds"] for claim in default.record.claims), default.record.claims
    captions = spoken(default)
    assert "Looking is not carrying" in captions and "mostly reads the word before" in captions
    assert "“blue” rises by +0.73" in captions
    assert "Without a value map, “blue” itself: +0.11, not +0.73." in captions
    assert "“red” rises +0.14, but “blue” still +0.17" in captions, "the swap is told as it was measured"


def test_another_head_is_not_said_to_carry() -> None:
    text = "three noisy green parrots ate the ripe fruit"
    captions = spoken(played(Values, text=text, head="19.8", beside="16.0"))
    assert "not carrying" not in captions and "mostly reads" not in captions and "rises" not in captions


@pytest.mark.parametrize(
    ("given", "words", "phrases"),
    [
        ({}, ("blue", "red"), ("a fluffy blue creature", "a fluffy red creature")),
        ({"text": "A red, old car."}, ("red", "blue"), ("A red, old", "A blue, old")),
        ({"text": "A red, old car.", "focus": "car"}, ("red", "blue"), ("A red, old car", "A blue, old car")),
        ({"text": "tea"}, ("tea", "red"), ("tea", "red")),
    ],
)
def test_the_word_taken_out(given: dict[str, Any], words: tuple[str, str], phrases: tuple[str, str]) -> None:
    params = Values.Params(**given)
    assert (params.given(), params.other()) == words and params.phrases() == phrases


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"word": "dragon"}, "dragon"),
        ({"focus": "fluffy"}, "cannot reach"),
        ({"instead": "Blue"}, "give another"),
        ({"instead": "sky blue"}, "instead"),
    ],
)
def test_words_that_do_not_fit_are_named(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Values.Params(**given)
