"""Where things stand in training: horizon, grid and ledger, in each layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from attention_scenes.scenes.framework.layout import Layout, Place


class View(NamedTuple):
    """How the grid is seen: pitch of the camera and turn of the names behind, in degrees; size of names; its shape."""

    pitch: float
    turn: float
    letters: float
    aspect: float


@dataclass(frozen=True)
class TrainingPlaces:
    """Places of a layout.

    Attributes
    ----------
    horizon
        The curves.
    space
        What the grid may draw in.
    ground
        What its ground fills.
    ledger
        Numbers beside it, or below it.
    view
        How the grid is seen.
    """

    horizon: Place
    space: Place
    ground: Place
    ledger: Place
    view: View


def places_in(layout: Layout) -> TrainingPlaces:
    """Return where things stand."""
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        return TrainingPlaces(
            horizon=Place(stage.left + 0.2, 2.3, stage.right - 0.2, 3.55),
            space=Place(frame.left, -3.0, frame.right, frame.top),
            ground=Place(-5.4, -2.8, 2.7, 1.05),
            ledger=Place(2.95, -2.75, stage.right, 1.35),
            view=View(pitch=42, turn=42, letters=1.0, aspect=1.5),
        )
    return TrainingPlaces(
        horizon=Place(stage.left + 0.1, stage.top - 1.75, stage.right - 0.1, stage.top),
        space=Place(frame.left, stage.bottom + 2.8, frame.right, frame.top),
        ground=Place(stage.left + 1.35, stage.bottom + 3.1, stage.right - 0.1, stage.top - 3.5),
        ledger=Place(stage.left, stage.bottom, stage.right, stage.bottom + 2.7),
        view=View(pitch=52, turn=55, letters=1.15, aspect=1.1),
    )
