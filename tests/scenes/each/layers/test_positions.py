"""What positions says: what is left of the order, hands of two speeds, a score by distance; what it does not say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.parts.positions.dial_beats import clear_pair
from attention_scenes.scenes.parts.positions.distance_beats import is_tamed
from attention_scenes.scenes.parts.positions.order_facts import another_order
from attention_scenes.scenes.positions import Positions
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_gpt2
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def default() -> Positions:
    return played(Positions)


def test_the_other_order_has_the_same_words_with_the_first_and_the_last_in_place() -> None:
    assert another_order("the small dog chased the big cat away") == "the big cat chased the small dog away"
    for text in ("a fluffy blue creature roamed the verdant forest", "one two three four", "a b c d e"):
        found = another_order(text)
        assert sorted(found.split()) == sorted(text.split()) and found != text
        assert found.split()[0] == text.split()[0] and found.split()[-1] == text.split()[-1]
    for text in ("blue", "blue creature", "a blue creature", "no no no no"):
        with pytest.raises(UserError, match="has no other order"):
            another_order(text)


def test_each_word_is_led_to_itself_and_the_first_layer_is_blind(default: Positions) -> None:
    facts = default.facts
    assert [facts.others[place].id for place in facts.partners] == [token.id for token in facts.tokens]
    places = list(range(len(facts.tokens)))
    assert sorted(facts.partners) == places and sum(map(int.__ne__, facts.partners, places)) == 4
    assert facts.apart.value[0, 1] < 1e-5 < facts.apart.value[1, 1]
    assert facts.query - facts.key == 1 and float(facts.scores()[0, 1]) == pytest.approx(
        float(facts.scores()[0].value.max())
    )


def test_all_claims_hold_and_questions_are_answered_in_captions(default: Positions) -> None:
    assert all(claim["holds"] for claim in default.record.claims), default.record.claims
    said = captions(default)
    assert "How does a model know the order?" in said["orders"] and "Nothing else tells order" in said["blind"]
    assert said["both"].startswith("Why both?") and "219" in said["both"]
    assert max(map(len, said.values())) <= 70


def test_the_arrow_stands_where_the_model_turned_it(default: Positions) -> None:
    query, turned = (default.bundle.read(name, 16, 0, 8).value.astype(float) for name in ("q", "rot_q"))
    speed = default.bundle.probe("places.degrees").value.astype(float)
    pair = clear_pair(8 * speed, np.hypot(query[:32], query[32:]))
    before, after = (complex(vector[pair], vector[pair + 32]) for vector in (query, turned))
    assert after == pytest.approx(before * np.exp(1j * np.deg2rad(8 * speed[pair])), abs=1e-3)
    assert 30 <= 8 * speed[pair] <= 200 and "place turns it" in captions(default)["dial"]
    assert clear_pair(np.array([400.0, 90.0, 5.0]), np.array([9.0, 1.0, 5.0])) == 1
    assert clear_pair(np.array([400.0, 5.0]), np.array([9.0, 1.0])) == 0, "none is clear: the longest"


def test_what_does_not_hold_of_a_head_is_not_said() -> None:
    scene = played(Positions, head="18.6")
    assert "highest at the word before" not in captions(scene)["distance"]
    wave = np.cos(np.arange(33.0))
    assert is_tamed(np.stack([wave - np.arange(33), wave, wave]), 2 * np.pi)
    assert not is_tamed(np.stack([wave, wave, wave]), 2 * np.pi), "as high again is not lower"


def test_a_model_with_a_table_shows_it_and_no_hands(tmp_path: Path) -> None:
    model = str(tiny_gpt2(tmp_path / "gpt2", initializer_range=0.15))
    params = Positions.Params().for_model(model)
    scene, problems = play_through(Positions, params, ensure(Positions.needs(params, model)))
    said = captions(scene)
    assert not problems and "hands" not in said and "dial" not in said and {"table", "near"} <= set(said)
    assert "No positions" in said["mask"] and said["near"].startswith("Cosine of neighbours")


def test_a_text_without_another_order_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match="no other order"):
        Positions.needs(Positions.Params(text="blue"))
    with pytest.raises(UserError, match="has not the same tokens"):
        ensure(Positions.needs(Positions.Params(other="the big cat chased the small mouse away")))
    with pytest.raises(UserError, match="at most 14"):
        ensure(Positions.needs(Positions.Params(text="one two three " * 9)))
