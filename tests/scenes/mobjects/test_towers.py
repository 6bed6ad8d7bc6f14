"""Towers under glass and strips of lights: as high and as far as their numbers say, and sources for what is seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.depth.token_towers import GLASS, TokenTowers
from attention_scenes.scenes.mobjects.marks.strips import StripField
from tests.helpers.scenes.pixels import drawn


def test_a_tower_is_as_high_as_its_vector_is_long_up_to_the_glass() -> None:
    lengths = Reading.of(np.array([[1.0, 2.0, 3.0], [1.0, 400.0, 2.0]]), "probe:sink.norm")
    towers = TokenTowers(lengths, ["start", "a", "b"], 4.0, (-7, -4), (7, 4))
    assert towers.visible_numbers() == [], "none of them is there yet"
    assert np.allclose(towers.heights[0], np.array([1, 2, 3]) / 4 * GLASS)
    assert towers.heights[0, 1] == GLASS / 2 and towers.heights[1, 1] > GLASS
    pose = towers.seen((-6, -3), (6, 3), pitch=20, yaw=30)
    towers.eye, towers.aim, towers.center = pose
    towers.grown[0] = 1
    assert [r.source for _, r in towers.visible_numbers()] == [f"probe:sink.norm[0,{n}]" for n in range(3)]
    dark = pixels(towers)
    towers.glow = np.array([1.0, 2, 1])
    columns = np.nonzero(np.abs(pixels(towers) - dark).max(-1) > 40)[1]
    feet = towers.lens.project([[x, 0.0, towers.z[0]] for x in towers.x]).xy_N2[:, 0] * dark.shape[0] / 8
    pitch = np.diff(feet).min()
    assert abs(np.median(columns) - dark.shape[1] / 2 - feet[1]) < pitch / 2, "the tower that is spoken of, no other"


def test_lights_stand_where_their_values_are() -> None:
    values = Reading.of(np.array([[0.5, 1.0], [-0.5, 0.0]]), "probe:sink.loss")
    strips = StripField(values, values[:, 0], np.array([1.0, -1.0]), 2.0, np.ones((2, 4)))
    assert strips.visible_numbers() == []
    strips.growth[0] = 1
    assert [float(r) for _, r in strips.visible_numbers()] == [0.5, 1.0, 0.5]
    strips.growth[:] = 1
    light = pixels(strips).max(-1)
    for row, (y, own) in enumerate(zip((1.0, -1.0), values.value, strict=True)):
        high = round(light.shape[0] * (0.5 - y / 8))
        lit = np.flatnonzero(light[high - 4 : high + 5].max(0) > 60)
        scale = light.shape[0] / 8
        ends = light.shape[1] / 2 + 2.0 * np.sort(own)[[0, -1]] * scale
        assert abs(lit[0] - ends[0]) < scale / 2 and abs(lit[-1] - ends[1]) < scale / 2, row


def pixels(mobject: Any) -> np.ndarray:
    return drawn(mobject.paint, 960, 540)[..., :3].astype(int)
