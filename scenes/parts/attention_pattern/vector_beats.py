"""Beats: the words' vectors stand along both edges, become queries and keys, and two of them meet."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.vectors.dot_product import DotProduct
from attention_scenes.scenes.mobjects.vectors.vector_column import WeightPatch
from attention_scenes.scenes.parts.attention_pattern.stage import WALL, Stage, lines, side_title
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

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
        scene.wait(0.5)
        flight = stage.to(stage.corner, 2.8, names=stage.roomy(stage.corner, 1))
        order = np.tile(np.linspace(0, 1, grid.floor.count), 2)
        scene.play(flight, Change(grid, rise=1, delays=order, spread=0.6, run_time=3.6))
        scene.play(Change(grid, growth=0), *exchange(said, Group(title, told)), run_time=0.8)
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
            "After {layers} layers, 0 to {last}, normalised, they enter this head.", layers=layers[0], last=last[0]
        )
        return caption, [layers, *constants("0"), last]
    if focus.layer:
        return phrased("After one layer, 0, and normalised, they enter this head."), constants("0")
    if scene.adds_positions:
        return phrased("With positions added, and normalised, they enter this head."), ()
    return phrased("Normalised, they enter this head."), ()


def show_maps(scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject) -> Mobject:
    """Turn the vectors into queries and keys by two learned maps, then both by their positions."""
    grid, side = stage.grid, scene.layout.side
    patches = Group(*[
        WeightPatch(scene.bundle.read(f"W_{letter}", focus.layer, head), scene.map_name(letter), role)
        for letter, head, role in (("Q", focus.head, "query"), ("K", focus.kv_head, "key"))
    ])  # fmt: skip
    patches.arrange(RIGHT, buff=0.35, aligned_edge=UP)
    fitted(patches, side.width).move_to(side.at(UP), UP)
    turned = scene.label(label_text("then turned by its place: distance matters"), 0.3, "soft")
    fitted(turned, side.width).next_to(patches, DOWN, buff=0.35).align_to(side.at(LEFT), LEFT)
    caption = phrased("One learned map makes queries, one makes keys.")
    if scene.rotary:
        caption = phrased("One learned map makes queries, one keys; positions turn both.")
    with scene.beat("maps", caption):
        scene.play(FadeOut(said), FadeIn(patches[0]), run_time=0.6)
        scene.play(Change(grid, stage=np.array([1.0, 0.0]), run_time=1.3))
        scene.play(FadeIn(patches[1]), run_time=0.5)
        scene.play(Change(grid, stage=np.array([1.0, 1.0]), run_time=1.3))
        if scene.rotary:
            scene.play(Change(grid, stage=np.array([2.0, 2.0]), run_time=1.3), FadeIn(turned, run_time=0.5))
        else:
            grid.stage[:] = 2
    return Group(patches, turned) if scene.rotary else patches


def show_product(scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject) -> Mobject:
    """Let the query of the focus meet its partner's key, product by product; return the table."""
    at, side = (focus.query, focus.partner), scene.layout.side
    table = DotProduct(
        focus.read("rot_q")[focus.query], focus.read("rot_k")[focus.partner], focus.read("raw_scores")[at],
        focus.read("attn_scores")[at],
    )  # fmt: skip
    rows = table.rows()
    words = scene.label(label_text("“{query}” meets “{key}”", query=focus.word(at[0]), key=focus.word(at[1])), 0.34)
    fitted(words, side.width).move_to(side.at(UP + LEFT, up=0.45), LEFT)
    table.next_to(words, DOWN, buff=0.25).align_to(side.at(RIGHT), RIGHT)
    with scene.beat("dot product", "Multiply and add: one number says how well they fit."):
        scene.play(FadeOut(said), Change(stage.grid, pair=1, run_time=1.2), FadeIn(words, run_time=0.8))
        for part in rows[:3]:
            scene.play(FadeIn(part), run_time=1)
    return Group(words, *rows[:3])
