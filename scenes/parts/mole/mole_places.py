"""Where mole's parts stand in each layout: phrases, columns, the tunnel, and the ledger beside or below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP

from attention_scenes.scenes.framework.layout import SENTENCE, Layout, Place
from attention_scenes.scenes.mobjects.space.sense_tunnel import ANGLE, EYE

# Where the camera stands: it looks along the layers, at them from the side, or at the ring from ahead.
ALONG, SIDE, AHEAD = np.array(EYE), np.array((-5.5, 1.55, -4.0)), np.array((-1.5, 0.9, -6.0))


@dataclass(frozen=True)
class MolePlaces:
    """Corners and middles in scene units, ``[3]``; ``ledger`` is the left end of the counter's baseline."""

    phrases: np.ndarray  # their upper left corner, once they have made way
    shrunk: float  # and their scale
    columns: np.ndarray
    gap: float  # between two columns
    em: float  # of their numbers
    view: Place  # what the tunnel is seen in
    left: float  # of its names
    center: np.ndarray  # where in it the camera looks
    aside: np.ndarray  # where it looks while the tunnel is seen from the side
    zoom: float
    ledger: np.ndarray
    width: float  # of the ledger's charts
    names: float  # of the names in them
    lines: float  # of what is said of them

    @property
    def angle(self) -> float:
        """The lens's angle of view in degrees."""
        return float(np.rad2deg(2 * np.arctan(np.tan(np.deg2rad(ANGLE) / 2) / self.zoom)))

    def seen(self, eye: np.ndarray) -> np.ndarray:
        """Return where in the frame a camera that stands at ``eye`` looks, ``[2]``."""
        return (self.aside if eye is SIDE else self.center)[:2]


def places_in(layout: Layout) -> MolePlaces:
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        return MolePlaces(
            phrases=stage.at(UP + LEFT, up=0.2), shrunk=0.76,
            columns=stage.at(right=2.95, up=-0.4), gap=0.38, em=0.32,
            view=Place(frame.left, stage.bottom, frame.right, frame.top), left=stage.left + 5.65,
            center=stage.at(right=2.2, up=0.4), aside=stage.at(right=2.9, up=0.4), zoom=1.0,
            ledger=stage.at(LEFT, up=0.6), width=5.65, names=1.6, lines=6.2,
        )  # fmt: skip
    corner = layout.band(*SENTENCE).at(UP + LEFT)
    if layout.is_tall:
        band = layout.band(0.19, 0.53)
        view = Place(frame.left, band.bottom, frame.right, band.top)
        return MolePlaces(
            phrases=corner, shrunk=0.76, columns=stage.at(up=1.0), gap=0.16, em=0.32,
            view=view, left=layout.words.left, center=view.at(up=0.05), aside=view.at(right=1.2, up=0.05), zoom=0.62,
            ledger=stage.at(DOWN + LEFT, up=4.1), width=stage.width, names=1.9, lines=stage.width,
        )  # fmt: skip
    view = Place(frame.left, stage.bottom + 0.8, frame.right, frame.top)
    if frame.height < frame.width:
        return MolePlaces(
            phrases=corner, shrunk=0.72, columns=stage.at(DOWN + RIGHT, right=-3.1, up=2.6), gap=0.1, em=0.27,
            view=view, left=stage.left + 5.0, center=stage.at(right=2.4, up=1.0), aside=stage.at(right=2.6, up=0.75),
            zoom=0.75, ledger=stage.at(DOWN + LEFT, up=4.1), width=4.9, names=1.5, lines=7.4,
        )  # fmt: skip
    return MolePlaces(
        phrases=corner, shrunk=0.86, columns=stage.at(DOWN, up=2.9), gap=0.38, em=0.32,
        view=view, left=view.left, center=stage.at(right=2.2, up=2.3), aside=stage.at(right=2.9, up=2.2), zoom=0.72,
        ledger=stage.at(DOWN + LEFT, up=4.5), width=6.2, names=1.8, lines=7.8,
    )  # fmt: skip
