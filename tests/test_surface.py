"""The GPU surface against the raster surface; Mesa's llvmpipe stands in for a graphics card."""

from __future__ import annotations

import numpy as np
import pytest
from manim import RIGHT, Circle, Square

from film import gpu
from film.camera import SkiaCamera
from film.surface import RasterSurface
from model.errors import UserError

from .gallery import GALLERY, HEIGHT, WIDTH, Disc, at, blobs, mean_difference, small_frame


@pytest.fixture
def any_gl(monkeypatch: pytest.MonkeyPatch) -> None:
    if gpu.gl_renderer() is None:
        pytest.skip("no EGL on this machine: install libegl1 and Mesa's software GL")
    monkeypatch.setenv(gpu._ALLOW, "1")


@pytest.mark.usefixtures("any_gl")
@pytest.mark.parametrize("name", GALLERY)
def test_like_raster(name: str) -> None:
    with small_frame():
        mobjects = [*GALLERY[name](), Disc().shift(RIGHT)]
        pictures = []
        for make_surface in (RasterSurface, gpu.choose("gpu")):
            camera = SkiaCamera(make_surface=make_surface)
            camera.capture_mobjects(mobjects)
            pictures.append(camera.pixel_array.copy())
    assert mean_difference(*pictures) < 1.0
    assert blobs(*pictures) == 0


@pytest.mark.usefixtures("any_gl")
def test_static_image_is_given_back() -> None:
    with small_frame():
        camera = SkiaCamera(make_surface=gpu.choose("auto"))
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
    surface = gpu.GpuSurface(WIDTH, HEIGHT, opaque=False)
    pixels = np.tile(np.array([200, 100, 50, 128], dtype=np.uint8), (HEIGHT, WIDTH, 1))
    surface.load(pixels)
    assert np.abs(surface.read().astype(int) - pixels).max() <= 2


def test_software_is_not_called_gpu() -> None:
    assert gpu.is_real_gpu("NVIDIA H100 PCIe/PCIe/SSE2")
    for name in ("llvmpipe (LLVM 15.0.6, 256 bits)", "softpipe", "Google SwiftShader", ""):
        assert not gpu.is_real_gpu(name)


def test_gpu_without_one_names_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(gpu._ALLOW, raising=False)
    monkeypatch.setattr(gpu, "gl_renderer", lambda: "llvmpipe (LLVM 15)")
    assert gpu.choose("auto") is RasterSurface
    with pytest.raises(UserError, match="llvmpipe"):
        gpu.choose("gpu")
    monkeypatch.setattr(gpu, "gl_renderer", lambda: None)
    with pytest.raises(UserError, match="EGL"):
        gpu.choose("gpu")
    with pytest.raises(UserError, match="auto, gpu or cpu"):
        gpu.choose("tpu")
