"""What going-deeper says: what is guessed where, what turns, which ribbon has its depth, what needs a first line."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.going_deeper import GoingDeeper
from attention_scenes.scenes.mobjects.falling.falling_thread import FallingThread
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.parts.going_deeper.depth_facts import DepthFacts
from attention_scenes.scenes.parts.going_deeper.fall_beats import steady
from attention_scenes.scenes.parts.going_deeper.ribbon_beats import each_has_its_depth, said_of_right
from attention_scenes.scenes.parts.going_deeper.story_beats import story_versions
from attention_scenes.scenes.parts.going_deeper.turn_beats import told_of_turns
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def default() -> GoingDeeper:
    return played(GoingDeeper)


def test_the_last_depth_says_what_the_model_says(default: GoingDeeper) -> None:
    facts, found = DepthFacts.of(default), next_tokens(default.bundle)
    assert found.tokens[0].id == facts.ids[0, -1] and facts.last(0) == "Paris"
    assert float(facts.guesses("share", 0)[30]) == pytest.approx(float(found.probabilities[0]), abs=1e-4)
    assert facts.names[0][0] == "is", "what enters the first layer is the word itself"


def test_time_comes_early_and_paris_and_wizard_only_after_the_last_layer(default: GoingDeeper) -> None:
    facts = DepthFacts.of(default)
    assert [facts.last(p) for p in range(3)] == ["Paris", "time", "Wizard"]
    assert [facts.settled(p) for p in range(3)] == [30, 23, 30]
    assert all(float(facts.guesses("final", p)[29]) < 0.1 for p in (0, 2))
    assert captions(default)["prompts"] == "“time” leads after 23 of 30 layers, “Paris” after the last."


def test_four_is_first_and_lost_again(default: GoingDeeper) -> None:
    facts = DepthFacts.of(default)
    assert facts.right == "four" and facts.names[facts.question][27:] == ("four", "four", "four", "␣")
    assert captions(default)["lost"] == "“four” is right, last leads after 29 of 30 layers, then is lost."
    assert not facts.begins
    kept = played(GoingDeeper, question="The opposite of hot is", right="cold")
    assert captions(kept)["lost"] == "“cold” is right, and it comes first in the end."


def test_a_word_of_several_tokens_is_named_as_what_it_begins_with(default: GoingDeeper) -> None:
    begun = played(GoingDeeper, right="fourteenthly")
    facts = DepthFacts.of(begun)
    assert facts.begins and "fourteenthly".startswith(facts.right) and facts.right != "fourteenthly"
    assert f"“{facts.right}” begins what is right" in captions(begun)["lost"]
    whole = replace(facts, begins=False)
    assert "is right, and" in said_of_right(whole, [], leads=True) and "begins" in said_of_right(facts, [], leads=True)


def test_only_the_first_layer_turns_vectors_away(default: GoingDeeper) -> None:
    own, other = default.bundle.probe("depth.turns").value
    assert 85 < own[0] < 95 and own[1:].max() < 42 and (other[1:] - own[1:]).min() > 3
    assert captions(default)["turns"] == "One space? On average the first layer turns 91°, the next most 35°."
    after = own[1:].mean()
    assert after < 25 and any("nearly one space" in text for text in default.texts_read)
    whole = Reading.of(np.array([own, other]), "depth.turns")
    apart = SimpleNamespace(claim=lambda words, holds, measured: holds, layout=default.layout)
    lines = told_of_turns(apart, whole, once=False)
    assert "nearly" not in " ".join(label.text for line in lines for label in line), "where a later layer turns away"


def test_a_claim_of_the_ribbons_that_fails_is_not_made(default: GoingDeeper) -> None:
    shares = np.stack([default.bundle.probe(f"depth.{name}").value for name in ("own", "sense", "guess")], axis=1)
    noting = SimpleNamespace(claim=lambda words, holds, measured: holds)
    assert each_has_its_depth(noting, *shares)
    for broken in (0, 1, 2):
        wrong = shares.copy()
        wrong[0, broken] = wrong[0, broken, ::-1] if broken != 1 else wrong[1, broken]
        assert not each_has_its_depth(noting, *wrong), f"ribbon {broken} says something else"


def test_the_paragraph_needs_its_first_line_and_not_its_second(default: GoingDeeper) -> None:
    guesses = [next_tokens(default.bundle, trace=key).tokens[0].text.strip() for key in story_versions(default.params)]
    assert guesses[0] == "Anna" == guesses[3] and guesses[1] == "Oliver" and guesses[2] not in ("Anna", "Oliver")
    assert all(claim["holds"] for claim in default.record.claims), default.record.claims


def test_what_cannot_be_shown_is_refused_in_one_line() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        GoingDeeper.Params(prompts=())
    with pytest.raises(ValidationError, match="81 characters: at most 80"):
        GoingDeeper.Params(question="a" * 81)
    for blank in ("", " "):
        with pytest.raises(ValidationError, match="is empty"):
            GoingDeeper.Params(right=blank)
    with pytest.raises(UserError, match="has 1 sentences: give 3 or more"):
        GoingDeeper.needs(GoingDeeper.Params(paragraph="one line alone"))
    with pytest.raises(UserError, match="may have 420 characters"):
        GoingDeeper.needs(GoingDeeper.Params(instead="a" * 421))


def test_a_likelier_guess_is_brighter_wherever_it_stands() -> None:
    shares = Reading.of(np.array([0.2, 0.5, 0.9, 0.1, 0.4]), "guesses.share")
    layers = [constant(n) for n in range(5)]
    thread = FallingThread("abcde", shares, np.zeros(5), layers, ["a"], (-7, -4), (7, 4), em=0.4, room=4.0)
    thread.fall = 4.0
    light = thread._shown()
    assert list(light.argsort()[1:]) == [3, 4, 1, 2] and light[0] == 0, "what is left behind is gone"


def test_a_fall_is_even_and_whole() -> None:
    at = np.array([steady(t) for t in np.linspace(0, 1, 101)])
    assert at[0] == 0 and at[-1] == pytest.approx(1) and (np.diff(at) > 0).all()
    assert np.allclose(np.diff(at[20:80]), np.diff(at[20:80])[0])
