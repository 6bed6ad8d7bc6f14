"""Damage tracking: what changed from frame to frame is restored and converted, and the rest left alone."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from hypothesis import given
from hypothesis import strategies as st

from attention_scenes.film.encode.pixel_formats import Converter
from attention_scenes.film.frames.frame import DamageMap, Frame
from attention_scenes.film.frames.surface import RasterSurface

WIDTH, HEIGHT = 320, 180


def noise(height: int, width: int, seed: int) -> np.ndarray:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    return pixels


def covered(boxes: list[tuple[slice, slice]]) -> np.ndarray:
    inside = np.zeros((HEIGHT, WIDTH), bool)
    for box in boxes:
        inside[box] = True
    return inside


@given(st.lists(st.tuples(*[st.integers(-100, 400)] * 4), max_size=6))
def test_boxes_cover_what_was_marked(marks: list[tuple[int, int, int, int]]) -> None:
    damage, expected = DamageMap(WIDTH, HEIGHT), np.zeros((HEIGHT, WIDTH), bool)
    for x, y, width, height in marks:
        right, bottom = x + abs(width), y + abs(height)
        damage.mark(x, y, right, bottom)
        expected[max(y, 0) : max(bottom, 0), max(x, 0) : max(right, 0)] = True
    inside = covered(damage.boxes())
    assert inside[expected].all()


def test_boxes_cover_no_more_than_the_tiles_of_a_mark() -> None:
    damage = DamageMap(WIDTH, HEIGHT)
    assert damage.boxes() == []
    damage.mark(70, 70, 120, 120)
    assert damage.boxes() == [(slice(64, 128), slice(64, 128))]
    damage.mark(300, 10, 310, 20)
    assert covered(damage.boxes()).sum() == 2 * 64 * 64, "two marks far apart are two boxes"


@pytest.mark.parametrize(
    "box",
    [
        (slice(64, 128), slice(64, 256)),
        (slice(0, 64), slice(0, 64)),
        (slice(128, 180), slice(256, 320)),
        (slice(0, 180), slice(0, 320)),
    ],
)
def test_a_mended_conversion_is_the_whole_ones(box: tuple[slice, slice]) -> None:
    first = noise(HEIGHT, WIDTH, 0)
    second = first.copy()
    second[box] = noise(HEIGHT, WIDTH, 1)[box]
    converter = Converter("yuv420p")
    converter.converted(Frame(first, 1))
    mended = converter.converted(Frame(second, 2, [box])).to_ndarray()
    assert np.array_equal(mended, Converter("yuv420p").converted(Frame(second)).to_ndarray())


def test_a_frame_out_of_turn_is_converted_whole() -> None:
    first, other = noise(HEIGHT, WIDTH, 0), noise(HEIGHT, WIDTH, 1)
    converter = Converter("yuv420p")
    converter.converted(Frame(first, 1))
    whole = Converter("yuv420p").converted(Frame(other)).to_ndarray()
    assert np.array_equal(converter.converted(Frame(other, 3, [])).to_ndarray(), whole), "one was left out"
    converter.converted(Frame(first, 4))
    assert np.array_equal(converter.converted(Frame(other)).to_ndarray(), whole), "frames are not counted"


def test_memory_that_comes_back_is_restored_where_it_was_drawn_on() -> None:
    surface, base, spare = RasterSurface(WIDTH, HEIGHT), noise(HEIGHT, WIDTH, 0), list[Frame]()
    red = skia.Paint(Color4f=skia.Color4f(1, 0, 0, 1))
    for at in range(8):
        surface.load(base)
        surface.canvas.drawRect(skia.Rect.MakeXYWH(at * 30, 20, 20, 20), red)
        surface.damage.mark(at * 30, 20, at * 30 + 20, 40)
        frame = surface.take(spare)
        expected = base.copy()
        expected[20:40, at * 30 : at * 30 + 20] = (255, 0, 0, 255)
        assert np.array_equal(frame.pixels, expected)
        if at:
            assert frame.changed is not None and not covered(frame.changed)[100:].any()
            assert covered(frame.changed)[20:40, (at - 1) * 30 : at * 30 + 20].all()
        spare.append(frame)


def test_another_base_changes_everything() -> None:
    surface, spare = RasterSurface(WIDTH, HEIGHT), list[Frame]()
    changed = []
    for base in (noise(HEIGHT, WIDTH, 0), noise(HEIGHT, WIDTH, 1)):
        for _ in range(2):
            surface.load(base)
            frame = surface.take(spare)
            assert np.array_equal(frame.pixels, base)
            changed.append(frame.changed)
            spare.append(frame)
    assert changed == [None, [], None, []]
