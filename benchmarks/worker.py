"""One measurement in a process of its own: reads an order as JSON from stdin, writes its result as the last line."""

from __future__ import annotations

import cProfile
import importlib
import json
import pstats
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from model.bundle import Bundle, ensure

# Imports are inside the tasks: `prepare` needs no Manim, and its torch must not be in the others.


def scene_class(order: dict[str, Any]) -> Any:
    return getattr(importlib.import_module(order["module"]), order["class"])


def prepare(order: dict[str, Any]) -> dict[str, Any]:
    """Compute a scene's bundle and save it to ``order["bundle"]``."""
    scene = scene_class(order)
    ensure(scene.needs(scene.Params(**order["params"]))).save(Path(order["bundle"]))
    return {}


def render(order: dict[str, Any], profiler: cProfile.Profile | None = None) -> dict[str, Any]:
    """Render a scene, or our grid, with its encoder; with ``keep`` its frames are kept in that file instead."""
    import film.clip
    from film.writer import Progress

    from .clock import Clock
    from .frames import FrameKeeper
    from .playing import TimedSkia

    clock, renderers, keepers = Clock(), list[TimedSkia](), list[FrameKeeper]()

    def make_renderer(**settings: Any) -> TimedSkia:
        renderers.append(TimedSkia(**settings))
        renderers[-1].prepare(clock, order.get("beats") and tuple(order["beats"]), order.get("keep_every", 0))
        return renderers[-1]

    def keep_frames(part: Path, *_: Any) -> FrameKeeper:
        keepers.append(FrameKeeper(Path(order["keep"]), part))
        return keepers[-1]

    vars(film.clip).update(SkiaRenderer=make_renderer)
    if order.get("keep"):
        vars(film.clip).update(_encoder=keep_frames, replace=lambda *_: None)
        vars(film.clip.sidecars).update(clip_facts=lambda *_: {"frames": 0, "seconds": 0})
    scene, params = made(order)

    def tell(_: Progress) -> None:
        """What the command line's progress bar would be told."""

    with tempfile.TemporaryDirectory() as out:
        if profiler:
            profiler.enable()
        film.clip.render_clip(scene, params, Bundle.open(Path(order["bundle"])), options(order, out), tell)
        if profiler:
            profiler.disable()
    result = outcome(renderers[0], clock, order)
    return result | ({"changed": keepers[0].changed} if keepers else {})


def made(order: dict[str, Any]) -> tuple[type, Any]:
    """The scene to build and its parameters."""
    if order["scene"] == "grid":
        from . import grids

        return grids.our_grid(order["seconds"]), {}
    found = scene_class(order)
    return found, found.Params(**order["params"])


def options(order: dict[str, Any], out: str) -> Any:
    from film.options import ClipOptions

    return ClipOptions(
        Path(out), "clip", order["width"], order["height"], order["fps"], device=order["device"],
        encoder=order["encoder"], force=True,
    )  # fmt: skip


def encode(order: dict[str, Any]) -> dict[str, Any]:
    """Encode kept frames with film's own encoder: what no drawing can be cheaper than."""
    from film.encoder import VideoEncoder, exact_rate
    from film.formats import target

    from .clock import Clock
    from .frames import kept

    clock, (width, height) = Clock(), (order["width"], order["height"])
    with tempfile.TemporaryDirectory() as out:
        wanted = target("mp4", False, order["encoder"])
        encoder = VideoEncoder(Path(out) / "clip.mp4", wanted, width, height, exact_rate(order["fps"]))
        for some in kept(Path(order["kept"]), width, height):
            clock.start()
            for pixels, repeat in some:
                encoder.write(pixels, repeat)
            clock.stop()
        clock.start()
        encoder.close()
        clock.stop()
    return {"frames": encoder.frames, **clock.total._asdict()}


def stock(order: dict[str, Any]) -> dict[str, Any]:
    """Render the grid as stock Manim does, with the encoder settings that we use."""
    from manim import tempconfig

    from film.camera import film_frame
    from film.formats import target

    from .clock import Clock
    from .grids import StockGrid
    from .playing import TimedStock

    clock, wanted = Clock(), target("mp4", False, order["encoder"])
    with tempfile.TemporaryDirectory() as media:
        settings = {
            **film_frame(order["width"], order["height"]),
            "frame_rate": order["fps"],
            "media_dir": media,
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "ERROR",
            "video_codec": wanted.codec,
            "video_encoder_options": wanted.options,
        }
        with tempconfig(settings):
            renderer = TimedStock()
            renderer.prepare(clock, None, order.get("keep_every", 0))
            StockGrid(Bundle.open(Path(order["bundle"])), order["seconds"], renderer=renderer).render()
    return outcome(renderer, clock, order)


def outcome(renderer: Any, clock: Any, order: dict[str, Any]) -> dict[str, Any]:
    """The result of a render, after its kept pictures have been saved."""
    if order.get("pictures"):
        np.savez_compressed(order["pictures"], **{str(at): pixels for at, pixels in renderer.kept.items()})
    return {
        "frames": renderer.written,
        "beats": renderer.played,
        "surface": getattr(getattr(renderer.camera, "surface", None), "name", "cairo"),
        "torch": "torch" in sys.modules,
        **clock.total._asdict(),
    }


def profile(order: dict[str, Any]) -> dict[str, Any]:
    """Print where a render's drawing thread spends its CPU time."""
    profiler = cProfile.Profile(time.thread_time)
    result = render(order, profiler)
    for key in ("tottime", "cumulative"):
        pstats.Stats(profiler, stream=sys.stderr).strip_dirs().sort_stats(key).print_stats(order["lines"])
    return result


TASKS = {"prepare": prepare, "render": render, "encode": encode, "stock": stock, "profile": profile}


def main() -> None:
    order = json.load(sys.stdin)
    print(json.dumps(TASKS[order["task"]](order)))


if __name__ == "__main__":
    main()
