"""Stills as SVG and PDF, opened by programs that are not Skia: Chromium and PDFium."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
import skia
from manim import DOWN, LEFT, RIGHT, UP, Circle, Scene, VGroup
from PIL import Image

from attention_scenes.film.clip.render import ClipOptions, ClipResult, render_clip
from attention_scenes.film.encode.formats import VECTOR
from attention_scenes.film.encode.vector_pages import vector_page
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.space.light import draw_lamp
from attention_scenes.scenes.mobjects.text.labels import Label
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTH, HEIGHT = 320, 180
A_PIXEL = 255 / 8 + 2  # of an edge, in the mean of a block of 8: programs set the edge of a picture to whole pixels
TEXT = "blue & <fluffy>"
FAILS = """
from attention_scenes.film.encode import vector_pages

def draw(canvas):
    raise LookupError

try:
    vector_pages._svg(draw, (9, 9))
except LookupError:
    pass
"""
BUNDLE = SimpleNamespace(digest="b", sidecar=lambda: {"model": {"name": "m", "label": "m", "weight_digest": "w"}})


class Lamp(DataMobject):
    """Two lamps: a sprite in their colour, for which SVG has no element."""

    def __init__(self) -> None:
        self.opacities = np.ones(1)
        super().__init__((-2, -1), (2, 1))

    def paint(self, canvas: skia.Canvas) -> None:
        for x, rgba in ((-1, (1.0, 0.8, 0.1, 1.0)), (1, (0.1, 0.5, 1.0, 1.0))):
            draw_lamp(canvas, np.array([x, 0]), 0.9, np.array(rgba))

    def visible_numbers(self) -> list[Any]:
        return []


class Repainted(DataMobject):
    """A picture whose pixels are those of the next one, too, which paints over them."""

    pixels = np.zeros((16, 16, 4), np.uint8)

    def __init__(self, *rgb: int) -> None:
        self.opacities, self.rgb = np.ones(1), rgb
        super().__init__((-1, -1), (1, 1))

    def paint(self, canvas: skia.Canvas) -> None:
        self.pixels[:] = (*self.rgb, 255)
        image = skia.Image.fromarray(self.pixels, skia.kRGBA_8888_ColorType, copy=False)
        canvas.drawImageRect(image, skia.Rect.MakeLTRB(-1, -1, 1, 1))

    def visible_numbers(self) -> list[Any]:
        return []


class Shapes(Scene):
    """Shapes, letters, light and pixels."""

    seconds = 1.0

    def __init__(self, params: Any = None, bundle: Any = None, **manim: Any) -> None:
        super().__init__(**manim)

    def construct(self) -> None:
        ring = Circle(0.9, stroke_width=12, fill_opacity=0.4).set_color(["#C06020", "#2050F0"]).shift(4 * LEFT)
        green, red = Repainted(40, 200, 90).shift(4 * RIGHT), Repainted(250, 0, 0).shift(RIGHT)
        self.add(VGroup(ring), Lamp().shift(2 * UP), green, red, Label(TEXT, 1.2).shift(2.4 * DOWN))
        self.wait(1)

    def sidecar(self) -> dict[str, Any]:
        return {"scene": "Shapes", "beats": [], "claims": [], "traces": {}, "numbers": []}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stills")


def still(folder: Path, kind: str, **options: Any) -> ClipResult:
    settings = {"width": WIDTH, "height": HEIGHT, "device": "cpu", "still": True, "format": kind} | options
    return render_clip(Shapes, None, BUNDLE, ClipOptions(folder, **{"name": "shapes"} | settings))


def by_chromium(path: Path, browser: Browser, ground: str = "black") -> np.ndarray:
    markup = f'<body style="margin:0;background:{ground}"><img src="{path.name}" width={WIDTH} height={HEIGHT}>'
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    try:
        (path.parent / "page.html").write_text(markup)
        page.goto((path.parent / "page.html").as_uri())
        page.screenshot(path=str(path.with_suffix(".seen.png")))
    finally:
        page.close()
    return np.asarray(Image.open(path.with_suffix(".seen.png")).convert("RGB"))


def by_pdfium(path: Path) -> np.ndarray:
    return np.asarray(pypdfium2.PdfDocument(str(path))[0].render(scale=1).to_pil().convert("RGB"))


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Return how far two pictures are apart where they are most unlike, of 255; edges may differ by a pixel."""
    first, second = (np.asarray(Image.fromarray(each).reduce(8), float) for each in (one, other))
    return float(np.abs(first - second).max())


