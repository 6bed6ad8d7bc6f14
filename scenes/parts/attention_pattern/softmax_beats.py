"""Beats: softmax turns scores into weights, one row and then all; weights become dots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Create, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import number
from attention_scenes.scenes.mobjects.text.token_names import named_alone, role_of
from attention_scenes.scenes.parts.attention_pattern.grid_beats import Scores, side_title
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


@dataclass(frozen=True)
class Dots:
    """Weights on screen: the grid, the heading and the column beside it, the dots in its cells."""

    grid: PatternGrid
    heading: Label
    dots: DotField
    measured: DotField  # those of the weights as they were measured, start token included
    side: Group


def show_softmax(scene: AttentionScene, focus: HeadFocus, scores: Scores) -> Dots:
    """Turn one row into weights, then all rows, then weights into dots."""
    grid = scores.grid
    weights = grid.numbers(focus.pattern, 2)
    weights.opacities[:] = 0
    query, key = np.divmod(np.arange(len(focus.tokens) ** 2), len(focus.tokens))
    past, mine = key <= query, (query == focus.query) & (key <= query)
    frame = grid.frame_of(focus.query)
    bars = bars_of(scene, focus, largest_keys(focus))
    bars.field.growth[:] = 0
    heading = side_title(scene, label_text("softmax of “{word}”", word=focus.word(focus.query)))
    total = sum_line(scene, focus, bars, focus.pattern[focus.query, : focus.query + 1].sum())
    one = phrased("Softmax turns one row into weights that sum to 1.")
    every = phrased("Every row sums to 1; the future gets exactly 0.")
    if scene.params.convention == "columns":
        one = phrased("Softmax turns one column into weights that sum to 1.")
        every = phrased("Every column sums to 1; the future gets exactly 0.")
    with scene.beat("softmax", one, constants("1")):
        scene.play(Create(frame), *exchange(scores.heading, heading), run_time=0.8)
        scene.play(Change(scores.numbers, opacities=~mine), Change(weights, opacities=mine), run_time=1)
        scene.play(FadeIn(bars.names, bars.numbers), Change(bars.field, growth=1), run_time=1.2)
        scene.play(FadeIn(total), run_time=0.5)
    sums = grid.sums(focus.pattern)
    sums.opacities[:] = 0
    with scene.beat("all", every, constants("1", "0")):
        swap = [Change(f, opacities=o, delays=grid.order()) for f, o in ((scores.numbers, 0), (weights, past))]
        scene.play(*swap, FadeIn(grid.hatching()), run_time=1.5)
        scene.play(Change(sums, opacities=1, delays=np.linspace(0, 1, len(sums.written)), run_time=1))
    dots = grid.dots(focus.pattern)
    dots.growth[:] = 0
    with scene.beat("dots", "Or as dots: area is weight."):
        shrink = Change(weights, sizes=0.01, opacities=0)
        scene.play(shrink, Change(dots, growth=1), FadeOut(sums), FadeIn(legend(scene)), run_time=1.4)
        scene.remove(scores.numbers, weights)
    return Dots(grid, heading, dots, dots, Group(bars, total))


def largest_keys(focus: HeadFocus) -> list[int]:
    """Return the keys with the largest weights, largest first."""
    return sorted(range(focus.query + 1), key=lambda k: -focus.pattern.value[focus.query, k])[:5]


def bars_of(scene: AttentionScene, focus: HeadFocus, keys: list[int], scale: Reading | None = None) -> Bars:
    mine = focus.pattern[focus.query]
    weights = join([mine[k] if scale is None else mine[k] / scale for k in keys])
    bars = Bars(
        [named_alone(focus.tokens, k) for k in keys], weights,
        name_roles=[role_of(focus.tokens, k) for k in keys],
        full=2.1, em=0.3, widest=1.25,
    )  # fmt: skip
    return bars.at(scene.layout.side.at(UP + LEFT, right=1.35, up=-0.25 - 0.225 * len(keys)))


def sum_line(scene: AttentionScene, focus: HeadFocus, bars: Bars, total: Reading) -> Group:
    value = number(total.reshape(1), 0.3, scene.palette.rgba("text"))
    words = scene.label(label_text("sum of all") if focus.query >= 5 else label_text("sum"), 0.28, "soft")
    both = Group(words, value).arrange(RIGHT, buff=0.2).next_to(bars.field, DOWN, buff=0.2)
    return both.align_to(scene.layout.side.at(LEFT), LEFT)


def legend(scene: AttentionScene) -> Group:
    dot = Circle(radius=0.16, stroke_width=0, fill_color=scene.palette.data_low, fill_opacity=1)
    words = scene.label(label_text("area = weight"), 0.28, "soft").next_to(dot, RIGHT, buff=0.15)
    future = scene.label(label_text("hatched: the future, exactly 0"), 0.28, "soft", numbers=constants("0"))
    legend = Group(Group(dot, words), future).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
    return legend.move_to(scene.layout.side.at(DOWN + LEFT, up=0.1), DOWN + LEFT)
