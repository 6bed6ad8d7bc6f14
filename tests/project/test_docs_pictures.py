"""Tests of the documents' pictures: something is to be seen in each, and each is what its table says."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageSequence
from scipy.ndimage import maximum_filter, minimum_filter

from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.cli.docs import HOUSE
from attention_scenes.film.encode.images import animated_webp
from attention_scenes.film.products.docs_pictures import Part, Picture, drawn, pictures
from tests.conftest import ROOT

DOCS = ROOT / "docs"
CATALOG = scenes_in(ROOT / "scenes")
KINDS = {".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
THERE = sorted(path for path in DOCS.rglob("*") if path.suffix in KINDS)
SHOWN = [path for path in THERE if "thumb" not in path.relative_to(DOCS).as_posix() and path != ROOT / HOUSE]
TABLE = {picture.file: picture for picture in pictures(ROOT, CATALOG)}
WIDTH, LINE = 1200, 7  # pixels: what is as thin as a line or a letter is not counted
LEAST, CLEARLY = 0.004, 50  # of the picture; of 255


def solid(picture: Image.Image) -> float:
    """Which part of a picture is neither ground nor lines nor letters."""
    scaled = picture.convert("RGB").resize((WIDTH, round(picture.height * WIDTH / picture.width)))
    pixels = np.asarray(scaled).astype(int)
    mask = (abs(pixels - pixels[0, 0]) > CLEARLY).any(axis=-1)
    opened = maximum_filter(minimum_filter(mask, LINE, mode="nearest"), LINE, mode="nearest")
    return float(opened.mean())


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_something_is_to_be_seen(path: Path) -> None:
    frames = [frame.copy() for frame in ImageSequence.Iterator(Image.open(path))]
    assert min(map(solid, frames)) >= LEAST


def test_letters_and_lines_are_nothing_to_be_seen() -> None:
    picture = Image.new("RGB", (WIDTH, 675))
    pen = ImageDraw.Draw(picture)
    for y in range(20, 640, 40):
        pen.text((30, y + 15), "a fluffy blue creature roamed the verdant forest " * 4, fill="white")
        pen.line((0, y, WIDTH, y), fill="white", width=LINE - 1)
    assert solid(picture) == 0
    assert solid(picture.point(lambda level: level // 6)) == 0, "as dark as in a fade"
    pen.ellipse((500, 200, 600, 300), fill="white")
    assert solid(picture) > LEAST


def test_each_picture_is_one_of_the_table_and_small() -> None:
    assert {path.relative_to(DOCS).as_posix() for path in SHOWN} == set(TABLE)
    assert max(path.stat().st_size for path in SHOWN) < 300_000


def test_each_scene_has_a_picture_at_the_end_of_one_of_its_beats() -> None:
    for name in CATALOG:
        assert TABLE[f"scenes/{name}.webp"].parts[0].scene == name
    for part in (part for picture in TABLE.values() for part in picture.parts if part.scene):
        page = DOCS.joinpath("scenes", f"{part.scene}.md").read_text(encoding="utf-8")
        steps = re.findall(r"^\| \d+:\d\d \| ([^|]+) \|", page, re.MULTILINE)
        assert {part.beat, part.until} - {""} <= set(steps), f"{part.scene} has the steps {', '.join(steps)}"


def opened(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


@pytest.mark.parametrize("file", ["scenes/overview.webp", "looking-back.webp"])
def test_a_picture_is_what_the_command_draws(file: str) -> None:
    now, kept = opened(drawn(TABLE[file], ROOT, CATALOG, cli.load)), opened(DOCS.joinpath(file).read_bytes())
    assert now.shape == kept.shape
    assert (abs(now - kept).max(axis=-1) > CLEARLY).mean() < 0.002, "Type: python render.py docs"


def test_parts_stand_side_by_side() -> None:
    part = Part(scene="overview", beat="use")
    pixels = opened(drawn(Picture(file="two.webp", parts=[part, part]), ROOT, CATALOG, cli.load))
    half = (pixels.shape[1] - 16) // 2
    assert abs(pixels[:, :half] - pixels[:, -half:]).mean() < 1


def test_what_moves_plays_for_ever() -> None:
    frames = [np.full((16, 32, 4), level, np.uint8) for level in (0, 200, 100)]
    picture = Image.open(io.BytesIO(animated_webp(frames, 12.5, 50)))
    assert (picture.n_frames, picture.info["loop"]) == (3, 0)
    moving = Image.open(DOCS / "attention.webp")
    assert moving.is_animated and moving.n_frames > 25
