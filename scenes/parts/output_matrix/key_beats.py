"""Beats: the output matrix as one learned sheet, then cut into a strip for each head, which is played like a key."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.output_map.output_keys import OutputKeys
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.output_matrix.head_outputs import HeadOutputs
from attention_scenes.scenes.parts.output_matrix.key_places import GAP, KeyPlaces
from attention_scenes.scenes.parts.output_matrix.slice_beats import concatenated

CALM, PLAYED = 0.85, 0.55  # opacity of a key's numbers before it is played, and after
LEGIBLE = 1.2  # of a word's size: what answers a question


def show_sheet(scene: AttentionScene, heads: HeadOutputs, keys: OutputKeys) -> None:
    """Lay the learned sheet before the slices: a column of it for each of their numbers."""
    width, whole = scene.counted("d_model"), concatenated(scene)
    shape = f"{width[0]} × {whole[0]}"
    caption = phrased("The output matrix, {shape}: a learned column for each number.", shape=shape)
    with scene.beat("sheet", caption, [width, whole]):
        scene.wait(0.2)
        flight = CameraFlight(keys, KeyPlaces(scene.layout).sheet(keys))
        flight.run_time = 2.8
        order = 0.3 + 0.7 * np.linspace(0, 1, heads.count)  # once the camera is back
        coming = (
            Change(keys, cells=CALM, delays=order, run_time=3.2),
            Change(keys, glass=1.0, run_time=2.8, rate_func=late),
        )
        scene.play(flight, *coming, Change(keys, tags=0.0, run_time=0.5))
        told = told_of_sheet(scene, keys)
        scene.play(FadeIn(told), run_time=0.4)
    scene.let_go(told)


def told_of_sheet(scene: AttentionScene, keys: OutputKeys) -> VGroup:
    """Return the sheet's symbol, what its colours mean and how many of its numbers are drawn."""
    layout, every = scene.layout, keys.keys.every[0] * keys.keys.every[1]
    symbol = scene.label(scene.map_name("O"), layout.em.hero, "output", markup=True)
    notes = [scene.label(label_text("blue +, orange −"), layout.em.word, "soft")]
    if every > 1:
        drawn = label_text("one number in {every} is drawn", every=every)
        notes.append(scene.label(drawn, layout.em.word, "soft", numbers=constants(str(every))))
    return aside(scene, VGroup(symbol, *notes).arrange(DOWN, buff=0.22))


def show_keys(scene: AttentionScene, heads: HeadOutputs, keys: OutputKeys) -> None:
    """Cut the sheet along its columns, then play one key after the other: each makes a vector of its slice alone."""
    count, strip = scene.counted("n_heads"), product(scene.bundle.count("d_model"), scene.bundle.count("d_head"))
    caption = phrased("Cut it like piano keys: {count} strips of {shape}, one a head.", count=count[0], shape=strip[0])
    with scene.beat("keys", caption, [count, *strip[1]]):
        scene.wait(0.2)
        flight = CameraFlight(
            keys, KeyPlaces(scene.layout).keys(keys), gap=GAP, feet=keys.row(GAP), line_x=keys.keys.middles(GAP)
        )
        flight.run_time = 2.6
        scene.play(flight)
        scene.play(Change(keys, tags=1.0, run_time=0.4))
        scene.wait(0.3)
    width = scene.counted("d_model")
    caption = phrased("Each strip turns its own slice into a whole ΔE, {size} numbers.", size=width[0])
    told = told_of_strip(scene)
    with scene.beat("played", caption, [width]):
        order = np.linspace(0, 1, heads.count)
        scene.play(Change(keys, grown=1.0, lit=1.0, pressed=1.0, cells=PLAYED, delays=order, run_time=3.2))
        scene.play(FadeIn(told), run_time=0.4)
        scene.wait(0.4)
    scene.let_go(told)


def told_of_strip(scene: AttentionScene) -> VGroup:
    """Return what a strip and the head's value map are together, with their shapes: over the first key, or below."""
    em, bundle, layout = scene.layout.em, scene.bundle, scene.layout
    (out, outs), (into, ins) = (
        product(bundle.count(one), bundle.count(other)) for one, other in (("d_model", "d_head"), ("d_head", "d_model"))
    )
    told = VGroup(
        scene.label("$W_O W_V$", em.heading, "output", markup=True),
        scene.label(label_text("strip × value map, two halves"), LEGIBLE * em.word),
        scene.label(f"{out} · {into}", LEGIBLE * em.word, "text", numbers=[*outs, *ins]),
        scene.label(label_text("of one “value matrix”, E to ΔE"), LEGIBLE * em.word),
    ).arrange(DOWN, buff=0.2)
    if layout.is_wide:
        return fitted(told, 3.4).move_to(layout.stage.at(UP + LEFT, up=-0.2), UP + LEFT)
    return aside(scene, told[1:])  # the keys leave no room for the symbol


def aside(scene: AttentionScene, told: VGroup) -> VGroup:
    """Set words beside the sheet, or below it."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return fitted(told, 2.9).move_to(stage.at(LEFT, right=0.1), LEFT)
    return told.scale(0.8).move_to(stage.at(DOWN, up=1.0), DOWN)
