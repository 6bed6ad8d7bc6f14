"""Areas, bars and lamps of counted numbers: what is twice as many is twice as large."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.marks.areas_to_scale import AreasToScale
from attention_scenes.scenes.mobjects.marks.direction_lamps import DirectionLamps
from attention_scenes.scenes.mobjects.marks.head_bars import HeadBars

LOW, HIGH = (-6.0, -2.0), (6.0, 3.0)


def counts(*values: float) -> Reading:
    return Reading.of(np.array(values), "counted")


def areas() -> AreasToScale:
    small, large = [counts(1, 3), counts(4)], [counts(100, 300), counts(600)]
    return AreasToScale(small, large, np.ones((6, 4)), LOW, HIGH)


@pytest.mark.parametrize("far", [0.0, 0.4, 1.0])
def test_both_models_have_one_scale_from_wherever_they_are_seen(far: float) -> None:
    drawn = areas()
    drawn.far = far
    sizes = drawn.seen()[:, 2] * drawn.seen()[:, 3]
    np.testing.assert_allclose(sizes / drawn.readings.value, sizes[0] / drawn.readings.value[0])


def test_the_small_one_fills_the_place_and_then_both_do() -> None:
    drawn = areas()
    assert drawn.seen()[: drawn.first, 2:].prod(axis=1).sum() == pytest.approx(12 * 5)
    drawn.far = 1.0
    seen = drawn.seen()
    assert (seen[:, 0] + seen[:, 2]).max() == pytest.approx(HIGH[0])
    assert seen[:, 0].min() == pytest.approx(LOW[0]) and (seen[:, 1] + seen[:, 3]).max() < HIGH[1]
    assert drawn.strip(0, 1)[1][0] == pytest.approx(drawn.strip(2)[0][0])


def test_a_bar_is_its_heads_and_is_lit_where_they_are_not_the_width() -> None:
    bars = HeadBars(list(counts(12, 24)), list(counts(64, 128)), list(counts(768, 2048)), [1.0, 0.0], -4.0, 6.0, 0.4)
    np.testing.assert_allclose(bars.lengths, [6 * 768 / 3072, 6.0])
    assert bars.differ.tolist() == [False, True]
    assert bars.cells(0, 0.0).computeTightBounds().right() <= -4.0 + bars.lengths[0]


def test_a_lamp_is_as_large_as_its_value_and_what_is_not_carried_has_none() -> None:
    lamps = DirectionLamps(counts(4, 1, *[0] * 10), 2, "value", 4.0, 3.0)
    assert len(lamps.radii) == 2 and lamps.radii[0] == pytest.approx(2 * lamps.radii[1])
    assert len(lamps.visible_numbers()) == 12
