"""Beats: one head's pattern, and the wall of all heads that it is a card of."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP, Group

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.token_names import role_of
from attention_scenes.scenes.parts.multi_head.camera_moves import Flight
from attention_scenes.scenes.parts.multi_head.layer_heads import LayerHeads
from attention_scenes.scenes.parts.shared.head_cards import head_label
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

SIDE, WIDER, MANY = 4.5, 4.85, 12  # of a head's pattern that is flown into; wider from so many tokens on
STEEP = np.pi / 3
MOST_BARS = 5
RAISED = 0.75  # by how much grid and measurements stand higher in a tall frame, for the source takes three lines


def show_wall(scene: AttentionScene, heads: LayerHeads) -> HeadWall:
    """Show the chosen head's pattern, then draw back until all heads are seen. The wall stays."""
    focus, frame, stage = heads.focus, scene.layout.frame, scene.layout.stage
    layers = [scene.bundle.count(f"layer.{layer}") for layer in range(scene.bundle.meta["n_layers"])]
    low = stage.bottom if scene.layout.is_wide else stage.bottom + 0.55  # over the lines of a caption
    wall = HeadWall(scene.bundle.read("pattern"), focus.query, layers, (frame.left, low), (frame.right, frame.top))
    if not scene.layout.is_wide:
        wall.margin = stage.left - frame.left
    grid = grid_of(scene, heads)
    for name, value in wall.before(focus.layer, focus.head, side_of(heads), grid.middle).items():
        setattr(wall, name, value)
    alone = lit(wall, [(focus.layer, focus.head)])
    wall.opacities, wall.rails, wall.frames = alone, 0.0, 0.0
    read = weights_of(scene, heads)
    scene.add(wall, grid)
    with scene.beat("one head", *maps_of_a_head(focus)):
        scene.play(FadeIn(read), run_time=0.6)
        scene.wait(1.5)
    n = scene.bundle.count("n_layers"), scene.bundle.count("n_heads")
    texts = [grouped(each) for each in (*n, n[0] * n[1])]
    caption = phrased(
        "{all} heads in {layers} layers: a layer’s {heads} read one text at once.",
        layers=texts[0][0], heads=texts[1][0], all=texts[2][0],
    )  # fmt: skip
    with scene.beat("wall", caption, texts):
        scene.play(FadeOut(grid, read), Change(wall, frames=1.0), run_time=0.5)
        there = wall.aside(stage.at(right=0.6, up=0.45))
        scene.play(Change(wall, opacities=1.0, run_time=1.0), Flight(wall, 4.5, there))
        scene.play(Change(wall, rails=1.0, run_time=0.5))
        scene.wait(1)
    return wall


def maps_of_a_head(focus: HeadFocus) -> tuple[str, Numbers]:
    """Return what is said of the maps that a head has of its own, and of those that it shares."""
    together = grouped(focus.queries_per_key)
    if float(together[1]) == 1:
        return phrased("One head’s pattern: it has query, key and value maps of its own."), []
    caption = phrased("One head: its own query map; key and value maps shared by {count} heads.", count=together[0])
    return caption, [together]


def weights_of(scene: AttentionScene, heads: LayerHeads) -> Group:
    """Return the followed word's largest weights in the chosen head, as bars."""
    focus, side = heads.focus, scene.layout.side
    weights = heads.weights(focus.head)
    keys = sorted(range(focus.query + 1), key=lambda k: -weights.value[k])[:MOST_BARS]
    bars = Bars(
        [focus.word(k) for k in keys], join([weights[k] for k in keys]),
        name_roles=[role_of(focus.tokens, k) for k in keys], full=1.9, em=0.36,
    ).at(side.at(LEFT, *((2.0, 0.35) if scene.layout.is_tall else (1.4, 0.2))))  # fmt: skip
    title = fitted(scene.label(label_text("“{word}” reads", word=focus.word(focus.query)), 0.45), side.width)
    title.next_to(bars, UP, buff=0.4).align_to(side.at(LEFT), LEFT)
    name, numbers = head_label(scene.bundle, focus.layer, focus.head)
    head = scene.label(name, 0.36, "soft", numbers=numbers)
    return Group(head.next_to(title, UP, buff=0.35).align_to(title, LEFT), title, bars)


def grid_of(scene: AttentionScene, heads: LayerHeads) -> PatternGrid:
    """Return the grid that a card becomes: its words along the edges, at the left of the stage."""
    place, side = scene.layout.pattern, side_of(heads)
    many = len(heads.focus.tokens) > MANY
    grid = PatternGrid(heads.focus.tokens, (side, side), tilt=STEEP if many else np.pi / 4)
    up = RAISED if scene.layout.is_tall else 0.0
    return grid.shift(place.at(LEFT, right=0.35 + side / 2, up=up) - grid.middle)


def side_of(heads: LayerHeads) -> float:
    return SIDE if len(heads.focus.tokens) <= MANY else WIDER


def lit(wall: HeadWall, cards: list[tuple[int, int]]) -> np.ndarray:
    """Return opacities in which these cards alone are seen."""
    found = wall.opacities * 0
    found[[wall.index(*card) for card in cards]] = 1
    return found
