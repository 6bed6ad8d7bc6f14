"""Where embeddings' parts stand in each layout: lists beside the sky, or below it in a tall frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT

from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.mobjects.sky.cosine_fan import STEEPEST
from attention_scenes.scenes.parts.shared.token_beats import MOST_LETTERS

MOST_NARROW = 18  # tokens that fill no more than the stage, where the frame is not wide

Pair = tuple[float, float]


@dataclass(frozen=True)
class EmbeddingPlaces:
    """Places and sizes in scene units; ``panel`` is for a column, arrows and ranked lists, beside the sky or below."""

    panel: Place
    middle: np.ndarray  # of the sky, [2]
    room: Place  # for names in it
    veil: Pair | None  # from where to where the sky grows light from the left
    floor: Pair | None  # and from below
    plane: Pair  # its size
    plane_at: np.ndarray  # and its middle
    top: float  # the first row of a ranked list
    second: float = 0.0  # how far right of the panel's left edge notes stand, where not below the rows
    em: float = 0.4  # of ranked rows
    list_width: float = 4.75
    steps: float = 5.7  # width of the list of steps
    names: float = 0.43  # the part of it that pairs of words take
    steps_top: float = 2.05  # its first row
    walk: float = 1.7  # upper edge of the table of the sum
    letters: int = MOST_LETTERS  # of a line of the large sentence
    most: int = 12  # columns side by side
    table: Pair = (11.5, 3.5)
    pressed: float = 1.4  # height of the table over the columns
    table_y: Pair = (0.1, 1.62)  # its middle, alone and over the columns
    columns_top: float = 0.12
    entries: int = 4  # of each column
    last_entries: int = 9  # and at the end
    last_top: float = 2.1  # the columns' upper edge at the end
    hero: tuple[int, float] = (9, 0.4)  # entries and em of the one column that becomes a star
    hero_at: np.ndarray | None = None
    fan: tuple[float, float, float] = (3.15, 2.1, STEEPEST)  # length of its arrows, width of a name, steepest arrow

    @property
    def notes_width(self) -> float:
        return self.panel.width - self.second


def places_in(layout: Layout) -> EmbeddingPlaces:
    stage, frame, words = layout.stage, layout.frame, layout.words
    if layout.is_wide:
        panel = Place(stage.left, stage.bottom, stage.left + 4.75, stage.top)
        return EmbeddingPlaces(
            panel, stage.at(right=2.4, up=0.25)[:2],
            Place(panel.right + 0.15, stage.bottom + 0.25, stage.right + 0.2, frame.top - 0.45),
            (panel.right - 0.9, panel.right + 0.7), None, (6.8, 5.8), stage.at(right=2.45, up=0.15), 2.75,
            hero_at=stage.at(LEFT, right=0.75, up=-0.2),
        )  # fmt: skip
    if layout.is_tall:
        panel = Place(stage.left, stage.bottom + 0.4, stage.right, 0.35)
        return EmbeddingPlaces(
            panel, frame.at(up=3.6)[:2], Place(words.left, 0.5, words.right, frame.top - 0.45),
            None, (panel.top - 0.9, panel.top + 0.6), (7.0, 5.0), frame.at(up=3.7), panel.top - 0.9,
            second=4.75, em=0.34, list_width=4.5, steps=5.4, steps_top=panel.top - 1.05, walk=panel.top - 0.3,
            letters=14, most=6, table=(6.3, 5.0), pressed=2.0, table_y=(0.6, 3.1), columns_top=0.7, entries=8,
            last_entries=15, last_top=3.6, hero=(6, 0.36), hero_at=panel.at(DOWN + LEFT, right=0.75, up=2.2),
            fan=(3.2, 2.4, 69),
        )  # fmt: skip
    high = layout.aspect < 1.1
    bottom = stage.bottom + (1.0 if high else 0.7)
    panel = Place(stage.left, bottom, stage.left + 4.5, stage.top)
    middle = float(panel.at()[1]) + 0.45
    return EmbeddingPlaces(
        panel, np.array([2.55, middle]),
        Place(panel.right + (0.6 if high else 0.1), bottom + 0.1, words.right, frame.top - 0.3),
        (panel.right - 0.9, panel.right + 0.5), None, (5.0, 6.0 if high else 5.0), np.array([1.85, middle, 0.0]),
        frame.top - (2.0 if high else 1.3), list_width=5.1 if high else 4.5, steps=5.0 if high else 4.7,
        steps_top=frame.top - (2.7 if high else 2.0), em=0.4 if high else 0.36, walk=middle + 1.6,
        letters=18, most=7 if high else 8, table=(9.4, 4.2 if high else 3.2), pressed=2.0 if high else 1.3,
        table_y=(middle, middle + 1.5), columns_top=middle + 0.1, entries=6 if high else 4,
        last_top=stage.top - 1.0, hero=(9, 0.36), hero_at=panel.at(LEFT, right=1.0, up=-0.2), fan=(2.6, 2.0, 69),
        names=0.52 if high else 0.43,
    )  # fmt: skip


def layouts_of(layouts: Iterable[Layout], tokens: int) -> tuple[Layout, ...]:
    """Return those layouts in which a sentence of so many tokens has room."""
    return tuple(layout for layout in layouts if layout.is_wide or tokens <= MOST_NARROW)
