"""Where attention-pattern's parts stand: the grid from above, the stage in space, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.mobjects.stage.token_edges import CROWDED, EDGE, TURN

MANY = 12  # tokens: of more, names are set smaller and steeper
MOST_NARROW = 12  # tokens whose names can be read where the frame is not wide
BELOW = 0.2  # scene units under a grid seen from above


@dataclass(frozen=True)
class PatternPlaces:
    """Boxes in scene units; ``flat`` and ``space`` are filled by the grid's ground, its names stand outside."""

    flat: Place  # seen from above
    space: Place  # seen aslant
    side: Place  # for what is said of it
    bottom: float  # what is farther down is not drawn, for captions stand there
    below: bool = False  # whether ``side`` is under the grid: then it is wide and low, and holds two columns
    aspect: float = 1.2  # width of the ground over its depth
    pitch: float = 40  # degrees from above, seen aslant
    hang: float = EDGE  # em below which the tokens of the row hang
    turn: float = TURN  # how steep the names at the back are
    large: float = 1.25  # from above, names of few tokens are so many times as large
    arcs: tuple[float, float] = (0.24, 2.9)  # width of an arc of the weight 1, height of the highest
    row: tuple[float, float] = (-0.25, -1.75)  # the row's height over the stage's middle: first, and under its arcs
    read: float = 1.15  # that of the sentence as we read it
    bar: float = 1.85  # length of the longest bar
    em: float = 0.42  # of bars
    rows: int = 6  # of a learned map, as cells
    digits: float = 0.4  # em of a dot product
    bubble: float = 0.36  # em of what a word says
    second: float = 0.0  # where the second column begins


def places_in(layout: Layout, tokens: int = MANY) -> PatternPlaces:
    """Return the places for a sentence of so many tokens: names of more than a few are set steeper, and in two rows."""
    stage, frame = layout.stage, layout.frame
    names_left, names_above = 1.3 if tokens > CROWDED else 0.0, 1.25 if tokens <= MANY else 1.6
    if layout.is_wide:
        right = stage.left + 7.75
        flat = Place(stage.left + 1.4 + names_left, stage.bottom + BELOW, right, frame.top - names_above)
        space = Place(stage.left + 1.2, stage.bottom + 0.15, right + 0.5, frame.top - 1.35)
        side = Place(right + 0.85, stage.bottom + 0.35, frame.right - 0.35, stage.top - 0.55)
        return PatternPlaces(flat, space, side, stage.bottom)
    if layout.is_tall:
        bottom, top = stage.bottom + 4.75, frame.top - names_above - 0.3
        return PatternPlaces(
            Place(stage.left + 1.65 + names_left, bottom, stage.right - 0.4, top),
            Place(stage.left + 0.9, bottom - 0.3, stage.right - 0.6, top - 0.3),
            Place(stage.left, stage.bottom + 0.4, stage.right, bottom - 0.6),
            stage.bottom + 0.25, below=True, aspect=1.03, hang=layout.em.note, arcs=(0.17, 3.7),
            row=(-0.6, -1.7), read=1.5, second=4.95,
        )  # fmt: skip
    high = layout.aspect < 1.1
    bottom, right = stage.bottom + (1.0 if high else 0.6), stage.left + (5.5 if high else 5.65)
    top = frame.top - names_above - 0.25
    return PatternPlaces(
        Place(stage.left + 1.75, bottom + 0.1, right, top),
        Place(stage.left + 1.0, bottom + 0.1, right - 0.3, top - 0.2),
        Place(right + 0.4, bottom, stage.right, top - (0.4 if high else 0.0)),
        bottom, aspect=0.66 if high else 0.8, pitch=52 if high else 44, hang=layout.em.note, turn=65, large=1.0,
        bar=1.3, em=0.42 if high else 0.36, rows=6 if high else 3, digits=0.38 if high else 0.4, bubble=0.32,
    )  # fmt: skip


def layouts_of(layouts: Iterable[Layout], tokens: int) -> tuple[Layout, ...]:
    """Return those layouts in which a sentence of so many tokens can be read."""
    return tuple(layout for layout in layouts if layout.is_wide or tokens <= MOST_NARROW)
