"""The stage of masking: the pattern of a head whose mask is off, in space, and the sums at the feet of its columns."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting, from_angle
from attention_scenes.scenes.mobjects.stage.stage_grid import ANGLE, StageGrid
from attention_scenes.scenes.mobjects.text.labels import shaped
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_names import spoken
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus

ASPECT = 1.25  # width of the ground over its depth
STEEP, LOW, ASIDE = 62.0, 52.0, 5.0  # degrees from above, for numbers and for glass; from the right
NAMES, LETTERS = 1.35, 0.3  # scene units left of the ground for names, at least, and a name's em
HANGS = 0.5  # units of space: how high the glass is looked at
SUM, LEAST_SUM, BELOW = 0.3, 0.2, 0.36  # em of a sum, and of the smallest; units of space before the nearest row


def stage_of(scene: AttentionScene, focus: MaskFocus) -> Stage:
    """Return the stage with its grid, seen from high above; its other pose is ``corner``, where the glass falls."""
    frame, stage, count = scene.layout.frame, scene.layout.stage, len(focus.tokens)
    scores = [focus.read("attn_scores", trace) for trace in ("open", "")]
    grid = StageGrid(
        focus.tokens, focus.open, scores, focus.query, (frame.left, stage.bottom), (frame.right, frame.top),
        width=stage.width, convention=scene.params.convention, aspect=ASPECT, every=True,
    )  # fmt: skip
    grid.partner = focus.ahead()
    grid.edges, grid.boxes, grid.lattice, grid.headings, grid.gleam = 1.0, 0.0, 1.0, 1.0, 1.0
    grid.grown[:], grid.fold[:], grid.growth[:] = 1, 1, 0
    floor = grid.floor.block((0, 0), (count - 1, count - 1))
    hung = np.vstack([floor, floor[:2] + HANGS * np.eye(3)[1]])
    near = np.vstack([floor, floor[2:] - 2 * BELOW * np.eye(3)[2]])
    box = ground(scene, focus)
    flat = fitting(near, *box.corners, pitch=STEEP, yaw=0, angle=ANGLE)
    corner = fitting(hung, *box.corners, pitch=LOW, yaw=ASIDE, angle=ANGLE)
    grid.stand_at(flat)
    aim = np.array((0.0, *grid.line))
    made = Stage(
        grid, Pose(from_angle(aim, 9.0, 6, 0), aim, stage.at()[:2]), corner, flat, places_in(scene.layout, count).large
    )
    grid.names[:] = made.roomy(flat)
    return made


def ground(scene: AttentionScene, focus: MaskFocus) -> Place:
    """Return the box of the frame that the ground of the grid fills; its names stand outside."""
    stage, frame = scene.layout.stage, scene.layout.frame
    if scene.layout.is_wide:
        names = max(shaped(spoken(token)).width for token in focus.tokens)
        return Place(
            stage.left + max(NAMES, LETTERS * names + 0.45), stage.bottom + 0.25, stage.left + 8.4, frame.top - 1.25
        )
    side = scene.layout.side
    return Place(stage.left + 1.3, side.top + 0.6, stage.right - 0.35, stage.top - 0.2)


def sums_of(stage: Stage, weights: Reading, color: np.ndarray) -> list[NumberField]:
    """Return the sum of each query's weights on itself and what came before, at the foot of its cells.

    ``weights`` are ``[T, T]``; none where they could not be read.
    """
    floor = stage.grid.floor
    sums = join([row[: q + 1].sum() for q, row in enumerate(weights)])
    if floor.convention == "columns":
        feet = floor.far_edge()
        feet[:, 2] = -floor.size[1] / 2 - BELOW
    else:
        feet = floor.left_edge()
        feet[:, 0] = floor.size[0] / 2 + BELOW
    xy = stage.grid.lens.project(feet).xy_N2
    pitch = float(np.abs(np.diff(xy, axis=0)).max(axis=1).min()) if len(xy) > 1 else 1.0
    em = min(SUM, pitch / 2.3)
    return [NumberField(sums, xy, em, color, decimals=2)] if em >= LEAST_SUM else []
