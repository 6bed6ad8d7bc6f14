"""The stage of attention-pattern: the grid in space, where its camera stands, what is written into the lit cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, fitting, from_angle
from attention_scenes.scenes.mobjects.stage.stage_grid import ANGLE, StageGrid
from attention_scenes.scenes.mobjects.stage.token_edges import overlapping
from attention_scenes.scenes.mobjects.text.number_format import text_width, written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.attention_pattern.pattern_places import MANY, places_in
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

SMALLEST_IN_CELL = 2 / 9  # em; where cells are lower, no numbers stand in them
IN_CELL = 0.32  # em, at most
WALL = 2.2  # height of the vectors, in units of space
FLIGHT = 2.5  # seconds
ABOVE = 89.9  # degrees: a lens cannot look straight down


@dataclass(frozen=True)
class Stage:
    """The grid, and the poses of its camera: at the sentence, at the corner, straight above."""

    grid: StageGrid
    row: Pose
    corner: Pose
    flat: Pose
    large: float  # from above, names of few tokens are so many times as large

    @classmethod
    def of(cls, scene: AttentionScene, focus: HeadFocus) -> Stage:
        frame, stage, places = scene.layout.frame, scene.layout.stage, places_in(scene.layout, len(focus.tokens))
        raw, scores = focus.read("raw_scores"), focus.read("attn_scores")
        root = scene.bundle.count("d_head").sqrt()
        grid = StageGrid(
            focus.tokens, focus.pattern, (raw, raw / root, scores), focus.query,
            (frame.left, places.bottom), (frame.right, frame.top),
            width=stage.width, convention=scene.params.convention, aspect=places.aspect,
            hang=places.hang, arcs=places.arcs, turn=places.turn,
        )  # fmt: skip
        grid.partner = focus.partner
        floor = grid.floor.block((0, 0), (len(focus.tokens) - 1, len(focus.tokens) - 1))
        aim = np.array((0.0, *grid.line))
        walls = np.vstack([floor, np.delete(floor, 2, axis=0) + WALL * np.eye(3)[1]])  # none at the near corner
        row = Pose(from_angle(aim, 4 / np.tan(np.deg2rad(ANGLE) / 2), 6, 0), aim, stage.at(up=places.row[1])[:2])
        grid.stand_at(row._replace(center=stage.at(up=places.row[0])[:2]))
        return cls(
            grid,
            row,
            fitting(walls, *places.space.corners, pitch=places.pitch, yaw=24, angle=ANGLE),
            fitting(floor, *places.flat.corners, pitch=ABOVE, yaw=0, angle=ANGLE),
            places.large,
        )

    def to(self, pose: Pose, run_time: float = FLIGHT, rise: float = 0.0, **arrays: Any) -> CameraFlight:
        """Return the flight of the camera to a pose, in which names have room; other arrays change on the way.

        ``rise`` is how far the vectors stand there, on which the names do.
        """
        names, letters = self.roomy(pose, rise), self.letters(pose)
        return CameraFlight(self.grid, pose, run_time=run_time, names=names, letters=letters, **arrays)

    def letters(self, pose: Pose) -> float:
        """Return how many times as large as else names are in a pose: from above they have more room."""
        return self.large if pose is self.flat and self.grid.floor.count <= MANY else 1.0

    def in_cells(self, readings: Reading, decimals: int, color: np.ndarray) -> NumberField | None:
        """Return numbers in the cells of the focus ``[T]``, where they can be read; None where they would not fit."""
        places = self.grid.of_focus()
        pitch = float(np.abs(np.diff(places, axis=0)).sum(axis=1).min()) if len(places) > 1 else 1.0
        widest = max(text_width(written(float(v), decimals)) for v in readings.value.ravel())
        em = min(0.82 * pitch, IN_CELL) if self.grid.convention == "columns" else min(0.86 * pitch / widest, IN_CELL)
        if em < SMALLEST_IN_CELL:
            return None
        return NumberField(readings, places, em, color, decimals=decimals)

    def roomy(self, pose: Pose, rise: float = 0.0) -> np.ndarray:
        """Return opacities of all names, ``[2 T]``, in a pose: 0 for those that would touch others.

        The focus and its partner come first, then what the focus reads, from the most on. ``rise`` is how far the
        vectors stand on which the names do.
        """
        grid, count = self.grid, self.grid.floor.count
        heights = np.full(count, rise * (grid.walls[0].height if grid.walls else 0.0))
        lens, found = Lens(*pose[:2], ANGLE, pose.center), np.zeros((2, count))
        most = np.argsort(-grid.of_query(grid.focus), kind="stable").tolist()
        order = list(dict.fromkeys([grid.partner, grid.focus, *most, *range(count - 1, -1, -1)]))
        for whose, opacities in zip(("queries", "keys"), found, strict=True):
            names = grid.tokens.placed(lens, whose, 1.0, heights, self.letters(pose))
            boxes = [name.box() for name in names]
            kept: list[int] = []
            for index in order:
                if not any(overlapping(boxes[index], boxes[other]) for other in kept):
                    kept.append(index)
            opacities[kept] = 1
        return found.ravel()
