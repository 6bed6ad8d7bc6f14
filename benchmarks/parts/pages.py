"""Clips as pages beside their videos: bytes by what they hold, time to make, likeness, frames in Chromium.

A page's are those for which there was time, ``had``; a video's those that were ``shown``. Both open from a file.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..chromium import changing, film_frames, lit_psnr, shown
from ..running import filmed, played
from ..scenes import answers_of, scene_class, spec_for
from ..work import Result, Spec, run

GOAL = "at most 700 KB, 2 MB with light or kept pictures; a fifth of the video's CPU; 38 dB; 30 frames a second."
MOMENTS = 6
NUMBERS = 64  # in a row, and in a column, that all change
KINDS = {
    "pictures": ("pictures",), "clouds": ("clouds", "axes"), "curves": ("curves", "lenses"), "items": ("plays", "defs"),
    "shapes": ("shapes", "contours", "verbs"), "numbers": ("numbers", "sources"), "font": ("face", "glyphs"),
}  # fmt: skip


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure each scene, and a page of numbers that all change."""
    results: list[Result] = given.had.get("pages", [])
    for scene in unmeasured(given.scenes, results):
        spec = {**spec_for(scene, given, folder), "page": str(folder / f"{scene}.html"), "folder": str(folder)}
        page = run(page_of, spec, scene)
        moments = [int((n + 0.5) * page["frames"] / MOMENTS) for n in range(MOMENTS)]
        if given.untimed:
            drawn = run(drawn_of, {**spec, "moments": moments}, scene)
            results.append({"scene": scene, "page": page, **run(shown, {**spec, "frames": drawn["files"]})})
            given.keep("pages", results)
            continue
        clip = run(clip_of, {**spec, "moments": moments}, scene)
        found = run(shown, {**spec, "frames": clip["files"]})
        page |= run(played, spec, scene)
        clip |= run(filmed, {**spec, "video": clip["path"]}, scene)
        results.append({"scene": scene, "page": page, "clip": clip, **found})
        given.keep("pages", results)
    if given.untimed:
        return results
    spec = {"page": str(folder / "numbers.html"), "width": given.width, "height": given.height, "fps": 30}
    Path(spec["page"]).write_bytes(numbers_page())
    results.append({"scene": f"{NUMBERS**2} numbers", **run(changing, spec)})
    return results


def unmeasured(scenes: list[str], results: list[Result]) -> list[str]:
    """Return the scenes that were not measured yet."""
    had = {result["scene"] for result in results}
    return [scene for scene in scenes if scene not in had]


def table(results: list[Result]) -> str:
    lines = [
        f"{'KB':20} {'page':>6} {'video':>6} " + " ".join(f"{kind:>8}" for kind in KINDS) + f" {'CPU':>5} {'video':>5} "
        f"{'least':>6} {'dB':>5} {'video':>5} {'open s':>7} {'video':>5} "
        f"{'ms':>6} {'least':>6} {'had/s':>5} {'video shown/s':>13}"
    ]
    for result in results:
        if "page" not in result:
            lines.append(f"{result['scene']:20} {result['ms']:6.1f} ms a frame")
            continue
        page = result["page"]
        kinds = " ".join(f"{page['kinds'][kind] / 1e3:8.1f}" for kind in KINDS)
        near = f"{min(result['psnr']):6.1f} {statistics.median(result['psnr']):5.1f}"
        if "clip" not in result:
            lines.append(f"{result['scene']:20} {page['bytes'] / 1e3:6.0f} {'-':>6} {kinds} {'-':>5} {'-':>5} {near}")
            continue
        clip = result["clip"]
        least, median = min(page["rates"]), statistics.median(page["rates"])
        lines.append(
            f"{result['scene']:20} {page['bytes'] / 1e3:6.0f} {clip['bytes'] / 1e3:6.0f} {kinds} {page['cpu']:5.1f} "
            f"{clip['cpu']:5.1f} {near} "
            f"{statistics.median(clip['psnr']):5.1f} {page['first']:7.2f} {clip['first']:5.2f} {result['ms']:6.1f} "
            f"{least:6.1f} {median:5.1f} {statistics.median(clip['rates']):13.1f}"
        )
    return "\n".join(lines)


def page_of(spec: Spec) -> Result:
    """Write a scene's page; what it holds is packed kind by kind, which is a little larger than all at once."""
    from attention_scenes.film.live.tape.tape_writer import packed
    from attention_scenes.film.playback import live_page
    from attention_scenes.film.playback.manim_config import manim_settings

    tapes: list[dict[str, Any]] = []

    def kept(tape: dict[str, Any]) -> bytes:
        tapes.append(tape)
        return packed(tape)

    vars(live_page).update(packed=kept)
    scene = scene_class(spec)
    bundle = answers_of(spec)
    start = time.process_time()
    with manim_settings(options := options_of(spec, "html")):
        live = live_page.record_page(scene, scene.Params(**spec["params"]), bundle, options)
    cpu = time.process_time() - start
    Path(spec["page"]).write_bytes(live.page)
    kinds = {
        kind: sum(len(packed({part: tapes[0][part]})) for part in parts if part in tapes[0])
        for kind, parts in KINDS.items()
    }
    return {"bytes": len(live.page), "cpu": cpu, "frames": live.frames, "kinds": kinds}


