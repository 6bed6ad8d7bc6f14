"""Beats: all scores of a head, why they are divided, and the mask."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, Group, Mobject

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in
from attention_scenes.scenes.parts.attention_pattern.side_text import lines, side_text, side_title
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.query_key_beats import rooted

NEARLY_ALL = 0.9  # of the weight
BAR_STEP, UNDER_BAR = 1.15, 0.46  # scene units from one bar to the next, and to the words between
DARK = 0.22  # of its light, where numbers stand on it: the tiles of the focus


def show_scores(scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject) -> Mobject:
    """Let the scores of all pairs rain into their cells; return what is said beside them."""
    raw, grid, side = focus.read("raw_scores"), stage.grid, places_in(scene.layout).side
    title = side_title(scene, label_text("scores: query · key"))
    low, high = (written(float(v), 1) for v in (raw.value.min(), raw.value.max()))
    extremes = join([raw.reshape(-1)[int(raw.value.argmin())], raw.reshape(-1)[int(raw.value.argmax())]])
    at = (focus.query, focus.partner)
    score = written(float(raw[at].value), 1)
    told = lines(
        scene,
        title,
        (label_text("a tile each, a larger score {shade}", shade=scene.palette.shades.more), ()),
        (label_text("here {low} to {high}", low=low, high=high), list(zip((low, high), extremes, strict=True))),
    )
    pair = joined(" · ", map(focus.word, at))
    note = Label(joined(" = ", [pair, score]), 0.38, "focus", numbers=[(score, raw[at])])
    fitted(note, side.width).next_to(told, DOWN, buff=0.2, aligned_edge=LEFT)
    with scene.beat("scores", "Every query meets every key. A score can be any number."):
        rain = Change(grid, tiles=1, delays=np.linspace(0, 1, len(grid.tiles)), spread=0.8, run_time=2.4)
        scene.play(
            rain,
            Change(grid, pair=0, run_time=1.3),
            FadeOut(said, rate_func=early, run_time=1.6),
            FadeIn(title, told, note, rate_func=late, run_time=1.6),
        )
    return Group(title, told, note)


def show_scaled(
    scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject
) -> tuple[Mobject, NumberField | None]:
    """Divide the scores, and say why; return what is said beside the grid, and the numbers in the lit cells."""
    grid, size = stage.grid, scene.bundle.meta["d_head"]
    length = scene.bundle.count("d_head")
    root, text = length.sqrt(), rooted(size)
    title = side_title(scene, label_text("scores ÷ √{size}", size=size), [scene.counted("d_head")])
    why = Group(undivided(scene, focus), why_root(scene)).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
    why.next_to(title, DOWN, buff=0.3, aligned_edge=LEFT)
    caption = phrased("Sums of {size} products get large: divide by √{size} = {root}.", size=str(size), root=text)
    named = str(size), length
    with scene.beat("scaled", caption, [named, named, (text, root)]):
        sink = Change(grid, rise=0, run_time=1.2)
        coming = FadeIn(title, why, rate_func=late, run_time=2.5)
        scene.play(stage.to(stage.flat), sink, FadeOut(said, run_time=0.8), coming)
        cells = stage.in_cells(focus.read("raw_scores")[focus.query] / root, 1, scene.palette.rgba("focus"))
        grid.score = 1.0
        numbers = [cells] if cells is not None else []
        dark = np.where((np.arange(grid.floor.count) == focus.query) & (cells is not None), DARK, 1)
        if numbers:
            scene.play(FadeIn(*numbers), Change(grid, glare=dark), run_time=0.5)
    return Group(title, why), cells


def undivided(scene: AttentionScene, focus: HeadFocus) -> Group:
    """Return the query's largest weight by a softmax of raw scores, and of divided ones, as bars."""
    query, places = focus.query, places_in(scene.layout)
    width = places.side.width
    mine = focus.read("raw_scores")[query, : query + 1]
    top = int(mine.value.argmax())
    shares = join([mine.softmax()[top], focus.pattern[query, top]])
    names = [label_text("undivided"), label_text("divided")]
    bars = Bars(
        names, shares, full=min(places.bar, 1.6), em=0.42, widest=1.75, step=BAR_STEP, to_number=0.5,
        name_roles=["soft"] * 2,
    )  # fmt: skip
    told = Group(bars)
    if float(shares[0]) >= NEARLY_ALL:
        start, left = bars.field.origin, bars.names.get_left()[0]
        under = start[0] if scene.layout.is_wide or places.below else left
        why = side_text(scene, label_text("the rest is hardly read"), width=width - (under - left))
        told.add(why.move_to([under, start[1] + BAR_STEP / 2 - UNDER_BAR, 0], LEFT))
    of = label_text("share of “{other}” for “{word}”, mask on:", word=focus.word(query), other=focus.word(top))
    return Group(side_text(scene, of), told).arrange(DOWN, buff=0.3, aligned_edge=LEFT)


def why_root(scene: AttentionScene) -> Lines:
    """Return why scores are divided by the root: how far a sum of products spreads that do not hang on each other."""
    size, side = scene.counted("d_head"), places_in(scene.layout).side
    root = rooted(scene.bundle.meta["d_head"])
    said = label_text(
        "why the root: {size} independent products, spread alike, add up to √{size} = {root} times the spread of one",
        size=size[0], root=root,
    )  # fmt: skip
    numbers = [size, size, (root, size[1].sqrt())]
    return Lines(said, 0.38 if scene.layout.is_wide else 0.32, side.width, edge=-1, numbers=numbers)


def show_mask(
    scene: AttentionScene, focus: HeadFocus, stage: Stage, said: Mobject, cells: NumberField | None
) -> tuple[Mobject, NumberField | None]:
    """Let a curtain of glass fall on all that comes later; return what is said beside it, and the numbers now."""
    grid, side = stage.grid, places_in(scene.layout).side
    masked = stage.in_cells(focus.read("attn_scores")[focus.query], 1, scene.palette.rgba("focus"))
    later = np.arange(grid.floor.count) > focus.query
    if masked is not None:
        masked.colors[later] = scene.palette.rgba("soft")
    infinity = Label("−∞", 1.2, "text", numbers=[("−∞", focus.read("attn_scores")[0, 1])])
    whose = side_text(scene, label_text("every later word’s score:"), 0.38)
    becomes = side_text(scene, label_text("softmax makes it exactly 0"), 0.38, numbers=constants("0"))
    told = Group(whose, infinity, becomes).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
    told.move_to(side.at(LEFT), LEFT)
    with scene.beat("mask", "No looking ahead: later words get −∞."):
        order = np.linspace(0, 1, grid.floor.count)
        falls = Change(grid, curtain=1, delays=order, spread=0.6, run_time=1.8)
        scene.play(falls, *exchange(said, told, run_time=1.0))
        grid.score = 2.0
        if cells is not None and masked is not None:
            scene.play(FadeOut(cells), FadeIn(masked), run_time=0.5)
    return told, masked
