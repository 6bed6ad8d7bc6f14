"""Two grids side by side, with headings and sentences beside them."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.masking.mask_places import places_in


def grid_at(scene: AttentionScene, trace: str, count: int, cell: np.ndarray, corner: np.ndarray) -> PatternGrid:
    """Return a grid of the first tokens; its cells have their upper left corner at ``corner``, ``[2]``."""
    width, height = count * cell
    grid = PatternGrid(scene.bundle.tokens(trace)[:count], (width, height), scene.params.convention)
    return grid.shift(np.array([corner[0] + width / 2, corner[1] - height / 2, 0]) - grid.middle)


def headed(
    scene: AttentionScene, grid: PatternGrid, text: str, numbers: list[tuple[str, Reading]] | None = None
) -> Label:
    left = grid.lattice.get_left()[0] - 1.2
    widest = min(6.0, places_in(scene.layout).outermost - left)
    label = fitted(scene.label(text, 0.34, numbers=numbers or []), widest)
    return label.move_to(left * RIGHT, LEFT).stand_on(grid.lattice.get_top()[1] + 1.35)


def lines(scene: AttentionScene, *texts: str) -> VGroup:
    """Return sentences one below the other, in the second half."""
    at = places_in(scene.layout)
    room = 5.7 if scene.layout.is_wide else at.outermost - at.beside
    labels = [scene.label(text, 0.38) if scene.layout.is_wide else Lines(text, 0.38, room, edge=-1) for text in texts]
    found = VGroup(*labels).arrange(DOWN, buff=0.28, aligned_edge=LEFT)
    return fitted(found, room).move_to(at.beside * RIGHT + at.told_y * UP, LEFT)


def arriving(grid: PatternGrid, dots: DotField, run_time: float) -> Change:
    """Return the animation of dots that come query by query, as the sentence is read."""
    dots.growth[:] = 0
    return Change(dots, growth=1, delays=np.repeat(np.linspace(0, 1, grid.count), grid.count), run_time=run_time)
