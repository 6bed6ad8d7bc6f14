"""The GPU surface against the raster surface; Mesa's llvmpipe stands in for a graphics card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import skia
from manim import RIGHT, Circle, Scene, Square

from attention_scenes.film.clip.render import ClipOptions, Progress, render_clip
from attention_scenes.film.encode.video import VideoExporter
from attention_scenes.film.frames import gpu_readback, gpu_surface
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.frames.surface import RasterSurface
from attention_scenes.model.errors import UserError
from tests.helpers.gallery import GALLERY, HEIGHT, WIDTH, Disc, at, blobs, mean_difference, small_frame


@pytest.fixture
def any_gl(monkeypatch: pytest.MonkeyPatch) -> None:
    if gpu_surface.gl_renderer() is None:
        pytest.skip("no EGL on this machine: install libegl1 and Mesa's software GL")
    monkeypatch.setenv(gpu_surface._ALLOW, "1")


@pytest.mark.usefixtures("any_gl")
@pytest.mark.parametrize("name", GALLERY)
def test_like_raster(name: str) -> None:
    with small_frame():
        mobjects = [*GALLERY[name](), Disc().shift(RIGHT)]
        pictures = []
        for make_surface in (RasterSurface, gpu_surface.choose("gpu")):
            camera = SkiaCamera(make_surface=make_surface)
            camera.capture_mobjects(mobjects)
            pictures.append(camera.pixel_array.copy())
    assert mean_difference(*pictures) < 1.0
    assert blobs(*pictures) == 0


@pytest.mark.usefixtures("any_gl")
def test_static_image_is_given_back() -> None:
    with small_frame():
        camera = SkiaCamera(make_surface=gpu_surface.choose("auto"))
        assert camera.surface.name != "raster"
        camera.capture_mobjects([Square(3, fill_opacity=0.5, stroke_width=0)])
        static = camera.pixel_array.copy()
        for x in (3, 5):
            camera.set_frame_to_background(static)
            camera.capture_mobjects([Circle(0.5, fill_opacity=1, stroke_width=0).shift(x * RIGHT)])
            assert at(camera.pixel_array, x, 0)[0] > 200
        assert at(camera.pixel_array, 3, 0)[0] == 0
        assert at(camera.pixel_array, 0, 0) == pytest.approx([128, 128, 128, 255], abs=1)
        camera.reset()
        assert (camera.pixel_array[..., :3] == 0).all()


@pytest.mark.usefixtures("any_gl")
def test_straight_alpha() -> None:
    surface = gpu_surface.GpuSurface(WIDTH, HEIGHT, opaque=False)
    pixels = np.tile(np.array([200, 100, 50, 128], dtype=np.uint8), (HEIGHT, WIDTH, 1))
    surface.load(pixels)
    assert np.abs(surface.read().astype(int) - pixels).max() <= 2


def draw(surface: gpu_surface.GpuSurface, step: int) -> None:
    """Something else at each step, with soft edges over half-transparent colour."""
    colour = (9 * step, 40, 90, 255 if surface._info.isOpaque() else 77)
    surface.load(np.full((HEIGHT, WIDTH, 4), colour, dtype=np.uint8))
    surface.canvas.drawCircle(20 + 7 * step, 40, 25, skia.Paint(AntiAlias=True, Color=0x90FFC020))


@pytest.mark.usefixtures("any_gl")
@pytest.mark.parametrize("opaque", [True, False])
def test_frames_sent_are_frames_read(opaque: bool) -> None:
    surface = gpu_surface.GpuSurface(WIDTH, HEIGHT, opaque)
    expected, received = [], []
    for step in range(6):
        draw(surface, step)
        expected.append(surface.read().copy())
    spare = [Frame(np.full((HEIGHT, WIDTH, 4), 13, dtype=np.uint8))]

    def receive(frame: Frame) -> None:
        received.append(frame.pixels.copy())
        frame.pixels[:] = 17
        spare.append(frame)

    for step in range(6):
        draw(surface, step)
        surface.send(spare, receive)
        assert len(received) == max(0, step - 1), "two are under way"
    surface.settle()
    assert len(spare) == 3, "no more arrays than there are frames under way, and the new one"
    assert [frame.tobytes() for frame in received] == [frame.tobytes() for frame in expected]
    assert len({frame.tobytes() for frame in received}) == 6


@pytest.mark.usefixtures("any_gl")
def test_frames_tell_where_they_differ() -> None:
    frames: list[Frame] = []
    with small_frame():
        camera = SkiaCamera(make_surface=gpu_surface.choose("gpu"))
        camera.capture_mobjects([Square(3, fill_opacity=0.5)])
        static = camera.pixel_array.copy()
        for x in (-2, -1.9, 2, 2):
            camera.set_frame_to_background(static)
            camera.capture_mobjects([Circle(0.5, fill_opacity=0.5).shift(x * RIGHT)])
            camera.send_frame([], frames.append)
        camera.reset()
        camera.send_frame([], frames.append)
        camera.settle()
    assert [frame.number for frame in frames] == [1, 2, 3, 4, 5]
    assert frames[0].changed is None and frames[4].changed is None, "drawn over something else"
    for before, frame in zip(frames[:3], frames[1:4], strict=True):
        same = np.ones((HEIGHT, WIDTH), dtype=bool)
        for box in frame.changed or ():
            same[box] = False
        assert same.any() and not same.all()
        assert np.array_equal(before.pixels[same], frame.pixels[same])


@pytest.mark.usefixtures("any_gl")
@pytest.mark.parametrize(("opaque", "off"), [(True, 0), (False, 1)])
def test_buffers_hold_what_skia_reads_at_once(opaque: bool, off: int) -> None:
    surface = gpu_surface.GpuSurface(WIDTH, HEIGHT, opaque)
    draw(surface, 3)
    at_once = np.zeros((HEIGHT, WIDTH, 4), dtype=np.uint8)
    assert surface._surface.readPixels(surface._info, at_once, WIDTH * 4)
    assert np.abs(at_once.astype(int) - surface.take([]).pixels).max() <= off, "rounding, where alpha is divided out"


def test_card_that_reads_nothing_is_an_error() -> None:
    surface = SimpleNamespace(asyncRescaleAndReadPixels=lambda info, whole, gamma, arrive: arrive(None))
    context = SimpleNamespace(checkAsyncWorkCompletion=lambda: None, submit=lambda *sync: True)
    reading = gpu_readback.Readback(context, surface, skia.ImageInfo.MakeN32Premul(8, 8))
    reading.send(np.zeros((8, 8, 4), dtype=np.uint8), lambda: pytest.fail("there are no pixels"))
    with pytest.raises(RuntimeError, match="did not give back"):
        reading.settle()


class Played(Scene):
    """Motion over a static square, pauses between and at the end; fails in the middle of a play where told to."""

    def __init__(self, params: Any = None, bundle: Any = None, **manim: Any) -> None:
        super().__init__(**manim)
        self.params = params

    def construct(self) -> None:
        self.next_section("one")
        self.add(Square(3, fill_opacity=0.5))
        disc = Circle(1, fill_opacity=0.7)
        self.wait(0.1)
        self.play(disc.animate.shift(RIGHT), run_time=0.5)
        self.next_section("two")
        self.wait(0.3)
        if self.params == "fail":
            disc.add_updater(lambda disc: self.fail())
        self.play(disc.animate.scale(2), run_time=0.4)
        self.wait(0.2)

    def fail(self) -> None:
        if self.time > 1.1:
            raise ValueError("no further")

    def sidecar(self) -> dict[str, Any]:
        return {"numbers": [], "constants": [self.time]}


@pytest.fixture
def options(tmp_path: Path) -> ClipOptions:
    return ClipOptions(tmp_path, "played", width=160, height=90, fps=20, format="png", device="gpu")


def played(options: ClipOptions) -> tuple[list[bytes], list[Progress]]:
    seen: list[Progress] = []
    folder = render_clip(Played, None, None, options, seen.append).path
    return [path.read_bytes() for path in sorted(folder.iterdir())], seen


@pytest.mark.usefixtures("any_gl")
@pytest.mark.parametrize("transparent", [False, True])
def test_clip_is_the_same_as_when_each_frame_is_waited_for(
    options: ClipOptions, transparent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = replace(options, transparent=transparent)
    frames, seen = played(options)
    still = render_clip(Played, None, None, replace(options, still=True, name="still"))
    monkeypatch.setattr(gpu_readback, "_UNDER_WAY", 0)
    assert (frames, seen) == played(replace(options, name="waited"))
    assert len(frames) == 30 and frames[-1] == frames[-4] != frames[-5]
    assert [event.beat for event in seen].index("two") == 11, "a frame is told of in its own beat"
    sidecar = (options.out / "waited.frames.json").read_text().replace("waited", "played").replace("Waited", "Played")
    assert sidecar == (options.out / "played.frames.json").read_text()
    assert still.path.read_bytes() == render_clip(Played, None, None, replace(options, still=True)).path.read_bytes()


@pytest.mark.usefixtures("any_gl")
def test_failures_with_frames_under_way(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any) -> None:
        raise ValueError("no room")

    options = replace(options, format="mp4")
    with pytest.raises(ValueError, match="no further"):
        render_clip(Played, "fail", None, options)
    with monkeypatch.context() as patched:
        patched.setattr(VideoExporter, "add", full)
        with pytest.raises(ValueError, match="no room"):
            render_clip(Played, None, None, options)
    assert list(options.out.iterdir()) == []
    assert render_clip(Played, None, None, options).frames == 30


@pytest.mark.usefixtures("any_gl")
def test_another_surface_loses_no_frame() -> None:
    received: list[Frame] = []
    with small_frame():
        camera = SkiaCamera(make_surface=gpu_surface.choose("gpu"))
        camera.capture_mobjects([Square(3, fill_opacity=1)])
        expected = camera.pixel_array.copy()
        camera.send_frame([], received.append)
        assert not received
        camera.reset_pixel_shape(100, 200)
        assert camera.pixel_array.shape == (100, 200, 4)
    assert np.array_equal(received[0].pixels, expected)


def test_software_is_not_called_gpu() -> None:
    assert gpu_surface.is_real_gpu("NVIDIA H100 PCIe/PCIe/SSE2")
    for name in ("llvmpipe (LLVM 15.0.6, 256 bits)", "softpipe", "Google SwiftShader", ""):
        assert not gpu_surface.is_real_gpu(name)


def test_gpu_without_one_names_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(gpu_surface._ALLOW, raising=False)
    monkeypatch.setattr(gpu_surface, "gl_renderer", lambda: "llvmpipe (LLVM 15)")
    assert gpu_surface.choose("auto") is RasterSurface
    with pytest.raises(UserError, match="llvmpipe"):
        gpu_surface.choose("gpu")
    monkeypatch.setattr(gpu_surface, "gl_renderer", lambda: None)
    with pytest.raises(UserError, match="EGL"):
        gpu_surface.choose("gpu")
    with pytest.raises(UserError, match="auto, gpu or cpu"):
        gpu_surface.choose("tpu")
