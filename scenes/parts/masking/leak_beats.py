"""Beats: without a mask, softmax gives later words weight."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange, late
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_names import named_alone, role_of
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.masking.unmasked_beats import LITTLE, side_title, side_width


class Leak(NamedTuple):
    """Head without its mask, on screen: the heading, and what the colours of dots mean."""

    heading: Label
    legend: Group


def show_leak(scene: AttentionScene, focus: MaskFocus, stage: Stage, heading: Label, told: Group) -> Leak:
    """Show the weights without a mask, and what of them the followed word gives to later words."""
    query, grid = focus.query, stage.grid
    colours, softmax = legend(scene), side_title(scene, label_text("softmax, no mask"))
    with scene.beat("open", "Without a mask, softmax gives later words weight."):
        gone = Change(grid, tiles=0, run_time=1.8), Change(grid, pair=0, run_time=0.6), FadeOut(told, run_time=0.6)
        order = grid.pairs[:, 0] / max(grid.floor.count - 1, 1)
        grow = Change(grid, growth=1, delays=order, spread=0.3, run_time=1.6)
        scene.play(*gone, grow, *exchange(heading, softmax), FadeIn(colours, rate_func=late, run_time=1.4))
    weights = focus.open[query]
    keys = sorted(range(len(focus.tokens)), key=lambda k: -weights.value[k])[:4]
    bars = Bars(
        [named_alone(focus.tokens, k) for k in keys], join([weights[k] for k in keys]),
        name_roles=[role_of(focus.tokens, k) for k in keys], full=1.9, em=0.38, widest=1.35,
    ).at(scene.layout.side.at(UP + LEFT, right=1.45, up=-1.35))  # fmt: skip
    bars.field.colors = np.array([scene.palette.rgba("future" if k > query else "focus", 0.8) for k in keys])
    turned = side_title(scene, label_text("“{word}”, no mask", word=focus.word(query)))
    notes = label_text("scores of later words were hidden in"), label_text("training, so none of them was fitted")
    untrained = VGroup(*[scene.label(text, 0.34 if scene.layout.is_wide else 0.28) for text in notes])
    untrained.arrange(DOWN, buff=0.1, aligned_edge=LEFT).next_to(bars.field, DOWN, buff=0.3)
    fitted(untrained, side_width(scene)).align_to(scene.layout.side.at(LEFT), LEFT)
    with scene.beat("leak", *what_leaks(scene, focus)):
        light = Change(grid, lit=1, shade=0.4, run_time=1.2)
        scene.play(light, *exchange(softmax, turned), FadeIn(bars, untrained, rate_func=late))
    scene.let_go(bars, untrained)
    return Leak(turned, colours)


def what_leaks(scene: AttentionScene, focus: MaskFocus) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what may be said of the followed word, and its number where it is in the words."""
    query = focus.query
    later = focus.open[query, query + 1 :]
    total = later.sum() if len(later) else focus.open[query, query] * 0.0
    word = focus.word(query)
    if not scene.claim("the followed word would look ahead", float(total) >= LITTLE, f"{float(total):.2f}"):
        share = written(float(total))
        return phrased("Even so, “{word}” hardly looks ahead: {share}.", word=word, share=share), [(share, total)]
    key = focus.ahead()
    following = scene.claim("it would look most at the very next token", key == query + 1, focus.word(key))
    caption = phrased("“{word}” would read “{later}”: which comes later.", word=word, later=focus.word(key))
    if following:
        caption = phrased("“{word}” would read “{later}”: the very word to predict.", word=word, later=focus.word(key))
    return caption, []


def legend(scene: AttentionScene) -> Group:
    colors, rows = scene.palette, Group()
    for role, text in (("data_low", label_text("area = weight")), ("future", label_text("weight on later words"))):
        dot = Circle(radius=0.14, stroke_width=0, fill_color=getattr(colors, role), fill_opacity=1)
        rows.add(Group(dot, scene.label(text, 0.32 if scene.layout.is_wide else 0.28).next_to(dot, RIGHT, buff=0.15)))
    rows.arrange(DOWN, buff=0.12, aligned_edge=LEFT)
    edge = DOWN + (RIGHT if scene.layout.is_tall else LEFT)  # in a tall frame a table has the left
    return rows.move_to(scene.layout.side.at(edge), edge)
