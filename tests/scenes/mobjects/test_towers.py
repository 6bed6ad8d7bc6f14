"""Towers under glass and strips of lights: as high and as far as their numbers say, and sources for what is seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.depth.token_towers import GLASS, TokenTowers
from attention_scenes.scenes.mobjects.marks.strips import StripField


def test_a_tower_is_as_high_as_its_vector_is_long_up_to_the_glass() -> None:
    lengths = Reading.of(np.array([[1.0, 2.0, 3.0], [1.0, 400.0, 2.0]]), "probe:sink.norm")
    towers = TokenTowers(lengths, ["start", "a", "b"], 4.0, (-7, -4), (7, 4))
    assert towers.visible_numbers() == [], "none of them is there yet"
    assert np.allclose(towers.heights[0], np.array([1, 2, 3]) / 4 * GLASS)
    assert towers.top(1, 1)[1] == GLASS and towers.top(0, 1)[1] == GLASS / 2
    pose = towers.seen((-6, -3), (6, 3), pitch=20, yaw=30)
    towers.eye, towers.aim, towers.center = pose
    towers.grown[0] = 1
    assert [r.source for _, r in towers.visible_numbers()] == [f"probe:sink.norm[0,{n}]" for n in range(3)]
    towers.grown[:] = 1
    dark = pixels(towers)
    towers.glow = np.array([1.0, 2, 1])
    lit = pixels(towers)
    assert lit.sum() != dark.sum(), "what is spoken of has another colour"


def test_lights_stand_where_their_values_are() -> None:
    values = Reading.of(np.array([[0.5, 1.0], [-0.5, 0.0]]), "probe:sink.loss")
    strips = StripField(values, values[:, 0], np.array([1.0, -1.0]), 2.0, np.ones((2, 4)))
    assert strips.visible_numbers() == []
    strips.growth[0] = 1
    assert [float(r) for _, r in strips.visible_numbers()] == [0.5, 1.0, 0.5]
    pixels_there = pixels(strips)
    strips.growth[:] = 1
    assert pixels(strips).sum() > pixels_there.sum()


def pixels(mobject: Any) -> np.ndarray:
    return mobject.get_pixel_array().astype(int)
