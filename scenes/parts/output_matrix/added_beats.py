"""Beats: the sum of all heads added to the word, as numbers and as arrows."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, RoundedRectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.planes.tip_to_tail import TipToTail
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.rounded_note import rounded_note
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn, decimals_of_rows
from attention_scenes.scenes.parts.output_matrix.head_outputs import HeadOutputs

SYMBOLS, ROLES = ("$E$", "$Delta E$", "$E'$"), (None, "update", None)
ARROWS = ("data_low", "update", "text")
SHOWN, DECIMALS = 6, 2  # entries of each column, and how they are written


def show_added(scene: AttentionScene, heads: HeadOutputs) -> None:
    """Set the sum on the tip of the word's own vector, all three to one scale in their plane, beside their entries."""
    vectors = heads.before, heads.at_once, heads.before + heads.at_once
    lengths = [vector.norm() for vector in vectors]
    columns, arrows = added_columns(scene, vectors, heads.worked()), added_arrows(scene, heads, lengths)
    names = [named_length(scene, *each) for each in zip(SYMBOLS, lengths, ARROWS, strict=True)]
    set_names(names, arrows, scene.layout.stage)
    caption = phrased("Nobody votes: heads are added, and their sum is added to “{word}”.", word=heads.word)
    with scene.beat("added", caption):
        arrows.grown = 1.0
        coming = Change(arrows, grown=2.0, run_time=1.0), FadeIn(names[1], run_time=1.0)
        scene.play(FadeIn(arrows, names[0], *columns[:2], run_time=0.7), *coming)
        scene.play(Change(arrows, direct=1.0, run_time=0.8), FadeIn(names[2], columns[2], plane_note(scene, arrows)))
        scene.wait(0.8)


def added_columns(scene: AttentionScene, vectors: tuple[Reading, ...], entry: int) -> list[Group]:
    """Return E, + ΔE and = E′ as columns of numbers, at the left of the stage or in its upper part.

    The entry that was worked through before is among them, and is named.
    """
    layout, parts = scene.layout, []
    for vector, role, sign in zip(vectors, ROLES, ("", "+", "="), strict=True):
        column = VectorColumn(vector, SHOWN, 0.4, role, decimals=DECIMALS, note=False, among=entry)
        signs = [scene.label(sign, 0.5, "soft").next_to(column, LEFT, buff=0.22)] if sign else []
        parts.append(Group(column, *signs))
    whole = Group(*parts).arrange(RIGHT, buff=0.22)
    for part in parts:
        part.add(framed(part[0], entry))
    parts[1].add(named_entry(scene, parts[1][0], entry))
    whole = Group(*parts)
    if layout.is_wide:
        whole.move_to(layout.stage.at(LEFT, right=0.1, up=0.25), LEFT)
    else:
        whole.move_to(layout.stage.at(UP, up=-0.1), UP)
    _, adds = decimals_of_rows(vectors[:-1], vectors[-1], SHOWN, DECIMALS, DECIMALS, entry)
    for note in rounded_note(adds, 0.34, whole.width):
        parts[-1].add(note.next_to(whole, DOWN, buff=0.3))
    return parts


def framed(column: VectorColumn, entry: int) -> RoundedRectangle:
    """Return a frame round an entry of a column."""
    y = column.frame.get_y() + column.ys[column.shown.index(entry)]
    frame = RoundedRectangle(corner_radius=0.06, width=column.frame.width - 0.06, height=0.46)
    frame.set_stroke(palette().update, 2)
    return frame.move_to([column.frame.get_x(), y, 0])


def named_entry(scene: AttentionScene, column: VectorColumn, entry: int) -> Label:
    """Return over a column which entry is framed."""
    text = label_text("framed: entry {number}", number=entry)
    return scene.label(text, 0.36, "update", numbers=constants(str(entry))).next_to(column, UP, buff=0.15)


def added_arrows(scene: AttentionScene, heads: HeadOutputs, lengths: list[Reading]) -> TipToTail:
    """Return the arrows of E, ΔE and E′ in the plane that all three lie in, with their own lengths and angle."""
    before, change = (vector.value.astype(np.float64) for vector in (heads.before, heads.at_once))
    ahead = before / max(float(np.linalg.norm(before)), 1e-9)
    along = float(change @ ahead)
    aside = float(np.linalg.norm(change - along * ahead))
    place = room_of_sum(scene)
    return TipToTail(
        np.array([[float(lengths[0]), 0], [along, aside]]), join(lengths[:2]), lengths[2], ARROWS,
        *place.corners, thick=(1.7, 1.7),
    )  # fmt: skip


def room_of_sum(scene: AttentionScene) -> Place:
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.left + 6.8, stage.bottom + 1.6, stage.right - 0.6, stage.top - 1.0)
    return Place(stage.left + 0.4, stage.bottom + 2.2, stage.right - 0.8, stage.bottom + 4.4)


def plane_note(scene: AttentionScene, arrows: TipToTail) -> VGroup:
    """Say that arrows are drawn as long as they are, and as far apart."""
    place = room_of_sum(scene)
    note = scene.label(label_text("lengths and angle as they are"), 1.15 * scene.layout.em.word)
    return fitted(note, place.width).move_to([(place.left + place.right) / 2, place.bottom - 1.0, 0])


def named_length(scene: AttentionScene, symbol: str, reading: Reading, role: str) -> VGroup:
    """Return a symbol, and how long it is."""
    digits = written(float(reading), 1)
    name = scene.label(symbol, 0.6, role, markup=True)
    number = scene.label(digits, 0.44, role, numbers=[(digits, reading)])
    return VGroup(name, number.next_to(name, RIGHT, buff=0.2).stand_on(name.baseline))


def set_names(names: list[VGroup], arrows: TipToTail, stage: Place) -> None:
    """Put the names of E, ΔE and E′ beside their arrows: below, at the tip, and above."""
    start, tip, end = (np.array([*point, 0]) for point in arrows.way)
    names[0].next_to((start + tip) / 2, DOWN, buff=0.3)
    stage.hold(names[1].next_to(end, UP, buff=0.4))
    way, low, high = end - start, names[2].width / 2, names[2].height / 2
    aside = np.array([-way[1], way[0], 0]) / max(float(np.linalg.norm(way)), 1e-9)
    names[2].move_to((2 * start + end) / 3 + (0.25 + abs(aside[0]) * low + abs(aside[1]) * high) * aside)
