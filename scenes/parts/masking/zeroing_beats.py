"""Beats: later words zeroed after the softmax, which falls short, and masked before it, as is usual."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.attention.masking_table import MaskingTable
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange, late
from attention_scenes.scenes.mobjects.stage.stage_grid import StageGrid
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.masking.alternatives import left_by_noughts, masking_table, rescaled
from attention_scenes.scenes.parts.masking.leak_beats import Leak
from attention_scenes.scenes.parts.masking.mask_stage import sums_of
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.masking.unmasked_beats import side_title

SEEN = 0.005  # a weight of less is written as 0.00


class Zeroed(NamedTuple):
    """Zeroing on screen: the sums of what is left, what the marks mean, the table of all ways."""

    sums: list[NumberField | Label]
    legend: Group
    zero: Label
    table: MaskingTable


def show_zeroing(scene: AttentionScene, focus: MaskFocus, stage: Stage, leak: Leak) -> Zeroed:
    """Set the weights on later words to zero, which breaks the sums."""
    grid, colour = stage.grid, scene.palette.rgba("text")
    table = masking_table(focus).move_to(scene.layout.side.at(UP + LEFT), UP + LEFT)
    zero = scene.label(label_text("hatched: exactly 0"), 0.32 if scene.layout.is_wide else 0.28, numbers=constants("0"))
    zero.move_to(leak.legend[1], LEFT)
    sums: list[NumberField | Label] = list(sums_of(stage, focus.open, colour))
    if sums and scene.params.convention == "columns":
        sums.append(scene.label(label_text("sum"), 0.32).next_to(sums[0], LEFT, buff=0.25))
    least = float(np.tril(focus.open.value).sum(axis=1).min())
    short = scene.claim(
        "zeroing after the softmax breaks the sums",
        least < 0.995,
        claim_text("smallest sum {sum}", sum=f"{least:.2f}"),
    )
    caption, one = phrased("Not enough: to zero them after the softmax. Here the sums change little."), []
    if short:
        caption, one = phrased("Not enough: to zero them after the softmax. The sums are not 1."), constants("1")
    heading = side_title(scene, label_text("weights of “{word}”", word=focus.word(focus.query)))
    with scene.beat("zeroed", caption, one):
        stays = np.where(grid.later, 0.0, 1.0)
        gone = Change(grid, growth=stays, run_time=1.2), Change(grid, shade=0.0, run_time=1.2)
        first = FadeIn(table.names, table.rule, table.columns[0])
        scene.play(*gone, *map(FadeIn, sums), *exchange(leak.heading, heading), first)
        scene.remove(leak.legend[1])
    return Zeroed(sums, leak.legend, zero, table)


def reweigh(grid: StageGrid, weights: Reading) -> None:
    """Give a grid the weights ``[T, T]`` of each query on itself and what came before; later words have none."""
    entries = np.flatnonzero(~grid.later)
    grid.reweigh(weights[tuple(grid.pairs[entries].T)], entries)


def why_not_nought(scene: AttentionScene, focus: MaskFocus) -> tuple[str, Numbers]:
    """Return what is said of −∞, and the weight that a score of 0 would leave to later words, where it can be seen."""
    if focus.query + 1 < len(focus.tokens):
        left = left_by_noughts(focus)
        share = written(float(left))
        if scene.claim("a score of 0 would still give later words weight", float(left) >= SEEN, share):
            caption = phrased("exp(−∞) = 0, but exp(0) = 1: scores of 0 give later words {share} in all.", share=share)
            return caption, [*constants("0", "0", "1", "0"), (share, left)]
    return phrased("The usual way: −∞ for later words before the softmax."), []


def show_masking(scene: AttentionScene, focus: MaskFocus, stage: Stage, zeroed: Zeroed) -> None:
    """Let a curtain of glass fall on the scores of later words before the softmax; dividing by the sums is as good."""
    grid = stage.grid
    infinity = scene.label("−∞", 1.1, numbers=[("−∞", focus.read("attn_scores")[0, len(focus.tokens) - 1])])
    if scene.layout.is_wide:
        infinity.next_to(zeroed.table, DOWN, buff=0.3, aligned_edge=LEFT)
    else:
        infinity.next_to(zeroed.table, RIGHT, buff=0.6)
    nought = scene.label("→ 0", 0.9, numbers=constants("0"))
    nought.next_to(infinity, RIGHT if scene.layout.is_wide else DOWN, buff=0.3)
    order = np.linspace(0, 1, grid.floor.count)
    with scene.beat("masked", *why_not_nought(scene, focus)):
        back = Change(grid, tiles=1, run_time=1.4), Change(grid, growth=0, run_time=1.0)
        scene.play(stage.to(stage.corner, 2.2, lit=0), *back, *[FadeOut(s, run_time=0.6) for s in zeroed.sums])
        falls = Change(grid, curtain=1, delays=order, spread=0.6, run_time=1.8)
        marks = [FadeIn(infinity, nought), FadeIn(zeroed.zero)]
        scene.play(falls, *marks)
        grid.rescaled, grid.score = 0.0, 1.0
        reweigh(grid, focus.closed)
        grid.rescaled = 1.0
        kept = np.where(grid.later, 0.0, 1.0)
        scene.play(Change(grid, tiles=0), Change(grid, growth=kept), FadeIn(zeroed.table.columns[2]), run_time=1.2)
    apart = (rescaled(focus.open) - focus.closed).largest()
    small = written(float(apart), 8)
    same = scene.claim(
        "renormalising afterwards equals −∞ before",
        float(apart) < 1e-5,
        claim_text("differ by up to {difference}", difference=small),
    )
    caption = phrased("Zeroed and divided by the sums: not the same weights.")
    if same:
        caption = phrased("Zeroed and divided by the sums: the same weights, but in two steps.")
    exact = scene.label(label_text("largest difference: {difference}", difference=small), 0.3, numbers=[(small, apart)])
    exact.next_to(zeroed.table, DOWN, buff=0.3 if scene.layout.is_wide else 0.12, aligned_edge=LEFT)
    with scene.beat("same", caption):
        come = FadeIn(zeroed.table.columns[1], rate_func=late)
        alike = [Create(zeroed.table.frame([1, 2]), run_time=2.5, rate_func=late)] if same else []
        scene.play(*exchange(Group(infinity, nought), exact), come, stage.to(stage.flat, 2.5, lit=1), *alike)
