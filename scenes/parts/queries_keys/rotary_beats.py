"""Beats: a query's and a key's pairs of numbers turn like hands of dials, each by its word's position."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Group, VGroup, linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.dials import DialRow, Dials, chosen_pairs, lengths, pairs_of, speeds
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.parts.queries_keys.question_places import DialPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

COUNTS = (
    label_text("none"),
    label_text("one"),
    label_text("two"),
    label_text("three"),
    label_text("four"),
    label_text("five"),
)
NAMES = {"query": label_text("query"), "key": label_text("key")}


def show_turning(scene: AttentionScene, focus: HeadFocus, at: DialPlaces) -> None:
    """Show five pairs of each vector as hands, slower ones to the right; then both rows turn."""
    if not scene.rotary:
        show_places(scene, focus)
        return
    half = scene.bundle.meta["d_head"] // 2
    which = chosen_pairs(focus.read("q")[focus.query], focus.read("k")[focus.partner], len(at.xs))
    asked = (("q", focus.query), ("k", focus.partner))
    full = np.max([lengths(focus.read(letter)[index], which) for letter, index in asked], axis=0)
    speed = speeds(focus.read("q")[1], focus.read("rot_q")[1], which)
    rows = [dial_row(focus, at, *one, which, speed, full) for one in asked]
    for row, y in zip(rows, at.rows, strict=True):
        row.shift(y * UP)
    of_rows = ("query", focus.query, rows[0]), ("key", focus.partner, rows[1])
    heads = [row_head(scene, focus, at, *one) for one in of_rows]
    fast, slow = (scene.label(text, 0.34).move_to(at.scale_y * UP) for text in (label_text("fast"), label_text("slow")))
    fast.set_x(at.xs[0])
    slow.set_x(at.xs[len(which) - 1])
    scale = Arrow(fast.get_right(), slow.get_left(), scene.palette.faint, 2.5, head=0.16, buff=0.2)
    text = str(half)
    pairing = scene.note(
        label_text(
            "a hand: two numbers, {half} apart; {some} of {half} pairs, each dial on its own scale",
            some=COUNTS[len(which)],
            half=text,
        ),
        0.32 if scene.layout.is_wide else 0.28,
        scene.layout.words.width - 0.4,
        0,
        role="text",
        numbers=[(text, scene.bundle.count("d_head") / 2.0)] * 2,
    )
    if isinstance(pairing, Label):
        fitted(pairing, 2 * (scene.layout.words.right - at.middle))
    pairing.move_to([at.middle, at.note_y, 0])
    if not scene.layout.is_wide:
        scene.layout.words.hold(pairing)
    first = scene.bundle.count("position.0")
    counted = scene.label(
        label_text("“start” is at {first}", first=f"{float(first):.0f}"), 0.32, numbers=[grouped(first)]
    )
    counted.move_to([*at.first, 0])
    if not scene.layout.is_wide:
        scene.layout.words.hold(counted)
    with scene.beat("turning", "So that place can count, both turn: a step per position, fast or slow."):
        told = VGroup(fast, slow, scale, counted)
        scene.play(FadeIn(*rows, *heads, pairing, told), run_time=0.4)
        scene.bring_to_front(*rows)
        numbers = [Change(row.before, opacities=0, run_time=0.5) for row in rows]
        scene.play(*numbers, *[Change(row.dials, turned=1, rate_func=linear, run_time=2.6) for row in rows])
        scene.play(*[Change(row.after, opacities=1) for row in rows], run_time=0.4)
    scene.make_way()


def show_places(scene: AttentionScene, focus: HeadFocus) -> None:
    """Show both words with their positions, where nothing turns."""
    words = Group()
    for kind, index in (("query", focus.query), ("key", focus.partner)):
        place = [(str(index), scene.bundle.count(f"position.{index}"))]
        box = TokenBox(focus.word(index), kind, 0.6)
        words.add(
            Group(box, scene.label(label_text("position {index}", index=index), 0.4, kind, numbers=place)).arrange(
                DOWN, buff=0.3
            )
        )
    words.arrange(RIGHT, buff=1.5).move_to(scene.layout.stage.at(up=0.1))
    caption = phrased("No turning here: a vector for each position is added at the start.")
    if not scene.adds_positions:
        caption = phrased("No turning here: this model is told no positions.")
    with scene.beat("positions", caption):
        scene.play(FadeIn(words), run_time=0.8)
    scene.make_way()


def dial_row(
    focus: HeadFocus, at: DialPlaces, letter: str, index: int, which: list[int], speed: np.ndarray, full: np.ndarray
) -> DialRow:
    before, after = (pairs_of(focus.read(name)[index], which) for name in (letter, f"rot_{letter}"))
    kind = "query" if letter == "q" else "key"
    return DialRow(Dials(before, after, index * speed, full, at.xs[: len(which)], at.radius, kind), at.apart)


def row_head(scene: AttentionScene, focus: HeadFocus, at: DialPlaces, kind: str, index: int, row: DialRow) -> Group:
    """Return the word that the row belongs to, and at which position it stands."""
    box = TokenBox(focus.word(index), kind, 0.4, 1.75).set_x(at.heads_x).set_y(row.dials.get_y() + at.heads_up)
    of = scene.label(NAMES[kind], 0.3, kind).next_to(box, UP, buff=0.14)
    place = scene.label(
        label_text("position {index}", index=index),
        0.32,
        kind,
        numbers=[(str(index), scene.bundle.count(f"position.{index}"))],
    )
    return Group(VGroup(of, box), place.set_x(at.place[0]).set_y(row.dials.get_y() + at.place[1]))
