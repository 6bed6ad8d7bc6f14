"""Benchmark of encoder settings on our own frames: time, size of the file and likeness to what was drawn."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from ..scenes import spec_for
from ..work import Result, Spec, per_frame, run
from .frames import render

GOAL = "the cheapest settings whose files are small (25 MB a minute of what moves at most) and look as drawn: "
GOAL += "SSIM over what is drawn, 1 is alike; glow: error where light fades, of 255."
EVERY = 20  # frames from one that is compared to the next
SETTINGS: dict[str, dict[str, str]] = {
    "medium": {"preset": "medium", "crf": "18", "tune": "animation"},
    "faster": {"preset": "faster", "crf": "18", "tune": "animation"},
    "veryfast": {"preset": "veryfast", "crf": "18", "tune": "animation"},
    "superfast": {"preset": "superfast", "crf": "18"},
    "superfast, 8 Mb/s, blind": {"preset": "superfast", "crf": "20", "maxrate": "8M", "bufsize": "8M"},
    "ultrafast, CABAC, 3 B": {"preset": "ultrafast", "crf": "25", "coder": "cabac", "bf": "3"},
    "the same, crf 22": {"preset": "ultrafast", "crf": "22", "coder": "cabac", "bf": "3"},
}


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure each setting on the moving frames of each scene, in turn, beside film's own."""
    results = []
    for scene in given.scenes:
        spec = spec_for(scene, given, folder)
        kept = str(folder / f"{scene}.presets")
        run(render, {**spec, "keep": kept}, scene)
        settings: dict[str, dict[str, str]] = {"as film has it": {}} | SETTINGS
        runs: dict[str, list[Result]] = {name: [] for name in settings}
        for turn in range(given.repeats):
            for name, options in settings.items():
                with_options = {**spec, "kept": kept, "options": options, "compare": turn == 0}
                runs[name].append(run(encode_with, with_options, f"{scene}, {name}"))
        results += [{"scene": scene, "settings": name, "runs": some} for name, some in runs.items()]
        Path(kept).unlink()
    return results


def table(results: list[Result]) -> str:
    lines = [
        f"{'ms a frame':18} {'settings':22} {'CPU':>6} {'wall':>6} {'MB a minute':>11} {'SSIM':>7} {'least':>7} "
        f"{'PSNR dB':>8} {'glow':>6}"
    ]
    for result in results:
        first = result["runs"][0]
        rate = first["bytes"] / first["frames"] * first["fps"] * 60 / 1e6
        lines.append(
            f"{result['scene']:18} {result['settings']:22} {per_frame(result['runs'], 'cpu'):6.2f} "
            f"{per_frame(result['runs'], 'wall'):6.2f} {rate:11.1f} {first['ssim']:7.4f} {first['least']:7.4f} "
            f"{first['psnr']:8.2f} {first['glow']:6.2f}"
        )
    return "\n".join(lines)


def encode_with(spec: Spec) -> Result:
    """Encode kept frames with ``spec["options"]`` (film's own where empty) and compare some of them."""
    from attention_scenes.film.encode.formats import target
    from attention_scenes.film.encode.video import VideoExporter, exact_rate
    from attention_scenes.film.frames.frame import Frame

    from ..clock import Clock
    from ..keeping import kept

    width, height = spec["width"], spec["height"]
    wanted = target("mp4", False, {}).capped(width, height, exact_rate(spec["fps"]))
    if spec["options"]:
        wanted = type(wanted)(**{**vars(wanted), "options": spec["options"]})
    clock = Clock()
    with tempfile.TemporaryDirectory() as out:
        path = Path(out) / "clip.mp4"
        encoder = VideoExporter(path, wanted, width, height, exact_rate(spec["fps"]))
        for some in kept(Path(spec["kept"]), width, height):
            clock.start()
            for pixels, _ in some:
                encoder.add(Frame(pixels))
            clock.stop()
        clock.start()
        encoder.close()
        clock.stop()
        found = {"frames": encoder.frames, "bytes": path.stat().st_size, "fps": spec["fps"], **clock.total._asdict()}
        return found | (compared(path, spec) if spec["compare"] else {})


def compared(path: Path, spec: Spec) -> Result:
    """Return SSIM near what is drawn (mean and least), PSNR and the error of what glows, over some frames of a file."""
    import av

    from attention_scenes.film.encode.pixel_formats import Converter
    from attention_scenes.film.frames.frame import Frame

    from ..keeping import kept
    from ..pictures import glow_error, ssim

    likenesses, errors, glows, at = [], [], [], 0
    converter = Converter("yuv420p")
    with av.open(str(path)) as container:
        decoded = container.decode(video=0)
        for some in kept(Path(spec["kept"]), spec["width"], spec["height"]):
            for pixels, _ in some:
                picture = next(decoded)
                if at % EVERY == 0:
                    pair = [p.to_ndarray()[: spec["height"]] for p in (picture, converter.converted(Frame(pixels)))]
                    seen, drawn = (p.astype(np.float32) for p in pair)
                    likenesses.append(ssim(seen, drawn))
                    errors.append(float(((seen - drawn) ** 2).mean()))
                    glows.append(glow_error(seen, drawn))
                at += 1
    psnr = 10 * np.log10(255**2 / max(float(np.mean(errors)), 1e-9))
    likeness, glow = float(np.mean(likenesses)), float(np.mean(glows))
    return {"ssim": likeness, "least": min(likenesses), "psnr": float(psnr), "glow": glow}
