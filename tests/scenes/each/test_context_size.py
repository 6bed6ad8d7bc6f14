"""What grows with the text and what does not, and that blocks give the same as the whole grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.context_size import ContextSize
from attention_scenes.scenes.mobjects.marks.pattern_image import brightness
from attention_scenes.scenes.parts.context_size.blockwise_attention import attend_by_blocks
from attention_scenes.scenes.parts.context_size.context_size_data import fitting
from attention_scenes.scenes.parts.context_size.far_look import STRONG, FarLook
from tests.helpers.played import captions, played


@pytest.mark.parametrize("size", [1, 3, 5, 8, 40])
def test_blocks_give_the_weighted_sums_of_the_whole_grid(size: int) -> None:
    random = np.random.default_rng(0)
    scores, values = random.normal(0, 8, (20, 20)), random.normal(size=(20, 4))
    scores[np.triu_indices(20, 1)] = -np.inf
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    whole = (weights / weights.sum(axis=1, keepdims=True)) @ values
    assert np.allclose(attend_by_blocks(scores, values, size), whole, atol=1e-12)


def test_sizes_fit_the_text() -> None:
    assert fitting((10, 100, 1000), 1000) == [10, 100, 1000]
    assert fitting((10, 100, 1000), 67) == [10, 60]
    assert fitting((10, 100, 1000), 4) == [2, 4]
    assert fitting((10, 100, 1000), 105) == [10, 100]


def test_brightness_is_black_for_the_future_and_white_for_all_weight() -> None:
    shades = brightness(np.array([0.0, 1e-9, 1e-3, 0.1, 1.0]))
    assert shades[0] == shades[1] == 0 and shades[-1] == 1
    assert (np.diff(shades[1:]) > 0).all()


def test_stored_numbers_grow_a_hundredfold_and_the_parameters_stand_still() -> None:
    scene = played(ContextSize)
    assert [float(n) for n in scene.growth.stored] == [n * n * 270 for n in (10, 100, 1000)]
    assert "8,192" in captions(scene)["limit"]
    assert "25,165,824" in captions(scene)["window"]
    [total] = {n["value"] for n in scene.record.numbers if n["source"] == "count:parameters"}
    assert total == 134_515_008
    [claim] = [c for c in scene.record.claims if "block by block" in c["claim"]]
    assert claim["holds"], claim["measured"]


def test_the_farthest_look_is_named_and_gone_without_the_word_it_looked_for() -> None:
    scene = played(ContextSize)
    assert captions(scene)["far"] == "A far look in a long text: “dark” reads “line”, 503 tokens back."
    look = FarLook.of(scene.growth)
    assert look is not None and look.strong and look.repeated and look.other == "thin"
    assert look.left is not None and float(look.left) < 0.01 < STRONG <= float(look.weight)
    assert "a look: what it brings is not measured here" in scene.texts_read
    held = {claim["claim"]: claim["holds"] for claim in scene.record.claims}
    assert held["a word far away gets half of a query's weight or more"]
    assert held["another word before the key takes the look away"]


def test_a_head_that_looks_at_nothing_far_is_not_said_to() -> None:
    growth = played(ContextSize).growth
    even = np.tril(np.ones(growth.pattern.value.shape)) / np.arange(1, growth.sizes[-1] + 1)[:, None]
    look = FarLook.of(replace(growth, pattern=Reading.of(even, "pattern", growth.layer, growth.head)))
    assert look is not None and not look.strong
    assert FarLook.of(replace(growth, sizes=[10, 20])) is None


def test_the_sizes_must_grow() -> None:
    with pytest.raises(ValueError, match="must grow"):
        ContextSize.Params(sizes=(100, 10))
