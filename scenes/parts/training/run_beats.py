"""Beats: other runs, which went other ways; then what using a model leaves as it is."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.learning.checkpoint_grid import CheckpointGrid
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.training.checkpoints import letter_of, runs
from attention_scenes.scenes.parts.training.control_beats import HANGS, NOTHING
from attention_scenes.scenes.parts.training.learning_beats import grid_of
from attention_scenes.scenes.parts.training.training_facts import READS, TrainingFacts, named_head
from attention_scenes.scenes.parts.training.training_places import places_in

SURE = 0.95  # of the answers: a run that gets so many right has learned it
NAMED = 0.4  # scene units below a run's name, where its grid begins
LETTERS = 0.8  # how many times as large as else names along a run's grid are
Line = tuple[str, str, Numbers]


def parts_of(place: Place, count: int, is_wide: bool, gap: float = 0.5) -> list[Place]:
    """Return places side by side, or one below the other in a tall frame."""
    if is_wide:
        step = (place.width + gap) / count
        return [
            Place(place.left + n * step, place.bottom, place.left + (n + 1) * step - gap, place.top)
            for n in range(count)
        ]
    step = (place.height + gap) / count
    return [
        Place(place.left, place.top - (n + 1) * step + gap, place.right, place.top - n * step) for n in range(count)
    ]


def show_runs(scene: AttentionScene, facts: TrainingFacts) -> None:
    """Show the last checkpoint of each run: which head of the layer reads adjectives most, and what hangs on it."""
    seeds = sorted([facts.seed, *facts.others])
    places = parts_of(run_panels(scene), len(seeds), scene.layout.is_wide, gap=0.3)
    found = Group(*[_run(scene, facts, seed, place) for seed, place in zip(seeds, places, strict=True)])
    falls = {seed: float(facts.cuts(seed)[0]) - float(facts.cuts(seed)[3]) for seed in seeds}
    others = [falls[seed] for seed in facts.others]
    control = float(facts.cuts()[0]) - float(facts.cuts()[1])
    alone = scene.claim(
        "of these runs it is only the one shown whose answers hang on what nouns gather, and not on other edges",
        len(seeds) > 1 and falls[facts.seed] > HANGS > max(others, default=1.0) and control < NOTHING,
        claim_text("{falls}", falls=", ".join(f"{each:.2f}" for each in (*falls.values(), control))),
    )
    caption, numbers = said_of_starts(scene, facts, seeds)
    guess = written(float(facts.guess))
    text = label_text("cut: nouns read no adjectives in this layer; guessing {guess}", guess=guess)
    if alone:
        text = label_text("cut: nouns read no adjectives in this layer; only {run}, chosen, needs it; guessing {guess}",
                          run=letter_of(facts.seed), guess=guess)  # fmt: skip
    note = heading_of(scene, text, [(guess, facts.guess)])
    scene.change_provenance(
        label_text("last step of each run · of {run} the shown head, else what gathers most", run=letter_of(facts.seed))
    )
    with scene.beat("runs", caption, numbers):
        scene.play(*[FadeIn(each) for each in [note, *found]], run_time=0.9)
        scene.play(*[Change(each[0], lit=1.0, shade=0.2, run_time=1.2) for each in found])
        scene.wait(0.7)
    scene.make_way()


def said_of_starts(scene: AttentionScene, facts: TrainingFacts, seeds: list[int]) -> tuple[str, Numbers]:
    """Return the caption on how the runs differ, and its numbers."""
    without = [
        seed for seed in seeds
        if float(facts.score("right", 1, seed=seed)) > SURE
        and float(facts.score("gather", facts.head[0], gathers_most(facts, seed), seed=seed)) < READS
    ]  # fmt: skip
    answers = scene.claim(
        "a run answers nearly all without a head of this layer whose nouns read their adjectives", bool(without),
        claim_text("{runs}", runs=", ".join(map(letter_of, without)) or "–"),
    )  # fmt: skip
    if answers:
        right = facts.score("right", 1, seed=without[0])
        share = written(float(right))
        run = letter_of(without[0])
        caption = phrased("No one designs heads: run {run} has no such head here, yet {right} right.", run=run,
                          right=share)  # fmt: skip
        return caption, [(share, right)]
    heads = {gathers_most(facts, seed) for seed in seeds}
    differ = scene.claim(
        "in each run it is another head of the layer that gathers most, and in the shown one the shown head",
        len(heads) == len(seeds) and facts.head[1] == gathers_most(facts, facts.seed),
        claim_text("{heads}", heads=", ".join(map(str, sorted(heads)))),
    )  # fmt: skip
    if not differ:
        return phrased("Nobody designs a head: other seeds, for comparison."), []
    count = str(len(seeds)), Reading.constant(len(seeds))
    caption = phrased("{count} seeds, {count} different heads: nobody designs them.", count=count[0])
    return caption, [count, count]


def head_of(facts: TrainingFacts, seed: int) -> int:
    """Return the head of a run that is shown: that of the scene, else the one of its layer that gathers most."""
    return facts.head[1] if seed == facts.seed else gathers_most(facts, seed)


def gathers_most(facts: TrainingFacts, seed: int) -> int:
    """Return the head of the layer whose nouns give their adjectives most, in a run."""
    return int(np.argmax(facts.score("gather", facts.head[0], seed=seed).value))


def show_use(scene: AttentionScene, facts: TrainingFacts) -> None:
    """Show the trained head once more, alone: what is typed moves its dots and none of its weights."""
    grid, at = grid_of(scene, facts), places_in(scene.layout).ledger
    grid.at = float(len(facts.steps) - 1)
    said = Group()
    for text, role in (
        (label_text("training moves weights"), "key"), (label_text("what you type only moves dots"), "focus")
    ):  # fmt: skip
        said.add(Lines(text, scene.layout.em.heading, at.width, role, edge=-1))
    said.arrange(DOWN, buff=0.4, aligned_edge=LEFT).move_to(at.at(UP + LEFT), UP + LEFT)
    scene.change_provenance(*named_head(scene))
    with scene.beat("use", "What you type changes no weight: in use, a model only reads them."):
        scene.play(FadeIn(grid, run_time=0.9), FadeIn(said, run_time=0.9))
        scene.play(Change(grid, lit=1.0, shade=0.25, run_time=1.2))
        scene.wait(0.7)


def run_panels(scene: AttentionScene) -> Place:
    """Return where the runs stand."""
    stage = scene.layout.stage
    return Place(stage.left, stage.bottom + 0.25, stage.right, stage.top - (0.7 if scene.layout.is_wide else 1.2))


def _run(scene: AttentionScene, facts: TrainingFacts, seed: int, place: Place) -> Group:
    """Return a run's grid and what is said of it."""
    bundle, layer = facts.at(runs()[seed][-1], seed), facts.head[0]
    gather = facts.score("gather", layer, seed=seed)
    head = head_of(facts, seed)
    pattern = bundle.read("pattern", layer, head)[: facts.shown, : facts.shown]
    wide = scene.layout.is_wide
    text = _said(scene, facts, seed, (head, gather[head]), pattern, place if wide else _right(place))
    box = Place(place.left, place.bottom + 1.2, place.right, place.top - NAMED) if wide else _left(place)
    ground = Place(box.left + 1.5, box.bottom + 0.15, box.right - 0.1, box.top - 0.75)
    grid = CheckpointGrid(facts.tokens[: facts.shown], [pattern], facts.focus, *box.corners, letters=LETTERS,
                          turn=50, aspect=0.88)  # fmt: skip
    pose = grid.seen_from(*ground.corners, pitch=62, yaw=0)
    grid.stand_at(pose)
    grid.seen_names = grid.room_at(pose)
    return Group(grid, text)


