"""The weights of the soft look-up, and what is said where the word is a key."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.scenes.parts.soft_lookup.soft_lookup_data import cosines_with_keys, weights_of
from attention_scenes.scenes.soft_lookup import SoftLookup
from tests.helpers.played import captions, played


def test_weights_are_the_softmax_of_the_cosines() -> None:
    scene = played(SoftLookup)
    cosines = cosines_with_keys(scene, "orange")
    weights = weights_of(cosines, 20).value
    expected = np.exp(20 * cosines.value.astype(float))
    assert np.allclose(weights, expected / expected.sum(), atol=1e-6)
    assert weights.sum() == pytest.approx(1)
    assert weights.argmax() == 2, "lemon is most like orange"
    assert np.isfinite(weights_of(cosines, 2000).value).all()


def test_an_error_comes_only_where_the_word_is_no_key() -> None:
    assert "there is an error" in captions(played(SoftLookup))["miss"]
    assert "a key as well" in captions(played(SoftLookup, asked="lemon"))["miss"]


def test_one_key_wins_only_where_it_does() -> None:
    assert "“citron”, sure of a wrong word" in captions(played(SoftLookup))["sharper"]
    assert "best key wins" in captions(played(SoftLookup, asked="lemon"))["sharper"], "a key finds its own"
    assert "none takes all" in captions(played(SoftLookup, sharpness=1))["sharper"]


def test_a_key_stands_once() -> None:
    with pytest.raises(ValueError, match="apple"):
        SoftLookup.Params(entries=(("apple", "pomme"), ("apple", "mela")))
