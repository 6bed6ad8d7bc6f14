"""Beats: the mask in training and in use, where the weights are the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, RoundedRectangle

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.masking.mask_grids import (
    arriving,
    grid_at,
    headed,
    lines,
)
from attention_scenes.scenes.parts.masking.mask_places import places_in
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

LARGEST = (1.2, 0.85)  # a cell, where a sentence is short
MOST, SOME = 15, 8  # tokens of a sentence, and of its beginning, whose names can be read side by side


class Whole(NamedTuple):
    """The pattern of the whole sentence on screen: its grid, its dots, its heading."""

    grid: PatternGrid
    dots: DotField
    heading: Label

    @classmethod
    def of(cls, scene: AttentionScene, focus: MaskFocus) -> Whole:
        pattern = focus.closed[:MOST, :MOST]
        count, at = len(pattern), places_in(scene.layout)
        grid = grid_at(scene, "", count, cell_of(scene, count), at.first.at(UP + LEFT)[:2])
        shown = label_text("training: the whole sentence")
        if count < len(focus.tokens):
            shown = label_text("training: the first {count} tokens", count=count)
        numbers = [] if count == len(focus.tokens) else [scene.counted(f"position.{count}")]
        return cls(grid, grid.dots(pattern), headed(scene, grid, shown, numbers))


def cell_of(scene: AttentionScene, count: int) -> np.ndarray:
    """Return width and height of a cell, where so many tokens have to fit."""
    at = places_in(scene.layout)
    return np.minimum(np.array([at.first.width, at.first.height]) / count, LARGEST)


def show_training(scene: AttentionScene, focus: MaskFocus) -> None:
    """Show what a mask is for: in training a word must predict the next one, so it must not read it."""
    whole = Whole.of(scene, focus)
    left, count = whole.grid, whole.grid.count
    query = min(focus.query, count - 2)
    word, later = focus.word(query), focus.word(query + 1)
    past = label_text("It may read “{first}” to “{word}”,", first=focus.word(0), word=word)
    example = lines(
        scene, label_text("“{word}” must predict “{later}”.", word=word, later=later),
        past if query else label_text("It may read only itself,"), label_text("and nothing later."),
    )  # fmt: skip
    frame = left.frame_of(query)
    scene.add(left, whole.heading, left.hatching(), whole.dots)
    with scene.beat("training", "In training, each word must predict the next; the mask hides it."):
        scene.play(Create(frame), FadeIn(example), run_time=0.8)


def show_use(scene: AttentionScene, focus: MaskFocus) -> None:
    """Show the pattern of a beginning alone beside that of the whole: where both are, they are the same."""
    whole, used = focus.closed[:MOST, :MOST], focus.read("pattern", "use")[:SOME, :SOME]
    some, at, shown = len(used), places_in(scene.layout), Whole.of(scene, focus)
    left = shown.grid
    right = grid_at(scene, "use", some, cell_of(scene, len(whole)), at.second)
    again, head = right.dots(used), headed(scene, right, label_text("in use: the words so far"))
    cut_to(scene, left, shown.heading, left.hatching(), shown.dots)
    apart = (used - whole[:some, :some]).largest()
    small = written(float(apart), 8)
    same = scene.claim("the pattern of a beginning alone is that of the whole", float(apart) < 1e-5, small)
    note = scene.label(label_text("largest difference: {difference}", difference=small), 0.3, numbers=[(small, apart)])
    note.move_to(at.beside * RIGHT, LEFT).set_y(right.lattice.get_bottom()[1] - 0.45)
    room = at.outermost - at.beside
    kept = scene.note(label_text("earlier words keep theirs, whatever follows"), 0.34, room, role="text")
    fitted(kept, room).next_to(note, DOWN, buff=0.15, aligned_edge=LEFT)
    corner = corner_frame(left, some), corner_frame(right, some)
    stays = phrased("In use, new words come one by one. The mask stays: the weights differ.")
    if same:
        stays = phrased("In use, new words come one by one. The mask stays: the same weights.")
    with scene.beat("use", stays):
        scene.play(FadeIn(right, head, right.hatching(), run_time=0.6), arriving(right, again, 1.2))
        scene.play(*map(Create, corner), FadeIn(note), FadeIn(kept), run_time=0.8)


def corner_frame(grid: PatternGrid, some: int) -> RoundedRectangle:
    """Return a box around the pairs of the first ``some`` tokens."""
    centers = grid.centers()[:some, :some].reshape(-1, 2)
    low, high = centers.min(axis=0) - grid.cell / 2, centers.max(axis=0) + grid.cell / 2
    width, height = high - low
    box = RoundedRectangle(corner_radius=0.06, width=width, height=height, color=grid.colors.focus, stroke_width=3)
    return box.move_to([*((low + high) / 2), 0]).shift(grid.middle)
