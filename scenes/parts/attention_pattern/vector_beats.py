"""Beats: the words' vectors stand along both edges and become queries and keys, by the same two maps."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.vectors.vector_column import WeightPatch
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in
from attention_scenes.scenes.parts.attention_pattern.side_text import (
    LINE,
    NOTE,
    column_width,
    in_columns,
    lines,
    side_text,
    side_title,
)
from attention_scenes.scenes.parts.attention_pattern.stage import WALL, Stage
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

CELL = 0.225  # scene units, at most
COLUMNS, NARROW = 20, 15  # of a map that are shown, and where two maps stand side by side
STANDING = 24  # entries of a vector that stand in its strip


def show_vectors(scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject) -> Mobject:
    """Let the vectors that enter the head stand up along both edges; return what is said beside them."""
    grid = stage.grid
    entering, standing = stand(scene, focus, stage)
    title = side_title(scene, label_text("what a word brings"))
    told = lines(
        scene,
        title,
        (label_text("{size} numbers; {standing} of them here,", size=entering, standing=standing),
         [scene.counted("d_model"), *constants(str(standing))]),
        (label_text("a larger one {shade}", shade=scene.palette.shades.more), ()),
    )  # fmt: skip
    with scene.beat("entering", *enters(scene, focus)):
        order = np.tile(np.linspace(0, 1, grid.floor.count), 2)
        scene.play(
            stage.to(stage.corner, 2.6, rise=1, lit=0),
            Change(grid, rise=1, delays=order, spread=0.6, run_time=2.6),
            Change(grid, growth=0, run_time=2.6),
            *exchange(said, Group(title, told), run_time=2.6),
        )
    return Group(title, told)


def stand(scene: AttentionScene, focus: HeadFocus, stage: Stage) -> tuple[int, int]:
    """Give the stage its vectors; return how many numbers enter the head, and how many of them stand there."""
    entering = scene.bundle.read("attn_in", focus.layer)
    size = min(STANDING, focus.read("q").shape[1])

    def stages(kind: str) -> list[Reading]:
        return [entering[:, :size], focus.read(kind)[:, :size], focus.read(f"rot_{kind}")[:, :size]]

    roles = [["data_high", role, role] for role in ("query", "key")]
    stage.grid.stand((stages("q"), stages("k")), roles, WALL)
    return entering.shape[1], size


def enters(scene: AttentionScene, focus: HeadFocus) -> tuple[str, Numbers]:
    """Return what has become of the vectors on their way to the head, and the numbers in it."""
    if focus.layer > 1:
        number = scene.bundle.count("head.layer")
        layers, last = grouped(number), grouped(number - 1.0)
        caption = phrased(
            "How? After {layers} layers, 0 to {last}, normalised, they enter this head.", layers=layers[0], last=last[0]
        )
        return caption, [layers, *constants("0"), last]
    if focus.layer:
        return phrased("After one layer, 0, and normalised, they enter this head."), constants("0")
    if scene.adds_positions:
        return phrased("With positions added, and normalised, they enter this head."), ()
    return phrased("Normalised, they enter this head."), ()


def show_maps(scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject) -> Mobject:
    """Turn the vectors into queries and keys, one word after the other by the same map, then both by their places."""
    grid, count = stage.grid, stage.grid.floor.count
    patches = maps_of(scene, focus)
    turned = side_text(scene, label_text("then each is turned by its place")).next_to(
        patches, DOWN, buff=0.3, aligned_edge=LEFT
    )
    caption = phrased("One learned map makes queries, one makes keys.")
    if scene.rotary:
        caption = phrased("Learned maps make queries and keys, turned so that distance matters.")
    order = np.tile(np.linspace(0, 1, count), 2)
    with scene.beat("maps", caption):
        of_queries = np.repeat([1.0, 0.0], count)
        scene.play(
            *exchange(said, patches[0]),
            Change(grid, stage=of_queries, delays=0.3 + 0.7 * order, spread=0.75, run_time=1.7),
        )
        scene.play(FadeIn(patches[1:]), Change(grid, stage=1, delays=order, spread=0.75, run_time=1.3))
        if scene.rotary:
            scene.play(Change(grid, stage=2), FadeIn(turned), run_time=0.9)
        else:
            grid.stage[:] = 2
    return Group(patches, turned) if scene.rotary else patches


def maps_of(scene: AttentionScene, focus: HeadFocus) -> Group:
    """Return some cells of the head's two learned maps, one below the other, and how many there are."""
    places = places_in(scene.layout)
    side = places.side
    width, columns = (column_width(side), NARROW) if places.below else (side.width, COLUMNS)
    cell = min(CELL, width / columns)
    maps = (
        ("Q", focus.head, "query", label_text("the same map for every query")),
        ("K", focus.kv_head, "key", label_text("the same map for every key")),
    )
    shown = Group()
    for letter, head, role, says in maps:
        weights = scene.bundle.read(f"W_{letter}", focus.layer, head)
        patch = WeightPatch(
            weights, scene.map_name(letter), role, rows=places.rows, columns=columns, cell=cell, em=NOTE
        )
        words = scene.note(says, LINE, width - patch.symbol.width - 0.25, role=role)
        name = Group(patch.symbol, words).arrange(RIGHT, buff=0.25)
        if isinstance(words, Label):
            words.stand_on(patch.symbol.baseline)
        shown.add(Group(fitted(name, width).next_to(patch.cells, UP, buff=0.14, aligned_edge=LEFT), patch.cells))
    shown = in_columns(scene, *shown, buff=0.28)
    part = scene.label(label_text("a part of each here"), NOTE, "soft")
    notes = Group(patch.notes[0], part).arrange(DOWN, buff=0.1, aligned_edge=LEFT)
    shown.add(fitted(notes, side.width).next_to(shown, DOWN, buff=0.18, aligned_edge=LEFT))
    return fitted(shown, side.width).move_to(side.at(UP + LEFT, up=0.3), UP + LEFT)
