"""training: what is shown is of stored checkpoints, in order; captions follow the run, the head, the step, the text."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.own_models import own_model
from attention_scenes.scenes.mobjects.learning.checkpoint_grid import CheckpointGrid
from attention_scenes.scenes.mobjects.learning.loss_horizon import LossHorizon
from attention_scenes.scenes.mobjects.learning.place_towers import PlaceTowers
from attention_scenes.scenes.mobjects.learning.spectrum_hill import SpectrumHill
from attention_scenes.scenes.mobjects.learning.step_ledger import ChangingNumbers, LedgerRow
from attention_scenes.scenes.parts.training.blame_beats import LEAST, said_at_pillars
from attention_scenes.scenes.parts.training.checkpoints import key_of, letter_of, models, runs, step_of
from attention_scenes.scenes.parts.training.run_beats import head_of
from attention_scenes.scenes.parts.training.spectrum_beats import lines_below, orders
from attention_scenes.scenes.parts.training.training_facts import TrainingFacts
from attention_scenes.scenes.training import Training
from tests.helpers.layout import play_through
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def facts() -> TrainingFacts:
    return TrainingFacts.of(played(Training))


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def test_the_run_that_is_shown_has_more_checkpoints_than_the_others() -> None:
    assert next(iter(runs())) == Training.Params().seed == 2
    assert len(runs()[2]) == 23 and all(runs()[seed] == (0, 750, 1500) for seed in (0, 1))
    assert step_of(2) == 550 and step_of(0) == 750
    assert {*models()} == {key_of(seed, step) for seed, steps in runs().items() for step in steps}


def test_losses_fall_and_answers_come_late_and_at_once(facts: TrainingFacts) -> None:
    trained, held_out = (facts.scores("loss", n).value for n in (0, 1))
    assert trained[0] > 3.9 > 1.3 > trained[-1] and held_out[-1] > trained[-1]
    right, named = facts.scores("right", 1).value, facts.scores("named", 0).value
    plateau = facts.steps.index(500)
    assert named[plateau] > 0.95 and 0.55 < right[plateau] < 0.75 and right[-1] > 0.95


def test_every_number_that_changes_is_that_of_its_checkpoint(facts: TrainingFacts) -> None:
    for number in (0, 7, 22):
        source = f"{key_of(2, facts.steps[number])}/"
        pattern = facts.pattern(number)
        assert pattern.shape == (facts.shown, facts.shown) == (9, 9)
        assert all(reading.source.startswith(source) for reading in pattern.flat())
        assert float(facts.scores("loss", 1)[number]) == float(
            facts.at(facts.steps[number]).probe("checkpoint_scores.loss", 1)
        )
    assert facts.word(facts.focus) == "creature" and [facts.word(key) for key in facts.own] == ["fluffy", "blue"]


def test_captions_say_what_the_run_and_the_head_do() -> None:
    shown = captions(played(Training))
    assert "fluffy 0.56 and blue 0.44" in shown["learned"] and "No mere look back" in shown["words"]
    assert "0.1 × slope" in shown["after"] and "in the whole layer 0.43, below guessing" in shown["cuts"]
    assert shown["spectrum"].startswith("From random, 0.549, to order, 4.135")
    other = captions(played(Training, seed=0, head="0.2"))
    assert "no weight" in other["use"] and "nobody told" not in other["learned"]
    assert "answers stay" in other["cuts"]
    far = captions(played(Training, head="1.0", rate=3.0))
    assert "Too far" in far["after"] and "No mere" not in far["words"]
    bare = captions(played(Training, text="a silent dragon guarded the old tower"))
    assert "of its weight" in bare["learned"]


@pytest.mark.parametrize(("guess", "below"), [(0.4349, False), (0.44, True)])
def test_what_is_read_as_guessing_is_not_said_to_be_below_it(
    guess: float, below: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TrainingFacts, "guess", property(lambda _: Reading.constant(guess)))
    params = Training.Params()
    scene, _ = play_through(Training, params, ensure(Training.needs(params)))
    assert ("below guessing" in captions(scene)["cuts"]) is below
    assert claims(scene)["with that cut in the whole layer fewer answers are right than guessing gets"] is below


@pytest.mark.parametrize(
    ("focus", "slopes", "said"),
    [
        (0, [0.0, -9.0, 9.0], {}),  # its own weight is 1 whatever its score, and later words are none of its
        (0, [-0.5, 0.0, 0.0], {0: "grow"}),
        (0, [0.5, 0.0, 0.0], {0: "shrink"}),
        (1, [-0.5, -0.1, 9.0], {0: "grow"}),
        (2, [0.1, -0.5, 0.3], {1: "grow", 2: "shrink"}),
    ],
)
def test_what_is_said_at_pillars_is_of_the_highest_and_of_the_deepest(
    focus: int, slopes: list[float], said: dict[int, str]
) -> None:
    facts: Any = SimpleNamespace(focus=focus, word=lambda key: "abc"[key])
    found = said_at_pillars(facts, Reading.of(np.array(slopes), "by_score"))
    assert found == {key: f"{'abc'[key]}: {word}" for key, word in said.items()}


def test_the_step_is_said_to_make_some_words_less_likely_where_it_does(facts: TrainingFacts) -> None:
    chances = facts.gradient("chance").value
    assert claims(played(Training))[
        "the step makes the sentence’s loss smaller, and some of its words less likely all the same"
    ] == bool((chances[1] - chances[0] < -LEAST).any())


def test_the_heads_of_all_runs_are_named_where_their_order_is_told(facts: TrainingFacts) -> None:
    heads = [f"{letter_of(seed)} {head_of(facts, seed)}" for seed in sorted(runs())]
    said = [text for text in played(Training).texts_read if "shuffles" in text]
    assert len(said) == 1 and f"heads: {', '.join(heads)}" in said[0] and len({*heads}) == 3


def test_only_a_run_with_order_is_named_as_one_without_skill(facts: TrainingFacts) -> None:
    scene: Any = SimpleNamespace(claim=lambda text, holds, measured: holds, layout=played(Training).layout)
    found = orders(facts)
    weak = next(n for n, each in enumerate(found) if letter_of(each.seed) == "B")
    assert any("order is no skill: B" in each.text for each in lines_below(scene, facts, found))
    found[weak] = replace(found[weak], end=(found[weak].end[1][0], found[weak].end[1]))
    assert not any("order is no skill" in each.text for each in lines_below(scene, facts, found))


def test_what_is_not_shipped_or_not_there_is_refused_in_one_line() -> None:
    with pytest.raises(ValidationError, match="no run of seed 7 here, only of 0, 1, 2"):
        Training.Params(seed=7)
    with pytest.raises(ValidationError, match=r"such as 0\.3"):
        Training.Params(head="best:adjective")
    for given, said in (
        ({"head": "2.0"}, "layer"), ({"head": "0.4"}, "head"), ({"text": "a purple bird"}, "'purple'"),
        ({"text": "a very " * 13 + "small bird"}, "24"),
    ):  # fmt: skip
        params = Training.Params(**given)
        with pytest.raises(UserError, match=said):
            ensure(Training.needs(params))


def test_a_run_of_a_users_own_is_shown_in_the_shipped_ones_place(tmp_path: Path) -> None:
    place = {}
    for key, name in models().items():
        shutil.copytree(own_model(name).folder, tmp_path / key)
        place[key] = str(tmp_path / key)
    params = Training.Params()
    scene, problems = play_through(Training, params, ensure(Training.needs(params, place)))
    assert not problems and scene.source_line.text.startswith(key_of(2, 1500))


def pattern(step: int) -> Reading:
    return Reading.of(np.array([[1.0, 0.0], [0.25 * step, 1 - 0.25 * step]]), f"step{step}/pattern")


def test_dots_are_numbers_at_a_checkpoint_and_none_on_the_way(facts: TrainingFacts) -> None:
    grid = CheckpointGrid(facts.tokens[:2], [pattern(1), pattern(2)], 1, (-6, -3), (6, 3))
    grid.stand_at(grid.seen_from((-5, -3), (5, 3), pitch=50, yaw=0))
    assert [r.source for _, r in grid.visible_numbers()] == [f"step1/pattern[{at}]" for at in ("0,0", "1,0", "1,1")]
    grid.at = 0.5
    assert not grid.visible_numbers() and np.allclose(grid.weights_now(), [1, 0.375, 0.625])
    grid.at = 1.0
    grid.blame(Reading.of(np.array([[0.0, 0.0], [-2.0, 1.0]]), "slope"), {0: "grow", 1: "shrink"})
    assert "grow" not in [text for text, *_ in grid.visible_texts()]
    grid.rise = 1.0
    said = {text: points.mean(axis=0) for text, points, _ in grid.visible_texts()}
    assert said["grow"][1] > said["shrink"][1], "each stands at the end of its pillar"
    shown = grid.visible_numbers()
    assert [r.source for mark, r in shown if mark == "▬"] == ["slope[1,0]", "slope[1,1]"]
    heights = grid._heights()
    assert heights[1] > 0 > heights[2], "up where a larger score makes the loss smaller"
    assert [r.source for mark, r in shown if mark == "●"][0] == "step2/pattern[0,0]"


def test_curves_come_as_far_as_checkpoints_have() -> None:
    curve = Reading.of(np.array([4.0, 2.0, 1.0]), "loss")
    horizon = LossHorizon((0, 100, 400), [curve], (4.0,), ("text",), 8.0, 2.0)
    assert horizon.reached() == 0 and len(horizon.visible_numbers()) == 1
    horizon.at = 1.5
    assert horizon.reached() == 5.0 and [r.source for _, r in horizon.visible_numbers()] == ["loss[0]", "loss[1]"]


def hill() -> SpectrumHill:
    values = Reading.of(np.array([[1.0, 0.5], [4.0, 0.25]]), "sigma")
    control = Reading.of(
        np.array([[[0.9, 0.4], [1.0, 0.5], [1.1, 0.6]], [[1.0, 0.8], [1.5, 0.9], [2.0, 1.0]]]), "mixed"
    )
    step = [(str(n), [(str(n), Reading.constant(n))]) for n in (0, 9)]
    made = SpectrumHill(values, control, (-5, -3), (5, 3), names=step, along=(0.0, 1.0), em=0.3)
    made.stand_at(made.seen((-4, -2), (3, 2), pitch=20, yaw=-30))
    return made


def test_a_hill_has_the_crests_that_are_reached_and_the_control_of_the_last() -> None:
    made = hill()
    assert [r.source for _, r in made.visible_numbers()][:2] == ["sigma[0,0]", "sigma[0,1]"]
    assert [r.source for _, r in made.visible_numbers()][-2] == "mixed[0,2,1]"
    made.at = 0.5
    assert [r.source for _, r in made.visible_numbers()] == ["sigma[0,0]", "sigma[0,1]", "const:0"]
    assert np.allclose(made._between(made.heights), made.heights.mean(axis=0))
    made.at = 1.0
    shown = [r.source for _, r in made.visible_numbers()]
    assert "sigma[1,1]" in shown and "mixed[1,0,0]" in shown and "mixed[0,0,0]" not in shown
    assert [text for text, *_ in made.visible_texts()] == ["0", "9"] and made.z[1] < made.z[0]


def test_order_is_found_in_every_run_also_in_one_that_learned_little() -> None:
    said = claims(played(Training))
    assert said["a run that answers little better than guessing has order, too"]
    assert said["before training a map’s largest singular value is about that of its shuffled numbers, in every run"]
    assert said["after training it is larger than in any shuffle, in every run"]


def test_towers_stand_over_their_places_and_numbers_are_replaced() -> None:
    values = Reading.of(np.array([[0.5, -1.0]]), "part")
    bars = PlaceTowers(["a", "b"], values, 1.0, [["text", "text"]], (-4, -2), (4, 2), height=2.0, em=0.3)
    assert not bars.visible_numbers()
    bars.growth[:] = 1
    assert [r.source for _, r in bars.visible_numbers()] == ["part[0,0]", "part[0,1]"]
    assert np.allclose(bars.tops()[0, :, 1], [1.0, -2.0]) and np.allclose(bars.tops()[0, :, 0], [-0.5, 0.5])
    row = LedgerRow("loss", "text", Reading.of(np.array([4.0, 2.0]), "loss"), 1, 0.3)
    numbers = ChangingNumbers([row], [0.0])
    numbers.at = 0.9
    assert [(text, r.source) for text, r in numbers.visible_numbers()] == [("4.0", "loss[0]")]
    numbers.at = 1.0
    assert [(text, r.source) for text, r in numbers.visible_numbers()] == [("2.0", "loss[1]")]


def test_what_draws_numbers_takes_no_bare_arrays(facts: TrainingFacts) -> None:
    bare: Any = np.ones((2, 2))
    for make in (
        lambda: CheckpointGrid(facts.tokens[:2], [bare], 0, (0, 0), (1, 1)),
        lambda: SpectrumHill(bare, bare, (0, 0), (1, 1), names=[], along=(0, 1), em=0.3),
        lambda: LossHorizon((0, 1), [bare[0]], (1.0,), ("text",), 1.0, 1.0),
        lambda: PlaceTowers(["a", "b"], bare, 1.0, [["text"] * 2] * 2, (0, 0), (1, 1), height=1.0, em=0.3),
    ):
        with pytest.raises(TypeError, match="needs a source"):
            make()
