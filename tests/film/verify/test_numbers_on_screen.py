"""A sidecar's list is right at every moment: what stands in a frame is listed then, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from tests.helpers.counted_scene import Counted
from tests.helpers.moments import ALONE, Moment, default_read, listed_at, read
from tests.scenes.test_scenes import SCENES


def differences(scene: Any, moments: list[Moment]) -> list[str]:
    """Numbers that stand in a frame and are not listed then, or the other way round."""
    found = []
    for moment in moments:
        listed = listed_at(scene.record.numbers, moment.seconds)
        found += [f"{n} at {moment.seconds:.2f} s is in no list" for n in moment.numbers - listed]
        found += [f"{n} at {moment.seconds:.2f} s is not there" for n in listed - moment.numbers]
    return found


@pytest.mark.parametrize("scene_class", SCENES)
def test_what_is_drawn_is_listed_and_nothing_else(scene_class: Any) -> None:
    scene, moments, _ = default_read(scene_class)
    least = min(20, 0.7 * scene.time)  # a scene of a quarter minute has fewer moments to look at, and fewer digits
    assert len(moments) >= least and sum(moment.numbers.total() for moment in moments) > (100 if least == 20 else 30)
    assert differences(scene, moments) == []


def counted(construct: Callable[[AttentionScene, NumberField], None]) -> tuple[Any, list[Moment]]:
    """Play a scene that does this with a field of weights."""

    class Own(Counted):
        def construct(self) -> None:
            weights = self.bundle.read("pattern", 0, 0)[-1]
            construct(self, NumberField(weights, np.zeros((len(weights), 2)), 0.4, self.palette.rgba("text")))

    params = Counted.Params()
    return read(Own, params, ensure(Own.needs(params)))[:2]


def test_what_is_taken_away_between_two_plays_is_gone_at_once() -> None:
    def construct(scene: AttentionScene, field: NumberField) -> None:
        scene.add(field)
        scene.wait(1)
        scene.remove(field)
        scene.wait(2)

    scene, moments = counted(construct)
    assert differences(scene, moments) == []
    assert {entry["end"] for entry in scene.record.numbers} == {1.0}


def test_a_number_said_twice_is_listed_twice_and_one_never_seen_is_not_listed() -> None:
    def construct(scene: AttentionScene, field: NumberField) -> None:
        twice = written(float(field.readings[0])), field.readings[0]
        scene.add(scene.label(f"{twice[0]} and {twice[0]}", numbers=[twice, twice]))
        scene.wait(1)
        scene.add(field)
        scene.remove(field)
        scene.wait(1)

    scene, moments = counted(construct)
    assert differences(scene, moments) == []
    assert len(scene.record.numbers) == 2


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("64 independent, √64 = 8 times", ["64", "64", "8"]),
        ("SmolLM2-135M-Instruct, 4-bit; GPT-3’s; 3rd − 1st", []),
        ("10 × 1,024 of 57,982,058,496", ["10", "1,024", "57,982,058,496"]),
        ("here −0.5 to +12.25, 3.1%", ["−0.5", "+12.25", "3.1%"]),
        ("they sum to 1.", ["1"]),
    ],
)
def test_digits_that_are_a_number_and_digits_that_are_a_word(text: str, numbers: list[str]) -> None:
    assert ALONE.findall(text) == numbers
