"""Milliseconds a frame of the wall of all heads, 1920 x 1080: in flight, from the front, at rest."""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
import skia

from ..work import Result, Spec, run

GOAL = "at most 40 ms of CPU a frame at 1080p while the camera moves; at rest the frame is kept."
LAYERS, HEADS, TOKENS, FRAMES = 30, 9, 11, 12


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure both several times, each time in a process of its own."""
    spec = {"width": given.width, "height": given.height}
    return [run(draw, spec) for _ in range(given.repeats)]


def table(results: list[Result]) -> str:
    lines = [f"{'ms of CPU a frame':20} {'median':>7} {'least':>7} {'most':>7}"]
    for what in ("along", "front"):
        times = [ms for result in results for ms in result[what]]
        lines.append(f"{what:20} {statistics.median(times):7.2f} {min(times):7.2f} {max(times):7.2f}")
    return "\n".join(lines)


def draw(spec: Spec) -> Result:
    """Draw a flight along a wall of patterns about as dense as those of a sentence, then one before it."""
    from attention_scenes.model.numbers.sourced_array import Reading
    from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall

    scores = np.random.default_rng(0).normal(0, 3, (LAYERS, HEADS, TOKENS, TOKENS))
    weights = np.exp(scores) * np.tril(np.ones((TOKENS, TOKENS)))
    patterns = Reading.of(weights / weights.sum(-1, keepdims=True), "pattern")
    layers = [Reading.count(layer, f"layer.{layer}") for layer in range(LAYERS)]
    wall = HeadWall(patterns, 4, layers, (-64 / 9, -2.85), (64 / 9, 4.0))
    pixels = np.zeros((spec["height"], spec["width"], 4), np.uint8)
    info = skia.ImageInfo.Make(spec["width"], spec["height"], skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0]).getCanvas()
    canvas.translate(spec["width"] / 2, spec["height"] / 2)
    canvas.scale(spec["height"] / 8, -spec["height"] / 8)
    found: Result = {}
    for what, pose in (("along", wall.aside()), ("front", wall.front((-6.4, -2.3), (6.4, 3.4)))):
        for name, value in pose.items():
            setattr(wall, name, value)
        found[what] = []
        for number in range(FRAMES + 1):
            wall.eye = wall.eye + [0.02, 0, 0]
            start = time.thread_time()
            wall.draw_skia(canvas)
            if number:  # the first one makes the shapes
                found[what].append(1000 * (time.thread_time() - start))
    return found
