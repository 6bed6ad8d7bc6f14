"""What attention-pattern says of grammar and neighbours: both, only where the place and the word count."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.attention_pattern import AttentionPattern
from attention_scenes.scenes.parts.attention_pattern.controls_beats import verdict_on
from attention_scenes.scenes.parts.shared.head_controls import HeadControls
from tests.helpers.played import captions, played


@pytest.mark.parametrize(
    ("one_back", "two_back", "both"),
    [
        ((0.35, 0.16), (0.06, 0.01), True),
        ((0.35, 0.16), (0.35, 0.16), False),
        ((0.35, 0.20), (0.06, 0.01), False),
        ((0.35, 0.16), (0.06, 0.032), False),
    ],
)
def test_both_is_said_where_the_place_counts_and_adjectives_get_twice_as_much(
    one_back: tuple[float, float], two_back: tuple[float, float], both: bool
) -> None:
    def pair(weights: tuple[float, float]) -> Any:
        return tuple(map(Reading.constant, weights))

    scene: Any = SimpleNamespace(claim=lambda words, holds, measured: holds, by_chance=False, foreign=False)
    controls = HeadControls(pair(one_back), pair(two_back), Reading.constant(0), pair((30, 30)), ("", ""))
    assert controls.prefers, "in all cases adjectives are clearly preferred"
    caption, _ = verdict_on(scene, controls)
    assert caption.startswith("Both: place counts") is both


def test_the_default_head_does_both() -> None:
    assert captions(played(AttentionPattern))["controls"].startswith("Both: place counts")
