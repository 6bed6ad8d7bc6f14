"""The scene glass-ball: what it refuses, where its words are, and what it says only where it was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.score_terms import score_terms
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.check import check
from attention_scenes.scenes.glass_ball import GlassBall
from attention_scenes.scenes.mobjects.depth.step_stage import StepStage, changed
from attention_scenes.scenes.mobjects.illustrations.two_things import MATERIALS, TwoThings
from attention_scenes.scenes.parts.glass_ball.glass_picture import ONE, TWO, from_above, step_stage
from attention_scenes.scenes.parts.glass_ball.glass_places import places_in
from attention_scenes.scenes.parts.glass_ball.reason_beats import coin_toss
from attention_scenes.scenes.parts.glass_ball.step_facts import (
    AS_IS,
    LATE,
    ONE_HEAD,
    OTHER_NOUN,
    READERS,
    SPARED,
    StepFacts,
)
from attention_scenes.scenes.parts.glass_ball.two_pairs import asking, parsed, places_of
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_llama
from tests.helpers.played import captions, played
from tests.scenes.cases.glass_ball import CASES


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pairs": "glass ball"}, "'glass ball' is not two things: give two things, an adjective and a noun each"),
        ({"pairs": "big glass ball, steel table"}, "is not two things"),
        ({"pairs": "glass ball, glass table"}, "names one word twice"),
        ({"sentence": "The {first} fell and it broke"}, "needs {first} and {second} once each, in this order"),
        ({"sentence": "The {second} fell on the {first} and it"}, "once each, in this order"),
        ({"sentence": "The {first} fell on the {second} {x}"}, "once each, in this order"),
        ({"sentence": "{first}{second} it x"}, "each in a word of its own"),
        ({"sentence": "{first},{second} it x"}, "each in a word of its own"),
    ],
)
def test_what_is_no_pair_and_no_template_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        GlassBall.Params(**given)
    assert said in str(refused.value)


def test_a_pronoun_that_does_not_come_after_both_things_is_refused_in_one_line() -> None:
    params = GlassBall.Params(pronoun="they")
    bundle = ensure(GlassBall.needs(GlassBall.Params()))
    with pytest.raises(UserError, match="pronoun='they' is no word after both things") as refused:
        GlassBall.check(params, bundle)
    assert "\n" not in str(refused.value)


def test_words_are_found_in_both_orders() -> None:
    params = GlassBall.Params()
    pairs, bundle = parsed(params.pairs), ensure(GlassBall.needs(params))
    assert asking(params.sentence, pairs, swapped=True).startswith("The steel ball fell on the glass table and it")
    for trace in ("", "swapped"):
        at = places_of(bundle.tokens(trace), params.sentence, pairs, params.pronoun)
        assert at == ((2, 7), (3, 8), 10, 18, 19)


def test_what_is_said_was_measured() -> None:
    scene = played(GlassBall)
    said, cuts = captions(scene), scene.bundle.probe("two_step.cuts").value
    told, won = scene.bundle.probe("two_step.told").value, scene.bundle.probe("two_step.won").value
    assert said["cut"].endswith("That hardly changes it.") and abs(told[1] - told[0]) < 0.1 * told[0]
    assert (cuts[:, ONE_HEAD] < 0.2 * cuts[:, AS_IS]).all() and (cuts[:, LATE] > 0.75 * cuts[:, AS_IS]).all()
    assert (cuts[:, READERS] < 0.1 * cuts[:, AS_IS]).all() and (cuts[:, SPARED] > 0.95 * cuts[:, AS_IS]).all()
    assert won[0] > won[1] and won[2] == won[0]
    seen = scene.bundle.probe("two_step.seen").value
    assert (seen[:, ONE_HEAD] < 0.5 * seen[:, AS_IS]).all() and (seen[:, OTHER_NOUN] > 0.9 * seen[:, AS_IS]).all()
    assert "falls: 0.94 to 0.40" in said["end"]
    assert (
        "only layer 16 takes half" in said["layers"]
        and "layer 16, head 0" in said["one head"]
        and "It takes two" in said["end"]
    )
    assert all(claim["holds"] for claim in scene.record.claims)


def test_where_no_cut_of_one_head_takes_half_the_scene_says_so() -> None:
    scene = played(GlassBall, **CASES[1])
    said = captions(scene)
    assert said["one head"].startswith("No head of layer 16 takes half") and "not found" in said["end"]
    assert "nouns too" not in said["swap"] and "takes most" in said["layers"]


def changed_facts(bundle: Bundle, **entries: dict[Any, float]) -> StepFacts:
    """Return facts of a bundle in which some entries of the probe's arrays are others."""
    arrays = dict(bundle.arrays)
    for name, some in entries.items():
        arrays[f"probe:two_step.{name}"] = arrays[f"probe:two_step.{name}"].copy()
        for at, value in some.items():
            arrays[f"probe:two_step.{name}"][at] = value
    return StepFacts.of(SimpleNamespace(bundle=replace(bundle, arrays=arrays), params=GlassBall.Params()))  # type: ignore[arg-type]


