"""Where learned maps and what belongs to them stand in each layout, and from where the camera sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.mobjects.query_key.learned_maps import LearnedMaps
from attention_scenes.scenes.mobjects.query_key.map_plate import WIDE
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE, PITCH, YAW = 38.0, 14.0, -7.0  # of the lens, and from where it looks, degrees


@dataclass(frozen=True)
class MapPlaces:
    """Places in scene units, and distances in units of space.

    Attributes
    ----------
    room
        What one plate with its bars may fill; two of them, one over the other; several, before their scores.
    token_x, into_x, out_x
        Middles of the token, of the column that enters and of the one that comes out.
    below
        In a tall frame, how far under a plate the columns begin; elsewhere 0, for they stand beside it.
    apart
        From shelf to shelf, in units of space.
    up
        From the top of a plate with its bars to the line of its symbol.
    """

    layout: Layout
    room: Place
    token_x: float
    into_x: float
    out_x: float
    below: float
    apart: float
    up: float
    em: float
    wrapped: float | None = None

    @classmethod
    def of(cls, layout: Layout) -> MapPlaces:
        stage = layout.stage
        if layout.is_wide:
            return cls(layout, Place(-3.35, -2.1, 4.15, 3.4), -5.6, -4.05, 5.1, 0.0, 4.35, 0.42, 0.27)
        if layout.is_tall:
            return cls(layout, stage.part(0.05, 0.68), 0.0, -3.0, 3.0, 0.12, 6.9, 0.28, 0.225, 3.3)
        room = Place(-2.25, stage.bottom + 0.5, 3.05, stage.top - 0.3)
        high = layout.aspect < 1.1
        return cls(
            layout,
            room,
            -4.55,
            -3.1,
            4.2,
            0.0,
            6.6 if high else 5.3,
            0.7 if high else 0.42,
            0.27 if high else 0.245,
            3.4,
        )

    @property
    def box(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The part of the frame that the picture in space may fill: lower left and upper right corner."""
        frame, low = self.layout.frame, self.layout.stage.bottom + (0.0 if self.layout.is_wide else 0.55)
        return (frame.left, low), (frame.right, frame.top)

    def shelves(self, count: int, first: float = 0.0) -> np.ndarray:
        """Return the left back corners of plates on shelves, the first at a height and each next one below it."""
        heights = first - self.apart * np.arange(count)
        return np.column_stack([np.full(count, -WIDE / 2), heights, np.zeros(count)])

    def near(self, maps: LearnedMaps, places: np.ndarray, plate: int) -> Pose:
        """Return from where one plate is seen from its right end, near which the result comes out."""
        return self._seen(maps.corners(places, [plate]), self.room, 34.0, 26.0)

    @property
    def beside(self) -> Place:
        """What several plates may fill between their names and their scores."""
        left, right = (1.1, 1.75) if self.layout.is_tall else (0.0, 0.0)
        return Place(self.room.left + left, self.room.bottom, self.room.right - right, self.room.top)

    def pose(self, maps: LearnedMaps, places: np.ndarray, which: Sequence[int], room: Place | None = None) -> Pose:
        """Return from where these plates fill the room, when they stand at ``places``."""
        return self._seen(maps.corners(places, which), room or self.room, YAW)

    def aside(self, maps: LearnedMaps, places: np.ndarray, which: Sequence[int], room: Place) -> Pose:
        """Return from where these plates are seen along their rows, in a narrow room."""
        return self._seen(maps.corners(places, which), room, 58.0)

    @staticmethod
    def _seen(points: np.ndarray, room: Place, yaw: float, pitch: float = PITCH) -> Pose:
        return fitting(points, *room.corners, pitch=pitch, yaw=yaw, angle=ANGLE)


def seen(maps: LearnedMaps, pose: Pose, places: np.ndarray, plate: int) -> Place:
    """Return the part of the frame in which a plate with its bars will be seen from a pose."""
    lens = Lens(pose.eye, pose.aim, ANGLE, pose.center)
    xy = lens.project(maps.corners(places, [plate])).xy_N2
    return Place(*xy.min(axis=0).tolist(), *xy.max(axis=0).tolist())


def spot(maps: LearnedMaps, pose: Pose, places: np.ndarray, plate: int, x: float, row: float) -> np.ndarray:
    """Return where in the frame a place of a plate will be seen from a pose, ``[3]``: parts of its width and depth."""
    at = places[plate] + maps.plates[plate].at(x * WIDE, row)
    return np.array([*Lens(pose.eye, pose.aim, ANGLE, pose.center).project(at).xy_N2[0], 0.0])
