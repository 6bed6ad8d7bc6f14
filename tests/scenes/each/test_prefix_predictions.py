"""prefix-predictions: the loss is the mean over the examples, and each step shows what really came."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.parts.prefix_predictions.loss_beats import evenly
from attention_scenes.scenes.prefix_predictions import PrefixPredictions
from tests.helpers.played import played, spoken


def test_the_loss_is_the_mean_cost_of_all_examples() -> None:
    scene = played(PrefixPredictions)
    came = [next_tokens(scene.bundle, t).came_probability for t in range(1, 10)]
    expected = sum(-math.log(float(p)) for p in came) / 9
    shown = [n for n in scene.record.numbers if n["value"] == pytest.approx(expected)]
    assert {n["shown"] for n in shown} == {f"{expected:.2f}", "▬"}  # in digits, and as a pane
    assert any("9 examples" in beat.caption for beat in scene.record.beats)


def test_what_is_likely_and_what_surprises_is_said_only_where_there_is_both() -> None:
    assert "“the” was expected: cheap. “roamed” was not: costly." in spoken(played(PrefixPredictions))
    assert "was expected" not in spoken(played(PrefixPredictions, text="to be or"))


def test_a_surprise_worse_than_blind_guessing_is_remarked_only_where_there_is_one() -> None:
    scene = played(PrefixPredictions)
    examples = scene.examples
    said = evenly(scene, examples, 9.0).text
    assert said == "if all 49,152 tokens were equally likely: 10.80; “roamed” cost more"
    cheap = replace(examples, costs=examples.costs * 0.5)
    assert evenly(scene, cheap, 9.0).text == "if all 49,152 tokens were equally likely: 10.80"


def test_columns_are_distributions_and_what_came_is_lit_where_it_is_among_the_likeliest() -> None:
    stairs = played(PrefixPredictions).examples.stairs((-6, -3), (6, 3))
    for row, stair in enumerate(stairs.stairs):
        layers = [size for size, _ in stairs.layers(row)]
        surprise = [float(stair.chance)] if stair.chance is not None and stair.place < 0 else []
        assert sorted(layers) == pytest.approx(sorted([*stair.shares.value.tolist(), *surprise])) and sum(layers) <= 1
    assert stairs.stairs[4].place == 0 and stairs.stairs[4].came == stairs.stairs[4].names[0] == "the"
    assert stairs.stairs[-1].chance is None and stairs.stairs[-1].cost is None


def test_in_use_nothing_is_counted_as_a_cost_any_more() -> None:
    scene = played(PrefixPredictions)
    at_end = {entry["source"] for entry in scene.numbers_now() if entry["shown"] == "▬"}
    assert at_end and not any("log" in source for source in at_end)
    assert any(source.startswith("probs[10,") for source in at_end)


@pytest.mark.parametrize(("text", "limit"), [("word " * 20, "at most 14"), ("two words", "needs 3")])
def test_a_text_that_does_not_fit_is_refused_with_the_limit(text: str, limit: str) -> None:
    params = PrefixPredictions.Params(text=text)
    with pytest.raises(UserError, match=limit):
        PrefixPredictions.check(params, ensure(PrefixPredictions.needs(params)))
