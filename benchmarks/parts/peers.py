"""Benchmark of a flat scene of ours beside libraries that play the same beats: same picture, same settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from ..peers import community, gx, threeblue
from ..peers.recording import record
from ..peers.setup import is_made, python_of
from ..peers.stage import WARM
from ..scenes import spec_for
from ..work import Result, Spec, note, per_frame, run
from .frames import encode, render

GOAL = (
    "CPU a frame in the beats in which numbers change: at least 12 x less than Manim with Cairo, 18 x less than with "
    "OpenGL, 8 x less than manimgl, 4 x less than manimgx."
)
SCENE = "masking"
FLAT = {"module": "benchmarks.peers.flat_masking", "class": "FlatMasking"}  # others have no space, light or glass
BEATS = ("scores", "open", "zeroed", "masked")
COMPARED = 24  # pictures, evenly over all frames


class Peer(NamedTuple):
    """Peer: another library.

    Attributes
    ----------
    goal
        How many times more CPU it should take than we do.
    home
        The environment where it is; ours where empty.
    ahead
        How many frames earlier it shows what we show: manimgl draws no frame of how a play begins.
    """

    task: Callable[[Spec], Result]
    goal: float
    home: str = ""
    ahead: int = 0


PEERS = {
    "Manim, Cairo": Peer(community.cairo, 12),
    "Manim, OpenGL": Peer(community.opengl, 18),
    "manimgl": Peer(threeblue.manimgl, 8, "manimgl", 1),
    "manimgx": Peer(gx.manimgx, 4, "manimgx"),
}


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure ours, the encoder alone and every installed peer, in turn: one result a peer."""
    from attention_scenes.film.encode.formats import target

    kept, wanted = folder / "peers.frames", target("mp4", False, given.encoder)
    spec = spec_for(SCENE, given, folder) | FLAT | {"beats": BEATS}
    run(render, spec | {"keep": str(kept)}, SCENE)
    spec |= {"codec": wanted.codec, "options": wanted.options, "script": run(record, spec, SCENE)}
    absent = {name: peer.home for name, peer in PEERS.items() if peer.home and not is_made(peer.home)}
    there = {name: peer for name, peer in PEERS.items() if name not in absent}
    for name, home in absent.items():
        note(f"  {skipped(name, home)}")
    ours, encoder = [], []
    runs: dict[str, list[Result]] = {name: [] for name in there}
    likenesses: dict[str, Result] = {}
    for _ in range(given.repeats):
        ours.append(run(render, spec, SCENE))
        encoder.append(run(encode, spec | {"kept": str(kept)}, SCENE))
        for name, peer in there.items():
            clip = folder / "peer.mp4"
            python = str(python_of(peer.home)) if peer.home else sys.executable
            found = run(peer.task, spec | {"clip": str(clip)}, python=python)
            likenesses[name], frames = compared(clip, kept, ours[0]["frames"], peer.ahead, (given.width, given.height))
            runs[name].append(found | {"frames": frames})
            clip.unlink()
    kept.unlink()
    results: list[Result] = [
        {"peer": name, "ours": ours, "encoder": encoder, "theirs": runs[name], "likeness": likenesses[name]}
        for name in there
    ]
    return results + [{"peer": name, "skipped": skipped(name, home)} for name, home in absent.items()]


def skipped(name: str, home: str) -> str:
    return f"{name} skipped: python -m benchmarks.peers.setup {home} makes its environment"


def compared(clip: Path, kept: Path, count: int, ahead: int, size: tuple[int, int]) -> tuple[Result, int]:
    """Return the likeness of a peer's clip and our kept frames, and the number of its frames.

    Ours are as drawn, the peer's have been through the encoder: of 255, that alone makes a mean difference of some 0.2.
    """
    import av
    import numpy as np

    from ..keeping import kept as frames_kept
    from ..pictures import likeness

    with av.open(clip) as file:
        frames = sum(1 for _ in file.decode(video=0)) - WARM
    wanted = np.linspace(ahead, count - 1, COMPARED).round().astype(int)
    theirs_at = (wanted * (frames - 1) / (count - 1)).round().astype(int) - ahead + WARM
    with av.open(clip) as file:
        theirs = {
            at: frame.to_ndarray(format="rgb24") for at, frame in enumerate(file.decode(video=0)) if at in theirs_at
        }
    every = (pixels for some in frames_kept(kept, *size) for pixels, repeat in some for _ in range(repeat))
    drawn = {at: pixels for at, pixels in enumerate(every) if at in wanted}
    alike = likeness([drawn[int(at)] for at in wanted], [theirs[int(at)] for at in theirs_at])
    return alike._asdict() | {"compared": COMPARED}, frames


def table(results: list[Result]) -> str:
    there = [one for one in results if "theirs" in one]
    ours, encoder = (per_frame(there[0][what], "cpu") for what in ("ours", "encoder"))
    lines = [
        f"Beats {', '.join(BEATS)} of {SCENE}. Ours {ours:.2f} ms of CPU a frame, {encoder:.2f} of it the encoder's.",
        f"{'ms of CPU a frame':18} {'frames':>6} {'CPU':>8} {'x ours':>7} {'goal':>5} {'less encoder':>12}   "
        f"{'difference':>10} {'SSIM':>6} {'coverage':>8}   drawn by",
    ]
    lines += [row(one, ours, encoder) for one in there]
    lines.append(
        "  less encoder: the same ratio with the encoder's own share taken off both. difference (of 255), SSIM where "
        f"drawn, and coverage (ours over theirs) are means over {COMPARED} pictures."
    )
    return "\n".join(lines + [f"  {one['skipped']}" for one in results if "skipped" in one])


def row(result: dict[str, Any], ours: float, encoder: float) -> str:
    theirs, alike = per_frame(result["theirs"], "cpu"), result["likeness"]
    outside = (theirs - encoder) / max(ours - encoder, 1e-9)
    return (
        f"{result['peer']:18} {result['theirs'][0]['frames']:6} {theirs:8.2f} {theirs / ours:7.1f} "
        f"{PEERS[result['peer']].goal:5.0f} {outside:12.1f}   {alike['difference']:10.3f} {alike['ssim']:6.3f} "
        f"{alike['coverage']:8.3f}   {result['theirs'][0]['drawn']}"
    )
