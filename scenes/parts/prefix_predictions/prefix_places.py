"""Where prefix-predictions' parts stand in each layout: bars beside the table of losses, or over it in a tall frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, RIGHT, UP

from attention_scenes.scenes.framework.layout import SENTENCE, Layout
from attention_scenes.scenes.mobjects.charts.loss_table import ROOMY, LossColumns
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Bars


@dataclass(frozen=True)
class PrefixPlaces:
    """Places in scene units, corners ``[3]``."""

    row: float  # how wide a line of the sentence may be
    smallest: float  # and the least em in it, before it takes more lines
    row_y: float  # the middle of its first line, once it has made way
    bars: Bars
    heading: np.ndarray  # its left end
    aside: float  # how far to the right bars and heading stand until the table comes
    table: np.ndarray  # its upper right corner
    columns: LossColumns
    note: np.ndarray  # the left end of small print
    note_width: float
    rise: float = 0.0  # by how much the table moves up when the bars have gone


def places_in(layout: Layout) -> PrefixPlaces:
    stage = layout.stage
    left = stage.at(LEFT, right=0.05)[0]
    if layout.is_wide:
        return PrefixPlaces(
            12.9, 0.0, float(stage.at(up=0.1)[1]) + 2.65, Bars(), np.array([left, 2.18, 0]), 3.2,
            stage.at(RIGHT, up=2.08), ROOMY, np.array([left, -2.42, 0]), 7.6,
        )  # fmt: skip
    row_y = float(layout.band(*SENTENCE).at(UP)[1]) - 0.4
    if layout.is_tall:
        return PrefixPlaces(
            layout.words.width, layout.em.word, row_y, Bars(-0.4, 3.05, 0.45, 2.6), np.array([left, 3.6, 0]), 0.0,
            np.array([stage.right, 0.07, 0]), LossColumns(3.1, 1.3, 4.9, 6.3, 7.3, 3.7, 0.4), stage.at(LEFT, up=-4.95),
            7.3, 2.6,
        )  # fmt: skip
    if high := layout.aspect < 1.1:
        top, smallest, step, full = stage.top - 1.2, layout.em.word, 0.72, 1.0
    else:
        top, smallest, step, full = stage.top - 0.35, layout.em.note, 0.6, 1.3
    columns = LossColumns(-0.4, 1.4, 1.5, 3.3, 4.45, top - stage.bottom - 1.2, 0.58 if high else 0.46, late=True)
    return PrefixPlaces(
        layout.words.width, smallest, row_y, Bars(left + 3.45, top - 0.75, step, full, 3.3), np.array([left, top, 0]),
        2.2, np.array([stage.right, top + 0.3, 0]), columns, np.array([left, stage.bottom + 0.32, 0]), 6.0,
    )  # fmt: skip
