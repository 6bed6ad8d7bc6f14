"""Where the parts of values stand in each layout: numbers beside columns, or below them in a tall frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DOWN, VGroup

from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.vectors.weighted_sum import ROOMY, SumPlaces

Pair = tuple[float, float]


@dataclass(frozen=True)
class ValuePlaces:
    """Places in scene units; points are ``[3]``."""

    row: float  # how wide the sentence may be, and its least em on one line
    smallest: float
    row_y: float  # its lower edge
    heads: np.ndarray  # the table of both heads
    heads_columns: Pair  # where the first column of numbers begins, and from one to the next
    steps: Pair  # the middles of key and value
    steps_left: float
    step_em: float
    step_gap: float
    bubble: Pair  # how far right in the frame, and how much below the middle of a step
    keys: int  # of a sum, at most
    sum: SumPlaces
    back: np.ndarray  # the map back
    back_gap: float
    shapes: np.ndarray
    stream_gap: float  # between columns and signs
    stream_up: float  # how far they stand over the middle
    start: tuple[np.ndarray, np.ndarray]  # the first token's column, and the lengths
    lengths: Pair
    axes: Pair  # heights of the two directions
    axes_width: float
    swap: tuple[np.ndarray, np.ndarray, np.ndarray]  # both updates, the table, the cosine
    swap_gap: float
    swap_columns: Pair
    answer: tuple[float, float, float, float]  # symbols, left end of what they are for, first line, from line to line
    answer_em: float


def places_in(layout: Layout) -> ValuePlaces:
    stage = layout.stage
    if layout.is_wide:
        return ValuePlaces(
            12.6, 0.3, float(stage.at(up=0.65)[1]), stage.at(up=-1.05), (3.5, 2.0), (2.08, -1.12), stage.left + 0.25,
            0.245, 1.3, (4.6, 0.0), 6, ROOMY, stage.at(up=1.25), 1.5, stage.at(up=-1.8), 0.75, 0.05,
            (stage.at(right=-4.1), stage.at(right=2.0, up=0.2)), (2.4, 2.4), (1.6, -0.75), 11.5,
            (stage.at(right=-3.9), stage.at(right=2.95, up=0.5), stage.at(right=2.95, up=-1.4)), 1.3, (2.7, 2.0),
            (-3.6, -2.6, 1.6, 1.3), 0.46,
        )  # fmt: skip
    if layout.is_tall:
        return ValuePlaces(
            7.3, 0.235, 2.6, stage.at(up=0.2), (2.75, 1.54), (3.9, -1.0), stage.left + 0.5, 0.3, 0.8, (1.6, 2.35), 5,
            SumPlaces(-3.6, 3.6, 0.25, 1.5, 1.35, 2.3), stage.at(up=2.6), 0.65, stage.at(up=-2.6), 0.32, 0.6,
            (stage.at(up=2.3), stage.at(up=-2.2)), (2.4, 2.4), (2.9, -0.2), 6.3,
            (stage.at(up=2.3), stage.at(up=-1.6), stage.at(up=-3.4)), 1.6, (2.9, 2.15), (-3.0, -2.2, 3.2, 2.2), 0.46,
        )  # fmt: skip
    middle, high = float(stage.at()[1]), layout.aspect < 1.1
    steps = (middle + 2.0, middle - 1.7) if high else (2.2, -0.75)
    return ValuePlaces(
        10.4, 0.32, float(stage.at(up=0.9)[1]), stage.at(up=-0.6), (3.5, 2.2), steps, stage.left + 0.2,
        0.27 if high else 0.22, 0.5, (3.4, 0.0), 5, SumPlaces(-5.2, 5.2, 0.3, 1.9, 1.25, -0.15), stage.at(up=1.5), 0.9,
        stage.at(up=-1.5), 0.75, 0.35, (stage.at(right=-3.95), stage.at(right=1.45, up=0.2)), (2.4, 2.4),
        (middle + 1.7, middle - 0.6), 9.4,
        (stage.at(right=-2.83), stage.at(right=2.3, up=0.5), stage.at(right=2.3, up=-1.4)), 0.95, (2.0, 1.95),
        (-4.4, -3.5, middle + 1.5, 1.45), 0.46,
    )  # fmt: skip


def notes_under(scene: AttentionScene, texts: Sequence[tuple[str, Numbers]], size: float, up: float) -> VGroup:
    """Return small print under the stage: a line each at 16:9, ``up`` over its place; elsewhere as many as it takes."""
    layout = scene.layout
    if layout.is_wide:
        lines = [fitted(scene.label(text, size, "soft", numbers=numbers), 12.8) for text, numbers in texts]
        return VGroup(*lines).arrange(DOWN, buff=0.12).move_to(layout.notes.at(up=up))
    broken = [scene.note(text, size, layout.words.width - 0.2, 0, numbers=numbers) for text, numbers in texts]
    at = layout.stage.at(DOWN, up=0.0 if layout.is_tall else 0.3)
    return VGroup(*broken).arrange(DOWN, buff=0.12).move_to(at, DOWN)