def _left(place: Place) -> Place:
    return Place(place.left, place.bottom, place.left + 0.5 * place.width - 0.1, place.top)


def _right(place: Place) -> Place:
    return Place(place.left + 0.5 * place.width + 0.1, place.bottom, place.right, place.top)


def _said(
    scene: AttentionScene, facts: TrainingFacts, seed: int, head: tuple[int, Reading], pattern: Reading, place: Place
) -> Group:  # fmt: skip
    """Return a run's lines: its name, what nouns give adjectives, how many answers are right, also with that cut."""
    right, cut = facts.score("right", 1, seed=seed), facts.cuts(seed)[3]
    number, which = Reading.constant(seed), Reading.constant(head[0])
    digits = [written(float(each)) for each in (right, head[1], cut)]
    share, numbers = label_text("adjectives get {share} on average", share=digits[1]), [(digits[1], head[1])]
    if facts.own:
        here = join([pattern[facts.focus, key] for key in facts.own]).sum()
        numbers.append((written(float(here)), here))
        share = label_text("adjectives get {share} on average, here {here}", share=digits[1], here=numbers[1][0])
    lines: list[Line] = [
        (label_text("{run}: seed {seed} · head {head}", run=letter_of(seed), seed=str(seed), head=str(head[0])), "text",
         [(str(seed), number), (str(head[0]), which)]),
        (share, "focus", numbers),
        (label_text("right: {share}; cut: {cut}", share=digits[0], cut=digits[2]), "key",
         [(digits[0], right), (digits[2], cut)]),
    ]  # fmt: skip
    em = 1.1 * scene.layout.em.word if scene.layout.is_wide else scene.layout.em.word
    found = Group(*[Lines(text, em, place.width, role, edge=-1, numbers=own) for text, role, own in lines])
    found.arrange(DOWN, buff=0.13, aligned_edge=LEFT)
    if not scene.layout.is_wide:
        return found.move_to([place.left, (place.bottom + place.top) / 2, 0], LEFT)
    found[1:].move_to(place.at(DOWN + LEFT), DOWN + LEFT)
    found[0].move_to(place.at(UP + LEFT), UP + LEFT)
    return found
