"""Beats: softmax turns scores into weights, first those of the lit query and then all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Group, Mobject

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField, number
from attention_scenes.scenes.mobjects.text.token_names import named_alone, role_of
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in
from attention_scenes.scenes.parts.attention_pattern.side_text import LINE, side_text, side_title
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

SUM_LOW = 1.0  # from the heading to the sum, where that stands beside the bars


@dataclass(frozen=True)
class Beside:
    """What stands beside the grid: a heading, and below it bars, with what is said of them."""

    heading: Label
    told: Group


def show_softmax(
    scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject, cells: NumberField | None
) -> Beside:
    """Light the focus and turn its scores into weights, then those of all queries."""
    grid = stage.grid
    one = phrased("Softmax turns one row into weights that sum to 1.")
    every = phrased("Every row sums to 1; the future gets exactly 0.")
    if scene.params.convention == "columns":
        one = phrased("Softmax turns one column into weights that sum to 1.")
        every = phrased("Every column sums to 1; the future gets exactly 0.")
    bars = bars_of(scene, focus, largest_keys(focus))
    bars.field.growth[:] = 0
    heading = side_title(scene, label_text("softmax of “{word}”", word=focus.word(focus.query)))
    total = sum_line(scene, focus, bars, focus.pattern[focus.query, : focus.query + 1].sum())
    count = grid.floor.count
    mine = np.repeat(np.arange(count) == focus.query, count)
    with scene.beat("softmax", one, constants("1")):
        scene.play(Change(grid, lit=1), *exchange(said, Group(heading, bars.names)), run_time=1.2)
        scene.play(
            *([FadeOut(cells, rate_func=early)] if cells is not None else []),
            Change(grid, tiles=np.where(mine, 0, grid.tiles)),
            Change(grid, growth=np.where(grid.mine, 1, 0)),
            FadeIn(bars.numbers),
            Change(bars.field, growth=1),
            FadeIn(total, rate_func=late),
            run_time=1.5,
        )
    legend = legend_of(scene)
    order = grid.pairs[:, 0] / max(count - 1, 1)
    with scene.beat("all", every, constants("1", "0")):
        scene.play(
            Change(grid, tiles=0, delays=np.repeat(np.linspace(0, 1, count), count), run_time=1.7),
            Change(grid, growth=1, delays=order, run_time=1.7),
            FadeIn(legend, run_time=1.7, rate_func=late),
        )
    return Beside(heading, Group(bars, total, legend))


def largest_keys(focus: HeadFocus) -> list[int]:
    """Return the keys with the largest weights, largest first."""
    return sorted(range(focus.query + 1), key=lambda k: -focus.pattern.value[focus.query, k])[:5]


def bars_of(scene: AttentionScene, focus: HeadFocus, keys: list[int], scale: Reading | None = None) -> Bars:
    mine, places = focus.pattern[focus.query], places_in(scene.layout)
    weights = join([mine[k] if scale is None else mine[k] / scale for k in keys])
    bars = Bars(
        [named_alone(focus.tokens, k) for k in keys], weights,
        name_roles=[role_of(focus.tokens, k) for k in keys],
        full=places.bar, em=places.em, widest=1.6, to_number=0.55,
    )  # fmt: skip
    bars.field.colors[:, 3] = [0.9 if key else 0.45 for key in keys]  # what rests on "start" is no reading
    return bars.at(places.side.at(UP + LEFT, right=1.75, up=-0.55 - 0.75 * places.em * len(keys)))


def sum_line(scene: AttentionScene, focus: HeadFocus, bars: Bars, total: Reading) -> Group:
    value = number(total.reshape(1), 0.42, scene.palette.rgba("text"))
    words = scene.label(label_text("sum of all") if focus.query >= 5 else label_text("sum"), 0.38, "soft")
    both, places = Group(words, value).arrange(RIGHT, buff=0.2), places_in(scene.layout)
    if places.below:
        return both.move_to(places.side.at(UP + LEFT, right=places.second, up=-SUM_LOW), LEFT)
    return both.next_to(bars.field, DOWN, buff=0.25).align_to(places.side.at(LEFT), LEFT)


def legend_of(scene: AttentionScene) -> Group:
    dot = Circle(radius=0.18, stroke_width=0, fill_color=scene.palette.data_high, fill_opacity=1)
    words = scene.label(label_text("area = weight"), LINE, "soft").next_to(dot, RIGHT, buff=0.15)
    places = places_in(scene.layout)
    side, second = places.side, places.second
    future = side_text(
        scene, label_text("hatched: the future, exactly 0"), numbers=constants("0"), width=side.width - second
    )
    legend = Group(Group(dot, words), future).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
    return fitted(legend, side.width - second).move_to(side.at(DOWN + LEFT, right=second), DOWN + LEFT)
