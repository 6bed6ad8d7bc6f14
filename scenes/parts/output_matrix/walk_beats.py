"""Beats: what the heads add, walked tip to tail beside the straight line, and what is added to the word."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, UP, Group, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.planes.tip_to_tail import TipToTail
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.output_matrix.head_outputs import HeadOutputs
from attention_scenes.scenes.parts.output_matrix.head_walk import Walk, bias_length

CLEAR = 0.1  # of the length of arrows at right angles: as much less is cancelling, as much more is agreeing
NAMED, APART = 2.0, 1.2  # scene units: a step so long carries its head's name, so far from the next one
BAR = 0.3  # scene units: how high a bar of length is


def show_walk(scene: AttentionScene, heads: HeadOutputs) -> None:
    """Walk the heads' updates tip to tail, then draw the straight line; below, all lengths as bars."""
    walk, place = Walk.of(heads), room_of_walk(scene)
    roles = ["update"] * heads.count + ["faint"] * heads.is_biased + ["text"]
    lengths = walk.lengths if not heads.is_biased else join([walk.lengths, bias_length(heads)])
    arrows = TipToTail(walk.steps, lengths, walk.straight, roles, *place.corners)
    ledger = LengthBars(scene, heads, walk)
    with scene.beat("walk", *what_is_walked(scene, heads, walk)):
        scene.play(FadeIn(ledger.path), FadeIn(arrows), run_time=0.6)
        scene.play(Change(arrows, grown=float(len(walk.steps)), run_time=2.4))
        scene.play(Change(arrows, direct=1.0, run_time=0.9), FadeIn(ledger.straight))
        scene.play(
            FadeIn(ledger.square), FadeIn(axes_note(scene, walk), *named_steps(scene, heads, arrows)), run_time=0.6
        )
        scene.wait(0.6)
    scene.make_way()


def named_steps(scene: AttentionScene, heads: HeadOutputs, arrows: TipToTail) -> list[Label]:
    """Return the names of the heads whose steps are long enough to carry one, beside them."""
    names: list[Label] = []
    for head in range(heads.count):
        way = arrows.way[head + 1] - arrows.way[head]
        long = float(np.linalg.norm(way))
        if long < NAMED:
            continue
        aside = np.array([-way[1], way[0], 0]) / long
        name = scene.label(label_text("head {head}", head=head), 0.34, "update",
                           numbers=[(str(head), scene.bundle.count(f"head.{head}"))])  # fmt: skip
        away = 0.2 + abs(aside[0]) * name.width / 2 + abs(aside[1]) * name.height / 2
        name.move_to([*arrows.middle(head), 0] + away * aside)
        if all(np.linalg.norm(name.get_center() - other.get_center()) > APART for other in names):
            names.append(name)
    return names


def room_of_walk(scene: AttentionScene) -> Place:
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.left + 0.5, stage.bottom + 2.5, stage.right - 0.8, stage.top - 0.1)
    return stage.part(0.02, 0.5)


def what_is_walked(scene: AttentionScene, heads: HeadOutputs, walk: Walk) -> tuple[str, Numbers]:
    """Return what is said of the walk: whether the steps cancel, agree, or do neither more than by chance."""
    measured = claim_text(
        "the sum is {ratio} as long as steps at right angles would make it", ratio=f"{walk.ratio:.2f}"
    )
    cancels = scene.claim("the heads' steps partly cancel", walk.ratio < 1 - CLEAR, measured)
    agrees = scene.claim("the heads' steps partly agree", walk.ratio > 1 + CLEAR, measured)
    texts = [written(float(reading), 1) for reading in (walk.path, walk.straight)]
    numbers = list(zip(texts, (walk.path, walk.straight), strict=True))
    what = {"path": texts[0], "straight": texts[1]}
    if cancels:
        return phrased("A walk of {path} ends {straight} away: many steps cancel.", **what), numbers
    if agrees:
        return phrased("A walk of {path} ends {straight} away: the steps lean one way.", **what), numbers
    return phrased("A walk of {path} ends {straight} away: the heads hardly agree.", **what), numbers


def axes_note(scene: AttentionScene, walk: Walk) -> Label:
    """Say which plane it is, and that steps out of it are only seen as shadows."""
    text = label_text("right: the sum; up: what head {head} adds beside it. Steps out of this plane look shorter.",
                      head=walk.farthest)  # fmt: skip
    numbers = [(str(walk.farthest), scene.bundle.count(f"head.{walk.farthest}"))]
    layout = scene.layout
    note = scene.note(text, layout.em.note if layout.is_tall else 0.26, layout.words.width, 0, numbers=numbers)
    place = room_of_walk(scene)
    return note.move_to(
        [0, place.bottom - 0.3, 0] if layout.is_wide else layout.stage.at(UP, up=-0.56 * layout.stage.height)
    )


class LengthBars:
    """Three lengths to one scale: all steps end to end, the straight line, and steps at right angles."""

    def __init__(self, scene: AttentionScene, heads: HeadOutputs, walk: Walk) -> None:
        stage, tall = scene.layout.stage, scene.layout.is_tall
        self.scene, self.tall = scene, tall
        self.left = stage.left + (0.0 if tall else 3.6)
        self.full = (stage.right - self.left - 1.3) / max(float(walk.path), 1e-9)
        self.top = float(stage.at(UP, up=-0.66 * stage.height)[1]) if tall else stage.bottom + 1.55
        self.step = 1.05 if tall else 0.56
        parts = [float(each) for each in walk.lengths.value]
        self.path = self.row(0, label_text("all steps, end to end"), walk.path, "update", parts)
        self.straight = self.row(1, label_text("the straight line"), walk.straight, "text")
        self.square = self.row(2, label_text("all at right angles"), walk.square, "faint")

    def row(self, n: int, name: str, reading: Reading, role: str, parts: list[float] | None = None) -> Group:
        """Return a name, a bar of one or more parts, and a number."""
        scene, y = self.scene, self.top - n * self.step
        bars, x = VGroup(), self.left
        for part in parts or [float(reading)]:
            wide = max(part * self.full, 0.02)
            bar = Rectangle(width=max(wide - (0.04 if parts else 0), 0.01), height=BAR, stroke_width=0,
                            fill_opacity=0.9, fill_color=getattr(scene.palette, role))  # fmt: skip
            bars.add(bar.move_to([x, y, 0], LEFT))
            x += wide
        digits = written(float(reading), 1)
        number = scene.label(digits, 0.38, numbers=[(digits, reading)]).next_to([x, y, 0], RIGHT, buff=0.16)
        title = scene.label(name, 0.32, "soft")
        if self.tall:
            title.move_to([self.left, y + 0.42, 0], LEFT)
        else:
            fitted(title, 3.4).next_to([self.left, y, 0], LEFT, buff=0.2)
        return Group(title, bars, number)
