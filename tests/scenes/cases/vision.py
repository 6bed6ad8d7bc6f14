"""Another digit, one that is read wrong, and pictures of one's own: dark on light, on nothing, and in colour."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from PIL import Image, ImageDraw

SEVEN = [(20, 20), (140, 20), (70, 180)]


@cache
def drawn(mode: str = "RGB") -> str:
    """Return the file of a picture of a seven: dark on paper, or with transparency, or bright strokes on blue."""
    ground = {"RGB": (250, 248, 240), "RGBA": (0, 0, 0, 0), "CMYK": (200, 120, 0, 60)}[mode]
    ink = {"RGB": (30, 30, 60), "RGBA": (20, 20, 20, 255), "CMYK": (0, 0, 20, 0)}[mode]
    picture = Image.new(mode, (160, 200), ground)
    ImageDraw.Draw(picture).line(SEVEN, fill=ink, width=22, joint="curve")
    path = Path(mkdtemp(prefix="picture-")) / ("seven.jpg" if mode == "CMYK" else "seven.png")
    picture.save(path)
    return str(path)


CASES = [
    {},
    {"picture": "7"},
    {"picture": drawn()},
    {"picture": drawn("RGBA")},
    {"picture": drawn("CMYK")},
]
