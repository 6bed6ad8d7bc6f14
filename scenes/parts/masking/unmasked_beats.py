"""Beats: one head without its mask, and what leaks."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.scenes.captions import claim_text, joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.head_cards import head_card, looks_ahead

LITTLE = 0.05  # of a query's weight
TITLE = 0.42  # em


def side_width(scene: AttentionScene) -> float:
    """Return how wide words beside the grid may be: they keep the margin."""
    return min(scene.layout.side.right, scene.layout.words.right - 0.02) - scene.layout.side.left


def side_title(scene: AttentionScene, text: str) -> Label:
    side = scene.layout.side
    return fitted(scene.label(text, TITLE), side_width(scene)).move_to(side.at(UP + LEFT, up=0.45), LEFT)


def show_chosen_head(scene: AttentionScene, focus: MaskFocus, stage: Stage) -> tuple[Label, Group]:
    """Show why this head: how much it would look ahead. The heading and the bars stay."""
    side, at = scene.layout.side, (focus.layer, focus.head)
    leaks, number = (
        scene.bundle.probe("leak.leak"),
        grouped(scene.bundle.count("n_heads") * scene.bundle.count("n_layers")),
    )
    most = scene.claim(
        "of all heads, this one would give later words the most weight",
        int(leaks.value.argmax()) == at[0] * leaks.shape[1] + at[1],
        claim_text(
            "{share}; the most of any head: {most}",
            share=f"{float(leaks[at]):.2f}",
            most=f"{leaks.value.max():.2f}",
        ),
    )
    caption = phrased("Of {heads} heads we take the one that would look ahead most.", heads=number[0])
    numbers = [number]
    if not most:
        caption, numbers = phrased("How much would this head look ahead, were its mask off?"), []
    heading = side_title(scene, label_text("why this head?") if most else label_text("this head"))
    card = head_card(scene, *at, [looks_ahead], width=side_width(scene), role="future")
    card.next_to(side.at(UP + LEFT, up=0.2), DOWN + RIGHT, buff=0)
    cut_to(scene, stage.grid, heading, card)
    scene.remove(numbers_of_bars := Group(*[bars.numbers for bars in card.bars]))
    with scene.beat("chosen", caption, numbers):
        scene.play(FadeIn(numbers_of_bars), run_time=0.8)
    return heading, Group(card)


def show_open_scores(
    scene: AttentionScene, focus: MaskFocus, stage: Stage, heading: Label, gone: Group
) -> tuple[Label, Group]:
    """Let all scores rain into their cells, later words' too; return what stands beside them."""
    scores, grid = focus.read("attn_scores", "open"), stage.grid
    unmasked = side_title(scene, label_text("scores, scaled: no mask"))
    at = (focus.query, focus.ahead())
    score = written(float(scores[at]), 1)
    pair = joined("", [focus.word(at[0]), " · ", focus.word(at[1]), f" = {score}"])
    told = Group(
        fitted(scene.label(pair, 0.42, "focus", numbers=[(score, scores[at])]), 3.9),
        scene.label(label_text("a tile each, a larger score {shade}", shade=scene.palette.shades.more), 0.32),
    )
    told.arrange(DOWN, buff=0.25, aligned_edge=LEFT).next_to(unmasked, DOWN, buff=0.3, aligned_edge=LEFT)
    for line in told:
        fitted(line, side_width(scene))
        line.align_to(unmasked, LEFT)
    with scene.beat("scores", "Every query meets every key: later words get scores too."):
        rain = Change(grid, tiles=1, delays=np.linspace(0, 1, len(grid.tiles)), spread=0.8, run_time=2.2)
        scene.play(rain, FadeOut(gone, run_time=0.8), *exchange(heading, unmasked, run_time=0.8))
        scene.play(Change(grid, pair=1), FadeIn(told), run_time=0.6)
    return unmasked, told
