"""Start-up time: the list of scenes, a still, the first progress of a clip; and the memory it takes."""

from __future__ import annotations

import argparse
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from ..scenes import order_for
from ..work import ROOT, Order, Result, median, note, peak, run
from .frames import render

GOAL = (
    "`list` within 0.5 s, a still from a bundle within 2.5 x `import manim`, progress of a preview within 1 s; peak "
    "memory of a render at most 250 MB above the encoder alone, without torch."
)
CLOSE = 20.0  # seconds after which a command that shows nothing is given up


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Each command in turn, as many times as asked; bundles are computed before."""
    python, program = sys.executable, str(ROOT / "render.py")
    commands = {"import manim": [python, "-c", "import manim"], "list": [python, program, "list"]}
    for scene in given.scenes:
        order_for(scene, given, folder)
        commands[f"still of {scene}"] = [python, program, scene, "-s", "--force", "-o", str(folder / "stills")]
    times: dict[str, list[Result]] = {name: [] for name in commands}
    for _ in range(given.repeats):
        for name, command in commands.items():
            note(f"  {name}")
            times[name].append(timed(command))
    shown = {"progress of a preview": [_preview(given.scenes[0], folder) for _ in range(given.repeats)]}
    order = order_for(given.scenes[0], given, folder) | {"beats": None}
    alone = run(encoder_alone, order)
    whole = run(render, order, given.scenes[0])
    memory = {"encoder": alone["peak"], "render": whole["peak"], "torch": whole["torch"]}
    return [{"times": times | shown, "memory": memory, "scene": given.scenes[0]}]


def table(results: list[Result]) -> str:
    (result,) = results
    base = median(result["times"]["import manim"], "wall")
    lines = [f"{'wall time':32} {'s':>6} {'x import manim':>15}"]
    for name, runs in result["times"].items():
        wall = median(runs, "wall")
        lines.append(f"{name:32} {wall:6.2f} {wall / base:15.2f}")
    memory = result["memory"]
    above = memory["render"] - memory["encoder"]
    with_torch = "with torch" if memory["torch"] else "without torch"
    return "\n".join(
        [
            *lines,
            f"peak memory: encoder alone {memory['encoder']:.0f} MB, {result['scene']} {memory['render']:.0f} MB, "
            f"{above:.0f} MB above it, {with_torch}",
        ]
    )


def timed(command: list[str]) -> Result:
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {"wall": time.perf_counter() - began}


def _preview(scene: str, folder: Path) -> Result:
    """Seconds until a terminal shows anything of a preview clip."""
    note(f"  first progress of {scene}")
    ours, theirs = pty.openpty()
    began = time.perf_counter()
    command = [sys.executable, str(ROOT / "render.py"), scene, "-ql", "--force", "-o", str(folder / "preview")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=theirs, start_new_session=True)
    try:
        ready, _, _ = select.select([ours], [], [], CLOSE)
        if not ready:
            raise SystemExit(f"{scene} showed nothing within {CLOSE:g} s")
        return {"wall": time.perf_counter() - began}
    finally:
        process.terminate()
        process.wait()
        os.close(ours)
        os.close(theirs)


def encoder_alone(order: Order) -> Result:
    """The memory of film's encoder with a few seconds of changing frames, and of what it needs to be imported."""
    from attention_scenes.film.encode.formats import target
    from attention_scenes.film.encode.video import VideoExporter
    from attention_scenes.film.frames.frame import Frame

    wanted = target("mp4", False, order["encoder"])
    frames = np.random.default_rng(0).integers(0, 256, (2, order["height"], order["width"], 4), np.uint8)
    with tempfile.TemporaryDirectory() as out:
        encoder = VideoExporter(Path(out) / "a.mp4", wanted, order["width"], order["height"], Fraction(60))
        for at in range(120):
            encoder.add(Frame(frames[at % 2]))
        encoder.close()
    return {"peak": peak()}
