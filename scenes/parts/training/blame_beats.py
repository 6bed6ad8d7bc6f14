"""Beats: one gradient step for real, from the slopes by the scores to one weight and what is predicted after it."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late, rush
from attention_scenes.scenes.mobjects.learning.place_towers import Mark, PlaceTowers
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.training.learning_beats import LearningStage, Line, said_beside
from attention_scenes.scenes.parts.training.training_facts import TrainingFacts
from attention_scenes.scenes.parts.training.training_places import places_in

DECIMALS = 4  # of slopes and of one weight
PITCH, YAW = 38, -25  # from where pillars are seen
LEAST = 0.0005  # a chance that falls by less is said not to, and has no number at its tower
BETWEEN = 3  # places at least from one such number to the next
SEEN = 0.01  # of the largest: what asks for less has no colour


def show_blame(scene: AttentionScene, facts: TrainingFacts, stage: LearningStage) -> None:
    """Raise a pillar at each score of the focus: whether the loss falls as it grows, or as it shrinks."""
    grid, at, layout = stage.grid, places_in(scene.layout), scene.layout
    slopes = facts.gradient("by_score")[: facts.shown, : facts.shown]
    grid.blame(slopes, said_at_pillars(facts, slopes[facts.focus]))
    space = Place(at.ground.left, at.ground.bottom, at.ground.right, at.ground.top + (1.2 if layout.is_wide else 1.0))
    pitch, yaw = (PITCH, YAW) if layout.is_wide else (56, -12)
    pose = grid.seen_from(*space.corners, pitch=pitch, yaw=yaw, rise=1.0)
    said = said_beside(scene, lines_of_slopes(facts, slopes[facts.focus]))
    with scene.beat("blame", "Backpropagation: a score that points up should grow, down: shrink."):
        scene.play(Change(grid, at=float(facts.at_step), growth=0.7, run_time=0.9), FadeIn(said, run_time=0.9))
        arrays = {"rise": 1.0, "lit": 0.6, "shade": 0.7, "seen_names": grid.room_at(pose, 1.0)}
        scene.play(CameraFlight(grid, pose, run_time=2.6, **arrays))
        scene.wait(0.5)
    scene.make_way()


def said_at_pillars(facts: TrainingFacts, slopes: Reading) -> dict[int, str]:
    """Return by key what is said at the highest pillar, and at the deepest."""
    asked = -slopes.value[: facts.focus + 1]
    most, least = int(np.argmax(asked)), int(np.argmin(asked))
    found = {most: label_text("{key}: grow", key=facts.word(most))} if asked[most] > 0 else {}
    if asked[least] < 0:
        found[least] = label_text("{key}: shrink", key=facts.word(least))
    return found


def lines_of_slopes(facts: TrainingFacts, slopes: Reading) -> list[Line]:
    """Return after how many steps that is, the loss of the sentence, and the focus's largest slope of each sign."""
    step, loss = facts.step(facts.at_step), facts.gradient("loss", 0)
    digits = written(float(loss))
    found: list[Line] = [
        (label_text("back at step {step}: this sentence’s loss is {loss}", step=step[0], loss=digits), "text",
         [step, (digits, loss)]),
    ]  # fmt: skip
    for sign, role in ((1, "key"), (-1, "value")):
        key = int(np.argmin(sign * slopes.value[: facts.focus + 1]))
        own, text = slopes[key], written(float(slopes[key]), DECIMALS, sign=True)
        if sign * float(own) >= 0:  # a word alone has no slope
            continue
        words = {"key": facts.word(key), "slope": text}
        line = label_text("{key}: slope {slope}, grow", **words)
        if sign < 0:
            line = label_text("{key}: slope {slope}, shrink", **words)
        found.append((line, role, [(text, own)]))
    return [*found, (label_text("height = minus the slope of the loss"), "soft", [])]


