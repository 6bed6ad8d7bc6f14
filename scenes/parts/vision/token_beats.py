"""Beats: patches stand side by side, each with its vector; a class token without a picture comes before them."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.patches.patch_board import PatchBoard, in_row
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.stage.vector_wall import VectorWall
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.picture_beats import seen_from
from attention_scenes.scenes.parts.vision.vision_facts import ENTRIES, VisionFacts
from attention_scenes.scenes.parts.vision.vision_places import places_in

STEP, FOOT = 1.16, 0.75  # from slab to slab; where vectors begin, over the middle of a slab
COMES = 2.6  # seconds: the patches stand up, and their vectors rise before all of them stand
FRONTAL, BEAD = (9.0, -10.0), 1.6  # pitch and yaw; how large the class token is


def row_places(facts: VisionFacts) -> np.ndarray:
    """Return where the slabs of the row stand, with a place left free before them."""
    return in_row(len(facts.in_row), STEP, 0.5)


def bead_place(facts: VisionFacts) -> np.ndarray:
    """Return where the class token stands, before the row."""
    return np.array([-len(facts.in_row) / 2 * STEP, 0.5, 0.0])


def wall_of(scene: AttentionScene, facts: VisionFacts) -> VectorWall:
    """Return the vectors of the class token and of the row, before places are added and after."""
    bases = np.vstack([bead_place(facts), row_places(facts)]) + [0, FOOT, 0]
    height = places_in(scene.layout).tall
    return VectorWall(facts.vectors(), ["data_high", "update"], bases, np.array([STEP, 0, 0]), height)


def row_pose(scene: AttentionScene, facts: VisionFacts, up: float) -> Pose:
    """Return the pose from which the row is seen, and what stands so high over it."""
    x = (len(facts.in_row) + 1.2) / 2 * STEP
    corners = np.array([[side, y, 0] for side in (-x, x) for y in (0.0, up)])
    return seen_from(corners, places_in(scene.layout).row, FRONTAL)


def show_tokens(scene: AttentionScene, facts: VisionFacts, board: PatchBoard) -> None:
    """Stand the patches side by side; let their vectors rise, that of the class token too; add those of places."""
    width = grouped(facts.shown.count("d_model"))
    caption = phrased("Whatever can be cut can be tokens: each piece a vector, {width} numbers.", width=width[0])
    at, alone = board.at.copy(), np.zeros_like(board.shares)
    at[facts.in_row], alone[facts.in_row] = row_places(facts), 1
    pose = row_pose(scene, facts, 1.0 + FOOT + places_in(scene.layout).tall)
    heading = _heading(scene, facts)
    with scene.beat("tokens", caption, [width]):
        flight = CameraFlight(board, pose, run_time=COMES)
        risen, order = np.ones_like(board.rise), np.linspace(0.6, 1, len(board.rise))
        risen[0] = 0
        standing = Change(board, at=at, stand=alone, shares=alone, floor=0.0, run_time=COMES)
        rising = Change(board, rise=risen, delays=order, spread=0.7, run_time=COMES)
        scene.play(flight, standing, rising, FadeIn(heading, run_time=COMES))
        board.bead, board.large = bead_place(facts), BEAD
        name = _name_of_bead(scene, board)
        scene.play(Change(board, beaded=1.0, rise=1.0, run_time=0.8), FadeIn(name, run_time=0.8))
        scene.play(Change(board, stage=1.0, run_time=0.8))
        scene.wait(0.2)


def _name_of_bead(scene: AttentionScene, board: PatchBoard) -> Lines:
    """Return what the bead is called, under it."""
    em = scene.layout.em.word
    name = Lines(
        label_text("class token: no patch, one learned vector for all pictures; its place will answer"),
        em,
        scene.layout.stage.width,
        "query",
        edge=-1,
    )
    name.align_to(scene.layout.stage.at(LEFT), LEFT).middle_on(board.spot(board.bead)[1] - 2.1 * em)
    return name.shift(max(places_in(scene.layout).board.bottom - name.get_bottom()[1], 0) * UP)


def _heading(scene: AttentionScene, facts: VisionFacts) -> Lines:
    """Return what is drawn of how much: all vectors whole, or one row of patches and some entries."""
    if facts.is_small and float(facts.shown.count("d_model")) <= ENTRIES:
        text = label_text(
            "vectors, {more} where larger: a patch’s own and, added to it (green), a learned one of its place",
            more=scene.palette.shades.more,
        )
    else:
        text = label_text(
            "a row of patches, first numbers: a patch’s own vector, plus (green) a learned one of its place"
        )
    return heading_of(scene, text)
