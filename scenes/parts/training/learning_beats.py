"""Beats: a head's grid from random numbers to the end of a run, the losses and right answers behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, UP, Group, linear

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.learning.checkpoint_grid import CheckpointGrid
from attention_scenes.scenes.mobjects.learning.loss_horizon import LossHorizon
from attention_scenes.scenes.mobjects.learning.step_ledger import LedgerRow, StepLedger
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.training.training_facts import READS, TrainingFacts
from attention_scenes.scenes.parts.training.training_places import places_in

SECONDS, LONGEST = 7.0, 1.6  # of the whole run; of the way to the next checkpoint
CURVES = 2.1  # scene units behind the curves, for their names
TOP = 4.2  # the loss that is as high as the horizon: a little more than at the start
Line = tuple[str, str, Numbers]  # what is said, its role, the Readings of its digits


@dataclass(frozen=True)
class LearningStage:
    """The grid, the curves behind it, the numbers beside it."""

    grid: CheckpointGrid
    horizon: LossHorizon
    ledger: StepLedger
    names: Group

    def to(self, checkpoint: int, seconds: float) -> list[Change]:
        """Return the animations to a checkpoint; numbers are replaced when it is reached."""
        return [
            Change(each, at=float(checkpoint), run_time=seconds, rate_func=linear)
            for each in (self.grid, self.horizon, self.ledger.numbers)
        ]


def stage_of(scene: AttentionScene, facts: TrainingFacts) -> LearningStage:
    """Return everything at the first checkpoint."""
    at, em = places_in(scene.layout), scene.layout.em
    grid = grid_of(scene, facts)
    curves = [facts.scores("loss", 1), facts.scores("loss", 0), facts.scores("right", 1)]
    roles = ("third", "data_high", "key")
    across = at.horizon.width - CURVES
    level = (facts.guess, 2)
    horizon = LossHorizon(facts.steps, curves, (TOP, TOP, 1.0), roles, across, at.horizon.height, level)
    horizon.shift([at.horizon.left, at.horizon.bottom, 0])
    steps = [facts.step(number)[1] for number in range(len(facts.steps))]
    rows = [
        LedgerRow(label_text("steps"), "text", join(steps), 0, em.heading),
        LedgerRow(label_text("loss, trained"), "data_high", curves[1], 2, em.word),
        LedgerRow(label_text("loss, held out"), "third", curves[0], 2, em.word),
        LedgerRow(label_text("right, held out"), "key", curves[2], 2, em.word),
    ]
    if facts.own:
        weights = join([facts.reads(number) for number in range(len(facts.steps))])
        text = label_text("reads {words}", words=own_words(facts))
        rows.append(LedgerRow(text, "focus", weights, 2, em.word))
    size = em.word if scene.layout.is_wide else em.note * 1.1
    ledger = StepLedger(rows, size, at.ledger.width, 0.56 if scene.layout.is_wide else 0.5)
    ledger.shift([at.ledger.left, at.ledger.top, 0])
    return LearningStage(grid, horizon, ledger, curve_names(scene, facts, horizon))


def curve_names(scene: AttentionScene, facts: TrainingFacts, horizon: LossHorizon) -> Group:
    """Return the names of the curves, behind their ends, and of the level that guessing reaches."""
    em, found = scene.layout.em.word, Group()
    guess = written(float(facts.guess))
    named_: list[tuple[str, float, str, Numbers]] = [
        (label_text("right answers"), float(horizon.y[2, -1]), "key", []),
        (label_text("guessing {share}", share=guess), horizon.level_y, "key", [(guess, facts.guess)]),
        (label_text("loss"), float(horizon.y[1, -1]), "data_high", []),
    ]
    for text, y, role, numbers in named_:
        end = horizon.place(np.array([horizon.across + 0.3, y]))[0]
        name = Lines(text, em, CURVES - 0.35, role, edge=-1, numbers=numbers)
        found.add(name.move_to(end, LEFT).middle_on(float(end[1]) - 0.3 * em))
    return found


def own_words(facts: TrainingFacts) -> str:
    return named(" + ".join(facts.word(key) for key in facts.own))


def grid_of(scene: AttentionScene, facts: TrainingFacts) -> CheckpointGrid:
    """Return the grid where it stands below the horizon."""
    at = places_in(scene.layout)
    grid = CheckpointGrid(
        facts.tokens[: facts.shown], facts.patterns(), facts.focus, *at.space.corners, aspect=at.view.aspect,
        letters=at.view.letters, turn=at.view.turn,
    )  # fmt: skip
    pose = grid.seen_from(*at.ground.corners, pitch=at.view.pitch, yaw=0)
    grid.stand_at(pose)
    grid.seen_names = grid.room_at(pose)
    return grid


def show_start(scene: AttentionScene, facts: TrainingFacts) -> LearningStage:
    """Show the grid as random numbers make it, and how good the model is then."""
    stage = stage_of(scene, facts)
    stage.grid.lit = 0.0
    weights = facts.pattern(0).value[facts.focus, : facts.focus + 1]
    even = scene.claim(
        "before training no word gets twice as much as an even share of the noun’s weight",
        float(weights.max()) < 2 / len(weights),
        claim_text("{most} of {count}", most=written(float(weights.max())), count=str(len(weights))),
    )
    caption = phrased("Before training, all weights are random. Watch “{word}”.", word=facts.word(facts.focus))
    if even:
        caption = phrased("Before training, all weights are random: “{word}” reads all alike.",
                          word=facts.word(facts.focus))  # fmt: skip
    scene.add(stage.grid, stage.horizon, stage.ledger, stage.names)
    with scene.beat("start", caption):
        scene.play(Change(stage.grid, lit=1.0, shade=0.25, run_time=1.6))
        scene.wait(0.4)
    return stage


def show_learning(scene: AttentionScene, facts: TrainingFacts, stage: LearningStage) -> None:
    """Go through all checkpoints: every dot, curve and number is of one of them."""
    count = len(facts.steps) - 1
    with scene.beat("learning", "Steps make the true next words likelier, on the whole. Watch one head."):
        for number in range(1, count + 1):
            scene.play(*stage.to(number, min(SECONDS / count, LONGEST)))
        scene.wait(0.3)


def show_learned(scene: AttentionScene, facts: TrainingFacts, stage: LearningStage) -> None:
    """Say what the head reads in the end, and how the answers came: a plateau, then a jump."""
    key = facts.own
    weights = [facts.pattern(-1)[facts.focus, each] for each in key]
    reads = scene.claim(
        "in the end the noun gives its adjectives more than half of its weight",
        bool(key) and float(facts.reads(-1)) > READS,
        claim_text("{share}", share=", ".join(written(float(each)) for each in weights) or "–"),
    )
    caption, numbers = said_of_reading(facts, weights, reads)
    said = said_beside(scene, lines_of_jump(scene, facts))
    scene.let_go(stage.ledger)
    with scene.beat("learned", caption, numbers):
        scene.play(FadeIn(said, run_time=0.8))
        scene.wait(0.8)
    scene.let_go(said, stage.horizon, stage.names)


def said_of_reading(facts: TrainingFacts, weights: list[Reading], reads: bool) -> tuple[str, Numbers]:
    """Return the caption on what the noun reads in the end, and its numbers."""
    noun, key = facts.word(facts.focus), facts.own
    if not key:
        row = facts.pattern(-1)[facts.focus]
        most = 1 + int(np.argmax(row.value[1 : facts.focus])) if facts.focus > 1 else 0
        share = written(float(row[most]))
        caption = phrased("In the end “{noun}” gives “{word}” {share} of its weight.", noun=noun,
                          word=facts.word(most), share=share)  # fmt: skip
        return caption, [(share, row[most])]
    if reads and len(key) == 2:
        one, other = (written(float(each)) for each in weights)
        caption = phrased("“{noun}” reads {first} {one} and {second} {other}: nobody told it to.", noun=noun,
                          first=named(facts.word(key[0])), second=named(facts.word(key[1])), one=one,
                          other=other)  # fmt: skip
        return caption, [(one, weights[0]), (other, weights[1])]
    total = facts.reads(-1)
    share = written(float(total))
    caption = phrased("In the end “{noun}” gives its adjectives {share} in this head.", noun=noun, share=share)
    return caption, [(share, total)]


def lines_of_jump(scene: AttentionScene, facts: TrainingFacts) -> list[Line]:
    """Return what was said where most answers name an adjective of either noun, and in the end."""
    named_, right = facts.scores("named", 0), facts.scores("right", 1)
    at = int(np.argmax(named_.value - right.value))
    step, end = facts.step(at), facts.step(len(facts.steps) - 1)
    one, other, last = (written(float(each)) for each in (named_[at], right[at], right[-1]))
    count = scene.counted("checkpoint_scores.held_out")
    return [
        (label_text("after {step} steps it names", step=step[0]), "text", [step]),
        (label_text("an adjective: {share}", share=one), "key", [(one, named_[at])]),
        (label_text("one of the right noun: {share}", share=other), "key", [(other, right[at])]),
        (label_text("after {step} steps: {share}", step=end[0], share=last), "key", [end, (last, right[-1])]),
        (label_text("{count} sentences, none of these phrases trained", count=count[0]), "soft", [count]),
    ]


def said_beside(scene: AttentionScene, lines: list[Line]) -> Group:
    """Return lines of text in the ledger's place."""
    at, layout = places_in(scene.layout).ledger, scene.layout
    found = Group()
    for text, role, numbers in lines:
        em = layout.em.note * 1.1 if role == "soft" or not layout.is_wide else layout.em.word
        found.add(Lines(text, em, at.width, role, edge=-1, numbers=numbers))
    found.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    return found.move_to(at.at(UP + LEFT), UP + LEFT)
