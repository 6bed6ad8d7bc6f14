"""Pictures that are not 16:9: the frame stands whole in them, never stretched, and nothing lies in the bands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import LEFT, RIGHT, UP, Circle, Mobject, PMobject, Square, tempconfig
from PIL import Image

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.frames import gpu_surface
from attention_scenes.film.frames.aspect import film_frame, other_shape
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.surface import RasterSurface
from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.masking import Masking
from attention_scenes.scenes.mole import Mole
from tests.helpers.command_line import Run
from tests.helpers.file_decoders import frames
from tests.helpers.gallery import GALLERY, Disc, blobs, mean_difference

WIDTH, HEIGHT = 480, 270
UNPAINTED = sorted(GALLERY.keys() - {"pictured"})  # that one is painted with an image as large as the picture
SHAPES = {"4:3": (0, 45), "1:1": (0, 105), "9:16": (0, 291), "21:9": (75, 0), "twice as wide": (240, 0)}
shapes = pytest.mark.parametrize("band", SHAPES.values(), ids=SHAPES)


def cloud() -> PMobject:
    """Points in the corners of the frame and beyond them."""
    points = [[x, y, 0] for x in (-9, -7, 0, 7, 9) for y in (-6, -3.9, 0, 3.9, 6)]
    return PMobject(stroke_width=20).add_points(np.array(points, dtype=float))


def leaving() -> list[Mobject]:
    """What is half in the frame, on each side of it, and what is beyond it."""
    squares = [Square(2, fill_opacity=1).shift(way) for way in (7.1 * LEFT, 7.1 * RIGHT, 4 * UP, 9 * RIGHT, 6 * UP)]
    return [*squares, Circle(1, fill_opacity=0.5), Disc().shift(6.9 * RIGHT), cloud()]


def drawn(width: int, height: int, things: list[Mobject], surface: Any = RasterSurface, **settings: Any) -> np.ndarray:
    with tempconfig(film_frame(width, height) | settings):
        camera = SkiaCamera(make_surface=surface)
        camera.reset()
        camera.capture_mobjects(things)
        return camera.pixel_array.copy()


def taken_apart(picture: np.ndarray, across: int, down: int) -> tuple[np.ndarray, np.ndarray]:
    """The frame in the middle of a picture, and the pixels of the bands."""
    height, width = picture.shape[:2]
    inside = np.zeros((height, width), dtype=bool)
    inside[down : height - down, across : width - across] = True
    return picture[down : height - down, across : width - across], picture[~inside]


@shapes
@pytest.mark.parametrize("name", [*UNPAINTED, "leaving"])
def test_the_frame_is_that_of_16_to_9_and_the_bands_are_empty(name: str, band: tuple[int, int]) -> None:
    things = leaving() if name == "leaving" else GALLERY[name]()
    whole = drawn(WIDTH, HEIGHT, things)
    frame, bands = taken_apart(drawn(WIDTH + 2 * band[0], HEIGHT + 2 * band[1], things), *band)
    assert mean_difference(frame, whole) < 0.05 and blobs(frame, whole) == 0, "the same but for how an edge is rounded"
    assert (bands == (0, 0, 0, 255)).all()


@shapes
def test_the_bands_have_the_background_and_stay_transparent(band: tuple[int, int]) -> None:
    size = WIDTH + 2 * band[0], HEIGHT + 2 * band[1]
    for settings, ground in (({"background_opacity": 0.0}, (0, 0, 0, 0)), ({"background_color": "#204060"}, None)):
        _, bands = taken_apart(drawn(*size, leaving(), **settings), *band)
        assert (bands == (ground or (0x20, 0x40, 0x60, 255))).all()


@shapes
def test_a_gpu_draws_the_same(band: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    if gpu_surface.gl_renderer() is None:
        pytest.skip("no EGL on this machine: install libegl1 and Mesa's software GL")
    monkeypatch.setenv(gpu_surface._ALLOW, "1")
    size = WIDTH + 2 * band[0], HEIGHT + 2 * band[1]
    pictures = [drawn(*size, leaving(), surface) for surface in (RasterSurface, gpu_surface.choose("gpu"))]
    assert mean_difference(*pictures) < 1.0 and blobs(*pictures) == 0
    assert (taken_apart(pictures[1], *band)[1] == (0, 0, 0, 255)).all()


@pytest.mark.parametrize("size", [(481, 361), (333, 333), (271, 480), (701, 301), (97, 64)])
def test_odd_sizes_are_not_stretched(size: tuple[int, int]) -> None:
    corners = [
        Square(1, fill_opacity=1, stroke_width=0).shift(x * RIGHT + y * UP) for x in (-6.6, 6.6) for y in (-3.4, 3.4)
    ]
    lit = drawn(*size, corners)[..., 0] > 127
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    scale = min(size[0] * 9 / 16, size[1]) / 8
    assert np.ptp(columns) + 1 == pytest.approx(14.2 * scale, abs=1.5)
    assert np.ptp(rows) + 1 == pytest.approx(7.8 * scale, abs=1.5)
    assert lit.mean() * size[0] * size[1] == pytest.approx(4 * scale**2, rel=0.15)


@pytest.mark.parametrize(("scene", "band"), [(Masking, (0, 140)), (Mole, (150, 0))], ids=["1:1", "wide"])
def test_a_scene_shows_all_that_it_shows_at_16_to_9(scene: Any, band: tuple[int, int], tmp_path: Path) -> None:
    params, pictures = scene.Params(), []
    for across, down in ((0, 0), band):
        size = {"width": 640 + 2 * across, "height": 360 + 2 * down}
        options = ClipOptions(tmp_path, f"clip-{across}-{down}", **size, still=True, device="cpu")
        made = render_clip(scene, params, ensure(scene.needs(params)), options)
        pictures.append(np.asarray(Image.open(made.path).convert("RGB")).astype(int))
    frame, bands = taken_apart(pictures[1], *band)
    assert np.abs(frame - pictures[0]).max() <= 40
    assert (bands == 0).all()


@pytest.mark.parametrize(
    ("size", "where"),
    [("1024,768", "above and below"), ("700,700", "above and below"), ("1680,720", "on the left and on the right")],
)
def test_a_size_of_another_shape_is_told(run: Run, size: str, where: str) -> None:
    _, _, err = run("other", "-r", size, "-s")
    assert f"--resolution {size} is not 16:9: the picture is scaled to fit, with bands {where}." in err.splitlines()


@pytest.mark.parametrize("size", [(854, 480), (426, 240), (1366, 768), (640, 360), (3840, 2160), (1080, 608)])
def test_nothing_is_told_of_what_is_16_to_9_but_for_a_pixel(size: tuple[int, int]) -> None:
    assert other_shape(*size) == ""
    assert film_frame(*size)["frame_width"] == 8 * size[0] / size[1]


@pytest.mark.parametrize(
    ("line", "file"),
    [
        (["other"], "other.mp4"),
        (["other", "--format", "gif"], "other.gif"),
        (["film", "other"], "film.mp4"),
        (["slides", "other", "--to", "html"], "other.mp4"),
    ],
)
def test_clips_films_and_decks_have_the_whole_frame(run: Run, elsewhere: Path, line: list[str], file: str) -> None:
    code, _, err = run(*line, "-r", "256,256", "--fps", "4")
    assert code == 0, err
    lit = np.max(frames(elsewhere / "clips" / file), axis=0)[..., 0] > 60
    rows = np.flatnonzero(lit.any(axis=1))
    assert rows[0] >= 55 and rows[-1] <= 200, "nothing in the bands"
    if "film" not in line:
        high, wide = (np.ptp(np.flatnonzero(lit[:190].any(axis=axis))) for axis in (1, 0))
        assert high == pytest.approx(36, abs=2) and wide == pytest.approx(36, abs=2), "two of eight units each way"