def clip_of(spec: Spec) -> Result:
    """Render a scene's video, and keep the frames of some moments as they were drawn."""
    from attention_scenes.film.clip.render import render_clip

    scene = scene_class(spec)
    params, bundle = scene.Params(**spec["params"]), answers_of(spec)
    start = time.process_time()
    made = render_clip(scene, params, bundle, options_of(spec, "mp4"), lambda _: None)
    cpu = time.process_time() - start
    drawn = drawn_of(spec)
    pairs = zip(drawn["files"], film_frames(made.path, spec["moments"]), strict=True)
    likeness = [lit_psnr(video, np.asarray(Image.open(file))) for (_, file), video in pairs]
    return {"path": str(made.path), "bytes": made.bytes, "cpu": cpu, "files": drawn["files"], "psnr": likeness}


def drawn_of(spec: Spec) -> Result:
    """Draw some moments of a scene, and keep their frames."""
    from attention_scenes.film.frames.camera import SkiaCamera
    from attention_scenes.film.playback.clip_writer import ClipWriter
    from attention_scenes.film.playback.manim_config import manim_settings
    from attention_scenes.film.playback.sampled_renderer import TimestampRenderer

    scene, options = scene_class(spec), options_of(spec, "mp4")
    params, bundle = scene.Params(**spec["params"]), answers_of(spec)
    with manim_settings(options):
        writer = partial(ClipWriter, thread=None, beats=options.beats)
        moments = [frame / spec["fps"] + 1e-4 for frame in spec["moments"]]
        renderer = TimestampRenderer(moments=moments, camera_class=SkiaCamera, file_writer_class=writer)
        scene(params=params, bundle=bundle, renderer=renderer).render()
    files = []
    for frame, seen in zip(spec["moments"], renderer.seen, strict=True):
        file = Path(spec["folder"]) / f"{spec['scene']}-{frame}.png"
        Image.fromarray(np.asarray(seen.pixels)[..., :3]).save(file, compress_level=1)
        files.append([frame, str(file)])
    return {"files": files}


def options_of(spec: Spec, kind: str) -> Any:
    from attention_scenes.film.inputs.clip_options import ClipOptions

    return ClipOptions(
        Path(spec["folder"]), spec["scene"], spec["width"], spec["height"], spec["fps"], kind, scene=spec["scene"],
        device=spec["device"], encoder=spec["encoder"], force=True,
    )  # fmt: skip


def numbers_page() -> bytes:
    """Return a page of numbers in rows and columns, each of which is another in every frame."""
    from attention_scenes.film.inputs.languages import Wording
    from attention_scenes.film.live.forms.units import LENGTH, LINEAR, OPACITY
    from attention_scenes.film.live.player.page_writer import PageFacts, write_page
    from attention_scenes.film.live.tape.glyphs import GlyphTable
    from attention_scenes.film.live.tape.tape_writer import FORMAT, packed
    from attention_scenes.scenes.mobjects.text.number_format import digit_font

    frames, glyphs, rng = 30, GlyphTable(), np.random.default_rng(0)
    glyphs.learn("0123456789.", digit_font(64.0))
    em, wide, high = round(0.08 * LINEAR), 14.2222, 8.0
    items: list[list[Any]] = []
    for row, column in np.ndindex(NUMBERS, NUMBERS):
        texts = rng.integers(0, 1000, frames)
        x, y = (column / NUMBERS - 0.5) * wide, (0.49 - row / NUMBERS) * high
        place = [em, -em, round(x * LENGTH), round(y * LENGTH)]
        items.append([[int(texts[0]), *np.diff(texts).tolist()], 0, 0, place, 0, OPACITY])
    tape = {
        "format": FORMAT, "name": "numbers", "title": "Numbers", "summary": "", "language": "en", "fps": 30,
        "frames": frames, "frame": [wide, high], "poster": 0, "theme": "dark", "beats": [], "claims": [],
        "numbers": [], "sources": [], "ground": {"dark": [0, 0, 0]}, "colors": {"dark": [[255, 255, 255]]},
        "face": glyphs.face(), "glyphs": glyphs.rows, "verbs": [], "contours": [], "pictures": [], "clouds": [],
        "shapes": [["t", f"{n / 1000:.3f}"] for n in range(1000)], "styles": [[0, 0, 0, 0, 0]], "clips": [],
        "lenses": [], "curves": [], "defs": [], "plays": [{"n": frames, "h": 1, "i": items, "p": []}],
    }  # fmt: skip
    return write_page(packed(json.loads(json.dumps(tape))), PageFacts("Numbers", "", Wording()))
