"""Draw the rooms of the code as an SVG: a box each, on their floors, with an arrow for each import between them."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape
from pathlib import Path

from attention_scenes.film.products.house_rooms import GROUND, ROOF, Room, about, floors, other_packages, rooms

WIDTH, MARGIN, PAD, GAP = 900, 12, 14, 10  # pixels
# Packages from left to right, those of a column one below the other, with its width.
COLUMNS = ((("film",), 372), (("model",), 240), (("scenes", "training"), 214))
TOP, FLOOR_GAP, LINE, HEAD = 64, 22, 14, 21  # of a column's words, between floors, of text, of a room's name
MOST_NAMED = 8  # folders of a room that are named
LETTER = 6.2  # pixels of a letter of 11.5 pixels, at most on average
LEGEND = (
    "An arrow: imports from. What follows from other arrows is left out. A number: files of Python.",
    "film/cli starts everything; scenes are found and loaded by name, so film imports none of them.",
)
STYLE = """
svg { --paper: #ffffff; --ink: #1b2430; --soft: #566274; --line: #7d8a9c; --box: #ffffff;
  --film: #e6eefb; --model: #e7f4e8; --scenes: #fdf0dc; --training: #f3e8f8;
  font-family: system-ui, "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) { svg { --paper: #11161d; --ink: #eef2f7; --soft: #b3bfcd; --line: #8694a6;
  --box: #1b232e; --film: #1d2c45; --model: #1c3524; --scenes: #40311a; --training: #37234a; } }
.paper { fill: var(--paper); } .film { fill: var(--film); } .model { fill: var(--model); }
.scenes { fill: var(--scenes); } .training { fill: var(--training); } .room { fill: var(--box); stroke: var(--line); }
text { fill: var(--ink); font-size: 11.5px; } .soft { fill: var(--soft); }
.name { font-size: 14px; font-weight: 600; } .package { font-size: 20px; font-weight: 700; }
.arrow { fill: none; stroke: var(--line); stroke-width: 1.6; marker-end: url(#tip); } #tip path { fill: var(--line); }
"""


@dataclass
class Box:
    """Box of a room: its place in the picture."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def house_svg(root: Path) -> str:
    """Draw all packages as an SVG, in columns; the same files make the same picture."""
    drawn = _columns(root)
    bottom = max(box.top + box.height for box, _ in drawn.values())
    whole = bottom + 12 + 16 * len(LEGEND)
    out = [f'<rect class="paper" width="{WIDTH}" height="{whole:g}" rx="8"/>']
    for packages, _ in COLUMNS:
        drawn[packages[-1]][0].height = bottom - drawn[packages[-1]][0].top
    for package, (box, lines) in drawn.items():
        at = f'x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}"'
        out += [f'<rect class="{package}" {at} rx="8"/>', *lines]
    model = drawn["model"][0]
    for package, (box, _) in drawn.items():
        if package != "model":
            ends = (box.left + box.width, model.left) if box.left < model.left else (box.left, model.left + model.width)
            out.append(_arrow([(x, box.top + 22) for x in ends]))
    tip = '<marker id="tip" markerWidth="7" markerHeight="7" refX="6" refY="3" orient="auto"><path d="M0 0L6 3L0 6z"/>'
    out += [_text(MARGIN + PAD, bottom + 18 + 16 * number, line, "soft") for number, line in enumerate(LEGEND)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {whole:g}" width="{WIDTH}">'
    title = "<title>The rooms of film, model, scenes and training, and which of them import which</title>"
    return "\n".join([head, title, f"<style>{STYLE}</style><defs>{tip}</marker></defs>", *out, "</svg>\n"])


def _columns(root: Path) -> dict[str, tuple[Box, list[str]]]:
    """Return each package's box and what is drawn in it."""
    drawn: dict[str, tuple[Box, list[str]]] = {}
    gap = (WIDTH - 2 * MARGIN - sum(width for _, width in COLUMNS)) / (len(COLUMNS) - 1)
    left = float(MARGIN)
    for packages, width in COLUMNS:
        top = float(MARGIN)
        for package in packages:
            lines, low = _package(package, Box(left, top, width, 0), root)
            drawn[package] = (Box(left, top, width, low - top), lines)
            top = low + MARGIN
        left += width + gap
    return drawn


def _package(package: str, column: Box, root: Path) -> tuple[list[str], float]:
    """Return the elements of a package within a column, and how far down they reach."""
    made = rooms(package, root)
    rows = floors(made)
    level = {name: number for number, row in enumerate(rows) for name in row}
    long = sorted((level[b] - level[a], a, b) for a in made for b in made[a].imports if level[b] - level[a] > 1)
    out = [_text(column.left + PAD, column.top + 28, package, "package")]
    lines = _wrapped(re.split("[:;.] ", about(root / package / "__init__.py"))[0], column.width - 2 * PAD)
    out += [_text(column.left + PAD, column.top + 45 + LINE * n, line, "soft") for n, line in enumerate(lines)]
    room_width = column.width - 2 * PAD - 9 * len(long)
    boxes, top = {}, column.top + TOP + LINE * (len(lines) - 1)
    for row in rows:
        width = (room_width - GAP * (len(row) - 1)) / len(row)
        words = {name: _words(made[name], width - 16) for name in row}
        height = HEAD + LINE * max(map(len, words.values())) + 7
        for place, name in enumerate(row):
            boxes[name] = Box(column.left + PAD + place * (width + GAP), top, width, height)
            out += _room(boxes[name], _title(made[name], package), len(made[name].files), words[name])
        top += height + FLOOR_GAP
    ways = [_short(boxes[a], boxes[b]) for a in made for b in sorted(made[a].imports) if level[b] - level[a] == 1]
    edge = column.left + PAD + room_width
    ways += [_round(boxes[a], boxes[b], edge + 9 * number) for number, (_, a, b) in enumerate(long, 1)]
    for other, names in other_packages(package, root).items():
        which = f": {', '.join(names)}" if names else ""
        for line in _wrapped(f"imports from {other}{which}", column.width - 2 * PAD):
            out.append(_text(column.left + PAD, top, line, "soft"))
            top += LINE
    return [*ways, *out], top


def _title(room: Room, package: str) -> str:
    return f"{package}/*.py" if room.name in (ROOF, GROUND) else room.name


def _words(room: Room, width: float) -> list[str]:
    """Return the lines of text in a room's box: what it and its folders are, or the names of its files."""
    if room.name in (ROOF, GROUND):
        return _wrapped(", ".join(path.stem for path in room.files), width)
    folders = " ".join(f"{name}/" for name in room.folders)
    named = folders if len(room.folders) <= MOST_NAMED else f"{len(room.folders)} folders"
    return _wrapped(room.about, width) + _wrapped(named, width)


def _room(box: Box, name: str, files: int, words: list[str]) -> list[str]:
    x, y, width, height = box.left, box.top, box.width, box.height
    kinds = ["folder" if line.endswith("/") else "soft" for line in words]
    return [
        f'<rect class="room" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5"/>',
        _text(x + 8, y + 17, name, "name"),
        _text(x + width - 8, y + 17, str(files), "soft", "end"),
        *[_text(x + 8, y + HEAD + 11 + LINE * n, line, kinds[n]) for n, line in enumerate(words)],
    ]


def _short(start: Box, end: Box) -> str:
    """Return an arrow to the next floor, straight down where the boxes lie one above the other."""
    low, high = max(start.left, end.left), min(start.left + start.width, end.left + end.width)
    at = (low + high) / 2
    ends = (at, at) if low < high else (start.middle, end.middle)
    return _arrow([(ends[0], start.top + start.height), (ends[1], end.top)])


def _round(start: Box, end: Box, side: float) -> str:
    """Return an arrow to a floor further down, beside the boxes between."""
    low, high, out = start.top + start.height + 8, end.top - 12, end.left + end.width - 14
    across = start.left + start.width - 14
    return _arrow([(across, low - 8), (across, low), (side, low), (side, high), (out, high), (out, end.top)])


def _arrow(points: list[tuple[float, float]]) -> str:
    return f'<path class="arrow" d="M{" L".join(f"{x:g} {y:g}" for x, y in points)}"/>'


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _wrapped(words: str, width: float) -> list[str]:
    return textwrap.wrap(words, int(width / LETTER))
