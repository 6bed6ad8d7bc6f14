"""Shorter ways than Manim's: what they return is what Manim returns."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Arrow,
    Circle,
    Dot,
    Group,
    ManimColor,
    Mobject,
    Polygram,
    Rectangle,
    RoundedRectangle,
    Scene,
    Square,
    Triangle,
    VGroup,
    VMobject,
)
from manim.utils.family import extract_mobject_family_members
from manim.utils.iterables import remove_list_redundancies

from attention_scenes.film.playback.manim_patches import (
    all_members,
    boundary,
    critical_point,
    get_family,
    last_of_each,
    length,
    patched_manim,
    rgbas,
    round_corners,
    same_place,
    without,
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
    for dim in range(3):
        assert length(shape, dim) == Mobject.length_over_dim(shape, dim)
    if isinstance(shape, VMobject):
        np.testing.assert_array_equal(boundary(shape), VMobject.get_points_defining_boundary(shape))


def test_points_are_the_same_or_not_by_the_same_measure() -> None:
    shape, here = VMobject(), np.array([3.0, -2.0, 0.0])
    for far in (0, 1e-7, 1e-6, 2e-6, 3e-5, 3.2e-5, 1e-4, 1):
        for there in (here + far, here - [far, 0, 0], here * (1 + far)):
            assert same_place(shape, here, there) == bool(shape.consider_points_equals(here, there)), far
    several = np.array([here, here])
    assert same_place(shape, several, here) == bool(shape.consider_points_equals(several, here))


@pytest.mark.parametrize(
    ("make", "how"),
    [
        (lambda: Rectangle(width=3, height=0.5), (0.2,)),
        (lambda: Rectangle(width=3, height=0.5).shift(2 * UP + LEFT), (0.25,)),
        (lambda: Rectangle(width=3, height=0.5), (0.4,)),  # beyond half of the height
        (lambda: Rectangle(width=3, height=0.5).rotate(0.3), (0.1,)),
        (lambda: Rectangle(width=3, height=0.5), (-0.1,)),
        (lambda: Rectangle(width=3, height=2), ([0.1, 0.2],)),
        (lambda: Rectangle(width=3, height=2), (0.1, False, 3)),
        (lambda: Square().flip(), (0.1,)),
        (Triangle, (0.1,)),
        (Square, (0,)),
    ],
)
def test_rounded_corners_are_where_manim_rounds_them(make: Callable[[], Polygram], how: tuple[Any, ...]) -> None:
    expected = Polygram.round_corners(make(), *how).points
    np.testing.assert_allclose(round_corners(make(), *how).points, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "color", [None, "#12f", "#12ab0f80", "RED", ManimColor("#fedcba80"), ["#123", "BLUE"], 0xFF8800]
)
@pytest.mark.parametrize("opacity", [None, 0, 1, 0.3, np.float64(0.7), [0.1, 0.9]])
@pytest.mark.parametrize("sheen", [0.0, 0.4])
def test_colours_are_the_same_to_the_last_bit(color: Any, opacity: Any, sheen: float) -> None:
    shape = VMobject(sheen_factor=sheen)
    found, expected = rgbas(shape, color, opacity), VMobject.generate_rgbas_array(shape, color, opacity)
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)
    found[:] = 7
    np.testing.assert_array_equal(rgbas(shape, color, opacity), expected, "each shape has an array of its own")


def test_each_thing_stays_at_its_last_place() -> None:
    things = [3, 1, 2, 1, 3, 4, 4]
    assert last_of_each(things) == remove_list_redundancies(things) == [2, 1, 3, 4]


@pytest.mark.parametrize("name", SHAPES)
def test_a_family_is_the_same_in_the_same_order(name: str) -> None:
    shape, twice = SHAPES[name](), Dot()
    assert get_family(shape) == Mobject.get_family(shape)
    several = Group(twice, shape, Group(twice, shape), Group())
    assert get_family(several) == Mobject.get_family(several)
    assert [each is twice for each in get_family(several)].index(True) > 1, "at its last place"


def test_members_of_several_are_the_same_in_the_same_order() -> None:
    twice, shapes = Dot(), [make() for make in SHAPES.values()]
    twice.z_index, shapes[0].z_index = 2, 1
    several = [twice, *shapes, Group(twice, *shapes[:2], Dot()), Dot()]
    for how in product((False, True), repeat=2):
        assert all_members(several, *how) == extract_mobject_family_members(several, *how)


def test_what_is_left_is_the_same_in_the_same_order() -> None:
    first, second, third = Dot(), Square(), Circle()
    inner = Group(second, third)
    several = [Group(first, inner), Dot(), inner, VGroup(), third]
    for gone in ([], [first], [third], [inner], [second, third], [several[0]], [Dot()]):
        members = all_members(gone)
        expected = Scene.get_restructured_mobject_list(Scene(), several, members)
        assert without(None, several, members) == expected


def test_manim_is_left_as_it_was_found() -> None:
    before = Mobject.get_critical_point
    with patched_manim():
        assert Mobject.get_critical_point is critical_point
        assert Circle().get_top() == pytest.approx(UP)
    assert Mobject.get_critical_point is before
