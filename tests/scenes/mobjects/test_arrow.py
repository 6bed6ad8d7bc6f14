"""Our arrows beside Manim's: the same picture, and arrows at every moment of their way."""

from __future__ import annotations

import manim
import numpy as np
import pytest
from manim import Group, Mobject, Transform

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.scenes.mobjects.basics.arrow import Arrow

PLACES = [([-3.0, -2, 0], [2.5, 1, 0]), ([0, 0, 0], [0.3, 0.1, 0]), ([2.0, 2, 0], [2, -3, 0])]


def drawn(*mobjects: Mobject) -> np.ndarray:
    camera = SkiaCamera(pixel_width=960, pixel_height=540)
    camera.capture_mobjects(list(mobjects))
    return camera.pixel_array[..., :3].astype(int)


@pytest.mark.parametrize(("start", "end"), PLACES)
def test_it_looks_like_manims(start: list[float], end: list[float]) -> None:
    theirs = manim.Arrow(
        start, end, buff=0, stroke_width=6, color="#ffffff", tip_length=0.24,
        max_tip_length_to_length_ratio=0.35, max_stroke_width_to_length_ratio=40,
    )  # fmt: skip
    away = np.abs(drawn(Arrow(start, end, "#ffffff")) - drawn(theirs)).max(axis=2)
    assert away.mean() < 0.03
    assert (away > 64).sum() <= 2  # pixels at the corners of the head


def test_it_leaves_room_at_its_ends() -> None:
    arrow = Arrow([0, 0, 0], [4, 0, 0], "#ffffff", buff=0.5)
    assert arrow.get_start() == pytest.approx([0.5, 0, 0])
    assert arrow.get_end() == pytest.approx([3.5, 0, 0])


def test_an_arrow_of_no_length_is_drawn_as_nothing() -> None:
    assert not drawn(Arrow([1, 1, 0], [1, 1, 0], "#ffffff")).any()
    assert not drawn(Arrow([1, 1, 0], [1.1, 1, 0], "#ffffff", buff=0.2)).any()


def test_on_its_way_it_keeps_its_shape() -> None:
    arrow, other = Arrow([0, 0, 0], [3, 0, 0], "#ffffff"), Arrow([0, 0, 0], [0, 3, 0], "#ffffff", 4, head=0.16)
    way = Transform(arrow, other)
    way.begin()
    for alpha in (0.25, 0.5, 0.75):
        way.interpolate(alpha)
        done = way.rate_func(alpha)
        assert arrow.get_end() == pytest.approx([3 * (1 - done), 3 * done, 0])
        assert arrow.measures() == pytest.approx([0.06 - 0.02 * done, 0.24 - 0.08 * done])
        neck = arrow.points[::4][[1, 6]].mean(axis=0)
        ahead = (arrow.get_end() - arrow.get_start()) / np.linalg.norm(arrow.get_end())
        assert np.cross(arrow.get_end() - neck, ahead) == pytest.approx(np.zeros(3), abs=1e-9)
        assert np.dot(arrow.points[4] - neck, ahead) == pytest.approx(0, abs=1e-9)


def test_scaling_its_group_scales_it_whole() -> None:
    arrow = Arrow([0, 0, 0], [2, 0, 0], "#ffffff")
    Group(arrow).scale(0.5, about_point=np.zeros(3)).shift([1, 1, 0])
    assert arrow.get_start() == pytest.approx([1, 1, 0])
    assert arrow.get_end() == pytest.approx([2, 1, 0])
    assert arrow.measures() == pytest.approx([0.03, 0.12])
