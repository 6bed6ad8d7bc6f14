"""Time the drawing of a mobject's frames: milliseconds of CPU each, by what it does meanwhile."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import skia

from .work import Result, Spec, run


def measure(draw: Callable[[Spec], Result], given: argparse.Namespace) -> list[Result]:
    """Run ``draw`` several times, each time in a process of its own; it is given the size of the frame."""
    return [run(draw, {"width": given.width, "height": given.height}) for _ in range(given.repeats)]


def table(results: list[Result]) -> str:
    """Return median, least and most of each thing's frames, all runs together."""
    lines = [f"{'ms of CPU a frame':20} {'median':>7} {'least':>7} {'most':>7}"]
    for what in results[0]:
        times = [ms for result in results for ms in result[what]]
        lines.append(f"{what:20} {statistics.median(times):7.2f} {min(times):7.2f} {max(times):7.2f}")
    return "\n".join(lines)


def surface_of(spec: Spec) -> skia.Surface:
    """Return the picture of a frame, on which scene units are set up as the camera does."""
    info = skia.ImageInfo.Make(spec["width"], spec["height"], skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)
    surface = skia.Surface.MakeRaster(info)
    surface.getCanvas().translate(spec["width"] / 2, spec["height"] / 2)
    surface.getCanvas().scale(spec["height"] / 8, -spec["height"] / 8)
    return surface


def timed(surface: skia.Surface, mobject: Any, move: Callable[[], None], frames: int) -> list[float]:
    """Return the milliseconds of so many frames, each after a ``move``; one more comes first, which makes shapes."""
    canvas = surface.getCanvas()
    times = []
    for _ in range(frames + 1):
        move()
        start = time.thread_time()
        mobject.draw_skia(canvas)
        times.append(1000 * (time.thread_time() - start))
    return times[1:]
