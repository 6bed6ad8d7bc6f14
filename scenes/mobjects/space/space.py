"""A stage in space: a data mobject that is seen through a lens, which animations move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.space.lens import Lens


class Space(DataMobject):
    """Stage in space, drawn inside a box of the frame from ``low`` to ``high``.

    ``eye``, ``aim`` (``[3]``) and ``angle`` (degrees) are arrays like any other: ``Change(space, eye=…)`` is a
    flight of the camera. ``center`` is where in the box what is aimed at lies.
    """

    def __init__(
        self,
        low: Sequence[float],
        high: Sequence[float],
        *,
        eye: Sequence[float] | np.ndarray,
        aim: Sequence[float] | np.ndarray,
        angle: float = 42.0,
        center: Sequence[float] | np.ndarray = (0.0, 0.0),
    ) -> None:
        self.eye, self.aim = np.asarray(eye, dtype=float), np.asarray(aim, dtype=float)
        self.angle, self.center = float(angle), np.asarray(center, dtype=float)
        super().__init__(low, high)

    @property
    def lens(self) -> Lens:
        """The camera as it stands now."""
        return Lens(self.eye, self.aim, self.angle, self.center)

    def stand_at(self, pose: Sequence[np.ndarray]) -> None:
        """Put the camera at a pose at once: its eye, its aim, and where in the frame the aim lies."""
        self.eye, self.aim, self.center = (np.array(each, dtype=float) for each in pose)
