"""``python -m benchmarks``: run the measurements, print a table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

# Beats in which most frames differ from the one before; pauses in them are cut to one frame.
MOVING = {
    "attention-pattern": ("vectors", "query", "scores", "scaled", "mask", "softmax", "all", "dots", "reading"),
    "mole": ("one vector", "plane", "layers", "rest", "three vectors"),
}
GOALS = "Goals at 1920x1080, 60 fps: attention-pattern at most 1.5 x the encoder alone; 10 x less than stock."


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description="CPU (user and system, all threads) and wall time a frame, of our scenes rendered from their "
        "bundles, of the encoder alone on the same frames, and of stock Manim drawing the same grid. " + GOALS,
    )
    parser.add_argument("--scenes", default=",".join(MOVING), help="which, with commas between; 'none' for no scene")
    parser.add_argument("--beats", help="only these beats, with commas between; 'all' for every beat")
    parser.add_argument("--size", default="1920x1080", help="of the frames, WIDTHxHEIGHT")
    parser.add_argument("--fps", type=float, default=60.0)
    parser.add_argument("--repeats", type=int, default=3, help="of each measurement, in turn; medians are shown")
    parser.add_argument("--seconds", type=float, default=0.5, help="of each of the grid's three steps")
    parser.add_argument("--stock-repeats", type=int, default=1, help="of stock Manim; 0 leaves the grid out")
    parser.add_argument("--encoder", action="append", default=[], metavar="KEY=VALUE", help="as for render.py")
    parser.add_argument("--text", help="another sentence for attention-pattern and the grid: more tokens, more numbers")
    parser.add_argument("--device", default="auto", choices=("auto", "gpu", "cpu"))
    parser.add_argument("--bundle", action="append", default=[], metavar="SCENE=FILE", help="take this bundle")
    parser.add_argument("--profile", type=int, nargs="?", const=25, default=0, metavar="LINES", help="also profile")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all measurements there")
    given = parser.parse_args(words)
    try:
        given.width, given.height = (int(side) for side in given.size.split("x"))
    except ValueError:
        parser.error(f"--size {given.size}: write WIDTHxHEIGHT, for instance 1920x1080")
    for option in ("encoder", "bundle"):
        if not all("=" in pair for pair in getattr(given, option)):
            parser.error(f"--{option} takes KEY=VALUE")
        setattr(given, option, dict(pair.split("=", 1) for pair in getattr(given, option)))
    given.scenes = [] if given.scenes == "none" else given.scenes.split(",")
    if unknown := set(given.scenes) - set(MOVING):
        parser.error(f"there is no scene {', '.join(sorted(unknown))}: choose from {', '.join(MOVING)}")
    if given.repeats < 1:
        parser.error("--repeats must be at least 1")
    return given


def run(task: str, order: dict[str, Any]) -> dict[str, Any]:
    """Do one task in its own process and return its result."""
    note(f"  {task} {order['scene']}")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.worker"],
        input=json.dumps({**order, "task": task}), stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{task} {order['scene']} failed")
    return json.loads(done.stdout.splitlines()[-1])


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def order_for(scene: str, given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """What a worker has to know about a scene; its bundle is computed where none was given."""
    from film.catalog import pick, scenes_in

    source = "attention-pattern" if scene == "grid" else scene
    found = pick((source,), scenes_in(ROOT / "scenes"))[0]
    beats = {None: MOVING.get(scene), "all": None}.get(given.beats, (given.beats or "").split(","))
    order = {
        "scene": scene, "module": found.module, "class": found.class_name, "beats": None if scene == "grid" else beats,
        "width": given.width, "height": given.height, "fps": given.fps, "encoder": given.encoder,
        "device": given.device, "seconds": given.seconds,
        "params": {"text": given.text} if given.text and source == "attention-pattern" else {},
        "bundle": str(folder / f"{source}.safetensors"),
    }  # fmt: skip
    if source in given.bundle:
        order["bundle"] = str(Path(given.bundle[source]).resolve())
    elif not Path(order["bundle"]).exists():
        run("prepare", order)
    return order


def beside_encoder(scene: str, given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """A scene and the encoder alone on its frames, in turn."""
    order = order_for(scene, given, folder)
    kept = str(folder / f"{scene}.frames")
    first = run("render", {**order, "keep": kept})
    ours, encoder = [], []
    for _ in range(given.repeats):
        ours.append(run("render", order))
        encoder.append(run("encode", {**order, "kept": kept}))
    Path(kept).unlink()
    if {first["frames"]} != {one["frames"] for one in ours + encoder}:
        raise SystemExit(f"{scene}: not all runs had the same frames")
    return {"scene": scene, "changed": first["changed"], "ours": ours, "encoder": encoder}


def beside_stock(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Our grid and the stock one, in turn, and how alike their pictures are."""
    import numpy as np

    from .pictures import likeness

    order = order_for("grid", given, folder)
    every = max(1, round(given.seconds * given.fps / 6))
    order |= {"keep_every": every}
    ours, stock, kept = [], [], str(folder / "grid.frames")
    changed = run("render", {**order, "keep": kept})["changed"]
    for _ in range(given.stock_repeats):
        ours.append(run("render", {**order, "pictures": str(folder / "ours.npz")}))
        stock.append(run("stock", {**order, "pictures": str(folder / "stock.npz")}))
    if {one["frames"] for one in ours} != {one["frames"] for one in stock}:
        raise SystemExit("our grid and the stock one have not the same number of frames")
    encoder = [run("encode", {**order, "kept": kept})]
    with np.load(folder / "ours.npz") as a, np.load(folder / "stock.npz") as b:
        alike = likeness([a[at] for at in a.files], [b[at] for at in a.files])
    result = {"scene": "grid", "changed": changed, "ours": ours, "stock": stock, "encoder": encoder}
    return result | {"likeness": alike._asdict(), "compared": len(a.files)}


