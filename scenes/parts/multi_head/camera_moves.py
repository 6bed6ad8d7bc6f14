"""Flights of a camera: slow at both ends, so that one can read where they begin and see where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manim import OUT

from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import glide


class Flight(Change):
    """Move the camera of a space, and what else changes on the way.

    Parameters
    ----------
    pose
        Where the camera ends, by name: eye, aim, center.
    back
        How far it draws back half-way, in units of the space: from near one thing to near another one sees what lies
        between.
    """

    def __init__(self, space: Space, seconds: float, pose: Mapping[str, Any], back: float = 0.0, **arrays: Any) -> None:
        super().__init__(space, run_time=seconds, rate_func=glide, **pose, **arrays)
        self.back = back

    def interpolate_mobject(self, alpha: float) -> None:
        super().interpolate_mobject(alpha)
        share = self.rate_func(alpha)
        if self.back:
            self.mobject.eye = self.mobject.eye - 4 * share * (1 - share) * self.back * OUT
