"""GPU surface: Skia draws with OpenGL in an EGL context, without a screen."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
import skia

from attention_scenes.film.frames.frame import DamageMap, Frame, FrameTracker
from attention_scenes.film.frames.gpu_readback import Readback
from attention_scenes.film.frames.surface import RasterSurface, Surface, image_info
from attention_scenes.model.errors import UserError

_SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "software rasterizer", "swrast", "apple software")
_SAMPLES = 0  # coverage per pixel, as the raster surface has it: multisampling shows steps in thin lines
_ALLOW = "ATTENTION_ALLOW_SOFTWARE_GL"  # for tests: a software rasteriser counts as a GPU


def is_real_gpu(name: str) -> bool:
    """Return whether a ``GL_RENDERER`` is hardware: llvmpipe, softpipe and SwiftShader are the CPU."""
    return bool(name) and not any(word in name.lower() for word in _SOFTWARE)


class _Context:
    """An EGL context and Skia's view of it."""

    def __init__(self) -> None:
        import moderngl

        settings: dict[str, Any] = {"backend": "egl"}
        self.gl: Any = moderngl.create_context(standalone=True, **settings)
        self.name = str(self.gl.info["GL_RENDERER"])
        self._skia: Any = None

    @property
    def skia(self) -> Any:
        """Skia's context, made when it is first asked for; RuntimeError where Skia cannot use this OpenGL."""
        if self._skia is None:
            interface = skia.GrGLInterface.MakeEGL()
            self._skia = skia.GrDirectContext.MakeGL(interface) if interface else None
            if self._skia is None:
                raise RuntimeError(f"Skia cannot draw with {self.name}.")
        return self._skia


@cache
def _context() -> _Context | None:
    if platform.system() != "Linux":
        return None
    try:
        return _Context()
    except Exception:
        return None


def gl_renderer() -> str | None:
    """Return ``GL_RENDERER`` of this machine's headless OpenGL; None where no EGL context can be made."""
    context = _context()
    return context.name if context else None


class GpuSurface:
    """A texture of the graphics card, read back when its pixels are asked for, or while the next frames are drawn.

    All of it belongs to the thread that made it, as its OpenGL context does.

    Parameters
    ----------
    width, height
        In pixels.
    opaque
        Whether every pixel that is loaded has full alpha.
    """

    def __init__(self, width: int, height: int, opaque: bool = True) -> None:
        context = _context()
        if context is None:
            raise RuntimeError("There is no EGL context.")
        self.name = context.name
        self._info = image_info(width, height, opaque)
        # OpenGL blends premultiplied colours only; reading back divides the alpha out again.
        drawn = self._info.makeAlphaType(skia.AlphaType.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRenderTarget(context.skia, skia.Budgeted.kNo, drawn, _SAMPLES, None)
        if self._surface is None:
            raise RuntimeError(f"{self.name} has no room for a picture of {width} x {height}.")
        self._canvas = self._surface.getCanvas()
        self._tracker = FrameTracker(width, height)
        self._readback = Readback(context.skia, self._surface, self._info)
        self._pixels = np.zeros((height, width, 4), dtype=np.uint8)
        self._is_read = False
        self._loaded: np.ndarray | None = None
        self._image: Any = None

    @property
    def canvas(self) -> skia.Canvas:
        """The canvas; asking for it means to draw."""
        self._is_read = False
        return self._canvas

    @property
    def damage(self) -> DamageMap:
        return self._tracker.damage

    def load(self, pixels: np.ndarray) -> None:
        # Manim loads the same background or static image before each frame and never writes into it.
        if pixels is not self._loaded:
            source = np.ascontiguousarray(pixels, dtype=np.uint8)
            image = skia.Image.fromarray(source, colorType=skia.ColorType.kRGBA_8888_ColorType)
            context = _context()
            assert context is not None
            self._image = image.makeTextureImage(context.skia) or image
            self._loaded = pixels if pixels is not self._pixels else None
        self._canvas.save()
        self._canvas.resetMatrix()
        self._canvas.clear(0)
        self._canvas.drawImage(self._image, 0, 0)
        self._canvas.restore()
        self._tracker.begin(self._loaded)
        self._is_read = False

    def read(self) -> np.ndarray:
        if not self._is_read:
            self._readback.read_into(self._pixels)
            self._is_read = True
        return self._pixels

    def take(self, spare: list[Frame]) -> Frame:
        frame = self._next_frame(spare)
        self._readback.read_into(frame.pixels)
        return frame

    def send(self, spare: list[Frame], receive: Callable[[Frame], object]) -> None:
        frame = self._next_frame(spare)
        self._readback.send(frame.pixels, partial(receive, frame))

    def settle(self) -> None:
        self._readback.settle()

    def _next_frame(self, spare: list[Frame]) -> Frame:
        """Number the picture and find memory for it, which is yet to be filled."""
        return self._tracker.end(spare.pop().pixels if spare else np.empty_like(self._pixels))


def choose(device: str) -> Callable[[int, int, bool], Surface]:
    """Choose the kind of surface for ``--device``.

    Parameters
    ----------
    device
        ``cpu``; ``gpu``, which must be hardware; ``auto``, the GPU where one works and else the CPU.

    Raises
    ------
    UserError
        If ``gpu`` is asked for and there is none: the message names what was found.
    """
    if device not in ("auto", "gpu", "cpu"):
        raise UserError(f"--device is auto, gpu or cpu; got {device!r}.")
    if device == "cpu":
        return RasterSurface
    name = gl_renderer()
    usable = name is not None and (is_real_gpu(name) or os.environ.get(_ALLOW) == "1")
    if usable:
        try:
            GpuSurface(16, 16).read()
            return GpuSurface
        except RuntimeError as error:
            name = f"{name}, which failed: {error}"
    if device == "gpu":
        found = f"OpenGL here is {name}" if name else "no EGL context could be made (is libEGL installed?)"
        raise UserError(f"--device gpu: there is no GPU to draw with; {found}. Use --device cpu or auto.")
    return RasterSurface