@pytest.fixture(scope="module")
def drawn(folder: Path) -> np.ndarray:
    return np.asarray(Image.open(still(folder, "png").path).convert("RGB"))


def test_chromium_shows_the_svg_as_it_is_drawn(folder: Path, drawn: np.ndarray, browser: Browser) -> None:
    assert apart(by_chromium(still(folder, "svg").path, browser), drawn) < A_PIXEL


def test_pdfium_shows_the_pdf_as_it_is_drawn(folder: Path, drawn: np.ndarray) -> None:
    assert apart(by_pdfium(still(folder, "pdf").path), drawn) < A_PIXEL


def test_shapes_and_letters_stay_shapes_and_only_the_light_becomes_pixels(folder: Path) -> None:
    text = still(folder, "svg").path.read_text(encoding="utf-8")
    assert text.count("<path") == 3 and text.count("<image") == 3, "the lamps, and two pictures"
    assert "<text" not in text and "<title>shapes</title>" in text
    page = pypdfium2.PdfDocument(str(still(folder, "pdf").path))[0]
    assert not page.get_textpage().get_text_range(), "letters are outlines: no font is needed"
    assert page.get_size() == (WIDTH, HEIGHT)


@pytest.mark.parametrize("kind", VECTOR)
def test_a_transparent_one_has_no_ground(kind: str, folder: Path, browser: Browser) -> None:
    path = still(folder, kind, transparent=True, name="bare").path
    seen = by_pdfium(path) if kind == "pdf" else by_chromium(path, browser, "white")
    assert seen[2, 2].tolist() == [255, 255, 255]


@pytest.mark.parametrize("kind", VECTOR)
def test_it_is_the_same_file_each_time_and_left_alone_where_it_is_up_to_date(kind: str, folder: Path) -> None:
    first = still(folder, kind, name="again")
    data = first.path.read_bytes()
    assert still(folder, kind, name="again").skipped
    assert not still(folder, kind, name="again", force=True).skipped and first.path.read_bytes() == data
    facts = json.loads(first.sidecar.read_text())["clip"]
    assert (facts["format"], facts["frames"], facts["still"], facts["bytes"]) == (kind, 1, True, len(data))


def test_the_reference_has_them() -> None:
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for kind, row in VECTOR.items():
        assert f"`{kind}` ({row.purpose})" in text


@pytest.mark.parametrize("kind", VECTOR)
@pytest.mark.parametrize("ground", (0, 255))
def test_a_drawing_of_nothing_is_an_empty_page(kind: str, ground: int) -> None:
    nothing = skia.PictureRecorder()
    nothing.beginRecording(skia.Rect.MakeWH(WIDTH, HEIGHT))
    background = np.array([9, 9, 9, ground], np.uint8)
    page = vector_page(kind, [nothing.finishRecordingAsPicture()], background, (WIDTH, HEIGHT), TEXT)
    if kind == "svg":
        root = ElementTree.fromstring(page)
        assert root[0].text == TEXT and len(root) == 1 + bool(ground)
    else:
        assert pypdfium2.PdfDocument(page)[0].get_size() == (WIDTH, HEIGHT)


def test_what_fails_in_a_drawing_is_raised() -> None:
    """In a process of its own: a canvas that outlives its stream ends it without a word."""
    told = subprocess.run([sys.executable, "-c", FAILS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
