"""Beats: would a picture be masked? A class token in front that sees nothing, one at the end that sees all."""

from __future__ import annotations

import numpy as np
from manim import RIGHT

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.patches.patch_board import PatchBoard, in_row
from attention_scenes.scenes.mobjects.stage.pose import Pose
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.count_towers import Bar, count_towers, show_counts
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.digit_counts import COUNTED, MASKED_NOW
from attention_scenes.scenes.parts.vision.picture_beats import seen_from
from attention_scenes.scenes.parts.vision.token_beats import STEP
from attention_scenes.scenes.parts.vision.vision_facts import VisionFacts
from attention_scenes.scenes.parts.vision.vision_models import DIGITS, END, FRONT
from attention_scenes.scenes.parts.vision.vision_places import places_in

HIGH = 2.2  # of the class token over the row, in parts of a slab's side
DIM = 0.55  # of a slab that is not seen
VIEW = (17.0, -44.0)  # pitch and yaw
ALIKE, LOST = 0.03, 0.5  # of all pictures: so few fewer right answers are no harm; so many fewer are ruin


def show_front(scene: AttentionScene, facts: VisionFacts) -> tuple[PatchBoard, Lines]:
    """Show the row under a mask, the class token before it: nothing comes before that."""
    board = _row(scene, facts)
    right, count = grouped(facts.counted.right(FRONT)), grouped(facts.counted.pictures)
    nothing = facts.mean_reads(facts.bundles[FRONT])
    blind = scene.claim(
        "under a mask a class token in front reads no patch, and most answers are wrong",
        float(nothing.value.max()) == 0 and float(right[1]) < LOST * float(count[1]),
        claim_text("{right} of {count}", right=right[0], count=count[0]),
    )
    caption = phrased("Masked, the class token in front: {right} of {count} right.", right=right[0], count=count[0])
    if blind:
        caption = phrased("Masked? In front, the class token sees itself alone: {right} of {count}.",
                          right=right[0], count=count[0])  # fmt: skip
    scene.change_provenance(label_text("runs on digits, trained with a mask"))
    heading = heading_of(scene, label_text("a mask: each token reads itself and those before it"))
    cut_to(scene, board, heading)
    with scene.beat("front", caption, [right, count]):
        scene.play(Change(board, shares=DIM, run_time=1.2), Change(board, beaded=1.0, run_time=1.2))
        scene.wait(0.4)
    return board, heading


def show_end(scene: AttentionScene, facts: VisionFacts, board: PatchBoard, heading: Lines) -> None:
    """Let the class token fly to the end of the row, where all patches come before it."""
    right, base = grouped(facts.counted.right(END)), grouped(facts.counted.right(DIGITS))
    count = facts.counted.pictures
    harmless = scene.claim(
        "with the class token at the end, a mask costs next to nothing",
        float(right[1]) + ALIKE * float(count) >= float(base[1]),
        claim_text("{right}, without a mask {base}", right=right[0], base=base[0]),
    )
    caption = phrased("At the end it sees all patches: {right}; unmasked {base}.", right=right[0], base=base[0])
    if harmless:
        caption = phrased("At the end it sees all: {right}, unmasked {base}. A mask need not hurt.",
                          right=right[0], base=base[0])  # fmt: skip
    far = board.bead - 2 * board.bead[0] * RIGHT
    scene.let_go(heading)
    note = heading_of(
        scene, label_text("as in a text: only the last place has read all, so there the answer is read off")
    )
    with scene.beat("end", caption, [right, base]):
        scene.play(Change(board, bead=far, run_time=1.2), FadeIn(note, run_time=0.6))
        order = np.linspace(0, 1, len(board.flow))
        scene.play(Change(board, shares=1.0, flow=1.0, delays=order, spread=0.6, run_time=1.6))
        scene.wait(0.3)


def show_why(scene: AttentionScene, facts: VisionFacts) -> None:
    """Say why there is none, and count what a mask does: trained with, in both orders, and put on after training."""
    right = facts.counted.right
    bars = [
        Bar(label_text("no mask"), right(DIGITS), "key"),
        Bar(label_text("at the end"), right(END), "query"),
        Bar(label_text("in front"), right(FRONT), "soft"),
        Bar(label_text("put on later"), right(DIGITS, MASKED_NOW), "value"),
    ]
    count = grouped(facts.counted.pictures)
    text = label_text("right of {count} held out: mask in training, class token at the end or in front; or mask later",
                      count=count[0])  # fmt: skip
    caption = phrased("No patch has to guess the next: a mask would have nothing to hide.")
    scene.change_provenance(COUNTED)
    drawn = count_towers(scene, places_in(scene.layout).towers, bars, lit=(0,))
    show_counts(scene, "why", (caption, []), drawn, (text, [count]))


def _row(scene: AttentionScene, facts: VisionFacts) -> PatchBoard:
    """Return the digit's patches side by side, as the runs with a mask are given them, the class token before them."""
    faces, (x, up) = facts.digit_faces, _reach(scene, facts)
    board = PatchBoard(
        faces, *places_in(scene.layout).space.corners, _pose(scene, facts),
        weights=facts.mean_reads(facts.bundles[END], at=-1), bead=(-x, up, 0.0), large=1.3,
    )  # fmt: skip
    board.at = in_row(len(faces), STEP, 0.5) - [STEP / 2, 0, 0]
    board.stand[:] = 1
    return board


def _reach(scene: AttentionScene, facts: VisionFacts) -> tuple[float, float]:
    """Return how far to the side the row reaches, and how high over it the class token is."""
    return len(facts.digit_faces) / 2 * STEP, HIGH if scene.layout.is_wide else 2 * HIGH


def _pose(scene: AttentionScene, facts: VisionFacts) -> Pose:
    x, up = _reach(scene, facts)
    corners = np.array([[side, y, 0] for side in (-x - 0.6, x + 0.6) for y in (0.0, up + 0.4)])
    return seen_from(corners, places_in(scene.layout).row, VIEW)
