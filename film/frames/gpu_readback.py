"""Asynchronous readback: frames are copied from the GPU to memory while the next ones are drawn."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import skia

_UNDER_WAY = 2  # frames: the card copies one while it draws the next

_address = ctypes.pythonapi.PyCapsule_GetPointer
_address.restype = ctypes.c_void_p
_address.argtypes = [ctypes.py_object, ctypes.c_char_p]


class _Transfer:
    """One frame and the array it is copied into; ``succeeded`` is None while it is under way."""

    def __init__(self, pixels: np.ndarray) -> None:
        self.pixels = pixels
        self.succeeded: bool | None = None

    def arrive(self, result: Any) -> None:
        """Copy what Skia read; its memory is valid during this call only. None is what Skia says when it failed."""
        if result is not None:
            height, row = self.pixels.shape[0], result.rowBytes(0)
            # skia-python gives the pixels as a bare pointer, which NumPy cannot read by itself.
            read = (ctypes.c_uint8 * (height * row)).from_address(_address(result.data(0), None))
            rows = np.frombuffer(read, dtype=np.uint8).reshape(height, row)
            np.copyto(self.pixels, rows[:, : self.pixels[0].size].reshape(self.pixels.shape))
        self.succeeded = result is not None


class Readback:
    """Reads a GPU surface through buffers that the card fills by itself. Use it in the thread that draws.

    Skia makes the buffers, turns the pixels the right way up and divides the alpha out on the card. Where OpenGL
    has no such buffers Skia reads at once, and every picture arrives before the next is drawn.

    Parameters
    ----------
    context
        The ``GrDirectContext`` that draws.
    surface
        What is read.
    info
        How the pixels are wanted: RGBA, four bytes a pixel.
    """

    def __init__(self, context: Any, surface: Any, info: Any) -> None:
        self._context, self._surface, self._info = context, surface, info
        self._under_way: deque[tuple[_Transfer, Callable[[], object]]] = deque()

    def read_into(self, pixels: np.ndarray) -> None:
        """Fill ``pixels`` ([height, width, 4] uint8) with what has been drawn; RuntimeError if it cannot be read."""
        self._wait(self._start(pixels))

    def send(self, pixels: np.ndarray, done: Callable[[], object]) -> None:
        """Fill ``pixels`` with what has been drawn up to now and then call ``done``, two pictures later."""
        self._under_way.append((self._start(pixels), done))
        self._context.submit()
        while len(self._under_way) > _UNDER_WAY:
            self._deliver()

    def settle(self) -> None:
        """Wait for every frame that is under way, the oldest first."""
        while self._under_way:
            self._deliver()

    def _start(self, pixels: np.ndarray) -> _Transfer:
        transfer = _Transfer(pixels)
        whole = skia.IRect.MakeWH(self._info.width(), self._info.height())
        gamma = skia.Surface.RescaleGamma.kSrc  # nothing is rescaled, but Skia asks how
        self._surface.asyncRescaleAndReadPixels(self._info, whole, gamma, transfer.arrive)
        return transfer

    def _deliver(self) -> None:
        transfer, done = self._under_way.popleft()
        self._wait(transfer)
        done()

    def _wait(self, transfer: _Transfer) -> None:
        self._context.checkAsyncWorkCompletion()
        if transfer.succeeded is None:
            self._context.submit(skia.GrSyncCpu.kYes)
        if not transfer.succeeded:
            raise RuntimeError("The graphics card did not give back its picture.")
