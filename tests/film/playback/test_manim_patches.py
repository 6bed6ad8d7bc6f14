"""Shorter ways than Manim's: what they return is what Manim returns."""

from __future__ import annotations

import numpy as np
import pytest
from manim import DOWN, LEFT, ORIGIN, RIGHT, UP, Arrow, Circle, Dot, Group, Mobject, RoundedRectangle, VGroup, VMobject
from manim.utils.iterables import remove_list_redundancies

from attention_scenes.film.playback.manim_patches import (
    boundary,
    critical_point,
    last_of_each,
    patched_manim,
    same_place,
)

SHAPES = {
    "circle": lambda: Circle().shift(UP),
    "family": lambda: VGroup(RoundedRectangle(), Arrow(LEFT, 2 * RIGHT), VGroup(Dot().rotate(0.3))),
    "mixed": lambda: Group(Circle(), VGroup()),
    "empty": VGroup,
    "a point": lambda: VMobject().set_points([[1.0, 2.0, 0.0]]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_places_are_the_same_to_the_last_bit(name: str) -> None:
    shape = SHAPES[name]()
    for direction in (ORIGIN, UP, LEFT + DOWN, 0.1 * RIGHT):
        np.testing.assert_array_equal(critical_point(shape, direction), Mobject.get_critical_point(shape, direction))
    if isinstance(shape, VMobject):
        np.testing.assert_array_equal(boundary(shape), VMobject.get_points_defining_boundary(shape))


def test_points_are_the_same_or_not_by_the_same_measure() -> None:
    shape, here = VMobject(), np.array([3.0, -2.0, 0.0])
    for far in (0, 1e-7, 1e-6, 2e-6, 3e-5, 3.2e-5, 1e-4, 1):
        for there in (here + far, here - [far, 0, 0], here * (1 + far)):
            assert same_place(shape, here, there) == bool(shape.consider_points_equals(here, there)), far
    several = np.array([here, here])
    assert same_place(shape, several, here) == bool(shape.consider_points_equals(several, here))


def test_each_thing_stays_at_its_last_place() -> None:
    things = [3, 1, 2, 1, 3, 4, 4]
    assert last_of_each(things) == remove_list_redundancies(things) == [2, 1, 3, 4]


def test_manim_is_left_as_it_was_found() -> None:
    before = Mobject.get_critical_point
    with patched_manim():
        assert Mobject.get_critical_point is critical_point
        assert Circle().get_top() == pytest.approx(UP)
    assert Mobject.get_critical_point is before
