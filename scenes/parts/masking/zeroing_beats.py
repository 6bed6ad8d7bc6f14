"""Beats: later words zeroed after the softmax, which falls short, and masked before it, as is usual."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, UP, Mobject, ReplacementTransform

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.masking_table import MaskingTable
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange, late
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.masking.alternatives import largest_difference, masking_table, rescaled, tinted
from attention_scenes.scenes.parts.masking.leak_beats import Leak
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.masking.unmasked_beats import side_title


class Zeroed(NamedTuple):
    """Zeroing on screen: rescaled dots and their sums, the hatching of the future, the table of all ways."""

    dots: DotField
    sums: NumberField
    hatching: Mobject
    table: MaskingTable


def show_zeroing(scene: AttentionScene, focus: MaskFocus, grid: PatternGrid, leak: Leak) -> Zeroed:
    """Set the weights on later words to zero, which breaks the sums, then rescale what is left."""
    table = masking_table(focus).move_to(scene.layout.side.at(UP + LEFT), UP + LEFT)
    hatching = grid.hatching()
    zero = scene.label(label_text("hatched: exactly 0"), 0.28, "soft", numbers=constants("0"))
    zero.move_to(leak.legend[1], LEFT)
    sums = grid.sums(focus.open)
    sums.opacities[:] = 0
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
    narrow = grid.frame_of(focus.query)
    with scene.beat("zeroed", caption, one):
        gone = Change(leak.dots, growth=np.where(grid.future().ravel(), 0, 1)), *exchange(leak.legend[1], zero)
        scene.play(*gone, FadeIn(hatching), ReplacementTransform(leak.frame, narrow), run_time=1)
        arrive = Change(sums, opacities=1, delays=np.linspace(0, 1, len(sums.written)), run_time=1)
        first = FadeIn(table.names, table.rule, table.columns[0])
        scene.play(arrive, *exchange(leak.heading, heading), first)
    fair = rescaled(focus.open)
    grown, ones = tinted(grid, fair), grid.sums(fair)
    final, grown.weights = grown.weights, np.where(grid.future().ravel(), 0, leak.dots.weights)
    caption = phrased("Divide each row by its sum: that repairs it.")
    if scene.params.convention == "columns":
        caption = phrased("Divide each column by its sum: that repairs it.")
    with scene.beat("repaired", caption):
        scene.remove(leak.dots)
        scene.add(grown)
        swap = exchange(sums, ones)
        scene.play(Change(grown, weights=final), *swap, FadeIn(table.columns[1], rate_func=late), run_time=1.2)
    return Zeroed(grown, ones, hatching, table)


def show_masking(scene: AttentionScene, focus: MaskFocus, grid: PatternGrid, zeroed: Zeroed) -> None:
    """Mask the scores with −∞ before the softmax, and compare the weights with those repaired."""
    scores = focus.read("attn_scores")
    numbers = grid.numbers(scores, 1, grid.digits_em(focus.read("attn_scores", "open"), 1))
    dots = grid.dots(focus.closed)
    dots.growth[:] = 0
    with scene.beat("masked", "The usual way: −∞ for later words before the softmax."):
        scene.play(FadeOut(zeroed.dots, zeroed.hatching, zeroed.sums), run_time=0.5)
        scene.play(FadeIn(numbers), run_time=0.7)
        scene.wait(1.8)
        shrink = Change(numbers, sizes=0.01, opacities=0)
        scene.play(shrink, Change(dots, growth=1), FadeIn(zeroed.hatching), run_time=1)
        scene.play(FadeIn(zeroed.table.columns[2]), run_time=0.5)
        scene.remove(numbers)
    apart = largest_difference(rescaled(focus.open), focus.closed)
    small = written(float(apart), 8)
    same = scene.claim(
        "renormalising afterwards equals −∞ before",
        float(apart) < 1e-5,
        claim_text("differ by up to {difference}", difference=small),
    )
    caption = phrased("Not the same weights as those that were repaired.")
    if same:
        caption = phrased("Same weights in one step, but for the rounding of the computer.")
    exact = scene.label(
        label_text("largest difference: {difference}", difference=small), 0.28, "soft", numbers=[(small, apart)]
    )
    exact.next_to(zeroed.table, DOWN, buff=0.3 if scene.layout.is_wide else 0.12, aligned_edge=LEFT)
    with scene.beat("same", caption):
        scene.play(FadeIn(exact), run_time=0.5)
        scene.wait(1.5)
    scene.make_way()
