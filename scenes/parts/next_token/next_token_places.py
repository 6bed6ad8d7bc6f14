"""Where next-token's parts stand in each layout: rows of W_U, the vector, the logits, the bars, what is worked out."""

from __future__ import annotations

from dataclasses import dataclass

from manim import UP

from attention_scenes.scenes.framework.layout import Layout


@dataclass(frozen=True)
class NextTokenPlaces:
    """Places in scene units."""

    columns: float  # how wide all vectors side by side may be
    em: float  # of the tokens over them
    digits: float  # of the numbers in a vector
    row: float  # from one row of a table to the next
    top: float  # the first row
    cells_x: float  # the middle of the cells of W_U
    cells: int  # how many a row has
    row_names: float  # the widest name of a row
    times_x: float
    vector_x: float
    equals_x: float
    logits_x: float  # where the logits end
    bars_left: float
    full: float  # length of a bar of 1
    names: float  # the widest name of a bar, and the room between it and the bar
    room: float
    note_y: float  # small print under the vectors or the bars
    slider_y: float
    sum_top: float  # of the logit that is worked out


def places_in(layout: Layout) -> NextTokenPlaces:
    note = layout.notes.top
    if layout.is_wide:
        return NextTokenPlaces(
            13.0, 0.32, 0.24, 0.6, 1.72, -3.35, 26, 1.5, -1.55, -0.72, 0.14, 1.6, -1.6, 6.3, 2.4, 1.75, note + 0.35,
            note + 0.2, 1.82,
        )  # fmt: skip
    width, first = layout.words.width, float(layout.sentence.at(UP)[1])
    if layout.is_tall:
        top = first - 2.3
        return NextTokenPlaces(
            width, 0.36, 0.3, 0.68, top, -0.93, 22, 1.35, 0.55, 1.2, 1.85, 3.3, -0.6, 2.95, 1.5, 1.6, top - 5.4,
            top - 6.0, top - 4.6,
        )  # fmt: skip
    higher = layout.frame.height >= layout.frame.width
    row, top, digits = (0.8, first - 1.9, 0.27) if higher else (0.6, first - 1.55, 0.24)
    low = note + 0.7 if higher else note + 0.5
    return NextTokenPlaces(
        width, 0.32, digits, row, top, -2.94, 14, 1.35, -1.9, -1.3, -0.72, 0.62, -1.75, 5.6, 1.75, 1.75, low, low,
        top + 0.1,
    )  # fmt: skip