def test_two_steps_are_said_only_where_their_controls_hold() -> None:
    bundle = ensure(GlassBall.needs(GlassBall.Params()))
    assert changed_facts(bundle).both
    spared = changed_facts(bundle, cuts={(1, SPARED): 0.01})
    assert not spared.step_two and not spared.both
    assert not changed_facts(bundle, spared={...: 0.0}).step_two, "without other heads there is no control"
    for entry in ((0, ONE_HEAD), (1, OTHER_NOUN)):
        other = changed_facts(bundle, seen={entry: 0.9 if entry[1] == ONE_HEAD else 0.1})
        assert other.step_two and not other.passes_on and not other.both
    assert changed_facts(bundle).takes and not changed_facts(bundle, each={16: 0.19}).takes


def test_fewer_heads_that_are_spared_are_counted_as_they_are() -> None:
    bundle = ensure(GlassBall.needs(GlassBall.Params()))
    spared = bundle.arrays["probe:two_step.spared"].copy()
    spared[tuple(np.argwhere(spared)[0])] = 0
    scene, _ = play_through(
        GlassBall, GlassBall.Params(), replace(bundle, arrays=dict(bundle.arrays) | {"probe:two_step.spared": spared})
    )
    assert "in its 4 heads" in captions(scene)["readers"] and "In 3 others" in captions(scene)["readers"]


def test_a_model_of_one_layer_takes_no_second_step(tmp_path: Path) -> None:
    params = GlassBall.Params()
    bundle = ensure(GlassBall.needs(params, str(tiny_llama(tmp_path, num_hidden_layers=1))))
    scene, problems = play_through(GlassBall, params, bundle)
    said = captions(scene)
    assert not problems and "readers" not in said and "split" not in said and "not found" in said["end"]
    assert not check(bundle.sidecar() | scene.sidecar())


def test_the_score_splits_into_its_parts() -> None:
    bundle = ensure(GlassBall.needs(GlassBall.Params()))
    layer, head = bundle.chosen_head()
    terms = [score_terms(bundle, 19, noun, "split") for noun in (3, 8)]
    pattern = bundle.read("pattern", layer, head, 19).value
    lead = float(terms[0].total) - float(terms[1].total)
    assert np.isclose(lead, np.log(pattern[3] / pattern[8]), atol=1e-3), "a lead in the score is the weights' ratio"


def test_a_stage_lists_what_it_shows_and_no_more() -> None:
    scene = played(GlassBall)
    facts, places = StepFacts.of(scene), places_in(scene.layout)
    stage = step_stage(facts, places)
    stage.stand_at(from_above(stage, places))
    assert not stage.visible_numbers()
    for name, value in changed(stage, growth={ONE: 1.0}, said={ONE: 1.0}, glass={0: 1.0}).items():
        setattr(stage, name, value)
    assert [text for text, _ in stage.visible_numbers()] == ["⌒", "0.90", "16", "0"]
    assert {text for text, *_ in stage.visible_texts()} >= {"glass", "ball", "steel", "table", "0.90"}
    assert stage.way(TWO)[0, 0] == stage.way(ONE)[-1, 0], "the second arc rises where the first landed"
    with pytest.raises(TypeError, match="needs a source"):
        StepStage(["a"], ["text"], [], [stage.arcs[0]._replace(weight=0.5)], (-1, -1), (1, 1), carried=0, em=0.3)  # type: ignore[arg-type]


def test_an_arc_falls_to_the_weight_that_is_left_of_it() -> None:
    scene = played(GlassBall)
    stage = step_stage(StepFacts.of(scene), places_in(scene.layout))
    stage.growth[TWO] = stage.said[TWO] = 1.0
    whole = stage.get_pixel_array()
    assert [text for text, _ in stage.visible_numbers()] == ["⌒", "0.94"]
    stage.fallen[TWO] = 1.0
    assert [text for text, _ in stage.visible_numbers()] == ["⌒", "0.40"]
    assert "seen" in stage.visible_numbers()[0][1].source and stage.get_pixel_array().sum() < whole.sum()
    stage.fallen[TWO] = 0.5
    assert not any(text in ("0.94", "0.40") for text, *_ in stage.visible_texts()), "one number at a time"


def test_a_count_near_the_half_is_called_a_coin_toss_and_others_not() -> None:
    assert "12, near a coin toss" in captions(played(GlassBall))["others"]
    assert [coin_toss(right, 20) for right in (5, 6, 10, 14, 15)] == [False, True, True, True, False]


def test_materials_change_places_in_the_drawing() -> None:
    def pixels(things: TwoThings, swapped: float) -> np.ndarray:
        things.swapped = swapped
        return things.get_pixel_array()

    one, other = (
        TwoThings(("ball", "table"), ("glass", "steel"), 2),
        TwoThings(("ball", "table"), ("steel", "glass"), 2),
    )
    assert np.array_equal(pixels(one, 1.0), pixels(other, 0.0)) and not np.array_equal(
        pixels(one, 1.0), pixels(one, 0.0)
    )
    unknown = TwoThings(("idea", "law"), ("good", "new"), 2)
    assert "good" not in MATERIALS and pixels(unknown, 0.0)[..., 3].any(), "a bead for what has no drawing"
