"""Where the parts of queries-keys stand in each layout: what is a row at 16:9 takes two in a tall frame."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import SENTENCE, Layout

Pair = tuple[float, float]


@dataclass(frozen=True)
class DialPlaces:
    """Two rows of dials, in scene units."""

    xs: tuple[float, ...]
    radius: float
    apart: float  # of the two numbers under a dial from its middle
    rows: Pair  # middles of both rows
    heads_x: float  # of the words that the rows belong to, and by how much over the middle of a row these stand
    heads_up: float
    place: Pair  # of "position 4" from the middle of a row
    scale_y: float  # from fast to slow
    first: Pair  # "start" is at 0
    note_y: float

    @property
    def middle(self) -> float:
        return sum(self.xs) / len(self.xs)


@dataclass(frozen=True)
class JointPlaces:
    """Both maps and the one that they make."""

    side: float  # of the square
    formula: float  # its widest
    maps_y: float  # middles
    formula_y: float
    reasons_y: float
    reasons_width: float


@dataclass(frozen=True)
class QuestionPlaces:
    """Places in scene units."""

    row: float  # how wide the sentence may be
    row_height: float
    row_y: float
    normal_y: float  # what is normalised
    normal_width: float
    normal_lines: int
    normal_em: float
    rows_left: float  # of the vectors of all words
    rows_width: float
    rows_em: float
    rows_y: float  # of the upper row, in a tall frame
    notes: Pair  # left end and middle of what is said of them
    dials: DialPlaces
    joint: JointPlaces


def places_in(layout: Layout) -> QuestionPlaces:
    if layout.is_wide:
        return _wide(layout)
    return _tall(layout) if layout.is_tall else _narrow(layout, layout.aspect < 1.1)


def _wide(layout: Layout) -> QuestionPlaces:
    middle, low = float(layout.stage.at()[1]), layout.notes.top
    dials = DialPlaces(
        (-3.1, -0.9, 1.3, 3.5, 5.7), 0.86, 0.42, (1.6, -0.95), -5.4, 0.35, (-5.4, -0.4), middle + 2.65,
        (-5.4, middle + 2.8), low - 0.1,
    )  # fmt: skip
    joint = JointPlaces(3.3, 9.5, middle + 0.65, middle + 3.1, low + 0.45, 12.6)
    return QuestionPlaces(
        12.6, 1.7, layout.sentence.top - 0.2, middle - 0.4, 12.8, 1, 0.4, -3.1, 9.6, 0.25, 0.0,
        (-3.1, low + 0.05), dials, joint,
    )  # fmt: skip


def _tall(layout: Layout) -> QuestionPlaces:
    dials = DialPlaces(
        (-2.775, -0.925, 0.925, 2.775), 0.82, 0.43, (2.75, -1.2), -2.8, 1.4, (-0.9, 1.4), 5.3, (1.9, 4.15), -3.45,
    )  # fmt: skip
    joint = JointPlaces(2.75, 7.2, 2.2, 4.6, -1.6, 7.2)
    return QuestionPlaces(
        7.4, 2.0, layout.band(*SENTENCE).top - 0.75, -0.1, 7.3, 2, 0.4, -3.7, 7.4, 0.235, -0.55, (-3.6, 1.2),
        dials, joint,
    )  # fmt: skip


def _narrow(layout: Layout, high: bool) -> QuestionPlaces:
    stage = layout.stage
    middle = float(stage.at()[1])
    apart = 1.75 if high else 1.4
    dials = DialPlaces(
        (-2.5, -0.75, 1.0, 2.75, 4.5), 0.76, 0.42, (middle + apart, middle - apart + 0.25), -4.35, 0.4, (-4.35, -0.5),
        stage.top - 0.15, (-4.15, stage.top), stage.bottom + (0.85 if high else 0.35),
    )  # fmt: skip
    if high:
        joint = JointPlaces(3.2, 9.6, middle + 0.9, middle + 3.4, stage.bottom + 1.4, 10.4)
        return QuestionPlaces(
            10.5, 1.7, layout.sentence.top - 0.2, middle - 0.2, 10.5, 1, 0.37, -2.2, 7.45, 0.27, 0.0,
            (-2.2, stage.bottom + 1.0), dials, joint,
        )  # fmt: skip
    joint = JointPlaces(2.5, 9.0, middle + 0.85, middle + 2.75, stage.bottom + 1.15, 10.4)
    return QuestionPlaces(
        10.5, 1.7, layout.sentence.top - 0.2, middle - 0.2, 10.5, 1, 0.37, -2.85, 8.1, 0.235, 0.0,
        (-2.85, stage.bottom + 0.62), dials, joint,
    )  # fmt: skip
