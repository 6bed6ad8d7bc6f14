"""What stands still is drawn once, and the picture is that of drawing everything in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from manim import (
    BLUE,
    DOWN,
    LEFT,
    RED,
    RIGHT,
    UP,
    WHITE,
    YELLOW,
    AnimationGroup,
    Circle,
    FadeIn,
    FadeOut,
    Group,
    Line,
    Mobject,
    Rotate,
    Scene,
    Square,
    Succession,
    Transform,
    VGroup,
    VMobject,
    tempconfig,
)  # fmt: skip

from attention_scenes.film.frames.aspect import film_frame
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.playback.renderer import SkiaRenderer


class Watched(SkiaRenderer):
    """Keeps each frame, counts what is drawn, and can be made to draw everything in turn."""

    def __init__(self, in_turn: bool) -> None:
        super().__init__(partial(SkiaCamera, rasters=False))  # whose pixels may differ a little from frame to frame
        self.in_turn = in_turn
        self.seen: list[np.ndarray] = []
        self.drawn: list[int] = []

    def init_scene(self, scene: Any, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        draw = self.camera.draw

        def counted(shown: list[Mobject]) -> np.ndarray:
            self.drawn.append(len(shown))
            return draw(shown)

        self.camera.draw = counted

    def save_static_frame_data(self, scene: Any, static_mobjects: Any) -> Any:
        return None if self.in_turn else super().save_static_frame_data(scene, static_mobjects)

    def update_frame(self, scene: Any, mobjects: Any = None, *args: Any, **kwargs: Any) -> None:
        super().update_frame(scene, None if self.in_turn else mobjects, *args, **kwargs)

    def _film(self, num_frames: int) -> None:
        self.seen.append(self.camera.pixel_array.copy())
        self.time += num_frames / self.camera.frame_rate


def film(play: Callable[[Scene], None], in_turn: bool) -> Watched:
    class Played(Scene):
        def construct(self) -> None:
            play(self)

    settings = film_frame(160, 90) | {"frame_rate": 12, "disable_caching": True, "dry_run": True}
    with tempconfig(settings):
        renderer = Watched(in_turn)
        Played(renderer=renderer).render()
    return renderer


def disc(color: Any = BLUE, at: Any = 0.0) -> VMobject:
    return Circle(0.7, fill_opacity=0.5, color=color).shift(at * RIGHT)


def a_disc_passes_below(scene: Scene) -> None:
    walker, others = disc(RED, -5), [disc(YELLOW, x).shift(0.3 * UP) for x in (-2, 0, 0.5, 4)]
    scene.add(walker, *others)
    scene.play(walker.animate.shift(9 * RIGHT), run_time=1)
    scene.wait(0.5)


def a_part_of_a_group_moves(scene: Scene) -> None:
    group = VGroup(disc(RED, -1), disc(BLUE, 0), disc(YELLOW, 1))
    scene.add(Square(3, color=WHITE), group, Line(2 * LEFT, 2 * RIGHT))
    scene.play(group[1].animate.shift(2 * UP), run_time=0.5)
    scene.play(FadeOut(group[0]), FadeIn(disc(WHITE, -3)), run_time=0.5)


def things_come_go_and_turn_into_others(scene: Scene) -> None:
    first, second = disc(RED, -2), Square(1, fill_opacity=0.5).shift(RIGHT)
    scene.add(first, disc(YELLOW, -1.5), second, Group(disc(BLUE, 3)))
    scene.play(Transform(first, Square(2).shift(UP)), AnimationGroup(Rotate(second, 1), lag_ratio=0.5), run_time=0.6)
    scene.play(Succession(FadeOut(second), first.animate.shift(2 * DOWN)), run_time=0.6)
    scene.wait(0.2)


def something_follows(scene: Scene) -> None:
    leader, follower = disc(RED, -3), disc(BLUE)
    follower.add_updater(lambda mobject: mobject.next_to(leader, UP))
    scene.add(leader, follower, disc(WHITE, 2).set_z_index(-1))
    scene.play(leader.animate.shift(4 * RIGHT), run_time=0.5)


STORIES = [
    a_disc_passes_below, a_part_of_a_group_moves, things_come_go_and_turn_into_others, something_follows,
]  # fmt: skip


@pytest.mark.parametrize("play", STORIES, ids=lambda play: play.__name__)
def test_the_picture_is_that_of_drawing_all_in_turn(play: Callable[[Scene], None]) -> None:
    ours, plain = film(play, in_turn=False), film(play, in_turn=True)
    assert len(ours.seen) == len(plain.seen) > 5
    for number, (one, other) in enumerate(zip(ours.seen, plain.seen, strict=True)):
        assert np.array_equal(one, other), f"frame {number}"
    assert any(not np.array_equal(one, ours.seen[0]) for one in ours.seen)


def test_what_nothing_meets_is_drawn_once_though_it_stands_in_front() -> None:
    def play(scene: Scene) -> None:
        walker = disc(RED, -5)
        scene.add(walker, *[disc(YELLOW, x).shift(2 * UP) for x in range(6)])
        scene.play(walker.animate.shift(9 * RIGHT), run_time=1)

    assert film(play, in_turn=False).drawn == [6] + 12 * [1]


def test_a_pause_is_one_drawing() -> None:
    def play(scene: Scene) -> None:
        scene.add(disc(), disc(RED, 1))
        scene.wait(1)

    renderer = film(play, in_turn=False)
    assert renderer.drawn == [2, 1]  # the two, then the empty mobject that a pause is to Manim
    assert len(renderer.seen) == 1


def test_few_bases_are_made_where_much_is_met() -> None:
    def play(scene: Scene) -> None:
        walker = disc(RED, -6).scale(0.2)
        scene.add(walker, *[disc(YELLOW, x).scale(0.2) for x in np.linspace(-5, 5, 20)])
        scene.play(walker.animate(rate_func=lambda t: t).shift(12 * RIGHT), run_time=3)

    drawn = film(play, in_turn=False).drawn
    assert drawn[0] == 20 and drawn[-1] == 21  # all in turn at the end
    bases = len(drawn) - 36
    assert 2 < bases < 16  # a new one, and the frame once more, a few times


def test_the_camera_says_where_it_drew() -> None:
    with tempconfig(film_frame(160, 90)):
        camera = SkiaCamera()
        boxes = camera.draw([disc(), VMobject(), Square(1, fill_opacity=0, stroke_width=0)])
    left, top, right, bottom = boxes[0]
    assert 60 < left < 80 < right < 100 and 25 < top < 45 < bottom < 65
    assert np.isinf(boxes[1:, 0]).all()
