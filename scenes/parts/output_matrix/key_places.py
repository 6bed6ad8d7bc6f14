"""Where slices, tables and keys stand in space, and from where the camera sees them, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, OUT, UP

from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.mobjects.output_map.output_keys import HIGH, SIDE, OutputKeys
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 40.0
GAP = 0.3  # between keys, in parts of their width
ROW_DEPTH = 1.25  # from slice to slice before a table, in units of space
BROAD, MOST_BROAD = 14.0, 3.9  # what all tables take, and one at most
NAMED = 0.9  # scene units before the slices, for the names of their heads
ASIDE = 7.6  # how far the sheet and the keys are moved apart


@dataclass(frozen=True)
class Formation:
    """Slices in rows before the value tables that they are made of.

    Attributes
    ----------
    feet
        ``[H, 3]`` of the slices.
    width
        Of a slice and of a table.
    tables
        ``[G, 3]`` the feet of the tables.
    depth
        From a table to the slice that is nearest to the eye.
    """

    feet: np.ndarray
    width: float
    tables: np.ndarray
    depth: float

    @classmethod
    def of(cls, heads: int, groups: int) -> Formation:
        each = heads // groups
        pitch = min(MOST_BROAD, BROAD / groups)
        xs = (np.arange(groups) - (groups - 1) / 2) * pitch
        group, within = np.divmod(np.arange(heads), each)
        feet = np.column_stack([xs[group], np.zeros(heads), within * ROW_DEPTH])
        depth = (each - 1) * ROW_DEPTH + 1.0
        return cls(feet, 0.78 * pitch, np.column_stack([xs, np.zeros(groups), np.full(groups, depth)]), depth + 0.4)

    def corners(self, high: float) -> np.ndarray:
        """Return points ``[N, 3]`` around all of it, with tables so high."""
        half, tops = self.width / 2, self.tables + [0, high, 0]
        around = [self.feet, self.feet + [0, HIGH, 0], self.tables, tops]
        return np.concatenate([points + [side * half, 0, 0] for points in around for side in (-1, 1)])


@dataclass(frozen=True)
class KeyPlaces:
    """The boxes of the frame that the pictures in space fill, and the poses from which they do."""

    layout: Layout

    @property
    def room(self) -> Place:
        """What may be filled: the stage; at 9:16 without what a caption of several lines takes."""
        stage = self.layout.stage
        if self.layout.is_wide:
            return Place(stage.left + 0.3, stage.bottom + 0.4, stage.right - 0.3, stage.top + 0.1)
        return stage.part(0.02, 0.93)

    @property
    def table_high(self) -> float:
        """How high a value table is, in units of space."""
        return 3.4 if self.layout.is_wide else 6.5

    def formation(self, formation: Formation) -> Pose:
        pitch, yaw = (19.0, 18.0) if self.layout.is_wide else (38.0, 8.0)
        room = Place(self.room.left + NAMED, self.room.bottom, self.room.right, self.room.top)
        return self._seen(formation.corners(self.table_high), pitch=pitch, yaw=yaw, room=room)

    def row(self, keys: OutputKeys) -> Pose:
        """Return where the slices are seen side by side, as near as they fit."""
        feet = keys.row(0.0)[[0, -1]] + [[-keys.keys.wide / 2, 0, 0], [keys.keys.wide / 2, 0, 0]]
        return self._seen(np.concatenate([feet, feet + HIGH * UP, feet + 0.5 * DOWN]), pitch=12.0, yaw=-10.0)

    def sheet(self, keys: OutputKeys) -> Pose:
        pitch, yaw = (44.0, -14.0) if self.layout.is_wide else (58.0, -6.0)
        return self._seen(keys.corners(0.0), pitch=pitch, yaw=yaw)

    def keys(self, keys: OutputKeys) -> Pose:
        pitch, yaw = (38.0, 12.0) if self.layout.is_wide else (58.0, 6.0)
        return self._seen(keys.corners(GAP), pitch=pitch, yaw=yaw)

    def both(self, whole: OutputKeys, keys: OutputKeys) -> Pose:
        """Return where sheet and keys are seen beside each other, or one over the other."""
        points = np.concatenate([whole.corners(0.0), keys.corners(GAP)])
        return self._seen(points, pitch=54.0, yaw=0.0, room=self._whole_width())

    def _whole_width(self) -> Place:
        """Return the stage from edge to edge of the frame, below the names of both ways."""
        stage, frame = self.layout.stage.part(0.08, 1.0 if self.layout.is_wide else 0.95), self.layout.frame
        return Place(frame.left + 0.2, stage.bottom, frame.right - 0.2, stage.top)

    def origins(self) -> tuple[np.ndarray, np.ndarray]:
        """Return where the sheet goes, and where the keys go, when both are shown."""
        if self.layout.is_wide:
            return np.array([-ASIDE + 1.3, 0, 0]), np.array([ASIDE, 0, 0])
        return (SIDE + 4.0) * OUT, np.zeros(3)

    def sums(self, keys: OutputKeys) -> tuple[float, float]:
        """Return the ``x`` of the sums beside the sheet and beside the keys, counted from the middle of each."""
        reach = abs(keys.keys.middles(GAP)[0]) + keys.keys.wide / 2
        if self.layout.is_wide:
            return SIDE / 2 + 0.95, -reach - 0.95
        return reach + 0.95, reach + 0.95

    def _seen(self, points: np.ndarray, pitch: float, yaw: float, room: Place | None = None) -> Pose:
        room = room or self.room
        return fitting(points, *room.corners, pitch=pitch, yaw=yaw, angle=ANGLE)
