"""Benchmark of the grid as a stage: a frame while arcs fold, vectors stand, scores lie, one query is lit."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from .. import drawing
from ..drawing import table
from ..work import Result, Spec

__all__ = ["GOAL", "measure", "table"]

GOAL = "at most 15 ms of CPU a frame at 1080p while things move; at rest it is part of what stands still, drawn once."
TOKENS, ENTRIES, FRAMES = 11, 24, 40


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    return drawing.measure(draw, given)


STATES: dict[str, dict[str, Any]] = {
    "arcs": {"edges": 0.0, "fold": 0.0, "boxes": 1.0, "lattice": 0.0},
    "folding": {"edges": 0.5, "fold": 0.5},
    "vectors": {"growth": 0.0, "rise": 1.0},
    "scores": {"growth": 0.0, "rise": 1.0, "tiles": 1.0},
    "one query lit": {"curtain": 1.0, "lit": 1.0, "shade": 0.5},
}


def draw(spec: Spec) -> Result:
    """Draw each state from a camera that moves a little from frame to frame."""
    surface = drawing.surface_of(spec)
    return {
        what: drawing.timed(surface, made := stage(arrays), partial(step, made), FRAMES)
        for what, arrays in STATES.items()
    }


def step(grid: Any) -> None:
    grid.eye = grid.eye + [0.01, 0, 0]


def stage(arrays: dict[str, Any]) -> Any:
    """Return a grid of made-up weights, seen from above, in a state."""
    from attention_scenes.model.answers.bundle import Token
    from attention_scenes.model.numbers.sourced_array import Reading
    from attention_scenes.scenes.mobjects.stage.pose import fitting
    from attention_scenes.scenes.mobjects.stage.stage_grid import StageGrid

    rng = np.random.default_rng(0)
    weights = np.tril(rng.random((TOKENS, TOKENS)) ** 4)
    weights /= weights.sum(axis=1, keepdims=True)
    tokens = [Token(i, " creature", i - 1) for i in range(TOKENS)]
    scores = Reading.of(rng.normal(size=(TOKENS, TOKENS)), "raw_scores")
    grid = StageGrid(tokens, Reading.of(weights, "pattern"), [scores], 4, (-64 / 9, -3.0), (64 / 9, 4.0), width=12.9)
    vectors = [Reading.of(rng.normal(size=(TOKENS, ENTRIES)), "q")]
    grid.stand((vectors, vectors), (["query"], ["key"]), 2.2)
    ground = grid.floor.lines().reshape(-1, 3)
    grid.eye, grid.aim, grid.center = fitting(ground, (-5.1, -2.4), (2.3, 2.45), pitch=50, yaw=10, angle=grid.angle)
    grid.grown[:] = 1
    for name, value in {"edges": 1.0, "fold": 1.0, "boxes": 0.0, "lattice": 1.0, "headings": 1.0, **arrays}.items():
        held = getattr(grid, name)
        setattr(grid, name, np.full_like(held, value) if isinstance(held, np.ndarray) else value)
    return grid
