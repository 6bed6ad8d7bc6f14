"""Beats: without a mask, softmax gives later words weight."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Create, Group, RoundedRectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange, late
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.marks.dots import CellField, DotField
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_names import named_alone, role_of
from attention_scenes.scenes.parts.masking.alternatives import tinted
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.masking.unmasked_beats import LITTLE, side_title


class Leak(NamedTuple):
    """Head without its mask, on screen: heading, dots, what their colours mean, the frame of the query."""

    heading: Label
    dots: DotField
    legend: Group
    frame: RoundedRectangle


def show_leak(
    scene: AttentionScene, focus: MaskFocus, grid: PatternGrid, heading: Label, scores: NumberField | CellField
) -> Leak:
    """Show the weights without a mask, and what of them the followed word gives to later words."""
    query = focus.query
    dots = tinted(grid, focus.open)
    dots.growth[:] = 0
    colours, softmax = legend(scene), side_title(scene, label_text("softmax, no mask"))
    with scene.beat("open", "Without a mask, softmax gives later words weight."):
        shrink = Change(scores, sizes=0.01, opacities=0)
        scene.play(shrink, Change(dots, growth=1), FadeIn(colours, rate_func=late), run_time=1.4)
        scene.play(*exchange(heading, softmax), run_time=0.5)
        scene.remove(scores)
    mine = np.repeat(np.arange(len(focus.tokens)) == query, len(focus.tokens))
    weights = focus.open[query]
    keys = sorted(range(len(focus.tokens)), key=lambda k: -weights.value[k])[:4]
    bars = Bars(
        [named_alone(focus.tokens, k) for k in keys], join([weights[k] for k in keys]),
        name_roles=[role_of(focus.tokens, k) for k in keys], full=2.1, em=0.3, widest=1.25,
    ).at(scene.layout.side.at(UP + LEFT, right=1.35, up=-1.15))  # fmt: skip
    bars.field.colors = np.array([scene.palette.rgba("future" if k > query else "focus", 0.7) for k in keys])
    turned = side_title(scene, label_text("“{word}”, no mask", word=focus.word(query)))
    notes = label_text("scores of later words were hidden in"), label_text("training, so none of them was fitted")
    untrained = VGroup(*[scene.label(text, 0.26, "soft") for text in notes])
    untrained.arrange(DOWN, buff=0.1, aligned_edge=LEFT).next_to(bars.field, DOWN, buff=0.3)
    untrained.align_to(scene.layout.side.at(LEFT), LEFT)
    frame = grid.frame_of(query, len(focus.tokens) - 1)
    with scene.beat("leak", *what_leaks(scene, focus)):
        scene.play(Create(frame), Change(dots, opacities=np.where(mine, 1, 0.35)), run_time=0.8)
        scene.play(*exchange(softmax, turned), FadeIn(bars, untrained), run_time=0.7)
        scene.wait(1)
    scene.play(FadeOut(bars, untrained), Change(dots, opacities=1), run_time=0.5)
    return Leak(turned, dots, colours, frame)


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
        rows.add(Group(dot, scene.label(text, 0.28, "soft").next_to(dot, RIGHT, buff=0.15)))
    rows.arrange(DOWN, buff=0.12, aligned_edge=LEFT)
    edge = DOWN + (RIGHT if scene.layout.is_tall else LEFT)  # in a tall frame a table has the left
    return rows.move_to(scene.layout.side.at(edge), edge)
