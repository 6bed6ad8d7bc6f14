"""Beats: other runs, which went other ways; then what using a model leaves as it is."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.learning.checkpoint_grid import CheckpointGrid
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.training.checkpoints import runs
from attention_scenes.scenes.parts.training.control_beats import HANGS, NOTHING
from attention_scenes.scenes.parts.training.learning_beats import grid_of
from attention_scenes.scenes.parts.training.training_facts import TrainingFacts
from attention_scenes.scenes.parts.training.training_places import places_in

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
    seeds = [facts.seed, *facts.others]
    places = parts_of(run_panels(scene), len(seeds), scene.layout.is_wide, gap=0.3)
    found = Group(*[_run(scene, facts, seed, place) for seed, place in zip(seeds, places, strict=True)])
    falls = [float(facts.cuts(seed)[0]) - float(facts.cuts(seed)[3]) for seed in seeds]
    control = float(facts.cuts()[0]) - float(facts.cuts()[1])
    alone = scene.claim(
        "of these runs it is only the one shown whose answers hang on what nouns gather, and not on other edges",
        len(seeds) > 1 and falls[0] > HANGS > max(falls[1:], default=1.0) and control < NOTHING,
        claim_text("{falls}", falls=", ".join(f"{each:.2f}" for each in (*falls, control))),
    )
    caption, numbers = said_of_starts(scene, facts, seeds)
    text = label_text("other seeds, for comparison")
    if alone:
        text = label_text("only in the first do right answers need what this layer’s nouns read: it was chosen")
    note = Lines(text, scene.layout.em.word, scene.layout.stage.width, "text", edge=-1)
    note.move_to(scene.layout.stage.at(UP + LEFT), UP + LEFT)
    scene.change_provenance(label_text("last step of each run · first the shown head, else what gathers most"))
    with scene.beat("runs", caption, numbers):
        scene.play(*[FadeIn(each) for each in [note, *found]], run_time=0.9)
        scene.play(*[Change(each[0], lit=1.0, shade=0.2, run_time=1.2) for each in found])
        scene.wait(1.2)
    scene.make_way()


def said_of_starts(scene: AttentionScene, facts: TrainingFacts, seeds: list[int]) -> tuple[str, Numbers]:
    """Return the caption on how the runs differ, and its numbers."""
    heads = {gathers_most(facts, seed) for seed in seeds}
    differ = scene.claim(
        "in each run it is another head of the layer that gathers most, and in the first the one shown",
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
    where = [scene.counted("head.layer"), scene.counted("head.head")]
    scene.change_provenance(label_text("layer {layer} · head {head}", layer=where[0][0], head=where[1][0]), where)
    with scene.beat("use", "What you type changes no weight: in use, a model only reads them."):
        scene.play(FadeIn(grid, run_time=0.9), FadeIn(said, run_time=0.9))
        scene.play(Change(grid, lit=1.0, shade=0.25, run_time=1.2))
        scene.wait(1.2)


def run_panels(scene: AttentionScene) -> Place:
    """Return where the runs stand."""
    stage = scene.layout.stage
    return Place(stage.left, stage.bottom + 0.3, stage.right, stage.top - (0.6 if scene.layout.is_wide else 1.2))


def _run(scene: AttentionScene, facts: TrainingFacts, seed: int, place: Place) -> Group:
    """Return a run's grid and what is said of it."""
    bundle, layer = facts.at(runs()[seed][-1], seed), facts.head[0]
    gather = facts.score("gather", layer, seed=seed)
    head = head_of(facts, seed)
    pattern = bundle.read("pattern", layer, head)[: facts.shown, : facts.shown]
    wide = scene.layout.is_wide
    text = _said(scene, facts, seed, (head, gather[head]), place if wide else _right(place))
    box = Place(place.left, place.bottom + 2.05, place.right, place.top) if wide else _left(place)
    grid = CheckpointGrid(facts.tokens[: facts.shown], [pattern], facts.focus, *box.corners, names=False)
    grid.stand_at(grid.seen_from(*box.corners, pitch=62, yaw=0))
    return Group(grid, text)


def _left(place: Place) -> Place:
    return Place(place.left, place.bottom, place.left + 0.5 * place.width - 0.1, place.top)


def _right(place: Place) -> Place:
    return Place(place.left + 0.5 * place.width + 0.1, place.bottom, place.right, place.top)


def _said(scene: AttentionScene, facts: TrainingFacts, seed: int, head: tuple[int, Reading], place: Place) -> Group:
    """Return a run's lines: its start, how many answers are right, what nouns give adjectives, and the cut."""
    right, cut = facts.score("right", 1, seed=seed), facts.cuts(seed)[3]
    number, which = Reading.constant(seed), Reading.constant(head[0])
    digits = [written(float(each)) for each in (right, head[1], cut)]
    guess = written(float(facts.guess))
    lines: list[Line] = [
        (label_text("seed {seed} · head {head}", seed=str(seed), head=str(head[0])), "text",
         [(str(seed), number), (str(head[0]), which)]),
        (label_text("right {share} · guessing {guess}", share=digits[0], guess=guess), "key",
         [(digits[0], right), (guess, facts.guess)]),
        (label_text("noun → adjectives {share}", share=digits[1]), "focus", [(digits[1], head[1])]),
        (label_text("all heads cut: {share}", share=digits[2]), "value", [(digits[2], cut)]),
    ]  # fmt: skip
    em = scene.layout.em.word
    found = Group(*[Lines(text, em, place.width, role, edge=-1, numbers=own) for text, role, own in lines])
    found.arrange(DOWN, buff=0.13, aligned_edge=LEFT)
    corner = [place.left, place.bottom, 0] if scene.layout.is_wide else [place.left, (place.bottom + place.top) / 2, 0]
    return found.move_to(corner, DOWN + LEFT if scene.layout.is_wide else LEFT)
