"""The palettes: complete, legible on their background, and told apart by those who see fewer colours (simulated)."""

from __future__ import annotations

import json
import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coloraide import Color
from PIL import Image

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.attention_pattern import AttentionPattern
from attention_scenes.scenes.mobjects.basics.palette import READABLE, load_palette, use_palette
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.overview import Overview
from tests.conftest import ROOT
from tests.helpers.command_line import SMALL, Run, message
from tests.helpers.gallery import same_as_golden

PALETTES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "assets" / "palettes").glob("*.toml"))
}
READ = (  # text is set in these
    "text", "soft", "data_low", "data_high", "update", "query", "key", "value", "output", "token", "start", "piece",
    "focus", "future", "first", "second", "third",
)  # fmt: skip
SEEN = ("faint", "weight_plus", "weight_minus")  # drawn: axes, rules, cells; `line`, of lattices, is decoration
# Two colours on screen together where which is which is the message.
PAIRS = [
    *combinations(("query", "key", "value", "output"), 2),  # whose vector, whose map
    ("weight_plus", "weight_minus"),  # the sign of a learned number
    *[(weight, data) for weight in ("weight_plus", "weight_minus") for data in ("data_low", "data_high")],
    *[(vector, "data_low") for vector in ("query", "key", "value")],  # projected, or as it was
    ("focus", "data_low"), ("focus", "faint"),  # the column spoken of, and the rest
    ("focus", "future"), ("future", "data_low"),  # weight on earlier and on later words
    *[("update", other) for other in ("value", "output", "data_low", "data_high", "first", "second", "third")],
    *combinations(("first", "second", "third", "focus", "text"), 2),  # phrases, senses, terms of a sum
    ("piece", "token"), ("text", "faint"),
]  # fmt: skip
BLINDNESS = ("protan", "deutan", "tritan")  # Machado, Oliveira and Fernandes 2009, severity 1
APART, APART_WHEN_BLIND = 18, 15  # CIEDE2000; a step of 2 is just seen


def apart(palette: dict[str, str], pair: tuple[str, str], blindness: str | None = None) -> float:
    """How different two roles look, as CIEDE2000."""
    one, other = (Color(palette[role]) for role in pair)
    if blindness:
        one, other = (color.filter(blindness, method="machado") for color in (one, other))
    return one.delta_e(other, method="2000")


def too_near(palette: dict[str, str], least: float, blindness: str | None = None) -> dict[tuple[str, str], float]:
    found = {pair: apart(palette, pair, blindness) for pair in PAIRS}
    return {pair: round(distance, 1) for pair, distance in found.items() if distance < least}


@pytest.mark.parametrize("name", PALETTES)
def test_every_palette_has_every_role(name: str) -> None:
    assert PALETTES[name].keys() == PALETTES["dark"].keys() >= {*READ, *SEEN}


@pytest.mark.parametrize("name", PALETTES)
def test_words_and_lines_stand_out_from_the_background(name: str) -> None:
    """WCAG 2.1: 4.5 to 1 for text, 3 to 1 for graphics."""
    palette = PALETTES[name]
    contrast = {role: Color(palette[role]).contrast(palette["background"]) for role in (*READ, *SEEN)}
    assert not {role: contrast[role] for role in READ if contrast[role] < 4.5}
    assert not {role: contrast[role] for role in SEEN if contrast[role] < 3}


@pytest.mark.parametrize("name", PALETTES)
def test_what_means_different_things_looks_different(name: str) -> None:
    assert not too_near(PALETTES[name], APART)


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_the_colour_blind_palette_keeps_its_meanings_apart(blindness: str) -> None:
    assert not too_near(PALETTES["colourblind"], APART_WHEN_BLIND, blindness)
    assert too_near(PALETTES["dark"], APART_WHEN_BLIND, blindness), "then this palette were not needed"


@pytest.mark.parametrize("name", PALETTES)
def test_larger_stands_out_more(name: str) -> None:
    """Entries of a vector go from low to high by size: away from the background, on white, too."""
    palette = PALETTES[name]
    low, high = (Color(palette[role]).contrast(palette["background"]) for role in ("data_low", "data_high"))
    assert high > 1.5 * low


# -- chosen on the command line, and seen --------------------------------------------------------------------


def palette_of(folder: Path, name: str) -> str:
    return json.loads((folder / f"clips/{name}.json").read_text(encoding="utf-8"))["params"]["palette"]


def test_a_theme_is_the_palette_of_all_clips_and_a_setting_goes_before_it(run: Run, elsewhere: Path) -> None:
    talk = elsewhere / "talk.toml"
    talk.write_text('palette = "dark"\n[tiny]\nside = "left"\n')
    given = ("--theme", "light", "--params", str(talk), "--set", "other.palette=colourblind")
    code, _, err = run("tiny", "other", *SMALL, *given)
    assert code == 0, err
    assert (palette_of(elsewhere, "tiny"), palette_of(elsewhere, "other")) == ("light", "colourblind")
    assert json.loads((elsewhere / "clips/tiny.json").read_text())["params"]["side"] == "left"


def test_a_theme_that_is_none_is_said(run: Run, elsewhere: Path) -> None:
    assert "Did you mean 'light'?" in message(run("tiny", "--theme", "lihgt"))
    assert not (elsewhere / "clips").exists()


def test_a_storyboard_and_its_words_are_on_white(run: Run, elsewhere: Path) -> None:
    assert run("storyboard", "tiny", "--theme", "light")[0] == 0
    sheet = np.asarray(Image.open(elsewhere / "clips/tiny-storyboard.png").convert("L"))
    assert np.median(sheet) == 255 and sheet.min() < 100, "soft, the colour of times, is #4f4f4f"


def test_digits_in_one_colour_can_be_read_down_to_the_smallest() -> None:
    for name in PALETTES:
        palette = load_palette(name)
        for role in ("query", "key", "value", "output", "update", "first", "second", "third"):
            assert palette.contrast(role, palette.least(role)) >= READABLE
            assert palette.contrast(role) == pytest.approx(
                Color(PALETTES[name][role]).contrast(palette.background.to_hex()), rel=0.01
            )
    assert load_palette("dark").least("value") == 0.62, "as it always was on black"


def test_drawings_have_dark_lines_on_white() -> None:
    lines = {}
    for name in ("dark", "light"):
        palette = use_palette(name)
        parts = picture("compare", 2).family_members_with_points()
        strokes = [part.get_stroke_color() for part in parts if part.get_stroke_width()]
        lines[name] = [Color(stroke.to_hex()).contrast(palette.background.to_hex()) for stroke in strokes]
    use_palette("dark")
    assert min(lines["dark"]) > 3 and min(lines["light"]) > 3


@pytest.mark.parametrize("scene", [AttentionPattern, Overview])
def test_last_frames_on_white(scene: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Against pictures kept with the tests."""
    params = scene.Params(palette="light")
    options = ClipOptions(out=tmp_path, name="clip", width=640, height=360, still=True, device="cpu")
    made = render_clip(scene, params, ensure(scene.needs(params)), options)
    same_as_golden(Image.open(made.path).convert("RGB"), f"{scene.__name__}-on-white", request)