def per_frame(runs: list[dict[str, Any]], what: str) -> float:
    """Median milliseconds a frame."""
    return 1000 * statistics.median(one[what] / one["frames"] for one in runs)


def row(result: dict[str, Any], what: str) -> str:
    runs = result[what]
    spread = [1000 * one["cpu"] / one["frames"] for one in runs]
    drawing = f"{per_frame(runs, 'drawing'):9.2f}"
    ratio = "" if what == "encoder" else f"{per_frame(runs, 'cpu') / per_frame(result['encoder'], 'cpu'):9.2f}"
    return (
        f"{result['scene'] if what == 'ours' else '':18} {what:8} {runs[0]['frames']:6} {result['changed']:8} "
        f"{per_frame(runs, 'cpu'):9.2f} {min(spread):8.2f}–{max(spread):<8.2f} {drawing} "
        f"{per_frame(runs, 'wall'):9.2f} {ratio}"
    )


def report(results: list[dict[str, Any]]) -> str:
    """All results as a table, in milliseconds a frame."""
    lines = [
        f"{'scene':18} {'what':8} {'frames':>6} {'changed':>8} {'CPU ms':>9} {'least–most':^17} {'main thr.':>9} "
        f"{'wall ms':>9} {'x encoder':>9}"
    ]
    for result in results:
        lines += [row(result, what) for what in ("ours", "stock", "encoder") if what in result]
        if "stock" in result:
            less = per_frame(result["stock"], "cpu") / per_frame(result["ours"], "cpu")
            encoder, alike = per_frame(result["encoder"], "cpu"), result["likeness"]
            outside = (per_frame(result["stock"], "cpu") - encoder) / (per_frame(result["ours"], "cpu") - encoder)
            lines.append(
                f"  {less:.1f} x less CPU than stock ({outside:.1f} x less besides the encoder's); "
                f"over {result['compared']} frames compared: mean difference "
                f"{alike['difference']:.3f} of 255, SSIM {alike['ssim']:.4f} where drawn, ink {alike['ink']:.3f}"
            )
    return "\n".join(lines)


def main(words: list[str] | None = None) -> None:
    given = arguments(words)
    results = []
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        for scene in given.scenes:
            results.append(beside_encoder(scene, given, folder))
            if given.profile:
                run("profile", {**order_for(scene, given, folder), "lines": given.profile})
        if given.stock_repeats:
            results.append(beside_stock(given, folder))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; {given.size} at {given.fps:g} fps; medians")
    print(report(results))
    print(GOALS)
    if given.json:
        given.json.write_text(json.dumps({"size": given.size, "fps": given.fps, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
