"""The stage of attention-pattern: the grid in space, where its camera stands, what is written into the lit cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import READING_SPEED, AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting, from_angle, glide
from attention_scenes.scenes.mobjects.stage.stage_grid import ANGLE, StageGrid
from attention_scenes.scenes.mobjects.stage.token_edges import overlapping
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import text_width, written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

SMALLEST_IN_CELL = 2 / 9  # em; where cells are lower, no numbers stand in them
WALL = 2.2  # height of the vectors, in units of space
FIRST, LOW = -0.25, -1.75  # where the sentence stands, from the middle of the stage: first, and under its arcs
FLIGHT = 2.6  # seconds


@dataclass(frozen=True)
class Stage:
    """The grid, and the poses of its camera: at the sentence, over the grid, at its corner, at the lit query."""

    grid: StageGrid
    row: Pose
    over: Pose
    corner: Pose
    near: Pose

    @classmethod
    def of(cls, scene: AttentionScene, focus: HeadFocus) -> Stage:
        frame, stage, place = scene.layout.frame, scene.layout.stage, scene.layout.pattern
        raw, scores = focus.read("raw_scores"), focus.read("attn_scores")
        root = scene.bundle.count("d_head").sqrt()
        grid = StageGrid(
            focus.tokens, focus.pattern, (raw, raw / root, scores), focus.query,
            (frame.left, stage.bottom), (frame.right, frame.top),
            width=stage.width, convention=scene.params.convention, aspect=1.15,
        )  # fmt: skip
        grid.partner = focus.partner
        floor = grid.floor.block((0, 0), (len(focus.tokens) - 1, len(focus.tokens) - 1))
        box = (place.left, place.bottom), (place.right, place.top)
        steep = 56 if len(focus.tokens) <= 12 else 66
        aim = np.array((0.0, *grid.line))
        focal = fitting(floor, *box, pitch=steep, yaw=7, angle=ANGLE)
        walls = np.vstack([floor, np.delete(floor, 2, axis=0) + WALL * np.eye(3)[1]])  # none at the near corner
        row = Pose(from_angle(aim, 4 / np.tan(np.deg2rad(ANGLE) / 2), 6, 0), aim, stage.at(up=LOW)[:2])
        grid.eye, grid.aim, grid.center = row._replace(center=stage.at(up=FIRST)[:2])
        return cls(
            grid,
            row,
            focal,
            fitting(walls, *box, pitch=40, yaw=24, angle=ANGLE),
            fitting(floor, *box, pitch=steep - 3, yaw=13, angle=ANGLE),
        )

    def to(self, pose: Pose, run_time: float = FLIGHT, **arrays: Any) -> Change:
        """Return the flight of the camera to a pose; other arrays of the grid change on the way."""
        eye, aim, center = pose
        return Change(self.grid, eye=eye, aim=aim, center=center, run_time=run_time, rate_func=glide, **arrays)

    def in_cells(self, readings: Reading, decimals: int, color: np.ndarray) -> NumberField | None:
        """Return numbers in the cells of the focus ``[T]``, where they can be read; None where they would not fit."""
        places = self.grid.of_focus()
        pitch = float(np.abs(np.diff(places, axis=0)).sum(axis=1).min()) if len(places) > 1 else 1.0
        widest = max(text_width(written(float(v), decimals)) for v in readings.value.ravel())
        em = min(0.82 * pitch, 0.3) if self.grid.convention == "columns" else min(0.86 * pitch / widest, 0.3)
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
            names = grid.tokens.placed(lens, whose, 1.0, heights)
            boxes = [name.box() for name in names]
            kept: list[int] = []
            for index in order:
                if not any(overlapping(boxes[index], boxes[other]) for other in kept):
                    kept.append(index)
            opacities[kept] = 1
        return found.ravel()


def lines(scene: AttentionScene, title: Label, *rows: tuple[str, Numbers]) -> VGroup:
    """Return small lines of text under a heading."""
    labels = VGroup(*[scene.label(text, 0.3, "soft", numbers=numbers) for text, numbers in rows])
    fitted(labels.arrange(DOWN, buff=0.14, aligned_edge=LEFT), scene.layout.side.width)
    return labels.next_to(title, DOWN, buff=0.25, aligned_edge=LEFT)


def read_first(scene: AttentionScene, share: float = 0.5) -> None:
    """Let the caption stand for a part of its reading time before anything moves."""
    caption = scene.record.beats[-1].caption
    scene.wait(share * len(caption) / READING_SPEED / scene.params.pace)


def side_title(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Label:
    """Return the heading of what stands beside the grid."""
    return scene.label(text, 0.4, numbers=numbers).move_to(scene.layout.side.at(UP + LEFT, up=0.45), LEFT)
