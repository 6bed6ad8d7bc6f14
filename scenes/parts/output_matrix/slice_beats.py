"""Beats: the value tables behind the heads, the slice that each brings, and all of them side by side."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.output_map.output_keys import OutputKeys
from attention_scenes.scenes.mobjects.output_map.value_tables import ValueTables
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.parts.output_matrix.head_outputs import MOST_ROWS, HeadOutputs
from attention_scenes.scenes.parts.output_matrix.key_places import Formation, KeyPlaces


def show_tables(scene: AttentionScene, heads: HeadOutputs) -> OutputKeys:
    """Show the tables of values of the layer, then before each the slices of the heads that read it."""
    bundle, places = scene.bundle, KeyPlaces(scene.layout)
    groups = bundle.meta["n_kv_heads"]
    formation = Formation.of(heads.count, groups)
    keys = keyboard(scene, heads)
    keys.value_tables = ValueTables(
        heads.values(), formation.tables, (formation.width, places.table_high), formation.depth
    )
    keys.feet, keys.slice_width, keys.tables = formation.feet.copy(), formation.width, 1.0
    keys.rise = np.zeros(heads.count)
    keys.stand_at(places.formation(formation))
    scene.add(keys)
    with scene.beat("tables", *what_stands_behind(scene)):
        scene.wait(0.5)
    count = scene.counted("d_head")
    caption = phrased("To “{word}”, each head brings {size} numbers, a sum of rows.", word=heads.word, size=count[0])
    with scene.beat("slices", caption, [count]):
        first = np.linspace(0, 1, heads.count)
        scene.play(Change(keys, rise=1.0, delays=first, run_time=2.0))
        scene.play(Change(keys, tags=1.0, run_time=0.5))
        scene.wait(0.3)
    return keys


def keyboard(scene: AttentionScene, heads: HeadOutputs, named: bool = True) -> OutputKeys:
    """Return the output map in space, of which nothing but the slices is shown."""
    layout, frame = scene.layout, scene.layout.frame
    low = layout.stage.bottom + (0.0 if layout.is_wide else 0.55)  # over the lines of a caption
    names = [scene.bundle.count(f"head.{n}") for n in range(heads.count)] if heads.count <= MOST_ROWS else []
    return OutputKeys(
        heads.slices, heads.strips, heads.updates, heads.at_once, (frame.left, low), (frame.right, frame.top),
        heads=names if named else (),
    )  # fmt: skip


def what_stands_behind(scene: AttentionScene) -> tuple[str, Numbers]:
    """Return what is said of value tables and heads: shared by some, by all, or by none."""
    few, all_of, layer = scene.counted("n_kv_heads"), scene.counted("n_heads"), scene.counted("head.layer")
    what, two = {"few": few[0], "all": all_of[0], "layer": layer[0]}, [layer, all_of]
    if few[0] == "1":
        return phrased("Layer {layer}: one table of values, a row a token, for all {all} heads.", **what), two
    if few[0] == all_of[0]:
        return phrased("Layer {layer}: {all} heads, each with a table of values, a row a token.", **what), two
    return phrased("Layer {layer}: {few} tables of values, a row a token, for {all} heads.", **what), [few, *two]


def show_row(scene: AttentionScene, heads: HeadOutputs, keys: OutputKeys) -> None:
    """Let the slices slide side by side: they are one vector, and nothing is lost or mixed yet."""
    parts, whole = product(scene.bundle.count("n_heads"), scene.bundle.count("d_head")), concatenated(scene)
    caption = phrased(
        "Concatenated, side by side: one vector of {parts} = {all} numbers.", parts=parts[0], all=whole[0]
    )
    with scene.beat("side by side", caption, [*parts[1], whole]):
        row, places = keys.row(0.0), KeyPlaces(scene.layout)
        move = CameraFlight(keys, places.row(keys), feet=row, slice_width=keys.keys.wide, tag_up=1.0)
        move.run_time = 2.7
        scene.play(move, Change(keys, tables=0.0, tags=0.0, run_time=1.2))
        scene.play(Change(keys, tags=1.0, run_time=0.4))
        scene.wait(0.4)


def concatenated(scene: AttentionScene) -> tuple[str, Reading]:
    """Return how many numbers all slices have, which is not the width of every model."""
    return grouped(scene.bundle.count("n_heads") * scene.bundle.count("d_head"))
