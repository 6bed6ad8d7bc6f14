"""Where mole's parts stand in each layout: phrases, columns, the tunnel, and the ledger beside or below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP

from attention_scenes.scenes.framework.layout import SENTENCE, Layout, Place
from attention_scenes.scenes.mobjects.space.sense_tunnel import ANGLE


@dataclass(frozen=True)
class MolePlaces:
    """Corners and middles in scene units, ``[3]``; ``ledger`` is where the counter's rail begins."""

    phrases: np.ndarray  # their upper left corner, once they have made way
    shrunk: float  # and their scale
    columns: np.ndarray
    gap: float  # between two columns
    em: float  # of their numbers
    view: Place  # what the tunnel is seen in
    center: np.ndarray  # where in it the camera looks
    zoom: float
    ledger: np.ndarray
    width: float  # of the lines of the ledger
    rule: np.ndarray  # the right end of how to read the tunnel
    rule_width: float = 2.7

    @property
    def angle(self) -> float:
        """The lens's angle of view in degrees."""
        return float(np.rad2deg(2 * np.arctan(np.tan(np.deg2rad(ANGLE) / 2) / self.zoom)))


def places_in(layout: Layout) -> MolePlaces:
    frame, stage, notes = layout.frame, layout.stage, layout.notes
    if layout.is_wide:
        view = Place(frame.left, stage.bottom, frame.right, frame.top)
        return MolePlaces(
            stage.at(UP + LEFT), 0.92, stage.at(right=2.95, up=-0.4), 0.38, 0.32, view, stage.at(right=2.15, up=0.65),
            1.0, stage.at(LEFT, up=0.06), 6.5, notes.at(RIGHT, up=-0.17),
        )  # fmt: skip
    corner = layout.band(*SENTENCE).at(UP + LEFT)
    if layout.is_tall:
        band = layout.band(0.2, 0.59)
        view = Place(frame.left, band.bottom, frame.right, band.top)
        return MolePlaces(
            corner, 0.92, stage.at(up=1.0), 0.16, 0.32, view, view.at(right=-0.2, up=0.2), 0.95,
            layout.band(0.63, 0.7).at(UP + LEFT), stage.width, band.at(DOWN + RIGHT, up=0.35),
        )  # fmt: skip
    view = Place(frame.left, stage.bottom + 0.25, frame.right, frame.top)
    if frame.height < frame.width:
        return MolePlaces(
            corner, 0.8, stage.at(DOWN + RIGHT, right=-3.1, up=2.6), 0.1, 0.27, view, stage.at(right=1.8, up=0.65),
            0.8, stage.at(DOWN + LEFT, up=3.4), 6.5, stage.at(DOWN + RIGHT, up=0.5),
        )  # fmt: skip
    return MolePlaces(
        corner, 0.86, stage.at(DOWN, up=2.9), 0.38, 0.32, view, stage.at(right=1.8, up=2.2), 0.92,
        stage.at(DOWN + LEFT, up=3.5), 7.8, stage.at(DOWN + RIGHT, up=1.6), 3.6,
    )  # fmt: skip
