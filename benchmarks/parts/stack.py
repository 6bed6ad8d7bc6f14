"""Milliseconds a frame of the stack of all layers, 1920 x 1080: the sentence runs in, the camera flies, one is open."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from .. import drawing
from ..drawing import table
from ..work import Result, Spec

__all__ = ["GOAL", "measure", "table"]

GOAL = "at most 40 ms of CPU a frame at 1080p while the camera moves; at rest the frame is kept."
LAYERS, HEADS, TOKENS, OPEN, FRAMES = 30, 9, 11, 19, 12
LOW, HIGH = (-6.6, -2.6), (6.9, 3.4)


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    return drawing.measure(draw, given)


def draw(spec: Spec) -> Result:
    """Draw a stack of patterns about as dense as those of a sentence from a camera that moves: whole, then open.

    ``in flight`` leaves out arcs to the first token, as a scene does while its camera flies far.
    """
    from attention_scenes.model.answers.bundle import Token
    from attention_scenes.model.numbers.sourced_array import Reading
    from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack

    rng = np.random.default_rng(0)
    scores = rng.normal(0, 1.7, (LAYERS, HEADS, TOKENS, TOKENS)) + rng.normal(0, 1.5, (LAYERS, 1, TOKENS, TOKENS))
    scores[..., 0] += 4.2  # where most weight rests
    weights = np.exp(scores) * np.tril(np.ones((TOKENS, TOKENS)))
    weights /= weights.sum(-1, keepdims=True)
    patterns, opened = (Reading.of(each, "pattern") for each in (weights.mean(1), weights[OPEN]))
    layers = [Reading.count(layer, f"layer.{layer}") for layer in range(LAYERS)]
    tokens = [Token(i, " creature", i - 1) for i in range(TOKENS)]
    stack = LayerStack(tokens, patterns, layers, (-64 / 9, -3.0), (64 / 9, 4.0), query=4, heads={OPEN: opened})
    surface = drawing.surface_of(spec)

    def step() -> None:
        stack.eye = stack.eye + [0.02, 0, 0]

    found: Result = {}
    sheets = np.zeros(HEADS)
    sheets[-1] = 1
    for what, reach, first, arrays in (
        ("entering", LAYERS / 2, 1.0, stack.whole(LOW, HIGH)),
        ("whole", LAYERS + 1, 1.0, stack.whole(LOW, HIGH)),
        ("in flight", LAYERS + 1, 0.0, stack.whole(LOW, HIGH)),
        ("one open", LAYERS + 1, 0.0, {**stack.open(OPEN), **stack.before(OPEN, LOW, HIGH), "sheets": sheets}),
    ):
        stack.reach, stack.first = float(reach), first
        for name, value in arrays.items():
            setattr(stack, name, value)
        found[what] = drawing.timed(surface, stack, step, FRAMES)
    return found
