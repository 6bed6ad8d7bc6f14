"""Angle fans: how far each of several vectors points away from its own axis, an axis and an arrow a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, Arc, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.sky.cosine_fan import direction
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP

LENGTH = 0.9  # of a row, that an arrow and its axis take
GROUND = 0.38  # of a row, from its middle down to its axis
ARC = 0.42  # of an arrow, that the arc between it and its axis is away
GAP = 0.15  # scene units between a fan and what is written beside it


class AngleFans(Group):
    """A row for each vector: its name, its axis along the ground, an arrow at the true angle to it, and the angle.

    Parameters
    ----------
    names, roles
        Of the P vectors, and the palette roles of their arrows.
    axes
        What the P axes are called.
    angles
        ``[P]`` in degrees, from 0 to 180.
    inset
        Width of the names.
    width
        Of all.
    step
        Distance from row to row.
    """

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], axes: Sequence[str], angles: Sequence[Reading], *,
        inset: float, width: float, step: float, em: float = 0.34,
    ) -> None:  # fmt: skip
        length = LENGTH * step
        back = max(0.0, *(-float(direction(float(angle))[0]) for angle in angles)) * length
        self.names, self.fans, self.labels = VGroup(), VGroup(), VGroup()
        corner, beside = inset + back, inset + back + length + GAP
        for row, (name, role, axis, angle) in enumerate(zip(names, roles, axes, angles, strict=True)):
            middle, ground = -row * step, -(row + GROUND) * step
            label = fitted(Label(name, em, role), inset - GAP).move_to([0, 0, 0], LEFT)
            self.names.add(label.stand_on(middle - CAP / 2 * label.em))
            self.fans.add(fan(float(angle), role, length).shift([corner, ground, 0]))
            digits = f"{float(angle):.0f}"
            number = Label(f"{digits}°", 1.15 * em, role, numbers=[(digits, angle)]).move_to([beside, 0, 0], LEFT)
            goal = fitted(Label(axis, em, "soft"), width - beside).move_to([beside, 0, 0], LEFT)
            self.labels.add(number.stand_on(ground + 0.9 * em), goal.stand_on(ground - CAP / 2 * em))
        super().__init__(self.names, self.fans, self.labels)


def fan(degrees: float, role: str, length: float) -> VGroup:
    """Return an axis from the middle to the right, an arrow at its angle above it, and the arc between both."""
    colors = palette()
    axis = Line(np.zeros(3), length * direction(0.0), stroke_width=2.5, color=colors.soft)
    arc = Arc(ARC * length, 0, np.deg2rad(degrees), stroke_width=2, color=colors.text)
    arrow = Arrow(np.zeros(3), length * direction(degrees), getattr(colors, role), 7, head=0.22)
    return VGroup(axis, arc, arrow)
