"""Beats: all scores of a head, why they are divided, and the mask."""

from __future__ import annotations

from typing import NamedTuple

from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange, late
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.query_key_beats import rooted


class Scores(NamedTuple):
    """Scores on screen: the grid, the heading beside it, the masked scores in its cells."""

    grid: PatternGrid
    heading: Label
    numbers: NumberField | CellField


def show_scores(scene: AttentionScene, focus: HeadFocus) -> Scores:
    """Show all scores of the head, divided, then masked."""
    width = 6.5 if len(focus.tokens) <= 12 else 7.4 if scene.params.convention == "columns" else 6.9
    place, side = scene.layout.pattern, scene.layout.side
    size = (width, place.height)
    grid = PatternGrid(focus.tokens, size, scene.params.convention)
    grid.shift(place.at(LEFT, right=width / 2) - grid.middle)
    raw, scores = focus.read("raw_scores"), focus.read("attn_scores")
    em = grid.digits_em(raw, 1)
    order, future = grid.order(), grid.future().ravel()
    low, high = (written(float(v), 1) for v in (raw.value.min(), raw.value.max()))
    heading = side_title(scene, label_text("scores: query · key"))
    extremes = join([raw.reshape(-1)[int(raw.value.argmin())], raw.reshape(-1)[int(raw.value.argmax())]])
    span = Label(
        label_text("here {low} to {high}", low=low, high=high),
        0.3,
        "soft",
        numbers=list(zip((low, high), extremes, strict=True)),
    )
    span.next_to(heading, DOWN, buff=0.2, aligned_edge=LEFT)
    cells = grid.numbers(raw, 1, em)
    cells.opacities[:] = 0
    at = (focus.query, focus.partner)
    worked = grid.cell_frame(*at)
    score = written(float(raw[at].value), 1)
    pair = joined(" · ", map(focus.word, at))
    note = Label(joined(" = ", [pair, score]), 0.3, "focus", numbers=[(score, raw[at])])
    fitted(note, side.width).next_to(span, DOWN, buff=0.2, aligned_edge=LEFT)
    with scene.beat("scores", "Every query meets every key. A score can be any number."):
        scene.play(FadeIn(grid), FadeIn(heading), run_time=0.8)
        scene.play(Change(cells, opacities=1, delays=order, spread=0.85, run_time=2.5))
        scene.play(FadeIn(span), FadeIn(worked), FadeIn(note), run_time=0.5)
    size = scene.bundle.meta["d_head"]
    divided = side_title(scene, label_text("scores ÷ √{size}", size=size), [scene.counted("d_head")])
    root = scene.bundle.count("d_head").sqrt()
    scaled = grid.numbers(raw / root, 1, em)
    caption = phrased("So all are divided by {root}.", root=rooted(size))
    length = scene.label(
        label_text("{size} numbers in a query", size=f"$d_k = {size}$"), 0.3, "soft", markup=True,
        numbers=[scene.counted("d_head")],
    )  # fmt: skip
    why = fitted(VGroup(length, *undivided(scene, focus, raw)).arrange(DOWN, buff=0.2, aligned_edge=LEFT), side.width)
    why.next_to(divided, DOWN, buff=0.2, aligned_edge=LEFT)
    with scene.beat("scaled", caption, [(rooted(size), root)]):
        moves = FadeOut(span), FadeOut(note), FadeOut(worked), FadeOut(cells), FadeIn(scaled)
        arrive = FadeIn(why, rate_func=late)
        scene.play(*moves, arrive, *exchange(heading, divided), run_time=1)
        scene.wait(1.5)
    masked = grid.numbers(scores, 1, em)
    masked.opacities[:] = 0
    with scene.beat("mask", "No looking ahead: later words get −∞."):
        scene.play(
            FadeOut(why),
            Change(scaled, opacities=~future, delays=order),
            Change(masked, opacities=future, delays=order),
            run_time=1.5,
        )
        scene.remove(scaled)
        masked.opacities[:] = 1
    return Scores(grid, divided, masked)


def undivided(scene: AttentionScene, focus: HeadFocus, raw: Reading) -> list[Label]:
    """Return the query's largest weight by a softmax of raw scores, and of divided ones: why they are divided."""
    query = focus.query
    mine = raw[query, : query + 1]
    top = int(mine.value.argmax())
    shares = [(written(float(r), 2), r) for r in (mine.softmax()[top], focus.pattern[query, top])]
    return [
        scene.label(
            label_text("for “{word}” softmax gives “{other}”", word=focus.word(query), other=focus.word(top)),
            0.3,
            "soft",
        ),
        scene.label(
            label_text("{undivided} undivided, {divided} divided", undivided=shares[0][0], divided=shares[1][0]),
            0.3,
            "soft",
            numbers=shares,
        ),
    ]


def side_title(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Label:
    return scene.label(text, 0.34, numbers=numbers).move_to(scene.layout.side.at(UP + LEFT, up=0.45), LEFT)
