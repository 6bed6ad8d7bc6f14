"""Benchmark of our scenes, beside the encoder alone on the same frames."""

from __future__ import annotations

import argparse
import cProfile
import importlib
import pstats
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ..scenes import answers_of, spec_for
from ..work import Result, Spec, peak, per_frame, run

GOAL = (
    "CPU at most 1.4 x the encoder's alone, both with preset=veryfast; by default at least 60 frames a second of wall."
)
YARDSTICK = {"preset": "veryfast"}  # the encoder that drawing is held against, whatever the default is


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure each scene in its moving beats, by default and with the yardstick, in turn with that encoder alone."""
    results = []
    for scene in given.scenes:
        spec = spec_for(scene, given, folder)
        kept = str(folder / f"{scene}.frames")
        first = run(render, {**spec, "keep": kept}, scene)
        if unknown := set(spec["beats"] or ()) - set(first["named"]):
            named = ", ".join(first["named"])
            raise SystemExit(f"{scene} has no beat {', '.join(sorted(unknown))}: choose from {named}")
        held = {**spec, "encoder": given.encoder or YARDSTICK}
        runs: dict[str, list[Result]] = {"ours": [], "held": [], "encoder": []}
        for _ in range(given.repeats):
            runs["ours"].append(run(render, spec, scene))
            runs["held"].append(run(render, held, scene))
            runs["encoder"].append(run(encode, {**held, "kept": kept}, scene))
        if {first["frames"]} != {one["frames"] for some in runs.values() for one in some}:
            raise SystemExit(f"{scene}: not all runs had the same frames")
        results.append({"scene": scene, "changed": first["changed"], **runs})
        Path(kept).unlink()
        if given.profile:
            run(profile, {**spec, "lines": given.profile}, scene)
    return results


def table(results: list[Result]) -> str:
    lines = [
        f"{'ms a frame':20} {'frames':>6} {'changed':>7} {'veryfast':>9} {'least–most':^14} {'encoder':>8} "
        f"{'ratio':>6} {'drawing':>8} {'default':>8} {'wall':>6} {'frames/s':>8}"
    ]
    for result in results:
        ours, held, encoder = result["ours"], result["held"], result["encoder"]
        spread = [1000 * one["cpu"] / one["frames"] for one in held]
        cpu, alone, wall = per_frame(held, "cpu"), per_frame(encoder, "cpu"), per_frame(ours, "wall")
        lines.append(
            f"{result['scene']:20} {ours[0]['frames']:6} {result['changed']:7} {cpu:9.2f} "
            f"{min(spread):6.2f}–{max(spread):<7.2f} {alone:8.2f} {cpu / alone:6.2f} "
            f"{per_frame(ours, 'drawing'):8.2f} {per_frame(ours, 'cpu'):8.2f} {wall:6.2f} {1000 / wall:8.1f}"
        )
    return "\n".join(lines)


def describe_unwritten(part: Path, name: str, options: Any, wanted: Any, frames: int) -> Any:
    """Describe a clip whose frames are kept instead of its file."""
    from attention_scenes.film.clip.sidecar import describe

    # A beat that is not there has no frames, which is reported after the clip: no sidecar may say so.
    return describe(name, options, wanted, max(1, frames), {"bytes": 0, "sha256": ""})


def render(spec: Spec, profiler: cProfile.Profile | None = None) -> Result:
    """Render a scene with its encoder; with ``keep`` its frames are kept in that file instead.

    ``spec["class"]`` of ``spec["module"]`` is built as film builds every scene.
    """
    from attention_scenes.film.clip import render as clips
    from attention_scenes.film.playback import play_scene
    from attention_scenes.film.playback.clip_writer import Progress

    from ..clock import Clock
    from ..keeping import FrameKeeper
    from ..playing import TimedRenderer

    clock, renderers, keepers = Clock(), list[TimedRenderer](), list[FrameKeeper]()

    def make_renderer(**settings: Any) -> TimedRenderer:
        beats = spec.get("beats")
        renderers.append(TimedRenderer(clock, beats and tuple(beats), **settings))
        return renderers[-1]

    def keep_frames(part: Path, *_: Any) -> FrameKeeper:
        keepers.append(FrameKeeper(Path(spec["keep"]), part))
        return keepers[-1]

    vars(play_scene).update(SkiaRenderer=make_renderer)
    if spec.get("keep"):
        vars(play_scene).update(open_exporter=keep_frames)
        vars(clips).update(replace=lambda *_: None)
        vars(clips.sidecars).update(clip_facts=describe_unwritten)
    scene = getattr(importlib.import_module(spec["module"]), spec["class"])

    def tell(_: Progress) -> None:
        """Do nothing, in place of the command line's progress bar."""

    with tempfile.TemporaryDirectory() as out:
        options = clips.ClipOptions(
            Path(out), "clip", spec["width"], spec["height"], spec["fps"], device=spec["device"],
            encoder=spec["encoder"], force=True,
        )  # fmt: skip
        if profiler:
            profiler.enable()
        clips.render_clip(scene, scene.Params(**spec["params"]), answers_of(spec), options, tell)
        if profiler:
            profiler.disable()
    (renderer,) = renderers
    result = {
        "frames": sum(renderer.played.values()),
        "beats": renderer.played,
        "named": renderer.named,
        "surface": renderer.camera.surface.name,
        "torch": "torch" in sys.modules,
        "peak": peak(),
        **clock.total._asdict(),
    }
    return result | ({"changed": keepers[0].changed} if keepers else {})


def encode(spec: Spec) -> Result:
    """Encode kept frames with film's own encoder, the lower bound of any drawing's cost."""
    from attention_scenes.film.encode.formats import target
    from attention_scenes.film.encode.video import VideoExporter, exact_rate
    from attention_scenes.film.frames.frame import Frame

    from ..clock import Clock
    from ..keeping import kept

    clock, (width, height) = Clock(), (spec["width"], spec["height"])
    with tempfile.TemporaryDirectory() as out:
        rate = exact_rate(spec["fps"])
        wanted = target("mp4", False, spec["encoder"]).capped(width, height, rate)
        encoder = VideoExporter(Path(out) / "clip.mp4", wanted, width, height, rate)
        for some in kept(Path(spec["kept"]), width, height):
            clock.start()
            for pixels, repeat in some:
                encoder.add(Frame(pixels), repeat)
            clock.stop()
        clock.start()
        encoder.close()
        clock.stop()
    return {"frames": encoder.frames, **clock.total._asdict()}


def profile(spec: Spec) -> Result:
    """Print where a render's drawing thread spends its CPU time."""
    profiler = cProfile.Profile(time.thread_time)
    result = render(spec, profiler)
    for key in ("tottime", "cumulative"):
        pstats.Stats(profiler, stream=sys.stderr).strip_dirs().sort_stats(key).print_stats(spec["lines"])
    return result
