"""prefix-predictions: the loss is the mean over the examples, and each step shows what really came."""

from __future__ import annotations

import math

import pytest

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.parts.prefix_predictions.mean_beats import evenly
from attention_scenes.scenes.prefix_predictions import PrefixPredictions
from tests.helpers.played import played, spoken


def test_the_loss_is_the_mean_cost_of_all_examples() -> None:
    scene = played(PrefixPredictions)
    came = [next_tokens(scene.bundle, t).came_probability for t in range(1, 10)]
    expected = sum(-math.log(float(p)) for p in came) / 9
    shown = [n for n in scene.record.numbers if n["value"] == pytest.approx(expected)]
    assert shown and shown[-1]["shown"] == f"{expected:.2f}"
    assert "9 examples" in scene.record.beats[-1].caption


def test_what_is_likely_and_what_surprises_is_said_only_where_there_is_both() -> None:
    assert "“the” was expected: cheap. “roamed” was not: costly." in spoken(played(PrefixPredictions))
    assert "was expected" not in spoken(played(PrefixPredictions, text="to be or"))


def test_a_surprise_worse_than_blind_guessing_is_remarked_only_where_there_is_one() -> None:
    scene = played(PrefixPredictions)
    said = evenly(scene, scene.examples, "49,152", "10.80", math.log(49152))
    assert said == "if all 49,152 tokens were equally likely: 10.80; “roamed” cost more"
    assert (
        evenly(scene, scene.examples, "49,152", "10.80", math.inf) == "if all 49,152 tokens were equally likely: 10.80"
    )


@pytest.mark.parametrize(("text", "limit"), [("word " * 20, "at most 14"), ("two words", "needs 3")])
def test_a_text_that_does_not_fit_is_refused_with_the_limit(text: str, limit: str) -> None:
    params = PrefixPredictions.Params(text=text)
    with pytest.raises(UserError, match=limit):
        PrefixPredictions.check(params, ensure(PrefixPredictions.needs(params)))
