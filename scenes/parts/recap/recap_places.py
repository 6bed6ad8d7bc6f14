"""Where the five steps of the recap stand in each layout: side by side, or one below the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP

from attention_scenes.scenes.framework.layout import Layout

MOST_TOKENS = 18  # of a sentence over five columns
STEPS = 5


@dataclass(frozen=True)
class RecapPlaces:
    """Places in scene units; those of a step's parts are seen from the step's own place."""

    row_y: float  # of the sentence
    row_width: float
    steps: np.ndarray  # [5, 3]: where each step stands
    icon: np.ndarray  # [3]
    name: np.ndarray
    picture: np.ndarray
    number: np.ndarray
    room: float  # for the number and the words under it
    height: float  # of a picture
    icon_height: float
    units: bool  # whether a number's unit has room behind it


def places_in(layout: Layout) -> RecapPlaces:
    """Return the places of a layout."""
    stage, at = layout.stage, np.arange(STEPS) - (STEPS - 1) / 2
    if layout.is_tall:
        step = 0.84 * stage.height / STEPS
        steps = stage.at(up=-0.08 * stage.height) - np.outer(at * step, UP)
        return RecapPlaces(
            stage.top - 0.6, stage.width, steps, 2.9 * LEFT + 0.2 * UP, 2.9 * LEFT + 0.62 * DOWN,
            0.6 * LEFT, 2.2 * RIGHT + 0.05 * DOWN, 2.9, 0.84 * step, 0.52 * step, True,
        )  # fmt: skip
    pitch = stage.width / STEPS
    squat = not layout.is_wide and layout.aspect > 1.1  # captions take two lines there
    middle = stage.at()[1] + (0.4 if squat else 0.0)
    steps = np.outer(at * pitch, RIGHT) + middle * UP
    return RecapPlaces(
        stage.top - (0.1 if squat else 0.35), stage.width, steps,
        1.3 * UP, 0.32 * UP, 0.78 * DOWN, 2.28 * DOWN,
        pitch - 0.2, 2.2, min(1.05, 0.42 * pitch), layout.is_wide,
    )  # fmt: skip
