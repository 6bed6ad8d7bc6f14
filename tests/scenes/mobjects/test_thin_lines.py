"""Thin lines drawn as one picture look as they do one by one, at any light, size and place."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import skia

from attention_scenes.scenes.mobjects.attention.thin_lines import ThinLines

COLOR = np.array([0.9, 0.6, 0.2, 0.8])
WIDTH, HEIGHT = 320, 180


def surface() -> tuple[skia.Surface, skia.Canvas]:
    made = skia.Surface.MakeRaster(skia.ImageInfo.MakeN32Premul(WIDTH, HEIGHT))
    canvas = made.getCanvas()
    canvas.clear(skia.ColorBLACK)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.scale(22.5, -22.5)
    return made, canvas


def arcs(count: int = 40, shift: float = 0.0) -> ThinLines:
    random, turn = np.random.default_rng(1), np.linspace(0, np.pi, 33)
    middle, half = random.uniform(-3, 3, (count, 1)), random.uniform(0.3, 5, (count, 1))
    points = np.stack([shift + middle + half * np.cos(turn), half * np.sin(turn) - 2], axis=-1)
    return ThinLines(points, 0.08)


def drawn(lines: ThinLines, opacities: np.ndarray, by_hand: bool = False) -> np.ndarray:
    made, canvas = surface()
    (lines._draw_outlines if by_hand else lines.draw)(canvas, COLOR, opacities)
    return made.toarray()[..., :3].astype(int)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_picture_is_that_of_strokes_one_over_the_other(seed: int) -> None:
    lines = arcs()
    opacities = np.random.default_rng(seed).uniform(0, 0.4, 40) * (np.arange(40) % 3 > 0)
    picture, strokes = drawn(lines, opacities), drawn(lines, opacities, by_hand=True)
    assert strokes.max() > 120, "lines cross"
    off = np.abs(picture - strokes)
    assert off.max() <= 12 and off.mean() < 0.3, (off.max(), off.mean())  # forty strokes, each rounded to a level


def test_light_changes_and_places_are_found_once() -> None:
    lines = arcs()
    drawn(lines, np.full(40, 0.2))
    known = lines._coverage
    assert not drawn(copy.deepcopy(lines), np.zeros(40)).any()
    assert drawn(lines, np.full(40, 0.4)).sum() > 0 and lines._coverage is known


def test_lines_half_and_wholly_outside_of_the_frame() -> None:
    half = arcs(shift=6.0)
    assert np.abs(drawn(half, np.full(40, 0.3)) - drawn(half, np.full(40, 0.3), by_hand=True)).max() <= 12
    assert not drawn(arcs(shift=40.0), np.full(40, 0.3)).any()
    assert not drawn(ThinLines(np.zeros((0, 33, 2)), 0.08), np.zeros(0)).any()


def test_a_recorded_drawing_holds_outlines() -> None:
    recorder = skia.PictureRecorder()
    arcs().draw(recorder.beginRecording(skia.Rect.MakeWH(20, 20)), COLOR, np.full(40, 0.3))
    assert recorder.finishRecordingAsPicture().approximateOpCount() >= 40
