"""Lamps of weight: their area is the weight, values fade to it, light pours in order, and all of it has a source."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.marks.move_bars import MoveBars
from attention_scenes.scenes.mobjects.stage.value_lamps import ValueLamps
from tests.helpers.scenes.pixels import drawn

BOX, INNER = ((-7.0, -3.0), (7.0, 4.0)), ((-6.0, -2.5), (6.0, 3.5))
VALUES = np.array([[0.1, 0.2, 0.1, 0.3], [1.0, -2.0, 1.0, -1.5]])


@pytest.fixture(autouse=True)
def on_black() -> None:
    use_palette("dark")


def reading(values: object, name: str) -> Reading:
    return Reading.of(np.asarray(values, dtype=float), name)


def lamps(weights: tuple[float, float] = (0.25, 0.75), **arrays: object) -> ValueLamps:
    w = np.array(weights)
    made = ValueLamps(
        ["one", "two"], ["token", "token"], reading(w, "pattern"), reading(VALUES, "v"), reading(w @ VALUES, "z"),
        "sum", *BOX, INNER,
    )  # fmt: skip
    for name, value in arrays.items():
        start = getattr(made, name)
        setattr(made, name, np.full_like(start, value) if isinstance(start, np.ndarray) else value)
    return made


def light(made: ValueLamps, at: np.ndarray, reach: int = 40) -> float:
    """How bright the picture is in a square of pixels round a place of the frame."""
    pixels = drawn(made.paint, 1280, 720)[..., :3]
    height, width = pixels.shape[:2]
    column, row = (width / 2 + at[0] * height / 8, height / 2 - at[1] * height / 8)
    part = pixels[max(0, int(row) - reach) : int(row) + reach, max(0, int(column) - reach) : int(column) + reach]
    return float(part.astype(float).sum())


def test_a_larger_weight_is_a_larger_lamp() -> None:
    made = lamps(lamps=1)
    small, large = made.lens.project(made.bulbs()).xy_N2
    assert light(made, large, 25) > 2 * light(made, small, 25)
    assert light(lamps(lamps=0), large, 25) == 0


def test_a_value_is_as_bright_as_its_weight_once_it_is_weighed() -> None:
    plain, weighed = lamps(rise=1), lamps(rise=1, weighted=1)
    middles = plain.lens.project(plain.feet + [0, 1.3, 0]).xy_N2
    faint, clear = (light(weighed, at, 15) / light(plain, at, 15) for at in middles)
    assert faint < 0.45 < clear


def test_the_sum_fills_and_stands_nearer_the_eye() -> None:
    made = lamps(ready=1)
    sum_, word = made.lens.project(np.array([made.foot, made.feet[-1]])).depth_N
    middle = made.lens.project(made.foot + [0, 1.5, 0]).xy_N2[0]
    assert sum_ < word and light(lamps(ready=1, filled=1), middle) > light(made, middle)


def test_all_that_is_seen_has_a_source() -> None:
    assert not lamps().visible_numbers()
    found = lamps(lamps=1, arcs=1, rise=1, filled=1).visible_numbers()
    assert {text for text, _ in found} == {"●", "⌒", "■"}
    sources = [reading.source for _, reading in found]
    assert "pattern[1]" in sources and "v[1,2]" in sources and "z[3]" in sources
    weighed = [reading.source for text, reading in lamps(rise=1, weighted=1).visible_numbers() if text == "■"]
    assert weighed[-1] == "(v[1,3]*pattern[1])"
    with pytest.raises(TypeError):
        ValueLamps(["a"], ["token"], np.ones(1), np.ones((1, 2)), np.ones(2), "sum", *BOX, INNER)  # type: ignore[arg-type]


def test_bars_of_moves_go_to_the_side_that_their_sign_says() -> None:
    bars = MoveBars(["on", "back"], ["update", "update"], reading([0.5, -0.25], "m"), width=6, step=1.2)
    assert bars.field.lengths[0] == pytest.approx(-2 * bars.field.lengths[1])
    assert bars.width <= 6.05
