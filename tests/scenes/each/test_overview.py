"""What the overview says in words, where the head reads adjectives and where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.mobjects.marks.flow import mixed
from attention_scenes.scenes.overview import Overview
from tests.helpers.played import played, spoken


def test_the_creature_turns_as_blue_as_the_share_that_blue_gets() -> None:
    scene = played(Overview)
    focus = scene.asking.focus
    assert "fluffy and blue fit the question" in spoken(scene)
    assert "blue" not in spoken(scene).partition("Use:")[2], "the colour is a story, told beside the picture"
    assert float(scene.asking.blue) == pytest.approx(focus.pattern.value[focus.query, focus.query - 1])
    whole = scene.words.hero[2].get_fill_color()
    expected = mixed(whole, float(scene.asking.blue)).to_rgb()
    assert np.allclose(scene.words.drawn[2].get_fill_color().to_rgb(), expected, atol=0.01)
    assert np.ptp(mixed(whole, 0).to_rgb()) < 1e-6, "before, it is grey"


def test_no_arc_comes_from_a_later_word() -> None:
    assert all(k < q for q, k in played(Overview).shares.arcs.pairs)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "The quick brown fox jumped over the lazy old dog", "focus": "over"}, "“jumped” fits best"),
        ({"text": "blue"}, "“blue” gives “start” more than half"),
    ],
)
def test_without_adjectives_it_says_what_the_head_does_instead(given: dict[str, str], said: str) -> None:
    told = spoken(played(Overview, **given))
    assert said in told
    assert "fit the question" not in told


def test_a_sentence_too_long_for_its_line_is_refused() -> None:
    params = Overview.Params(
        text="The extraordinary circumstances surrounding our understanding of comprehensive things " * 2
    )
    with pytest.raises(UserError, match="one line"):
        Overview.check(params, ensure(Overview.needs(params)))
