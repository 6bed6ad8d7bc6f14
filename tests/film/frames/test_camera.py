"""The Skia camera against Manim's own, on the same mobjects."""

from __future__ import annotations

import numpy as np
import pytest
from manim import BLUE, RIGHT, UP, WHITE, Circle, Line, Scene, Square, VMobject
from manim.camera.camera import Camera
from manim.mobject.mobject import Mobject

from attention_scenes.film.frames import path_cache, skia_paths
from attention_scenes.film.frames.camera import SkiaCamera, SkiaMovingCamera, flatten
from attention_scenes.film.playback.renderer import SkiaRenderer
from tests.helpers.gallery import GALLERY, HEIGHT, WIDTH, Disc, at, blobs, mean_difference, shot, small_frame


@pytest.mark.parametrize("name", GALLERY)
def test_like_cairo(name: str) -> None:
    with small_frame():
        mobjects = GALLERY[name]()
        ours, theirs = shot(SkiaCamera(), mobjects), shot(Camera(), mobjects)
        assert mean_difference(shot(Camera(), []), theirs) > 0.5, "the picture is not empty"
    assert mean_difference(ours, theirs) < 1.0
    assert blobs(ours, theirs) == 0


def test_draw_skia_is_called_in_scene_units_and_in_order() -> None:
    with small_frame():
        disc, cover = Disc(), Circle(0.5, fill_opacity=1, stroke_width=0, color=BLUE).shift(UP)
        pixels = shot(SkiaCamera(), [disc, cover])
        assert at(pixels, 0.8, 1) == [255, 0, 0, 255]
        assert at(pixels, 0.8, -1) == [0, 255, 0, 255]
        assert at(pixels, 0, 1)[2] > 150
        cover.set_z_index(-1)
        assert at(shot(SkiaCamera(), [disc, cover]), 0, 1) == [255, 0, 0, 255]


def test_transparency_is_straight_alpha() -> None:
    with small_frame(background_opacity=0.0):
        pixels = shot(SkiaCamera(), [Circle(2, fill_opacity=0.5, stroke_width=0, color=WHITE)])
        assert at(pixels, -5, 0) == [0, 0, 0, 0]
        assert at(pixels, 0, 0)[3] == pytest.approx(128, abs=1)
        seen = pixels[pixels[..., 3] > 8]
        assert seen[:, :3].min() > 230, "no dark fringe where the edge is half transparent"


def test_what_cannot_be_seen_costs_nothing_and_breaks_nothing() -> None:
    with small_frame():
        camera = SkiaCamera()
        hidden = Square(3, fill_opacity=1).set_opacity(0)
        broken = Square(fill_opacity=1)
        broken.points = np.full_like(broken.points, np.nan)
        stub = VMobject().start_new_path(np.zeros(3))
        pixels = shot(camera, [hidden, broken, stub, VMobject()])
        assert len(camera._vectors.paths) <= 2
    assert (pixels[..., :3] == 0).all()


def test_paths_follow_points_that_change_in_place() -> None:
    with small_frame():
        camera, square = SkiaCamera(), Square(1, fill_opacity=1, stroke_width=0)
        assert at(shot(camera, [square]), 3, 0)[0] == 0
        square.points += 3 * RIGHT
        assert at(shot(camera, [square]), 3, 0)[0] > 200


def test_path_cache_is_bounded() -> None:
    cache = path_cache.PathCache(max_points=1_000)
    for k in range(400):
        points = cache.get(np.full((4, 3), float(k))).countPoints()
    assert 0 < len(cache) <= 1_000 // points


def test_both_ways_of_building_paths_agree() -> None:
    rng = np.random.default_rng(1)
    xy, verbs = rng.normal(size=(14, 2)).astype(np.float32), b"\x00\x04\x04\x05\x00\x04\x04"
    assert skia_paths._by_memory(xy, verbs) == skia_paths._by_calls(xy, verbs)


@pytest.mark.parametrize("curves", range(1, 6))
def test_few_curves_make_the_path_that_many_make(curves: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(curves)
    points = rng.normal(size=(4 * curves, 3))
    for meeting in range(4, 4 * curves, 8):
        points[meeting] = points[meeting - 1]  # some curves meet
    points[-1] = points[-4 if curves % 2 else 0]  # some contours close
    few = skia_paths.make_path(points)
    monkeypatch.setattr(skia_paths, "_FEW", 0)
    assert few == skia_paths.make_path(points) and few.countVerbs() > curves
    points[1] = np.nan
    assert skia_paths.make_path(points).isEmpty() and skia_paths._of_few(points[:, :2].tolist(), 1e-6).isEmpty()


def test_family_order_is_manims() -> None:
    shared = Square()
    first, second = Mobject().add(shared, Circle()), Mobject().add(Line(), shared)
    whole = Mobject().add(first, second)
    assert flatten([whole]) == whole.get_family()


def test_moving_camera_sees_its_frame() -> None:
    with small_frame():
        camera, square = SkiaMovingCamera(), Square(0.5, fill_opacity=1, stroke_width=0).shift(4 * RIGHT)
        camera.frame.move_to(4 * RIGHT).scale(0.25)
        pixels = shot(camera, [square])
    assert (pixels[HEIGHT // 2, WIDTH // 2, :3] > 200).all()
    lit = (pixels[..., 0] > 200).mean()
    assert lit == pytest.approx(0.25 / (2 * 2 * 16 / 9), rel=0.1), "a quarter as high, it shows sixteen times the area"


def test_pixel_array_can_be_replaced() -> None:
    with small_frame():
        camera = SkiaCamera()
        camera.set_pixel_array(np.full((HEIGHT, WIDTH, 4), 77, dtype=np.uint8))
        assert (camera.pixel_array == 77).all()
        camera.reset_pixel_shape(100, 200)
        assert camera.pixel_array.shape == (100, 200, 4)
        camera.capture_mobjects([Square(8, fill_opacity=1, color=WHITE)])
        assert camera.pixel_array[50, 100].tolist() == [255, 255, 255, 255]


class Still(Scene):
    """Something translucent stands still while something else moves, then all is still."""

    def construct(self) -> None:
        self.add(Square(3, fill_opacity=0.5, stroke_width=6))
        self.play(Circle().animate.shift(RIGHT), run_time=0.2)
        self.wait(0.7)


def test_static_frames_are_reused_and_pauses_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with small_frame(frame_rate=10, dry_run=True, progress_bar="none", verbosity="WARNING"):
        drawn: list[int] = []
        frames: list[np.ndarray] = []
        repeats: list[int] = []
        draw = SkiaCamera.draw

        def noting(self: SkiaCamera, shown: list[Mobject]) -> np.ndarray:
            drawn.append(len(shown))
            return draw(self, shown)

        monkeypatch.setattr(SkiaCamera, "draw", noting)
        renderer = SkiaRenderer()
        scene = Still(renderer=renderer)
        monkeypatch.setattr(
            renderer.file_writer, "write_frame", lambda f, repeat: (frames.append(f.pixels), repeats.append(repeat))
        )
        scene.render()
        assert drawn == [1, 1, 1, 2, 1], "the square once, the circle each frame, both once for the pause"
        assert repeats == [1, 1, 7]
        assert at(frames[0], -1.2, 1.2) == at(frames[-1], -1.2, 1.2) == pytest.approx([128, 128, 128, 255], abs=1)
