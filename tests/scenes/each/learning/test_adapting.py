"""adapting: captions follow what the runs do, the brick is the product, the question is the user’s; refusals."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.own_models import own_model
from attention_scenes.scenes.adapting import Adapting
from attention_scenes.scenes.mobjects.learning.rank_brick import RankBrick
from attention_scenes.scenes.parts.adapting.adapted_facts import NEW, OLD, AdaptedFacts, is_guess
from attention_scenes.scenes.parts.adapting.adapted_models import (
    ALL,
    FROZEN,
    RANK,
    RANKS,
    SOFT,
    WAYS,
    key_of,
    models,
    seeds_of,
)
from attention_scenes.scenes.parts.adapting.score_beats import said_of_old
from attention_scenes.training.adapting.ways import BASE
from attention_scenes.training.adapting.ways import WAYS as TRAINED
from tests.helpers.layout import play_through
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def facts() -> AdaptedFacts:
    scene = played(Adapting)
    return AdaptedFacts.of(scene.bundles, scene.params)


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def test_every_way_that_is_trained_is_shown_from_every_seed_that_is_shipped() -> None:
    assert {*WAYS} == {*TRAINED} and models()[FROZEN] == BASE
    for way in WAYS:
        places = [models()[key_of(way, seed)] for seed in seeds_of(way)]
        assert all(own_model(place).folder.is_dir() for place in places)
        assert len(places) == len(list(own_model(places[0]).folder.parent.parent.glob("seed*")))
    facts = AdaptedFacts.of(played(Adapting).bundles, Adapting.Params())
    assert [facts.rank_of(way)[0] for way in RANKS] == [str(TRAINED[way].rank) for way in RANKS]


def test_what_it_says_of_these_runs() -> None:
    scene = played(Adapting)
    shown, holds = captions(scene), claims(scene)
    assert "It guesses" in shown["asked"] and "64 × 64 weights stay frozen" in shown["addition"]
    assert "512 numbers" in shown["addition"] and "Rank 4: 4 values, then 0." in shown["rank"]
    assert shown["new"] == "Fine-tuning trains all 38,784 again: 0.98. LoRA’s 4,096: 0.97 or more."
    assert "LoRA" in shown["addition"] and "Prompt tuning" in shown["soft"]
    assert "do not teach it here" in shown["soft fails"]
    assert shown["old"] == "Forgetting, at worst: 0.98 → 0.63 by soft vectors, 0.81 by LoRA."
    facts = AdaptedFacts.of(scene.bundles, scene.params)
    worst = min(float(facts.right(way, OLD).value.min()) for way in RANKS)
    assert f"{worst:.2f} by LoRA" in shown["old"], "no rank forgets more than what is named"
    assert "Taken off: 0.98, as before" in shown["taken off"]
    near = holds.pop("a soft vector is much nearer to some word than words are to their nearest other word")
    assert near == ("trained numbers" in shown["soft"])
    assert all(holds.values()), holds


@pytest.mark.parametrize(("worst", "said"), [(0.94, "The old task, at worst"), (0.92, "Forgetting, at worst")])
@pytest.mark.parametrize("way", [SOFT, RANK, RANKS[-1]])
def test_where_no_way_forgets_it_is_not_called_forgetting(
    way: str, worst: float, said: str, facts: AdaptedFacts
) -> None:
    scene: Any = SimpleNamespace(claim=lambda _text, holds, _found: holds)
    digits = [(f"{each}", Reading.constant(each)) for each in (0.98, worst, 0.97)]
    caption, numbers = said_of_old(scene, facts, way, digits)
    assert caption.startswith(f"{said}: 0.98 → {worst} by ") and all(text in caption for text, _ in numbers)


def test_numbers_are_those_of_the_runs(facts: AdaptedFacts) -> None:
    shares = facts.right(RANK, OLD)
    assert [each.source for each in shares] == [f"rank-four-seed{seed}/probe:adapted.right[1]" for seed in (0, 1, 2)]
    assert facts.learns(ALL) and facts.learns(RANK) and not facts.learns(SOFT)
    assert float(facts.guess(NEW)) == 0.5 < float(facts.guess(OLD)) < 0.65
    assert int(float(facts.trained(SOFT))) == 256 and facts.rank() == 4
    assert 0 < float(facts.chance(RANK)) <= 1 and facts.noun == "creature" and facts.adjective == "blue"


def test_a_guess_is_near_guessing_from_above_and_from_below() -> None:
    half = Reading.constant(0.5)
    near = [is_guess(Reading.constant(share), half) for share in (0.39, 0.41, 0.59, 0.61)]
    assert near == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "nouns"), [("a blue bird left the king", 2), ("a blue bird left the king and the robot", 3)]
)
def test_a_guess_about_the_clips_question_is_among_the_nouns_of_its_sentence(
    facts: AdaptedFacts, text: str, nouns: int
) -> None:
    guess = AdaptedFacts.of(facts.bundles, Adapting.Params(text=text)).guess_here()
    assert float(guess) == pytest.approx(1 / nouns) and str(nouns) in guess.source


def test_what_numbers_are_of_is_said_before_each_beat_of_towers() -> None:
    said: dict[str, str] = {}

    class Heard(Adapting):
        def change_provenance(self, detail: str = "", numbers: Any = ()) -> None:
            said[str(len(self.record.beats))] = str(detail)
            super().change_provenance(detail, numbers)

    params = Adapting.Params(text="a blue bird left the king and the robot")
    scene, problems = play_through(Heard, params, ensure(Adapting.needs(params)))
    assert not problems and any("guessing 0.33" in text for text in scene.texts_read)
    beats = {beat.name: str(number) for number, beat in enumerate(scene.record.beats)}
    held_out = "sentences with a phrase that no training showed"
    assert said[beats["new"]] == said[beats["old"]] == held_out
    assert said[beats["says"]] == "the sentence of this clip"


def test_the_front_of_the_brick_is_the_product_of_its_sides(facts: AdaptedFacts) -> None:
    scene = played(Adapting)
    row, column = facts.largest()
    change = facts.low_rank.probe("change.change").value
    assert abs(change[row, column]) == np.abs(change).max()
    up, down = facts.low_rank.probe("change.up").value, facts.low_rank.probe("change.down").value
    assert np.allclose(up @ down, change, atol=1e-6)
    line = next(text for text in scene.texts_read if "×" in text and "=" in text)
    pairs = [part.replace("−", "-").split(" × ") for part in line.split(" = ")[0].split(" + ")]
    products = [float(one) * float(other) for one, other in pairs]
    assert f"{sum(products):.2f}" == line.split(" = ")[1].replace("−", "-"), "it is right with the digits on screen"


def test_a_brick_takes_readings_alone_and_tells_only_what_is_seen(facts: AdaptedFacts) -> None:
    parts = [facts.low_rank.probe(f"change.{name}") for name in ("frozen", "up", "down", "change")]
    named = [("W", "soft"), ("B", "update"), ("A", "update"), ("BA", "update")]
    brick = RankBrick(*parts, (-6, -3), (6, 3), names=named, em=0.3, entry=(1, 2))
    assert len(brick.visible_numbers()) == 64 * 64
    brick.sides, brick.swept = 1.0, 3.5
    assert len(brick.visible_numbers()) == 64 * 64 + 2 * 4 * 64 + 3 * 64
    with pytest.raises(TypeError, match="source"):
        RankBrick(np.zeros((2, 2)), *parts[1:], (-6, -3), (6, 3), names=named, em=0.3, entry=(0, 0))  # type: ignore[arg-type]


def test_other_runs_are_told_in_other_words() -> None:
    """The frozen decoder's sibling in place of the low-rank runs' scores: nothing is said to be learned."""
    place = models() | {key_of(RANK, seed): "ours:adapted/rank-one/seed0" for seed in (1, 2)}
    place |= {key_of(SOFT, seed): "ours:adapted" for seed in (1, 2)} | {key_of(ALL): "ours:adapted/all-weights"}
    scene, problems = play_through(Adapting, Adapting.Params(), ensure(Adapting.needs(Adapting.Params(), place)))
    assert not problems and "do not teach it here" not in captions(scene)["soft fails"]
    assert not claims(scene)["no run of the soft vectors is well above guessing in the new task"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "a blue creature"}, "two things are needed"),
        ({"text": "the bird left the king"}, "an adjective of one of them"),
        ({"text": "  "}, "empty"),
        ({"asks": "golden"}, "'golden' is no adjective of a noun of the sentence; there are fluffy, blue, verdant"),
        ({"map": "2.q"}, "layer 0 or 1"),
        ({"map": "1.gate"}, "such as 1.q"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_line(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Adapting.Params(**given)


@pytest.mark.parametrize("other", ["ours:decoder/seed0", "ours:decoder@500", "ours:adapted"])
def test_a_frozen_model_that_the_runs_do_not_adapt_is_refused_in_one_line(other: str) -> None:
    params = Adapting.Params()
    answers = ensure(Adapting.needs(params, {FROZEN: other}))
    with pytest.raises(
        UserError, match=f"frozen={other} is not the decoder .* give frozen=ours:decoder@1500"
    ) as refused:
        Adapting.check(params, answers)
    assert "\n" not in str(refused.value)


def test_a_run_that_adapts_nothing_is_refused_in_one_line() -> None:
    params = Adapting.Params()
    answers = ensure(Adapting.needs(params, {key_of(RANK, 1): BASE}))
    with pytest.raises(UserError, match="rank-four-seed1=ours:decoder@1500 adapts no model"):
        Adapting.check(params, answers)


def test_an_adjective_of_both_nouns_is_refused_in_one_line() -> None:
    text = "a fluffy blue creature roamed the blue forest"
    with pytest.raises(UserError, match="'blue' is of creature and forest .* that one noun has") as refused:
        Adapting.needs(Adapting.Params(text=text))
    assert "\n" not in str(refused.value)
    assert Adapting.needs(Adapting.Params(text=text, asks="fluffy"))


def test_words_that_the_decoder_does_not_know_are_refused() -> None:
    params = Adapting.Params(text="a purple blue bird left the king")
    with pytest.raises(UserError, match="purple"):
        ensure(Adapting.needs(params))
    long = Adapting.Params(text="the very tall and very old dragon often followed the very wild and very angry king")
    with pytest.raises(UserError, match="text"):
        ensure(Adapting.needs(long))
