"""Beats: a query and a key on one row of dials, with what each pair adds to their product."""

from __future__ import annotations

import numpy as np
from manim import UP, Group, Mobject

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.marks.dials import DialRow, pairs_of
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.queries_keys.question_places import DialPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def show_shared_dials(
    scene: AttentionScene, focus: HeadFocus, at: DialPlaces, rows: list[DialRow], heads: list[Group], gone: Mobject,
    which: list[int],
) -> None:  # fmt: skip
    """Show query and key on one row of dials, with what each pair adds to their product."""
    query, key = (pairs_of(focus.read(f"rot_{n}")[i], which) for n, i in (("q", focus.query), ("k", focus.partner)))
    products = query * key
    shares = join([products[n].sum() for n in range(len(which))])
    places = np.array([[x, at.adds_y] for x in at.xs[: len(which)]])
    field = NumberField(shares, places, 0.36, scene.palette.rgba("text"), decimals=1, sign=True)
    told = scene.note(label_text("adds to the score"), 0.3, at.adds_width, 0).move_to([*at.adds, 0])
    score = focus.read("raw_scores")[focus.query, focus.partner]
    others = scene.bundle.count("d_head") / 2.0 - float(len(which))
    numbers = [(signed(score), score)]
    told_sum = label_text("together: {score}", score=numbers[0][0])
    if float(others):
        numbers = [grouped(others), (signed(rest := score - shares.sum()), rest), *numbers]
        told_sum = label_text(
            "the other {count} pairs add {rest}: {score} in all",
            count=numbers[0][0], rest=numbers[1][0], score=numbers[2][0],
        )  # fmt: skip
    sum_up = scene.note(told_sum, 0.32, scene.layout.words.width - 0.4, 0, role="text", numbers=numbers)
    sum_up.move_to([at.middle, at.sum_y, 0])
    if not scene.layout.is_wide:
        scene.layout.words.hold(sum_up)
    seen = phrased("Of the two positions, only their difference counts.")
    if focus.query - focus.partner == 1:
        seen = phrased("Of the two positions, only their difference counts: here one step.")
    with scene.beat("distance", seen):
        scene.play(
            *[row.dials.animate.set_y(at.shared_y) for row in rows],
            *[Change(row.dials, trails=0) for row in rows],
            *[Change(row.after, opacities=0, run_time=0.4) for row in rows], FadeOut(gone, run_time=0.4),
            heads[1].animate.shift(at.second_up * UP), run_time=1.2,
        )  # fmt: skip
        scene.play(FadeIn(field), FadeIn(told), run_time=0.5)
        scene.play(FadeIn(sum_up), run_time=0.5)


def signed(reading: Reading) -> str:
    return written(float(reading), 1, sign=True)
