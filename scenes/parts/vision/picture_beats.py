"""Beats: a picture lies on the floor, is cut into patches, and the patches lift off."""

from __future__ import annotations

import numpy as np

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.patches.patch_board import ANGLE, PatchBoard, apart, lying
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, fitting
from attention_scenes.scenes.mobjects.stage.vector_wall import VectorWall
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.vision_facts import VisionFacts
from attention_scenes.scenes.parts.vision.vision_places import places_in

FROM_ABOVE, ASLANT, STEEPER = (
    (76.0, 0.0),
    (30.0, -24.0),
    (42.0, -16.0),
)  # pitch and yaw: a picture as it is read; slabs in the air
BETWEEN, UP, BEAD_UP = 0.4, 1.3, 3.5  # of slabs in the air, where four lie side by side; of the class token


def box_of(facts: VisionFacts, spread: float, up: float) -> np.ndarray:
    """Return the corners of what a picture takes that is spread by so much, and as high."""
    half = (1 + spread) * np.array([facts.faces.columns, facts.faces.rows]) / 2
    levels = (0.0, up * facts.large) if up else (0.0,)
    return np.array([[x, y, z] for x in (-half[0], half[0]) for y in levels for z in (-half[1], half[1])])


def air_of(facts: VisionFacts) -> np.ndarray:
    """Return points round slabs in the air, and that of the class token over them."""
    return np.vstack([box_of(facts, BETWEEN, UP), [0, (BEAD_UP + 0.7) * facts.large, 0]])


def seen_from(corners: np.ndarray, place: Place, view: tuple[float, float]) -> Pose:
    """Return the pose from which these fill a place."""
    return fitting(corners, *place.corners, pitch=view[0], yaw=view[1], angle=ANGLE)


def in_the_air(scene: AttentionScene, facts: VisionFacts, place: Place) -> Pose:
    """Return the pose for slabs that have lifted off, and the class token over them."""
    return seen_from(air_of(facts), place, STEEPER if scene.layout.is_tall else ASLANT)


def board_of(scene: AttentionScene, facts: VisionFacts, pose: Pose, **more: object) -> PatchBoard:
    """Return the picture on its floor, seen in the whole frame."""
    space, bead = places_in(scene.layout).space, (0.0, BEAD_UP * facts.large, 0.0)
    given: dict[str, object] = {"bead": bead, "large": facts.large, **more}
    return PatchBoard(facts.faces, *space.corners, pose, **given)  # type: ignore[arg-type]


def lifted(facts: VisionFacts) -> np.ndarray:
    """Return where slabs are that have lifted off."""
    return apart(facts.faces, BETWEEN, UP * facts.large)


def row_by_row(facts: VisionFacts) -> np.ndarray:
    """Return when each slab starts, from 0 to 1: in the order of tokens."""
    return np.linspace(0, 1, len(facts.faces))


def what_it_is(scene: AttentionScene, facts: VisionFacts) -> Lines:
    """Return what the picture is, over it."""
    text = label_text("your picture, as the model is given it")
    if facts.seen["turned"]:
        text = label_text("your picture, as the model is given it: shades turned round")
    if facts.label is not None:
        text = label_text("a handwritten digit; written as “{label}”", label=facts.label)
        if facts.reads_digits:  # what another model was trained on is not known
            text = label_text("a digit that training never saw; it was written as “{label}”", label=facts.label)
    return heading_of(scene, text)


def show_picture(scene: AttentionScene, facts: VisionFacts, columns: VectorWall) -> PatchBoard:
    """Show the picture from above, then let its patches lift off; their vectors come later."""
    place = places_in(scene.layout).board
    above = seen_from(box_of(facts, 0.5 * BETWEEN, 0.0), place, FROM_ABOVE)
    board = board_of(scene, facts, above, columns=columns)
    rows, across, patch = (facts.shown.count(f"n_{what}") for what in ("rows", "columns", "pixels"))
    count, size = grouped(facts.shown.count("n_patches")), product(rows * patch, across * patch)
    small = product(patch, patch)
    if facts.in_color:
        caption = phrased("{size} dots of red, green and blue, cut into {count} patches: tokens.", size=size[0],
                          count=count[0])  # fmt: skip
        small = "", []
    else:
        caption = phrased("Vision transformer: {size} dots, {count} patches of {small}: its tokens.", size=size[0],
                          count=count[0], small=small[0])  # fmt: skip
    scene.add(board)
    heading = what_it_is(scene, facts)
    with scene.beat("picture", caption, [*size[1], count, *small[1]]):
        spread = lying(facts.faces) * [1 + 0.5 * BETWEEN, 1, 1 + 0.5 * BETWEEN]
        scene.play(FadeIn(heading, run_time=0.6), Change(board, at=spread, floor=1.0, run_time=1.0))
        flight = CameraFlight(board, seen_from(box_of(facts, BETWEEN, UP), place, ASLANT), run_time=2.4)
        late = 0.4 + 0.6 * row_by_row(facts)  # the camera goes first, so that none leaves the frame
        scene.play(flight, Change(board, at=lifted(facts), delays=late, spread=0.7, run_time=2.4))
        scene.wait(0.2)
    scene.let_go(heading)
    return board
