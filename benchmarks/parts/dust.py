"""Benchmark of a cloud of all tokens as light: a frame while the camera flies, and one while it rests."""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
import skia

from ..work import Result, Spec, run

GOAL = "at most 15 ms of CPU a frame at 1080p while the camera moves, at most 6 while it rests."
TOKENS, FRAMES = 49_152, 40
SHELL = 65 / 60  # units from the middle: where most tokens of the default model stand round a word


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure both several times, each time in a process of its own."""
    spec = {"width": given.width, "height": given.height}
    return [run(draw, spec) for _ in range(given.repeats)]


def table(results: list[Result]) -> str:
    lines = [f"{'ms of CPU a frame':20} {'median':>7} {'least':>7} {'most':>7}"]
    for what in ("moving", "resting"):
        times = [ms for result in results for ms in result[what]]
        lines.append(f"{what:20} {statistics.median(times):7.2f} {min(times):7.2f} {max(times):7.2f}")
    return "\n".join(lines)


def draw(spec: Spec) -> Result:
    """Draw a flight round tokens on a shell, as from where names are read, then the same frame again and again."""
    from attention_scenes.scenes.mobjects.sky.token_cloud import TokenCloud

    rng = np.random.default_rng(0)
    places = rng.normal(size=(TOKENS, 3))
    places *= SHELL / np.linalg.norm(places, axis=1)[:, None]
    frame = (-64 / 9, -4.0), (64 / 9, 4.0)
    cloud = TokenCloud([places], rng.random(TOKENS) < 0.65, *frame, orbit=(0, 20, 2.65), center=(0, 0.5))
    pixels = np.zeros((spec["height"], spec["width"], 4), np.uint8)
    info = skia.ImageInfo.Make(spec["width"], spec["height"], skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0]).getCanvas()
    canvas.translate(spec["width"] / 2, spec["height"] / 2)
    canvas.scale(spec["height"] / 8, -spec["height"] / 8)
    found: Result = {"moving": [], "resting": []}
    for what, step in (("moving", 1.0), ("resting", 0.0)):
        for number in range(FRAMES + 1):
            cloud.orbit = cloud.orbit + [step, 0, 0]
            start = time.thread_time()
            cloud.draw_skia(canvas)
            if number:  # the first one takes memory
                found[what].append(1000 * (time.thread_time() - start))
    return found
