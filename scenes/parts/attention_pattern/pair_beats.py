"""Beats: one cell of the grid is one pair: a query asks, a key answers, and their dot product is its number."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.illustrations.icons import speech
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.vectors.dot_product import DotProduct
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in
from attention_scenes.scenes.parts.attention_pattern.side_text import LINE, NOTE, held_in, side_text
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.query_key_beats import spoken_words

HEAD, WIDER = 1.35, 1.53  # the widest name over a column, at 16:9 and elsewhere
BESIDE = np.array([0.72, -0.42])  # scene units from the cell of the pair to its number


def show_pair(scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject) -> Mobject:
    """Light one query, one key and their cell, and say in our words what they say; return that."""
    places = places_in(scene.layout)
    side, buff = places.side, 0.22 if places.below else 0.4
    asked, answered = spoken_words(focus)
    names = focus.word(focus.query), focus.word(focus.partner)
    asks, answers = label_text("“{word}” asks:", word=names[0]), label_text("“{word}” answers:", word=names[1])
    parts = [
        Group(side_text(scene, text, LINE, role), speech(words, role, places.bubble)).arrange(
            DOWN, buff=0.18, aligned_edge=LEFT
        )
        for text, words, role in ((asks, asked, "query"), (answers, answered, "key"))
    ]
    for part in parts:
        part.arrange(DOWN, buff=0.18, aligned_edge=LEFT)
    size = scene.counted("d_head")
    story = Group(
        side_text(scene, label_text("a story, in our words"), NOTE, "soft"),
        side_text(scene, label_text("in truth {size} numbers each", size=size[0]), NOTE, "soft", numbers=[size]),
    ).arrange(DOWN, buff=0.14, aligned_edge=LEFT)
    told = fitted(Group(*parts, story).arrange(DOWN, buff=buff, aligned_edge=LEFT), side.width)
    told.move_to(side.at(UP + LEFT, up=0.3), UP + LEFT)
    caption = phrased("One cell: “{query}” asks, “{key}” answers.", query=names[0], key=names[1])
    with scene.beat("pair", caption):
        lit = Change(stage.grid, pair=1, run_time=1.2)
        scene.play(lit, *exchange(said, parts[0], run_time=1.2))
        scene.play(FadeIn(parts[1]), FadeIn(story), run_time=0.7)
    return told


def show_product(scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject) -> Mobject:
    """Work the pair's dot product through and write the number into its cell; return what is said of it."""
    at, places = (focus.query, focus.partner), places_in(scene.layout)
    side = places.side
    score = focus.read("raw_scores")[at]
    table = DotProduct(
        focus.read("rot_q")[focus.query], focus.read("rot_k")[focus.partner], score,
        focus.read("attn_scores")[at], em=places.digits,
    )  # fmt: skip
    rows = table.rows()
    heads = heads_over(scene, focus, table)
    whole = Group(heads, *rows[:3])
    held_in(whole, side).move_to(side.at(UP + LEFT, up=0.1), UP + LEFT)
    place = stage.grid.of_focus()[focus.partner] + BESIDE
    number = NumberField(score.reshape(1), place[None], 0.42, scene.palette.rgba("text"), sign=True)
    with scene.beat("dot product", "Multiply and add: one number says how well they fit."):
        scene.play(*exchange(said, Group(heads, rows[0])), run_time=0.8)
        scene.play(FadeIn(rows[1]), run_time=0.6)
        scene.play(FadeIn(rows[2]), FadeIn(number), run_time=0.6)
    return Group(whole, number)


def heads_over(scene: AttentionScene, focus: HeadFocus, table: DotProduct) -> Group:
    """Return a name over each column of a dot product: whose query, whose key, their products."""
    words = (
        (label_text("“{word}”", word=focus.word(focus.query)), "query", table.factors[0]),
        (label_text("“{word}”", word=focus.word(focus.partner)), "key", table.factors[1]),
        (label_text("product"), "soft", table.terms),
    )
    heads = Group()
    for text, role, column in words:
        head = fitted(scene.label(text, NOTE, role), HEAD if scene.layout.is_wide else WIDER)
        head.next_to(column, UP, buff=0.2).align_to(column, RIGHT)
        heads.add(head)
    return heads
