"""What stays the same but for its opacity is drawn from a picture of it, and looks as if it were drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import skia
from manim import BLUE, ORANGE, RIGHT, UP, Circle, Mobject, Square, VMobject

from attention_scenes.film.frames import raster_cache
from attention_scenes.film.frames.camera import SkiaCamera, SkiaMovingCamera
from attention_scenes.film.frames.path_cache import PathCache
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.marks.areas import Blocks
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.marks.pattern_image import PatternImage
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import FEW, NumberField, grid_centers
from tests.helpers.gallery import small_frame

COLORS = np.random.default_rng(2).uniform(0.3, 1, (9, 4))
VALUES = Reading.of(np.linspace(-1, 1, 9), "x")
SHARES = Reading.of(np.linspace(0.1, 0.2, 9) / np.linspace(0.1, 0.2, 9).sum(), "share")
TRIANGLE = np.tril(np.random.default_rng(3).uniform(0.01, 1, (70, 70)))
PATTERN = Reading.of(TRIANGLE / TRIANGLE.sum(axis=1, keepdims=True), "pattern")

FIELDS: dict[str, Callable[[], DataMobject]] = {
    "cells": lambda: CellField(VALUES, grid_centers(3, 3, (0.2, 0.2)), (0.2, 0.2), COLORS),
    "numbers": lambda: NumberField(VALUES, grid_centers(9, 1, (0.5, 0.4)), 0.35, COLORS, sign=True),
    "bars": lambda: BarField(SHARES, np.linspace(-1, 1, 9), 3.0, 0.15, COLORS),
    "blocks": lambda: Blocks([SHARES], 0.1, 1.0, COLORS),
    "pattern": lambda: PatternImage(PATTERN, 5.0, 70).shift([-2, -2, 0]),
}
OUTLINES: dict[str, Callable[[], VMobject]] = {
    "label": lambda: Label("every number on screen", 0.4).shift([0.123, 0.456, 0]),
    "bracket": lambda: VMobject(stroke_color=ORANGE, stroke_width=4).set_points_as_corners(
        [[0.1, 1, 0], [0, 1, 0], [0, -1, 0], [0.1, -1, 0]]
    ),
}


def drawn(camera: SkiaCamera, *mobjects: Mobject) -> np.ndarray:
    camera.reset()
    camera.draw(mobjects)
    return camera.pixel_array.astype(int)


@pytest.mark.parametrize("make", [*FIELDS.values(), *OUTLINES.values()], ids=[*FIELDS, *OUTLINES])
def test_a_fade_looks_as_if_all_were_drawn(make: Callable[[], VMobject | DataMobject]) -> None:
    with small_frame(background_color=BLUE):
        camera, plain, mobject = SkiaCamera(), SkiaCamera(rasters=False), make()
        assert camera.surface and camera._rasters is not None
        empty = drawn(plain)
        for opacity in (0.1, 0.3, 0.7, 1.0):
            if isinstance(mobject, DataMobject):
                mobject.opacity = opacity
            else:
                mobject.set_fill(opacity=opacity if isinstance(mobject, Label) else 0).set_stroke(opacity=opacity)
            ours, theirs = drawn(camera, mobject), drawn(plain, mobject)
            assert np.abs(theirs - empty).max() > 20 * opacity, "something is seen"
            assert np.abs(ours - theirs).max() <= 3
        assert [raster is not None for raster, _ in camera._rasters._made.values()] == [True]


@pytest.mark.parametrize("kind", ["cells", "numbers"])
def test_what_has_changed_is_drawn_anew(kind: str) -> None:
    with small_frame():
        camera, plain, field, label = SkiaCamera(), SkiaCamera(rasters=False), FIELDS[kind](), Label("word", 0.5)
        changes: list[Callable[[], object]] = [
            lambda: None, lambda: None, lambda: field.colors.fill(0.5), lambda: field.shift(0.3 * RIGHT),
            lambda: field.opacities.put(3, 0), lambda: field.sizes.fill(0.5), lambda: setattr(field, "em", 0.2),
            lambda: label.set_fill(BLUE), lambda: label.shift(UP),
            lambda: label.set_stroke(ORANGE, 3), lambda: label.scale(1.2),
        ]  # fmt: skip
        for change in changes:
            change()
            for _ in range(3):
                assert np.abs(drawn(camera, field, label) - drawn(plain, field, label)).max() <= 2


@pytest.mark.parametrize("kind", ["cells", "numbers"])
def test_the_third_time_nothing_is_painted(kind: str) -> None:
    with small_frame():
        camera, field, calls = SkiaCamera(), FIELDS[kind](), list[int]()
        paint = field.paint
        field.paint = lambda canvas: (calls.append(1), paint(canvas))[1]  # type: ignore[method-assign]
        seen = [drawn(camera, field) for _ in range(5)]
        assert len(calls) == 2
        assert all(np.abs(one - seen[0]).max() <= 2 for one in seen)


def test_many_numbers_are_drawn_each_time() -> None:
    with small_frame():
        count, camera = FEW + 1, SkiaCamera()
        values = Reading.of(np.zeros(count), "x")
        field = NumberField(values, grid_centers(count, 1, (0.7, 0.1)), 0.1, np.ones((1, 4)))
        for _ in range(3):
            drawn(camera, field)
        assert camera._rasters is not None and not camera._rasters._made


def test_a_camera_that_moves_gets_other_pictures() -> None:
    with small_frame():
        camera, plain, label = SkiaMovingCamera(), SkiaMovingCamera(rasters=False), Label("word", 0.5)
        for step in (0, 0, 0, 0.4, 0, 0):
            for one in (camera, plain):
                one.frame.shift(step * RIGHT)
            assert np.abs(drawn(camera, label) - drawn(plain, label)).max() <= 2


def test_wide_shapes_and_transparent_pictures_are_drawn() -> None:
    """To lay a large picture over a frame takes longer than to draw a square, and on pixels that are not opaque too."""
    with small_frame():
        camera, square = SkiaCamera(), Square(5, fill_opacity=0.5)
        for _ in range(3):
            drawn(camera, square)
        assert camera._rasters is not None
        assert camera._rasters._made and not any(raster for raster, _ in camera._rasters._made.values())
    with small_frame(background_opacity=0.0):
        camera = SkiaCamera()
        drawn(camera, Circle())
        assert camera._rasters is None


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster_cache, "MOST_BYTES", 20_000)
    monkeypatch.setattr(raster_cache, "MOST_KEYS", 5)
    with small_frame():
        camera, plain = SkiaCamera(), SkiaCamera(rasters=False)
        for number in range(12):
            label = Label(f"word {number}", 0.5)
            for _ in range(3):
                assert np.abs(drawn(camera, label) - drawn(plain, label)).max() <= 2
            kept = camera._rasters
            assert kept is not None
            sizes = [s.image.width() * s.image.height() * 4 for s, _ in kept._made.values() if s]
            assert sum(sizes) == kept._bytes <= 20_000
            assert len(kept._seen) <= 5 and len(kept._made) <= 5


@pytest.mark.parametrize("columns", [True, False])
@pytest.mark.parametrize("fraction", [1.0, 0.43, 0.1])
def test_a_pattern_in_strips_is_the_whole_pattern(
    columns: bool, fraction: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_frame():
        image = PatternImage(PATTERN, 5.0, 7, columns).shift([-2.31, -2.17, 0])
        image.fraction = fraction
        camera = SkiaCamera(rasters=False)
        striped = drawn(camera, image)
        monkeypatch.setattr(image, "strips", lambda: [skia.Rect.MakeLTRB(-1, -1, 6, 6)])
        assert np.array_equal(striped, drawn(camera, image))


def test_the_strips_leave_most_of_the_future_out() -> None:
    strips = PatternImage(PATTERN, 5.0, 70).strips()
    assert sum(strip.width() * strip.height() for strip in strips) < 0.7 * 5.0**2


@pytest.mark.parametrize("make", [lambda n: Label(f"word {n}", 0.5), lambda n: FIELDS["bars"]()], ids=["path", "field"])
def test_what_has_the_memory_of_one_that_is_gone_is_new(make: Callable[[int], Mobject]) -> None:
    """Else a run that comes later in a process rasters what an earlier one draws: frames differed by up to 3 of 255."""
    with small_frame():
        camera = SkiaCamera()
        camera._vectors.paths = PathCache(max_points=1)  # each path is gone when it is drawn
        for number in range(100):
            drawn(camera, make(number))
        assert camera._rasters is not None and not camera._rasters._made, "none of them is drawn twice"
