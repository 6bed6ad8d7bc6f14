"""The sky of logits: every token as high as its logit, light as its probability, numbers only where they hold."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.sky.label_places import Box
from attention_scenes.scenes.mobjects.sky.logit_sky import HIGH, LogitSky, Stars
from tests.scenes.mobjects.test_token_sky import drawn

LOGITS = np.array([-3.0, 5.0, -9.0, 3.0, *np.linspace(-20, -1, 60)])
TEMPERATURES = (0.5, 1.0, 2.0)


def sky() -> LogitSky:
    use_palette("dark")
    odds = [np.exp((LOGITS - 5) / each) for each in TEMPERATURES]
    shares = tuple(Reading.at(each[[1, 3]] / each.sum(), "probs", 7, ids=[1, 3]) for each in odds)
    heights = tuple(Reading.at(5 + (LOGITS[[1, 3]] - 5) / each, "logits", 7, ids=[1, 3]) for each in TEMPERATURES)
    return LogitSky(
        LOGITS, TEMPERATURES, 1, Stars(("one", "three"), (1, 3), heights, shares), (-4, -3), (4, 3),
        orbit=(0, 13, 3), center=(0, 0), room=Box(-4, -3, 4, 3),
    )  # fmt: skip


@pytest.mark.parametrize(("layout", "temperature"), [(1, 1.0), (2, 0.5), (3, 1.0), (4, 2.0)])
def test_tokens_stand_as_high_as_their_logits_below_the_first(layout: int, temperature: float) -> None:
    heights = sky().clouds[0][layout][:, 1]
    assert np.allclose((heights - heights[1]) / HIGH, (LOGITS - 5) / temperature, atol=1e-4)
    assert heights[1] == pytest.approx(5 * HIGH), "the first one never moves"


def test_all_lie_on_a_disc_at_first_and_one_may_rise_alone() -> None:
    found = sky()
    assert not found.clouds[0][0][:, 1].any()
    found.raised[:] = 1, 0
    assert np.allclose(found.star_places()[:, 1], [5 * HIGH, 0])


def test_light_is_shared_out_by_probability() -> None:
    shares = sky().shares[0]
    for layout, temperature in ((1, 1.0), (2, 0.5), (4, 2.0)):
        odds = np.exp(LOGITS / temperature)
        assert np.allclose(shares[layout], len(LOGITS) * odds / odds.sum(), atol=1e-3)


def test_numbers_are_listed_where_stars_stand_at_a_temperature() -> None:
    found = sky()
    found.rim = 0.0
    assert not found.visible_numbers(), "nothing is named yet"
    found.named[:], found.layout = 1, 1.0
    assert [text for text, _ in found.visible_numbers()] == ["↗", "↗"]
    found.shared, found.layout = 1.0, 4.0
    assert [reading.source for _, reading in found.visible_numbers()][:2] == ["logits[7,1]", "probs[7,1]"]
    assert float(found.visible_numbers()[1][1]) == pytest.approx(float(found.stars.shares[2][0]))
    found.layout = 3.5
    assert not found.visible_numbers(), "between two temperatures nothing was computed"


def test_a_name_goes_where_its_star_leaves_the_frame() -> None:
    found = sky()
    found.named[:], found.layout = 1, 1.0
    seen = [text for text, _, _ in found.visible_texts()]
    assert "one" in seen
    found.low[1] = 9.0
    assert "one" not in [text for text, _, _ in found.visible_texts()]


def test_it_is_drawn() -> None:
    found = sky()
    found.named[:], found.layout, found.light = 1, 1.0, 30.0
    assert (drawn(found.paint)[..., :3] > 60).any()
