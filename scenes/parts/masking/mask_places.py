"""Where masking's grids and panels stand in each layout: two side by side, or one below the other in a tall frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class MaskPlaces:
    """Places in scene units."""

    first: Place  # the first grid's cells
    second: np.ndarray  # upper left corner of the second grid's cells, ``[2]``
    beside: float  # where what stands in the second half begins
    outermost: float  # and where it ends
    told_y: float  # the middle of the sentences there
    short: tuple[float, float]  # width and height of a grid of few tokens
    inset: float  # how far from the left edge of its place that one begins
    panels: tuple[np.ndarray, ...]  # where the bars of each state of the mask begin, and the first of them
    full: float  # length of a bar of 1
    row: float  # from one bar to the next
    names: float  # the widest name of a bar
    title_up: float  # the baseline of a panel's title above its first bar


def places_in(layout: Layout) -> MaskPlaces:
    stage = layout.stage
    if layout.is_wide:
        return MaskPlaces(
            Place(-5.25, -2.3, -0.05, 2.0), np.array([1.95, 2.0]), 0.75, 6.75, float(stage.at(up=0.1)[1]), (3.8, 4.0),
            0.6, tuple(np.array([-3.75 + 3.6 * n, 1.15]) for n in range(3)), 2.3, 0.7, 2.5, 0.6,
        )  # fmt: skip
    top = stage.top - 0.1
    return MaskPlaces(
        Place(stage.left + 1.5, top - 3.7, stage.right - 0.5, top), np.array([stage.left + 1.5, top - 5.5]),
        stage.left, stage.right, top - 6.2, (4.4, 2.8), 0.0,
        tuple(np.array([-1.1, top - 1.1 - 2.95 * n]) for n in range(3)), 3.4, 0.4, 2.4, 0.45,
    )  # fmt: skip


MOST_BESIDE = 12  # tokens whose names can be read along a grid that is narrower than at 16:9


def layouts_of(layouts: tuple[Layout, ...], tokens: int) -> tuple[Layout, ...]:
    """Return those layouts in which the patterns of so many tokens can be read."""
    return tuple(layout for layout in layouts if layout.is_wide or tokens <= MOST_BESIDE)
