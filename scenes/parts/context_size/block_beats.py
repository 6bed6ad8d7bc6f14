"""Beats: block by block gives the same, and saves memory, not work."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, VGroup, linear

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange
from attention_scenes.scenes.mobjects.marks.pattern_image import BlockWalk, PatternImage
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.context_size.blockwise_attention import attend_by_blocks
from attention_scenes.scenes.parts.context_size.context_places import places_in
from attention_scenes.scenes.parts.context_size.context_size_data import BLOCKS, Growth
from attention_scenes.scenes.parts.context_size.side_column import notes_below


def show_blocks(scene: AttentionScene, growth: Growth, image: PatternImage, gone: VGroup) -> VGroup:
    """Work the weighted sums out block by block, without the whole grid; what is said of it is returned."""
    last, square = growth.sizes[-1], places_in(scene.layout).square
    blocks = BLOCKS if last >= 2 * BLOCKS else last
    agree = blocks_agree(scene, growth, last // blocks)
    walk = BlockWalk(growth.pattern, square.width, blocks, growth.columns).shift(square.at(DOWN + LEFT))
    each = scene.counted("d_head")
    pairs = grouped((growth.cells[-1] + growth.counts[-1]) / 2.0)
    note = notes_below(
        scene,
        label_text("held: {count} numbers a token, and a block", count=each[0]),
        label_text("text twice as long: twice the memory"), numbers=[each],
    )  # fmt: skip
    steps = len(walk.pairs) - 0.01
    caption = phrased("The grid need not be stored: block by block comes close.")
    if agree:
        caption = phrased("The grid need not be stored: block by block gives the same.")
    with scene.beat("blocks", caption):
        scene.play(*exchange(gone, note), Change(image, opacity=0.4), FadeIn(walk), run_time=0.8)
        scene.bring_to_front(walk)
        scene.play(Change(walk, step=steps, rate_func=linear), run_time=4)
    all_cells = grouped(growth.cells[-1])
    work = notes_below(
        scene,
        label_text("needed: {count} of {all} dot products;", count=pairs[0], all=all_cells[0]),
        label_text("the masked half can be left out"),
        numbers=[pairs, all_cells],
    )  # fmt: skip
    work.next_to(note, DOWN, buff=0.3, aligned_edge=LEFT)
    with scene.beat("work", "Memory is linear then. Work stays quadratic, so cost is a limit too."):
        scene.play(FadeOut(walk), Change(image, opacity=1), FadeIn(work), run_time=0.8)
        scene.wait(0.5)
    return VGroup(note, work)


def blocks_agree(scene: AttentionScene, growth: Growth, size: int) -> bool:
    """Return whether block by block gives what the model's own head gave."""
    last, layer, head = growth.sizes[-1], growth.layer, growth.head
    scores = scene.bundle.read("attn_scores", layer, head).value[:last, :last]
    values = scene.bundle.read("v", layer, scene.bundle.kv_head(head)).value[:last]
    z = scene.bundle.read("z", layer, head).value[:last]
    apart = float(np.abs(attend_by_blocks(scores, values, size) - z).max() / np.abs(z).max())
    return scene.claim(
        "block by block gives the same weighted sums",
        apart < 1e-4,
        claim_text("relative difference {difference}", difference=f"{apart:.0e}"),
    )
