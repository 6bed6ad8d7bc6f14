"""Benchmark of growing sentences: from 8 tokens to 64, so from 64 cells to 4,096, all of them changing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from manim import Scene

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.request.needs import Needs, TraceNeed, long_text
from attention_scenes.scenes.framework.params import SceneParams
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.text.numbers import NumberField, grid_centers

from ..work import Result, Spec, per_frame, run
from .frames import encode, render

GOAL = "below linear in the number of cells; 4,096 changing numbers within 30 ms of CPU a frame, drawing and encoding."
TOKENS = (8, 16, 32, 64)
HEAD = "19.8"
SIDE = 7.4  # scene units: a square as high as the frame lets it be


class Growing(Scene):
    """Scene in which all scores of a head appear, then all but a column dim; too small to be read, on purpose."""

    Params = SceneParams

    def __init__(self, params: Any, bundle: Bundle, renderer: Any) -> None:
        self.bundle = bundle
        super().__init__(renderer=renderer)

    def construct(self) -> None:
        colors = use_palette("dark")
        self.camera.background_color = colors.background
        tokens = len(self.bundle.tokens())
        cell = SIDE / tokens
        centers, at = grid_centers(tokens, tokens, (cell, cell)), self.bundle.chosen_head()
        scores = NumberField(self.bundle.read("raw_scores", *at), centers, cell / 3, colors.rgba("text"), decimals=1)
        scores.opacities[:] = 0
        self.next_section("arrive")
        self.play(Change(scores, opacities=1, run_time=1))
        column = np.tile(np.arange(tokens) == tokens // 2, tokens)
        self.next_section("focus")
        lit = np.where(column[:, None], colors.rgba("focus"), scores.colors)
        self.play(Change(scores, opacities=np.where(column, 1, 0.35), colors=lit, run_time=1))

    def sidecar(self) -> dict[str, Any]:
        return {}


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure each size in turn, and the encoder alone on its frames."""
    specs = {}
    for tokens in TOKENS:
        spec = {
            "scene": "growing", "module": __name__, "class": "Growing", "params": {}, "beats": None,
            "device": given.device, "width": given.width, "height": given.height, "fps": given.fps,
            "encoder": given.encoder, "tokens": tokens, "bundle": str(folder / f"growing-{tokens}.safetensors"),
        }  # fmt: skip
        run(prepare, spec, f"{tokens} tokens")
        run(render, spec | {"keep": str(folder / f"growing-{tokens}.frames")}, f"{tokens} tokens")
        specs[tokens] = spec
    results: dict[int, dict[str, list[Result]]] = {tokens: {"ours": [], "encoder": []} for tokens in TOKENS}
    for _ in range(given.repeats):
        for tokens, spec in specs.items():
            kept = {**spec, "kept": str(folder / f"growing-{tokens}.frames")}
            results[tokens]["ours"].append(run(render, spec, f"{tokens} tokens"))
            results[tokens]["encoder"].append(run(encode, kept, f"{tokens} tokens"))
    return [{"tokens": tokens, **runs} for tokens, runs in results.items()]


def prepare(spec: Spec) -> Result:
    """Trace that many tokens of a long text."""
    needs = TraceNeed(long_text(), ("raw_scores",), layers="head", first=spec["tokens"])
    ensure(Needs(head=HEAD, traces={"": needs})).save(Path(spec["bundle"]))
    return {}


def table(results: list[Result]) -> str:
    lines = [
        f"{'ms a frame':12} {'cells':>6} {'ours CPU':>9} {'drawing':>8} {'encoder':>8} {'wall':>6} {'x cells':>8} "
        f"{'x CPU':>6}"
    ]
    first = results[0]
    for result in results:
        cells, cpu = result["tokens"] ** 2, per_frame(result["ours"], "cpu")
        lines.append(
            f"{result['tokens']:5} tokens {cells:6} {cpu:9.2f} {per_frame(result['ours'], 'drawing'):8.2f} "
            f"{per_frame(result['encoder'], 'cpu'):8.2f} {per_frame(result['ours'], 'wall'):6.2f} "
            f"{cells / first['tokens'] ** 2:8.0f} {cpu / per_frame(first['ours'], 'cpu'):6.2f}"
        )
    return "\n".join(lines)