def towers_place(scene: AttentionScene) -> Place:
    """Return where towers over the words of the sentence stand, their names below."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.left + 0.6, stage.bottom + 1.1, stage.right, stage.top - 2.1)
    return Place(stage.left + 0.5, stage.bottom + 2.6, stage.right - 0.3, stage.top - 3.2)


def towers(scene: AttentionScene, words: list[str], values: Reading, full: float, roles: list[list[str]],
           **more: Any) -> PlaceTowers:  # fmt: skip
    """Return towers over all words, seen so that they fill their place."""
    at, em, wide = towers_place(scene), scene.layout.em, scene.layout.is_wide
    size, turn, height = (em.word, 50.0, 0.22) if wide else (em.note, 62.0, 0.55)
    return PlaceTowers(words, values, full, roles, *at.corners, height=height * len(words), em=size, turn=turn,
                       mark_em=em.word if wide else em.note, **more)  # fmt: skip


def show_entry(scene: AttentionScene, facts: TrainingFacts) -> None:
    """Add up what each place asks of one entry of W_Q, which moves against the sum of slopes."""
    parts, weight = facts.gradient("by_place"), facts.gradient("weight")
    asked = (-parts).reshape(1, -1)
    most = float(np.abs(parts.value).max()) or 1.0
    roles = [["faint" if abs(v) < SEEN * most else "key" if v > 0 else "value" for v in asked.value[0]]]
    marks = asks_of(asked[0], most)
    bars = towers(scene, facts.words, asked, most, roles, marks=marks, lit=[mark[:2] for mark in marks[:1]])
    said = lines_of_entry(scene, facts, parts.sum(), weight)
    with scene.beat("entry", "Usual backpropagation; one map serves all places, so slopes add up."):
        scene.add(bars)
        come = [FadeIn(said[:1], run_time=0.4), FadeIn(said[1:2], run_time=2.0, rate_func=late)]
        scene.play(*come, Change(bars, named=1.0, run_time=0.4), Change(bars, growth=1.0, run_time=1.6, rate_func=rush))
        scene.play(FadeIn(said[2:]), Change(bars, marked=1.0), run_time=0.7)
        scene.wait(0.5)


def asks_of(asked: Reading, most: float) -> list[Mark]:
    """Return what is written at the bars that ask most, the largest first, none near another."""
    sizes, kept = np.abs(asked.value), list[int]()
    for place in np.argsort(-sizes, kind="stable").tolist():
        if sizes[place] >= SEEN * most and all(abs(place - other) >= BETWEEN for other in kept):
            kept.append(place)
    return [(0, place, written(float(asked[place]), DECIMALS, sign=True), asked[place]) for place in kept]


def lines_of_entry(scene: AttentionScene, facts: TrainingFacts, total: Reading, weight: Reading) -> Group:
    """Return which entry it is, the sum of all places, the entry before and after the step, and what holds as well."""
    row, column = (grouped(facts.gradient("entry", n)) for n in (0, 1))
    rate = Reading.constant(scene.params.rate)
    sum_, times = written(float(total), DECIMALS), f"{scene.params.rate:g}"
    asked = written(float(-total), DECIMALS, sign=True)
    before, after = (written(float(weight[n]), DECIMALS) for n in (0, 1))
    texts: list[Line] = [
        (label_text("row {row}, column {column} of {map}, the query map: its largest slope", row=row[0],
                    column=column[0], map="$W_Q$"), "text", [row, column]),
        (label_text("a bar: what one place asks; all together {asked}, so the slope is {sum}", asked=asked,
                    sum=sum_), "text", [(asked, -total), (sum_, total)]),
        (label_text("the step: {before} − {rate} × ({sum}) = {after}", before=before, rate=times, sum=sum_,
                    after=after), "focus", [(before, weight[0]), (times, rate), (sum_, total), (after, weight[1])]),
        (label_text("the same for {key}, {value} and every other map", key="$W_K$", value="$W_V$"), "text", []),
    ]  # fmt: skip
    em, found = (1.15 if scene.layout.is_wide else 1.0) * scene.layout.em.word, Group()
    for text, role, numbers in texts:
        width = scene.layout.stage.width
        if "$" in str(text):
            found.add(fitted(Label(text, em, role, markup=True, numbers=numbers), width))
        else:
            found.add(Lines(text, em, width, role, edge=-1, numbers=numbers))
    found.arrange(DOWN, buff=0.14, aligned_edge=LEFT)
    return found.move_to(scene.layout.stage.at(UP + LEFT), UP + LEFT)


def show_after(scene: AttentionScene, facts: TrainingFacts) -> None:
    """Show how likely the true word is at every place, before the step and after it."""
    chances, losses = facts.gradient("chance"), facts.gradient("loss")
    by, count = chances.value[1] - chances.value[0], chances.shape[1]
    roles = [["faint"] * count, [role_of_change(each) for each in by.tolist()]]
    marks = drops_of(chances)
    bars = towers(scene, facts.words[1:], chances, 1.0, roles, marks=marks, lit=[mark[:2] for mark in marks],
                  abreast=True)  # fmt: skip
    caption, numbers = said_of_step(scene, losses, bool((by < -LEAST).any()))
    note = legend(scene)
    bars.growth[0], bars.named = 1.0, 1.0
    cut_to(scene, bars, note)
    with scene.beat("after", caption, numbers):
        scene.play(Change(bars, growth=1.0, run_time=2.6))
        scene.play(Change(bars, marked=1.0, run_time=0.5))
        scene.wait(0.5)


def role_of_change(by: float) -> str:
    """Return the colour of a chance that has changed: of one that is as good as it was, none."""
    if abs(by) < LEAST:
        return "faint"
    return "key" if by > 0 else "value"


def drops_of(chances: Reading) -> list[Mark]:
    """Return what is written over the words that fall most: by how much, none near another."""
    by = chances.value[1] - chances.value[0]
    kept: list[int] = []
    for place in np.argsort(by, kind="stable").tolist():
        if by[place] < -LEAST and all(abs(place - other) >= BETWEEN for other in kept):
            kept.append(place)
    drops = [(place, chances[1, place] - chances[0, place]) for place in kept]
    return [(1, place, written(float(drop), 3, sign=True), drop) for place, drop in drops]


def said_of_step(scene: AttentionScene, losses: Reading, falls: bool) -> tuple[str, Numbers]:
    """Return the caption on the rule of the step and what it did to the loss, and its numbers."""
    one, other = (written(float(losses[n])) for n in (0, 1))
    rate = f"{scene.params.rate:g}"
    numbers: list[tuple[str, Reading]] = [(one, losses[0]), (other, losses[1])]
    lower = scene.claim(
        "the step makes the sentence’s loss smaller, and some of its words less likely all the same",
        float(losses[1]) < float(losses[0]) and falls,
        claim_text("{one} before, {other} after", one=one, other=other),
    )
    if lower:
        caption = phrased("Each weight − {rate} × slope: loss {one} → {other}, yet some words fall.", rate=rate,
                          one=one, other=other)  # fmt: skip
        return caption, [(rate, Reading.constant(scene.params.rate)), *numbers]
    if float(losses[1]) > float(losses[0]):
        return phrased("Too far: the loss rises, {one} → {other}. A step must be small.", one=one, other=other), numbers
    return phrased("After the step the loss is {other}, before {one}.", one=one, other=other), numbers


def legend(scene: AttentionScene) -> Group:
    """Return what the towers are, and how this step differs from those of the run."""
    em, stage = scene.layout.em, scene.layout.stage
    texts = [
        (label_text("how likely each true word is: before the step, and right of it after"), "text"),
        (label_text("likelier"), "key"), (label_text("less likely"), "value"),
        (label_text("here plain, on one sentence; the run itself took batches and AdamW"), "soft"),
    ]  # fmt: skip
    first, up, down, last = (Lines(text, em.word, stage.width, role, edge=-1) for text, role in texts)
    pair = Group(up, down).arrange(RIGHT, buff=0.5)
    for each in pair:
        each.stand_on(0.0)
    found = Group(first, pair, last).arrange(DOWN, buff=0.16, aligned_edge=LEFT)
    return found.move_to(stage.at(UP + LEFT), UP + LEFT)
