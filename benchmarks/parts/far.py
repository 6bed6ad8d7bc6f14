"""Milliseconds a frame of the far arcs of a long text, 1920 x 1080: they grow, one is lit, they turn into others."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from .. import drawing
from ..drawing import table
from ..work import Result, Spec

__all__ = ["GOAL", "measure", "table"]

GOAL = "at most 60 ms of CPU a frame at 1080p while anything moves; at rest the frame is kept."
TOKENS, ARCS, NEAR, FRAMES = 1000, 835, 20, 12
WIDTH, HEIGHT, EDGE = 12.9, 3.9, (-6.45, -2.0)


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    return drawing.measure(draw, given)


def draw(spec: Spec) -> Result:
    """Draw as many arcs as a head has in a thousand tokens, with weights as long-tailed as its own.

    ``one by one`` is the same picture with a stroke for each arc, as it was drawn before.
    """
    from attention_scenes.model.numbers.sourced_array import Reading
    from attention_scenes.scenes.mobjects.attention.far_arcs import FarArcs

    rng = np.random.default_rng(0)
    query = rng.integers(NEAR + 1, TOKENS, ARCS)
    key = 1 + rng.integers(0, query - NEAR)
    pairs = np.unique(np.column_stack([query, key]), axis=0)
    weights = np.zeros((2, TOKENS, TOKENS))
    weights[:, pairs[:, 0], pairs[:, 1]] = np.minimum(0.02 + 0.02 * rng.pareto(0.95, len(pairs)), 0.8)
    lit = pairs[np.diff(pairs, axis=1).argmin()].tolist()
    patterns = [Reading.of(each, "pattern") for each in weights]
    arcs = FarArcs(patterns[0], pairs, (lit[0], lit[1]), WIDTH, HEIGHT, patterns[1])
    arcs.shift([*EDGE, 0.0])
    surface = drawing.surface_of(spec)

    def grow() -> None:
        arcs.grown = np.clip(arcs.grown + rng.uniform(0, 0.15, len(pairs)), 0, 1)

    def light() -> None:
        arcs.reach, arcs.grown = min(arcs.reach + 0.08, 1.0), 0.96 * arcs.grown

    def turn() -> None:
        arcs.turned = min(arcs.turned + 0.08, 1.0)

    steps = {"grow": grow, "one is lit": light, "turn": turn}
    found: Result = {what: drawing.timed(surface, arcs, step, FRAMES) for what, step in steps.items()}
    arcs.wide = np.sort(np.concatenate([arcs.wide, arcs.thin]))
    arcs.thin, arcs.lines.points = np.zeros(0, int), np.zeros((0, 1, 2))
    return found | {"one by one": drawing.timed(surface, arcs, light, FRAMES)}
