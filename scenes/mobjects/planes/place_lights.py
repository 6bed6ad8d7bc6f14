"""Lights on a plane or a chart: one at each place that two measured numbers give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint

LAMP, DOT, CORE = 0.75, 0.09, 0.045  # scene units: radius of its light, of the dot, and of its middle
SHINE = 0.55


class Plane(Protocol):
    """Says where two numbers ``[2]`` are drawn."""

    def place(self, at: np.ndarray) -> np.ndarray: ...


class PlaceLights(DataMobject):
    """P places on a plane, each a dot that gives light.

    Parameters
    ----------
    plane
        Says where a place is drawn.
    places
        ``[P, 2]`` on both contrasts, or on both axes of a chart.
    roles
        ``[P]`` palette roles.
    size
        Of a light, in parts of the usual one.
    aside
        ``[P]`` scene units that each stands to the right of its place, where others would cover it.

    Attributes
    ----------
    opacities
        ``[P]``; none is seen at first.
    """

    def __init__(
        self, plane: Plane, places: Reading, roles: Sequence[str], size: float = 1.0,
        aside: np.ndarray | float = 0.0,
    ) -> None:  # fmt: skip
        if not isinstance(places, Reading):
            raise TypeError("a place on screen needs a source: give a Reading")
        self.readings, self.size = places, size
        self.xy = np.array([plane.place(at)[:2] for at in places.value])
        self.xy[:, 0] += aside
        self.colors = np.array([palette().rgba(role) for role in roles])
        self.opacities = np.zeros(len(self.xy))
        super().__init__(self.xy.min(axis=0) - LAMP * size, self.xy.max(axis=0) + LAMP * size)

    def paint(self, canvas: skia.Canvas) -> None:
        for place in np.flatnonzero(self.opacities * self.opacity > FAINT).tolist():
            share = float(self.opacities[place] * self.opacity)
            draw_lamp(canvas, self.xy[place], LAMP * self.size, self.colors[place] * [1, 1, 1, SHINE * share])
            x, y = self.xy[place].tolist()
            canvas.drawCircle(x, y, DOT, fill_paint(self.colors[place] * [1, 1, 1, share]))
            canvas.drawCircle(x, y, CORE, fill_paint(palette().rgba("text", share)))

    def visible(self) -> np.ndarray:
        """Return which places can be seen."""
        return np.flatnonzero(self.opacities * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("↗", place) for n in self.visible().tolist() for place in self.readings[n]]
