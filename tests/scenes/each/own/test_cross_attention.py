"""cross-attention: arcs are a translator's weights; captions follow the sentence, the cut word, and the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.cross_attention import CrossAttention
from attention_scenes.scenes.mobjects.translation.cross_grid import CrossGrid
from attention_scenes.scenes.mobjects.translation.facing_walls import FacingWalls
from attention_scenes.scenes.mobjects.translation.wall_words import WallWords
from attention_scenes.scenes.parts.cross_attention.translation_facts import FAR, NOTHING, OWN, TranslationFacts
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def facts() -> TranslationFacts:
    return TranslationFacts.of(played(CrossAttention).bundles, "")


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def test_the_default_crosses_its_noun_and_adjective_and_cuts_the_first(facts: TranslationFacts) -> None:
    assert " ".join(facts.french) == "une créature bleue duveteuse parcourait la forêt verdoyante"
    assert facts.crossing == (1, 2) and [facts.own(n) for n in (1, 2)] == ["creature", "blue"]
    assert facts.row == 2 and facts.before[2] == "créature" and facts.said[2] == "bleue"
    assert [facts.when_cut(way) for way in (NOTHING, OWN, FAR)] == ["bleue", "duveteuse", "bleue"]
    shown = captions(played(CrossAttention))
    assert "créature ← creature 0.99, bleue ← blue 0.87" in shown["cross"] and "9 places × 8 words" in shown["grid"]
    assert "says “duveteuse”" in shown["cut"] and "forest" in shown["control"] and "still" in shown["control"]
    assert "0 of 300" in shown["decoder values"] and all(claims(played(CrossAttention)).values()), "it holds by default"


def test_the_head_is_that_which_most_often_looks_at_the_right_word(facts: TranslationFacts) -> None:
    looks = facts.bundle.probe("translator_scores.looks").value[..., 0]
    assert looks[facts.head] == looks.max() and facts.heads[0] == facts.head
    assert sorted(facts.heads) == [(layer, head) for layer in range(2) for head in range(4)]
    every = facts.patterns()
    assert np.array_equal(every.value[0], facts.pattern.value) and every.shape == (8, 9, 8)
    for number, head in enumerate(facts.heads):
        source = f"translator/probe:translation.pattern[{head[0]},{head[1]},2,3]"
        assert every[number, 2, 3].source == source


def test_captions_say_only_what_holds_of_the_sentence() -> None:
    bare = captions(played(CrossAttention, text="a cat followed the river"))
    assert "cross:" not in bare["cross"] and "Each place reads its own word most" in bare["cross"]
    other = played(CrossAttention, text="the small dark birds loved a king and they were golden", cut="golden")
    shown = captions(other)
    assert shown["cross"].startswith("Arcs cross: oiseaux ← birds"), "these two do; et, ils, étaient read other words"
    uncrossed = captions(played(CrossAttention, text="the birds loved a king and they were golden"))
    assert "Arcs from all places" in uncrossed["cross"], "no adjective stands before a noun"
    assert not claims(other)["each place reads the English word of what it says most"]
    assert "dorés ← golden" in shown["cut"]


def test_it_still_says_the_word_where_a_cut_changes_nothing() -> None:
    text = "the small dark birds loved a king and they were golden"
    scene = played(CrossAttention, text=text, cut="and")
    assert "still says “et”" in captions(scene)["cut"]
    assert not claims(scene)["with the arc to its English word cut, another word is said"]


def test_what_the_grammar_does_not_have_is_refused_with_what_is_nearest() -> None:
    with pytest.raises(ValidationError, match="Nearest to it is 'the creature .*blue"):
        CrossAttention.Params(text="the creature was blue")
    with pytest.raises(ValidationError, match="'purple'"):
        CrossAttention.Params(text="a purple cat followed the river")
    with pytest.raises(ValidationError, match="'dragon' is not in the sentence; its words: a, cat"):
        CrossAttention.Params(text="a cat followed the river", cut="dragon")
    assert CrossAttention.Params(text="  A CAT followed the river. ").text == "a cat followed the river"


def test_a_translator_that_is_wrong_is_refused_in_one_line() -> None:
    needs = CrossAttention.needs(CrossAttention.Params(), {"translator": "ours:translator@20"})
    answers = ensure(needs)
    with pytest.raises(UserError, match="which is wrong"):
        CrossAttention.check(CrossAttention.Params(), answers)


def walls() -> FacingWalls:
    words = WallWords(["one", "two"], ["start", "un", "deux"], ["un", "deux", "end"], (-5, -2), (5, 2), (1, "trois"))
    cross = Reading.of(np.array([[[0.9, 0.1], [0.0, 1.0], [0.5, 0.5]]] * 2), "cross")
    own = [Reading.of(np.full((n, n), 1 / n), name) for n, name in ((2, "read"), (3, "said"))]
    return FacingWalls(words, cross, (own[0], own[1]), Reading.of(np.ones((2, 3)), "v"), (-7, -4), (7, 4))


def test_arcs_run_from_the_word_that_is_read_to_the_place_and_are_listed_while_they_are_there() -> None:
    shown = walls()
    ends = shown.ways[0, 1, 0][[0, -1]]
    assert np.allclose(ends[:, 0], shown.words.edges) and np.allclose(
        ends[:, 1], [shown.words.ys[0][0], shown.words.ys[1][1]]
    )
    assert np.allclose(shown.lens.project(ends).xy_N2, ends[:, :2]), "at the edges a unit is a scene unit"
    assert not shown.visible_numbers()
    shown.links[1] = 1.0
    assert [r.source for _, r in shown.visible_numbers()] == ["cross[0,1,1]"], "a weight of 0 has no arc"
    shown.cut[1, 0] = 1.0
    assert [r.source for _, r in shown.visible_numbers()] == ["cross[0,1,0]", "cross[0,1,1]"], "but where it is cut"
    shown.links[:], shown.within[:] = 0.0, [1.0, 0.0]
    assert {r.source for _, r in shown.visible_numbers()} == {"read[0,1]", "read[1,0]"}
    assert len(FacingWalls._pieces(33, 0.0)) == 1 and len(FacingWalls._pieces(33, 1.0)) == 2


def test_another_word_stands_where_the_cut_one_was() -> None:
    shown = walls()
    shown.told[:] = 1
    assert "trois" not in {text for text, *_ in shown.visible_texts()}
    shown.other = 1.0
    texts = [text for text, *_ in shown.visible_texts()]
    assert "trois" in texts and texts.count("deux") == 1, "the place that stands on it is still there"


def test_a_column_of_the_grid_is_a_place_and_nothing_in_it_is_masked(facts: TranslationFacts) -> None:
    grid = CrossGrid(facts.said, facts.english, facts.pattern, 2, (-5, -2), (5, 2), em=0.3)
    assert grid.sizes.shape == (len(facts.said), len(facts.english)) == (9, 8)
    assert np.allclose(grid.sizes.sum(1), 1, atol=1e-5) and (facts.pattern.value[0, 1:] > 0).all()
    assert not grid.visible_numbers()
    grid.growth[2] = 1.0
    shown = {r.source for _, r in grid.visible_numbers()}
    assert f"translator/probe:translation.pattern[{facts.head[0]},{facts.head[1]},2,2]" in shown
    assert all(",2," in source for source in shown)


def test_what_draws_numbers_takes_no_bare_arrays() -> None:
    bare: Any = np.ones((2, 2))
    with pytest.raises(TypeError, match="needs a source"):
        CrossGrid(["a"] * 2, ["b"] * 2, bare, 0, (-1, -1), (1, 1), em=0.3)
    made = walls()
    with pytest.raises(TypeError, match="needs a source"):
        FacingWalls(made.words, made.readings, made.inner, bare, (-1, -1), (1, 1))
