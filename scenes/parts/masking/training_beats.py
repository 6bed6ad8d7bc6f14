"""Beats: the mask in training and in use, where the weights are the same."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, RoundedRectangle

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.masking.mask_grids import (
    arriving,
    grid_at,
    headed,
    lines,
)
from attention_scenes.scenes.parts.masking.mask_places import places_in
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus

LARGEST = (1.2, 0.85)  # a cell, where a sentence is short
MOST, SOME = 15, 8  # tokens of a sentence, and of its beginning, whose names can be read side by side


def show_training_and_use(scene: AttentionScene, focus: MaskFocus) -> None:
    """Show the pattern of the whole sentence, and that of its beginning alone: where both are, they are the same."""
    whole, used = focus.closed[:MOST, :MOST], focus.read("pattern", "use")[:SOME, :SOME]
    count, some = len(whole), len(used)
    at = places_in(scene.layout)
    cell = np.minimum(np.array([at.first.width, at.first.height]) / count, LARGEST)
    left = grid_at(scene, "", count, cell, at.first.at(UP + LEFT)[:2])
    right = grid_at(scene, "use", some, cell, at.second)
    dots, again = left.dots(whole), right.dots(used)
    shown = label_text("training: the whole sentence")
    if count < len(focus.tokens):
        shown = label_text("training: the first {count} tokens", count=count)
    numbers = [] if count == len(focus.tokens) else [scene.counted(f"position.{count}")]
    heads = [headed(scene, left, shown, numbers), headed(scene, right, label_text("in use: the words so far"))]
    query = min(focus.query, count - 2)
    word, later = focus.word(query), focus.word(query + 1)
    past = label_text("It may read “{first}” to “{word}”,", first=focus.word(0), word=word)
    example = lines(
        scene, label_text("“{word}” must predict “{later}”.", word=word, later=later),
        past if query else label_text("It may read only itself,"), label_text("and nothing later."),
    )  # fmt: skip
    frame = left.frame_of(query)
    with scene.beat("training", "In training, each word must predict the next; the mask hides it."):
        scene.play(FadeIn(left, heads[0], left.hatching(), run_time=0.3), arriving(left, dots, 0.6))
        scene.play(Create(frame), FadeIn(example), run_time=0.8)
    scene.let_go(frame, example)
    apart = (used - whole[:some, :some]).largest()
    small = written(float(apart), 8)
    same = scene.claim("the pattern of a beginning alone is that of the whole", float(apart) < 1e-5, small)
    note = scene.label(
        label_text("largest difference: {difference}", difference=small), 0.3, "soft", numbers=[(small, apart)]
    )
    note.move_to(at.beside * RIGHT, LEFT).set_y(right.lattice.get_bottom()[1] - 0.45)
    room = at.outermost - at.beside
    kept = scene.note(label_text("earlier words keep theirs, whatever follows"), 0.3, room)
    fitted(kept, room).next_to(note, DOWN, buff=0.15, aligned_edge=LEFT)
    corner = corner_frame(left, some), corner_frame(right, some)
    stays = phrased("In use, new words come one by one. The mask stays: the weights differ.")
    if same:
        stays = phrased("In use, new words come one by one. The mask stays: the same weights.")
    with scene.beat("use", stays):
        scene.play(FadeIn(right, heads[1], right.hatching(), run_time=0.6), arriving(right, again, 1.2))
        scene.play(*map(Create, corner), FadeIn(note), FadeIn(kept), run_time=0.8)
    scene.make_way()


def corner_frame(grid: PatternGrid, some: int) -> RoundedRectangle:
    """Return a box around the pairs of the first ``some`` tokens."""
    centers = grid.centers()[:some, :some].reshape(-1, 2)
    low, high = centers.min(axis=0) - grid.cell / 2, centers.max(axis=0) + grid.cell / 2
    width, height = high - low
    box = RoundedRectangle(corner_radius=0.06, width=width, height=height, color=grid.colors.focus, stroke_width=3)
    return box.move_to([*((low + high) / 2), 0]).shift(grid.middle)
