"""Two grids side by side, with headings and sentences beside them."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted

FIRST = Place(-5.25, -2.3, -0.05, 2.0)  # the first grid's cells
SECOND = 1.95  # left edge of the second grid's cells
RIGHT_EDGE = SECOND - 1.2  # where what stands in the right half begins
OUTERMOST = 6.75  # and where it ends


def grid_at(scene: AttentionScene, trace: str, count: int, cell: np.ndarray, left: float) -> PatternGrid:
    """Return a grid of the first tokens; its cells begin at ``left`` and hang from the same line as all others here."""
    width, height = count * cell
    grid = PatternGrid(scene.bundle.tokens(trace)[:count], (width, height), scene.params.convention)
    return grid.shift(np.array([left + width / 2, FIRST.top - height / 2, 0]) - grid.middle)


def headed(
    scene: AttentionScene, grid: PatternGrid, text: str, numbers: list[tuple[str, Reading]] | None = None
) -> Label:
    left = grid.lattice.get_left()[0] - 1.2
    label = fitted(scene.label(text, 0.34, numbers=numbers or []), min(6.0, OUTERMOST - left))
    return label.move_to(left * RIGHT, LEFT).stand_on(3.35)


def lines(scene: AttentionScene, *texts: str) -> VGroup:
    """Return sentences one below the other, in the right half."""
    found = VGroup(*[scene.label(text, 0.38) for text in texts]).arrange(DOWN, buff=0.28, aligned_edge=LEFT)
    return fitted(found, 5.7).move_to(scene.layout.stage.at(right=RIGHT_EDGE, up=0.1), LEFT)


def arriving(grid: PatternGrid, dots: DotField, run_time: float) -> Change:
    """Return the animation of dots that come query by query, as the sentence is read."""
    dots.growth[:] = 0
    return Change(dots, growth=1, delays=np.repeat(np.linspace(0, 1, grid.count), grid.count), run_time=run_time)
