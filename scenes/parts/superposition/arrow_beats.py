"""Beats: three arrows on a sheet and many in space, and how few of them stand at right angles."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, Group, linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.angles.arrow_ball import ArrowBall
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.superposition.angle_facts import (
    AngleFacts,
    beside_place,
    big_number,
    box_of,
    picture_place,
)

SHEET = np.eye(2, 3)
SPACE = np.diag((1.0, 1.0, -1.0))
SHEET_BOLD, SHEET_SHAFT = 0.07, 0.045  # widths of the arrows that open the scene, in units of space


def ball_place(scene: AttentionScene) -> Place:
    """Return where the ball stands: right of the number, or below it."""
    place = picture_place(scene)
    return place if scene.layout.is_tall else Place(place.left + 3.4, place.bottom, place.right - 1.0, place.top)


def show_sheet(scene: AttentionScene, facts: AngleFacts) -> None:
    """Draw two arrows at right angles, then a random one between them: it leans on one of the two."""
    every = facts.packed("flat")
    third = every[int(np.argmax(every.value.min(axis=1)))]
    ball = ArrowBall(
        third.reshape(1, -1), SHEET, *box_of(scene), roles=("token", "focus"), bold=SHEET_BOLD, shaft=SHEET_SHAFT
    )  # fmt: skip
    low, high = ball_place(scene).corners
    pose = ball.seen(low, high, pitch=0, yaw=0)
    ball.stand_at(pose)
    ball.rim = ball.corner = 1.0
    lean = facts.degrees(third[ball.nearest].angle())
    off = scene.label(f"{lean[0]}°", 0.42 if scene.layout.is_wide else scene.layout.em.word, "token", numbers=[lean])
    off.move_to([*ball.tip_at(ball.halfway(0.7), pose), 0])
    two = big_number(
        scene, constants("2")[0], "", label_text("arrows at right angles, in two dimensions"), "focus"
    )  # fmt: skip
    scene.add(ball)
    ball.axis_growth[:] = 1.0
    with scene.beat("sheet", phrased("On a sheet two arrows stand at right angles. A third leans.")):
        scene.play(FadeIn(two, meaning(scene, two, of_feature())), run_time=0.4)
        scene.play(Change(ball, growth=1.0, run_time=1.0))
        scene.play(Change(ball, lean=1.0, run_time=0.6), FadeIn(off), run_time=0.6)
        scene.wait(0.2)
    scene.make_way()


def of_feature() -> str:
    return label_text("a feature: a direction that stands for something, such as “athlete”")


def of_superposition() -> str:
    return label_text("superposition: more features than dimensions, so their directions overlap a little")


def meaning(scene: AttentionScene, above: Group, told: str) -> Lines:
    """Return what a word means, below the number."""
    place, em = beside_place(scene, right=scene.layout.is_tall), scene.layout.em
    lines = Lines(told, 0.36 if scene.layout.is_wide else em.note, place.width, edge=-1)
    if scene.layout.is_tall:
        return lines.move_to(place.at(UP + LEFT), UP + LEFT)
    return lines.next_to(above, DOWN, buff=0.6).align_to(above, LEFT)


def show_ball(scene: AttentionScene, facts: AngleFacts) -> None:
    """Draw a ball of arrows in space, the camera going round it."""
    ball = ArrowBall(facts.packed("ball"), SPACE, *box_of(scene))
    low, high = ball_place(scene).corners
    ball.stand_at(ball.seen(low, high, pitch=10, yaw=-38))
    ball.axis_growth[:] = 1.0
    three = big_number(
        scene, constants("3")[0], "", label_text("arrows at right angles, in three dimensions"), "focus"
    )  # fmt: skip
    order = np.linspace(0, 1, len(ball.growth))
    with scene.beat("ball", phrased("In space, three. For more, nearly right angles must do: superposition.")):
        scene.play(FadeIn(ball, three, meaning(scene, three, of_superposition())), run_time=0.5)
        flight = CameraFlight(ball, ball.seen(low, high, pitch=24, yaw=10), run_time=2.6)
        scene.play(flight, Change(ball, growth=1.0, delays=order, run_time=2.2, rate_func=linear))
    scene.make_way()
