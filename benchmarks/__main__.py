"""Command line of the benchmarks, ``python -m benchmarks``: run the measurements, print tables."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import tempfile
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from .scenes import HEADLINE, known
from .work import note

PARTS = (
    "frames",
    "peers",
    "growth",
    "start",
    "model",
    "suite",
    "presets",
    "dust",
    "wall",
    "grid",
    "stack",
    "far",
    "many",
    "pages",
)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measure, side by side in one run; read the figures as ratios.\n\n"
        + "\n".join(f"  {name:8} {_summary(name)}" for name in PARTS),
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="which; all where none is named")
    parser.add_argument("--scenes", default=",".join(HEADLINE), help="which, with commas between; or 'all'")
    parser.add_argument("--beats", help="only these beats, with commas between")
    parser.add_argument("--size", default="1920x1080", help="of the frames, WIDTHxHEIGHT")
    parser.add_argument("--fps", type=float, default=60.0)
    parser.add_argument("--repeats", type=int, default=3, help="of each measurement, in turn; medians are shown")
    parser.add_argument("--seconds", type=float, default=0.5, help="of each step of a scene made for a benchmark")
    parser.add_argument("--encoder", action="append", default=[], metavar="KEY=VALUE", help="as for render.py")
    parser.add_argument("--text", help="another sentence for attention-pattern and masking: more tokens, more numbers")
    parser.add_argument("--device", default="cpu", choices=("auto", "gpu", "cpu"))
    parser.add_argument("--bundle", action="append", default=[], metavar="SCENE=FILE", help="take this bundle")
    parser.add_argument("--profile", type=int, nargs="?", const=25, default=0, metavar="LINES", help="of frames, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all measurements there")
    parser.add_argument("--untimed", action="store_true", help="pages: bytes and likeness alone, while others compute")
    parser.add_argument("--go-on", action="store_true", help="take what --json's file has of pages, and go on")
    given = parser.parse_args(words)
    try:
        given.width, given.height = (int(side) for side in given.size.split("x"))
    except ValueError:
        parser.error(f"--size {given.size}: write WIDTHxHEIGHT, for instance 1920x1080")
    for option in ("encoder", "bundle"):
        if not all("=" in pair for pair in getattr(given, option)):
            parser.error(f"--{option} takes KEY=VALUE")
        setattr(given, option, dict(pair.split("=", 1) for pair in getattr(given, option)))
    given.parts = given.parts or list(PARTS)
    given.scenes = known() if given.scenes == "all" else given.scenes.split(",")
    for what, names, there in (("part", given.parts, PARTS), ("scene", given.scenes, known())):
        if unknown := set(names) - set(there):
            parser.error(f"there is no {what} {', '.join(sorted(unknown))}: choose from {', '.join(there)}")
    if given.go_on and not given.json:
        parser.error("--go-on goes on with the file of --json: name it")
    if given.repeats < 1:
        parser.error("--repeats must be at least 1")
    return given


def part(name: str) -> ModuleType:
    return importlib.import_module(f".parts.{name}", __package__)


def _summary(name: str) -> str:
    path = Path(__file__).with_name("parts") / f"{name}.py"
    return path.read_text(encoding="utf-8").split('"""', 2)[1].splitlines()[0]


def main(words: list[str] | None = None) -> None:
    given = arguments(words)
    found: dict[str, Any] = {"size": given.size, "fps": given.fps, "machine": f"{platform.machine()}, {os.cpu_count()}"}
    given.had = _had(given, found)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        for part_name in given.parts:
            note(part_name)
            given.keep = partial(_keep, given.json, found)
            found[part_name] = part(part_name).measure(given, Path(name))
            print(f"\n{part_name}: {part(part_name).GOAL}")
            print(part(part_name).table(found[part_name]), flush=True)
            given.keep(part_name, found[part_name])  # after each part: an hour's figures outlive a failure
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(
        f"\n{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; {given.size} at {given.fps:g} fps; medians"
    )


def _had(given: argparse.Namespace, found: dict[str, Any]) -> dict[str, Any]:
    """Return what was measured before, where that is to go on; of frames of another size it is refused."""
    if not given.go_on or not given.json.exists():
        return {}
    had: dict[str, Any] = json.loads(given.json.read_text())
    if any(had[name] != found[name] for name in ("size", "fps")):
        raise SystemExit(f"{given.json} is of {had['size']} at {had['fps']:g} fps: give these, or another file")
    return had


def _keep(file: Path | None, found: dict[str, Any], name: str, results: Any) -> None:
    """Write what was found so far into a file, if there is one."""
    if file:
        file.write_text(json.dumps({**found, name: results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
