"""The vocabulary on its own: sources are demanded, area is weight, text is never markup, stock Manim draws it too."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import numpy as np
import pytest
import skia
from hypothesis import example, given, settings
from hypothesis import strategies as st
from manim import Group, Scene, Square, SVGMobject, tempconfig
from manim.camera.camera import Camera

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.model.cache_files import read_kept
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import Dim
from attention_scenes.scenes.mobjects.illustrations import pictures
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.marks.dots import Arcs, CellField, DotField
from attention_scenes.scenes.mobjects.text import digit_face, glyph_runs, outlines
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import decimals_for, digit_typeface, written
from attention_scenes.scenes.mobjects.text.numbers import NumberField, grid_centers
from attention_scenes.scenes.mobjects.text.outlines import text_outline
from attention_scenes.scenes.mobjects.text.shaping import shaped

WHITE = np.array([1.0, 1, 1, 1])
PATTERN = Reading.of(np.tril(np.array([[1.0, 9, 9], [0.25, 0.75, 9], [0.5, 0.1, 0.4]])), "pattern", 19, 8)


@pytest.mark.parametrize(
    "make",
    [
        lambda a: NumberField(a, grid_centers(3, 3, (1, 1)), 0.3, WHITE),
        lambda a: DotField(a, grid_centers(3, 3, (1, 1)), 0.5, WHITE),
        lambda a: CellField(a, grid_centers(3, 3, (1, 1)), (1, 1), np.tile(WHITE, (9, 1))),
        lambda a: Arcs(a, np.arange(3.0), 1.0, WHITE),
        lambda a: BarField(a, np.arange(3.0), 1.0, 0.2, WHITE),
    ],
)
def test_a_bare_array_is_refused(make: object) -> None:
    with pytest.raises(TypeError, match="source"):
        make(PATTERN.value)  # type: ignore[operator]


def test_a_dots_area_is_the_weight() -> None:
    def ink(weight: float) -> float:
        pixels = np.zeros((400, 400, 4), np.uint8)
        surface = skia.Surface.MakeRasterDirect(
            skia.ImageInfo.Make(400, 400, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType), pixels
        )
        canvas = surface.getCanvas()
        canvas.translate(200, 200)
        canvas.scale(100, -100)
        DotField(Reading.of(np.array([weight]), "w"), np.zeros((1, 2)), 1.5, WHITE).draw_skia(canvas)
        return float(pixels[..., 3].sum()) / 255 / 100**2

    assert ink(1.0) == pytest.approx(np.pi * 1.5**2, rel=0.01)
    assert ink(0.25) == pytest.approx(ink(1.0) / 4, rel=0.02)


def test_numbers_of_one_colour_drawn_together_look_as_they_do_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    values = Reading.of(np.random.default_rng(5).normal(0, 10, (9, 9)), "x")
    field = NumberField(values, grid_centers(9, 9, (0.4, 0.4)), 0.2, WHITE, decimals=1)
    field.opacities[::9], field.opacities[4], field.sizes[5] = 0.35, 0.0, 0.5
    made: list[int] = []
    together_of = glyph_runs.GlyphRuns._together

    def counted(self: glyph_runs.GlyphRuns, members: np.ndarray, *places: np.ndarray) -> skia.TextBlob:
        made.append(len(members))
        return together_of(self, members, *places)

    monkeypatch.setattr(glyph_runs.GlyphRuns, "_together", counted)

    def picture() -> np.ndarray:
        pixels = np.zeros((400, 400, 4), np.uint8)
        info = skia.ImageInfo.Make(400, 400, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        canvas = skia.Surface.MakeRasterDirect(info, pixels).getCanvas()
        canvas.translate(200, 200)
        canvas.scale(100, -100)
        field.draw_skia(canvas)
        return pixels.astype(float)

    together = picture()
    monkeypatch.setattr(glyph_runs, "MANY", 1000)
    one_by_one = picture()
    assert len(made) == 1 and 60 < made[0] < 81, "most at once, and none for the second picture"
    # A glyph stands on quarters of a pixel, and a tie between two may go either way.
    assert np.abs(together - one_by_one).mean() < 0.02 * one_by_one.mean()


def test_arcs_come_from_the_past_only() -> None:
    arcs = Arcs(PATTERN, np.arange(3.0), 1.0, WHITE)
    assert all(key < query for query, key in arcs.pairs)
    assert {reading.source for _, reading in arcs.visible_numbers()} == {
        "pattern[19,8,1,0]", "pattern[19,8,2,0]", "pattern[19,8,2,1]",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "text"),
    [(-0.001, 2, False, "0.00"), (-0.5, 1, False, "−0.5"), (0.25, 2, True, "+0.25"), (-np.inf, 1, False, "−∞"),
     (0.004, 2, True, "0.00"), (12.345, 1, False, "12.3")],
)  # fmt: skip
def test_how_numbers_are_written(value: float, decimals: int, sign: bool, text: str) -> None:
    assert written(value, decimals, sign) == text


def test_decimals_follow_the_scale_of_the_array() -> None:
    assert decimals_for([30.0, -20, 11]) == 1
    assert decimals_for([0.11, -0.2]) == 2
    assert decimals_for([0.012, 0.02]) == 3


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=1, max_size=8))
@example('#read("/etc/passwd")')
@example("$5")
@example("C_1")
@example("a//b")
@example("\\")
@example('"')
@example("*b*")
def test_user_text_is_never_markup(text: str) -> None:
    """Each character keeps its own glyph, so none of them has been taken for a command."""
    assert text_outline(text).glyphs == len(text)


def test_the_face_of_digits_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[bytes]()
    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path))
    monkeypatch.setattr(digit_face, "digit_face", lambda make=digit_face.digit_face: made.append(make()) or made[-1])
    for _ in range(2):
        assert digit_typeface.__wrapped__().countGlyphs() == len(digit_face.SIGNS) + 1
    assert len(made) == 1
    [face] = [path for path in (tmp_path / "labels").iterdir() if "face" in read_kept(path)[0]]
    face.write_bytes(face.read_bytes()[:100])
    assert digit_typeface.__wrapped__().countGlyphs() == len(digit_face.SIGNS) + 1
    assert len(made) == 2 and read_kept(face)[0]["face"].tobytes() == made[-1]


def test_what_cannot_be_kept_is_used_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path))
    monkeypatch.setattr("os.replace", full)
    assert outlines.outline.__wrapped__("#sym.arrow").glyphs == 1
    assert not list((tmp_path / "labels").iterdir())


def test_what_no_font_draws_shows_its_bytes() -> None:
    nowhere = "\U0010fffd"
    assert len(shaped(nowhere).points) == len(shaped("⟨F48FBFBD⟩").points)
    assert len(Label("   ").points) == 1


def test_what_is_taken_as_drawable_unasked_is(monkeypatch: pytest.MonkeyPatch) -> None:
    known = outlines.DRAWABLE
    monkeypatch.setattr(outlines, "DRAWABLE", "")
    outlines.drawable.cache_clear()
    assert all(map(outlines.drawable, known)) and not outlines.drawable("王")
    outlines.drawable.cache_clear()


def test_change_moves_arrays_in_place_and_ends_where_told() -> None:
    field = NumberField(PATTERN, grid_centers(3, 3, (1, 1)), 0.3, WHITE)
    change = Change(field, opacities=np.arange(9) / 8, delays=np.linspace(0, 1, 9))
    change.begin()
    change.interpolate(0.5)
    assert (np.diff(1 - field.opacities) >= -1).all()
    change.interpolate(1)
    assert np.allclose(field.opacities, np.arange(9) / 8)
    assert change.get_all_mobjects() == [field]


def test_what_is_dimmed_and_brought_back_is_as_it_was() -> None:
    field, square = NumberField(PATTERN, grid_centers(3, 3, (1, 1)), 0.3, WHITE), Square(fill_opacity=0.2)
    group, (fill, stroke) = Group(field, square), (square.fill_rgbas.copy(), square.stroke_rgbas.copy())
    for by, share in ((0.4, 0.4), (2.5, 1.0)):
        Dim(group, by).at_once()
        assert field.opacity == pytest.approx(share)
        for now, whole in ((square.fill_rgbas, fill), (square.stroke_rgbas, stroke)):
            assert np.allclose(now, whole * [1, 1, 1, share])


def test_stock_manim_draws_data_mobjects_too() -> None:
    def picture(camera: type) -> np.ndarray:
        with tempconfig({"pixel_width": 320, "pixel_height": 180, "frame_rate": 10, "dry_run": True}):
            scene = Scene(camera_class=camera)
            numbers = NumberField(PATTERN, grid_centers(3, 3, (1.5, 1)), 0.7, WHITE).shift([2, 0, 0])
            dots = DotField(PATTERN, grid_centers(3, 3, (1, 1)), 0.5, WHITE).scale(1.5).shift([-3, 0, 0])
            scene.camera.capture_mobjects([numbers, dots])
            return np.array(scene.camera.pixel_array[..., :3], dtype=float)

    ours, stock = picture(SkiaCamera), picture(Camera)
    assert ours.mean() > 5
    assert abs(ours.mean() - stock.mean()) / ours.mean() < 0.06
    assert np.abs(ours - stock).mean() < 4


def test_a_picture_writes_nothing_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PICTURES", Path(shutil.copytree(pictures.PICTURES, tmp_path / "pictures")))
    before = pictures.PICTURES.stat().st_mtime_ns  # of the folder: a file that comes and goes changes it
    ours = pictures.picture("mole-animal", pictures.DRAWN_AT)
    assert pictures.PICTURES.stat().st_mtime_ns == before
    theirs = SVGMobject(str(pictures.PICTURES / "mole-animal.svg"), height=pictures.DRAWN_AT)
    assert pictures.PICTURES.stat().st_mtime_ns != before
    assert np.array_equal(ours.get_all_points(), theirs.get_all_points())


def test_readings_name_what_arithmetic_made() -> None:
    rest = PATTERN[2, 0] - PATTERN[2, 1:].sum() * 2
    assert rest.source == "(pattern[19,8,2,0]-((pattern[19,8,2,1]+pattern[19,8,2,2])*2))"
    assert float(rest) == pytest.approx(-0.5)
    assert PATTERN.T[0, 2].source == "pattern[19,8,2,0]"


@pytest.mark.parametrize(
    ("pieces", "spoken_as", "read_as"),
    [
        ([" <0xF0><0x9F>", "<0xA6>", "<0x94>"], ["0xF09F", "0xA6", "0x94"], " 🦔"),
        (["<0x51>", "<0x0A>"], ["0x51", "0x0A"], "Q\n"),
        ([" caf<0xC3>", "<0xA9>"], ["caf 0xC3", "0xA9"], " café"),
        ([" 99", "AD", " "], ["99", "AD", "␣"], " 99AD "),
        (["<0xE9>", "<0xBE>"], ["0xE9", "0xBE"], " 0xE9BE "),
    ],
)
def test_bytes_are_told_from_text_that_looks_alike(pieces: list[str], spoken_as: list[str], read_as: str) -> None:
    from attention_scenes.model.answers.bundle import Token
    from attention_scenes.scenes.mobjects.text.token_names import readable, spoken

    assert [spoken(Token(n, piece, 0)) for n, piece in enumerate(pieces)] == spoken_as
    assert readable("".join(pieces)) == read_as
