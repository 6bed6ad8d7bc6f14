"""Outlines of text, set by Typst and kept between runs.

Setting a label costs some milliseconds, reading it back costs less than one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import svgelements

from attention_scenes.model.cache_files import kept
from attention_scenes.model.files import cache_root

FONTS = '("New Computer Modern", "New Computer Modern Math")'
FIELD = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
EM = 100  # points; Typst rounds outlines to a hundredth of a point
TEMPLATE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: {fonts}, size: {em}pt, fallback: false, weight: "{weight}", style: "{style}",
  top-edge: "ascender", bottom-edge: "descender", ligatures: false)
{body}
"""
DRAWABLE = "·×÷−…⋮‘’“”–—"  # among what else there is, known without asking
TWO_WAYS = "#set text(dir: {direction}, fallback: true, ligatures: true)\n#{text}"


@dataclass(frozen=True)
class Outline:
    """Glyph outlines in em: y up, the baseline at 0, the pen starting at x = 0.

    ``points`` are cubic Bézier curves as Manim keeps them, ``[4 n, 3]``; ``width`` is the advance.
    """

    points: np.ndarray
    width: float
    glyphs: int


def quoted(text: str) -> str:
    """``text`` as a Typst string literal: it can hold no markup and no code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def text_outline(text: str, weight: str = "regular", style: str = "normal") -> Outline:
    """The outline of plain text, whatever characters it holds."""
    return outline("#" + quoted(text), weight, style)


def two_way_outline(text: str, direction: str, weight: str = "regular", style: str = "normal") -> Outline:
    """The outline of plain text with letters that run from right to left, in a sentence that runs ``rtl`` or ``ltr``.

    Typst orders it, joins its letters, and takes from the system's fonts what our own lack: these must have the rest.
    """
    return outline(TWO_WAYS.format(direction=direction, text=quoted(text)), weight, style)


@lru_cache(maxsize=4096)
def outline(body: str, weight: str = "regular", style: str = "normal") -> Outline:
    """The outline of Typst markup that this project wrote itself (never of user text: see :func:`quoted`)."""
    source = TEMPLATE.format(fonts=FONTS, em=EM, weight=weight, style=style, body=body)

    def make() -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        made = read_svg(as_svg(source))
        return {"points": made.points}, {"width": made.width, "glyphs": made.glyphs}

    arrays, facts = kept(kept_label(source), [_maker(), source], make)
    return Outline(arrays["points"], facts["width"], facts["glyphs"])


def kept_label(source: str) -> Path:
    """Where what is made of this source is kept."""
    return cache_root() / "labels" / f"{hashlib.sha256((_maker() + source).encode()).hexdigest()[:32]}.safetensors"


@cache
def _maker() -> str:
    """What makes an outline of a page: another version may make another one."""
    return f"typst {version('typst')}, {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def as_svg(source: str) -> str:
    """What Typst makes of a page."""
    import typst  # 22 MB that a clip whose labels are all kept does without

    return typst.compile(source.encode(), font_paths=_fonts(), format="svg").decode()


@cache
def _fonts() -> Any:
    """Typst's own fonts and the system's: looking for them takes ten times as long as setting a label."""
    import typst

    return typst.Fonts()


def read_svg(svg: str) -> Outline:
    """Read what Typst writes: groups of ``use`` elements and paths."""
    root = ElementTree.fromstring(svg)
    symbols = {
        "#" + symbol.get("id", ""): " ".join(path.get("d", "") for path in symbol.iter(FIELD + "path"))
        for symbol in root.iter(FIELD + "symbol")
    }
    curves: list[np.ndarray] = []
    baselines: list[float] = []
    glyphs = 0

    def visit(element: ElementTree.Element, matrix: svgelements.Matrix) -> None:
        nonlocal glyphs
        for child in element:
            inner = svgelements.Matrix(child.get("transform") or "") * matrix
            if child.tag == FIELD + "use":
                inner = svgelements.Matrix.translate(float(child.get("x", 0)), float(child.get("y", 0))) * inner
                baselines.append(inner.f)
                drawn = path_points(symbols[child.get(LINK, "")], inner)
                glyphs += len(drawn) > 0
                curves.append(drawn)
            elif child.tag == FIELD + "path":
                curves.append(path_points(child.get("d", ""), inner))
            elif child.tag == FIELD + "g":
                visit(child, inner)

    visit(root, svgelements.Matrix())
    width = float(re.split(r"[ ,]+", root.get("viewBox", "0 0 0 0"))[2])
    points = np.concatenate(curves) if curves else np.zeros((0, 3))
    points = points - [0, np.median(baselines) if baselines else 0, 0]
    return Outline((points * [1, -1, 1] / EM).astype(np.float64), width / EM, glyphs)


def path_points(description: str, matrix: svgelements.Matrix) -> np.ndarray:
    """An SVG path as cubic curves, ``[4 n, 3]``, every subpath closed."""
    flat = _path_points(description)
    turned = complex(matrix.a, matrix.b) * flat.real + complex(matrix.c, matrix.d) * flat.imag
    moved = turned + complex(matrix.e, matrix.f)
    return np.column_stack([moved.real, moved.imag, np.zeros(len(moved))])


@lru_cache(maxsize=4096)
def _path_points(description: str) -> np.ndarray:
    """A path before it is moved, ``[4 n]`` complex: labels share their letters, and reading one is slow."""
    rows: list[tuple[complex, complex, complex, complex]] = []
    start = pen = 0j
    for segment in svgelements.Path(description):
        end = complex(segment.end) if segment.end is not None else start
        match segment:
            case svgelements.Move():
                start = end
            case svgelements.CubicBezier():
                rows.append((pen, complex(segment.control1), complex(segment.control2), end))
            case svgelements.QuadraticBezier():
                control = complex(segment.control)
                rows.append((pen, pen + (control - pen) * 2 / 3, end + (control - end) * 2 / 3, end))
            case _ if abs(end - pen) > 1e-9:
                rows.append((pen, pen + (end - pen) / 3, pen + (end - pen) * 2 / 3, end))
        pen = end
    return np.array(rows, dtype=complex).reshape(-1)


@lru_cache(maxsize=4096)
def drawable(character: str) -> bool:
    """Return whether the faces in ``FONTS`` have a glyph for ``character``."""
    if character.isspace() or 0x20 < ord(character) < 0x7F or character in DRAWABLE:
        return True
    source = TEMPLATE.format(
        fonts=FONTS, em=EM, weight="regular", style="normal", body="#" + quoted(character + "\U0010fffd")
    )
    names = re.findall(r'xlink:href="(#\w+)"', as_svg(source))
    return len(names) > 1 and names[0] != names[-1]
