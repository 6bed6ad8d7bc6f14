"""Fruits: each is drawn inside its box, and its area follows its weight."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.illustrations.fruits import FRUITS, FruitDots, FruitPicture
from tests.helpers.scenes.pixels import drawn


def lit(mobject: object, share: float = 10) -> int:
    use_palette("dark")
    return int((drawn(mobject.paint)[..., :3].max(axis=-1) > share).sum())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FRUITS)
def test_a_fruit_fills_its_box_and_stays_within(name: str) -> None:
    pixels = drawn(FruitPicture(name, 2.0).paint)[..., :3].max(axis=-1) > 10
    rows, columns = np.nonzero(pixels)
    reach = 2.0 * 180 / 8 * 1.12
    assert 0.15 < pixels.sum() / (2 * reach) ** 2 < 0.9
    assert np.abs(rows - 89.5).max() < reach and np.abs(columns - 159.5).max() < reach


def test_area_follows_weight_and_a_word_without_a_drawing_is_a_dot() -> None:
    weights = Reading.of(np.array([0.8]), "w")
    half = Reading.of(np.array([0.2]), "w")
    for name in ("lemon", "piano"):
        large, small = (lit(FruitDots((name,), each, np.zeros((1, 2)), 3.0)) for each in (weights, half))
        assert large / small == pytest.approx(4, rel=0.15), name
    assert lit(FruitPicture("piano", 2.0)) == 0
