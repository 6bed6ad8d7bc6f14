"""Milliseconds a frame of the wall of all heads, 1920 x 1080: in flight, from the front, at rest."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from .. import drawing
from ..drawing import table
from ..work import Result, Spec

__all__ = ["GOAL", "measure", "table"]

GOAL = "at most 40 ms of CPU a frame at 1080p while the camera moves; at rest the frame is kept."
LAYERS, HEADS, TOKENS, FRAMES = 30, 9, 11, 12


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    return drawing.measure(draw, given)


def draw(spec: Spec) -> Result:
    """Draw a flight along a wall of patterns about as dense as those of a sentence, then one before it."""
    from attention_scenes.model.numbers.sourced_array import Reading
    from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall

    scores = np.random.default_rng(0).normal(0, 3, (LAYERS, HEADS, TOKENS, TOKENS))
    weights = np.exp(scores) * np.tril(np.ones((TOKENS, TOKENS)))
    patterns = Reading.of(weights / weights.sum(-1, keepdims=True), "pattern")
    layers = [Reading.count(layer, f"layer.{layer}") for layer in range(LAYERS)]
    wall = HeadWall(patterns, 4, layers, (-64 / 9, -2.85), (64 / 9, 4.0))
    surface = drawing.surface_of(spec)

    def step() -> None:
        wall.eye = wall.eye + [0.02, 0, 0]

    found: Result = {}
    for what, pose in (("along", wall.aside()), ("front", wall.front((-6.4, -2.3), (6.4, 3.4)))):
        for name, value in pose.items():
            setattr(wall, name, value)
        found[what] = drawing.timed(surface, wall, step, FRAMES)
    return found
