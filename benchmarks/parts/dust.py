"""Benchmark of a cloud of all tokens as light: a frame while the camera flies, and one while it rests."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import numpy as np

from .. import drawing
from ..drawing import table
from ..work import Result, Spec

__all__ = ["GOAL", "measure", "table"]

GOAL = "at most 15 ms of CPU a frame at 1080p while the camera moves, at most 6 while it rests."
TOKENS, FRAMES = 49_152, 40
SHELL = 65 / 60  # units from the middle: where most tokens of the default model stand round a word


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    return drawing.measure(draw, given)


def draw(spec: Spec) -> Result:
    """Draw a flight round tokens on a shell, as from where names are read, then the same frame again and again."""
    from attention_scenes.scenes.mobjects.sky.token_cloud import TokenCloud

    rng = np.random.default_rng(0)
    places = rng.normal(size=(TOKENS, 3))
    places *= SHELL / np.linalg.norm(places, axis=1)[:, None]
    frame = (-64 / 9, -4.0), (64 / 9, 4.0)
    cloud = TokenCloud([places], rng.random(TOKENS) < 0.65, *frame, orbit=(0, 20, 2.65), center=(0, 0.5))
    surface = drawing.surface_of(spec)

    def turn(degrees: float) -> None:
        cloud.orbit = cloud.orbit + [degrees, 0, 0]

    return {
        what: drawing.timed(surface, cloud, partial(turn, degrees), FRAMES)
        for what, degrees in (("moving", 1.0), ("resting", 0.0))
    }
