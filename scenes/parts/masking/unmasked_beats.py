"""Beats: one head without its mask, and what leaks."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus

LITTLE = 0.05  # of a query's weight


def grid_of(scene: AttentionScene, focus: MaskFocus) -> PatternGrid:
    place = scene.layout.pattern
    width = min(6.5 if len(focus.tokens) <= 12 else 7.0, place.width)
    grid = PatternGrid(focus.tokens, (width, place.height), scene.params.convention)
    return grid.shift(place.at(LEFT, right=width / 2) - grid.middle)


def side_title(scene: AttentionScene, text: str) -> Label:
    side = scene.layout.side
    return fitted(scene.label(text, 0.34), side.width).move_to(side.at(UP + LEFT, up=0.45), LEFT)


def show_chosen_head(scene: AttentionScene, focus: MaskFocus, grid: PatternGrid) -> tuple[Label, Group]:
    """Show why this head: how much it would look ahead. The heading and the bars stay."""
    side, at = scene.layout.side, (focus.layer, focus.head)
    leaks, even = scene.bundle.probe("leak.leak"), scene.bundle.probe("leak.even", 0)
    number, heads = grouped(scene.bundle.count("n_heads") * scene.bundle.count("n_layers"))
    mean = leaks.sum() / heads
    bars = Bars(
        [label_text("this head"), label_text("all words alike"), label_text("mean of {count}", count=number)],
        join([leaks[at], even, mean]),
        full=1.5,
        em=0.3,
        role="future",
        widest=1.55,
    ).at(side.at(UP + LEFT, right=1.65, up=-1.25))
    scene.layout.words.hold(bars)
    bars.names[2].numbers = ((number, heads),)
    n, sentences = scene.counted("leak.sentences")
    notes = label_text("weight on later words,"), label_text("were the mask off in one head")
    about = Group(*[scene.label(text, 0.28, "soft") for text in notes]).arrange(DOWN, 0.1, aligned_edge=LEFT)
    about.next_to(side.at(UP + LEFT, up=0.1), DOWN + RIGHT, buff=0)
    note = scene.label(label_text("mean over {count} other sentences", count=n), 0.26, "soft", numbers=[(n, sentences)])
    note.next_to(side.at(UP + LEFT, up=-2.25), DOWN + RIGHT, buff=0)
    most = scene.claim(
        "of all heads, this one would give later words the most weight",
        int(leaks.value.argmax()) == at[0] * leaks.shape[1] + at[1],
        claim_text(
            "{share}; the most of any head: {most}",
            share=f"{float(leaks[at]):.2f}",
            most=f"{leaks.value.max():.2f}",
        ),
    )
    caption = phrased("Of {heads} heads we take the one that would look ahead most.", heads=number)
    numbers = [(number, heads)]
    if not most:
        caption, numbers = phrased("How much would this head look ahead, were its mask off?"), []
    heading = side_title(scene, label_text("why this head?") if most else label_text("this head"))
    shown = Group(bars, about, note)
    with scene.beat("chosen", caption, numbers):
        bars.field.growth[:] = 0
        scene.play(FadeIn(grid), FadeIn(heading), FadeIn(about), FadeIn(bars.names), run_time=0.8)
        scene.play(Change(bars.field, growth=1), FadeIn(bars.numbers), FadeIn(note), run_time=1)
    return heading, shown


def show_open_scores(
    scene: AttentionScene, focus: MaskFocus, grid: PatternGrid, heading: Label, gone: Group
) -> tuple[Label, NumberField | CellField]:
    """Show all scores, later words included; the heading and the scores stay."""
    scores = focus.read("attn_scores", "open")
    em = grid.digits_em(scores, 1)
    shown = grid.numbers(scores, 1, em)
    shown.opacities[:] = 0
    unmasked = side_title(scene, label_text("scores, scaled: no mask"))
    at = (focus.query, focus.ahead())
    score, cell = written(float(scores[at]), 1), grid.cell_frame(*at)
    pair = joined("", [focus.word(at[0]), " · ", focus.word(at[1]), f" = {score}"])
    told = fitted(scene.label(pair, 0.34, "focus", numbers=[(score, scores[at])]), 3.9)
    told.next_to(unmasked, DOWN, buff=0.3, aligned_edge=LEFT)
    with scene.beat("scores", "Every query meets every key: later words get scores too."):
        scene.play(FadeOut(gone), *exchange(heading, unmasked), run_time=0.8)
        arrive = Change(shown, opacities=1, delays=grid.order(), spread=0.85, run_time=2)
        scene.play(arrive)
        scene.play(FadeIn(cell), FadeIn(told), run_time=0.5)
        scene.wait(0.5)
    scene.play(FadeOut(cell), FadeOut(told), run_time=0.4)
    return unmasked, shown
