"""Where next-token's parts stand in each layout: the text, the stack, the sky, and the ledger beside or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import LEFT, UP

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.mobjects.text.lines import Lines


@dataclass(frozen=True)
class NextTokenPlaces:
    """Places in scene units."""

    row_y: float  # the middle of the text's boxes
    row_em: float
    guess_em: float  # of what each place had guessed, below the text
    stack: Place  # what the stack fills
    sky: Place  # what the sky is seen in
    center: tuple[float, float]  # where the middle of its disc lies
    distance: float  # of the eye from there, in units of space
    stars: Place  # what stars and their names keep within
    veil: tuple[float, float]  # left of the first there is no dust, right of the second all
    floor: tuple[float, float]
    top: float  # the first row of the ledger
    step: float
    names_left: float
    names: float  # the widest name
    cells: int  # how many weights a row of W_U has
    times_x: float  # what stands behind them: ×, the vector
    vector_x: float
    logits_x: float  # where the logits end
    bars_left: float
    full: float  # length of a bar of 1
    sum_left: float  # of the logit that is worked out
    note_left: float  # what is said beside the picture
    note_y: float
    note_width: float
    slider_y: float


def places_in(layout: Layout) -> NextTokenPlaces:
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        return NextTokenPlaces(
            row_y=3.45, row_em=0.32, guess_em=0.31,
            stack=Place(stage.left - 0.4, stage.bottom + 0.15, stage.right - 0.6, 2.35),
            sky=Place(frame.left, stage.bottom, frame.right, frame.top), center=(3.4, 0.65), distance=3.2,
            stars=Place(0.6, stage.bottom + 0.3, frame.right - 0.3, 3.0),
            veil=(-0.9, 0.0), floor=(stage.bottom, stage.bottom + 0.9),
            top=1.75, step=0.6, names_left=stage.left, names=1.5, cells=26, times_x=-1.6, vector_x=-0.95,
            logits_x=-3.45, bars_left=-3.25, full=2.1, sum_left=-4.75,
            note_left=stage.left, note_y=-2.4, note_width=5.4, slider_y=-2.15,
        )  # fmt: skip
    left, first = layout.words.left, float(layout.sentence.at(UP)[1])
    if layout.is_tall:
        low = stage.bottom + 5.0
        return NextTokenPlaces(
            row_y=first, row_em=0.36, guess_em=0.34,
            stack=Place(stage.left - 0.6, stage.bottom + 2.2, stage.right + 0.6, first - 2.2),
            sky=Place(frame.left, low, frame.right, first - 0.6), center=(0.0, first - 3.0), distance=3.6,
            stars=Place(stage.left, low + 0.2, stage.right, first - 0.6),
            veil=(frame.left - 2, frame.left - 1), floor=(low, low + 0.9),
            top=low - 0.75, step=0.6, names_left=left, names=1.5, cells=26, times_x=1.35, vector_x=2.15,
            logits_x=-0.75, bars_left=-0.55, full=2.85, sum_left=-1.2,
            note_left=left, note_y=stage.bottom + 0.5, note_width=layout.words.width, slider_y=stage.bottom + 0.45,
        )  # fmt: skip
    low = stage.bottom + 0.85
    return NextTokenPlaces(
        row_y=first, row_em=0.32, guess_em=0.3,
        stack=Place(stage.left, low + 0.2, stage.right, first - 1.3),
        sky=Place(frame.left, low, frame.right, first - 0.4), center=(3.0, first - 2.8), distance=4.4,
        stars=Place(1.0, low + 0.3, stage.right, first - 0.5),
        veil=(0.3, 1.2), floor=(low, low + 0.9),
        top=first - 1.65, step=0.5, names_left=left, names=1.7, cells=17, times_x=-1.1, vector_x=-0.4,
        logits_x=-2.0, bars_left=-1.85, full=1.6, sum_left=-3.5,
        note_left=left, note_y=low + 0.4, note_width=5.4, slider_y=low + 0.55,
    )  # fmt: skip


def beside(text: str, at: NextTokenPlaces, numbers: Sequence[tuple[str, Reading]] = ()) -> Lines:
    """Return what is said beside the picture at its place, on as many lines as it takes."""
    lines = Lines(text, 0.34, at.note_width, edge=-1, numbers=numbers)
    more = max(len(lines) - 2, 0) * lines.step / 2  # than two lines, for which the place is: these stand higher
    return lines.move_to([at.note_left, at.note_y + more, 0], LEFT)
