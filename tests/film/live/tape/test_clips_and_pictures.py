"""What is cut, pictured or dotted on a tape is as a camera takes it, in both themes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import skia
from manim import FadeIn, there_and_back

from attention_scenes.film.frames.drawable import Cloud, CloudLight, Quad
from attention_scenes.film.live.tape.canvas import Known, TapeCanvas
from attention_scenes.film.live.tape.glyphs import GlyphTable
from attention_scenes.film.live.tape.picture_table import BETWEEN, NEAREST, SMOOTH, PictureTable
from attention_scenes.film.live.tape.seen_in_space import SeenInSpace
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import Change, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.space import Space
from tests.film.live.tape.skia_player import Player
from tests.film.live.tape.test_tape import CLOSE, FirstCells, Shown, compare, recorded

COLUMNS = 4


class Painted(DataMobject):
    """Something of no numbers, painted in the whole frame."""

    def __init__(self) -> None:
        self.opacities = np.ones(1)
        super().__init__((-7, -4), (7, 4))

    def visible_numbers(self) -> list[Any]:
        return []


class Blinds(Painted):
    """Columns behind a blind that opens on a wall that turns away, all of it behind a door that opens upwards."""

    def __init__(self) -> None:
        self.open, self.door, self.away = 0.3, -2.0, 0.0
        super().__init__()

    def paint(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(-7, -4, 7, self.door), doAntiAlias=True)
        canvas.drawRect(skia.Rect.MakeLTRB(-6, -3, -4, 3), fill_paint(palette().rgba("key")))  # stands
        corners = np.array([[-3.0, 3], [3, 3 - self.away], [-3, -3], [3, -3 + self.away]])
        canvas.concat(Quad(corners).matrix(skia.Rect.MakeWH(COLUMNS, 1)))
        canvas.clipRect(skia.Rect.MakeWH(COLUMNS * self.open, 1), doAntiAlias=True)
        for column in range(COLUMNS):
            canvas.drawRect(skia.Rect.MakeXYWH(column, 0, 0.8, 1), fill_paint(palette().rgba("query")))
        canvas.restore()


class Opening(Shown):
    """Blinds that open."""

    def construct(self) -> None:
        blinds = Blinds()
        self.play(FadeIn(blinds), run_time=0.3)
        self.play(Change(blinds, open=0.9, door=3.5), run_time=0.8)
        self.play(Change(blinds, away=1.0), run_time=0.5)
        self.wait(0.2)


class Cards(Space):
    """Cards on planes in space, one that flies and one that bends, a light that comes, a colour that comes back."""

    def __init__(self, flat: float = 1.0) -> None:
        self.flown, self.bent, self.lit, self.opacities = 0.0, 0.0, 0.0, np.ones(1)
        self.flat = flat  # bent so far they are drawn where they are seen
        super().__init__((-7, -4), (7, 4), eye=(2, 3, -8), aim=(0, 0, 0))

    def paint(self, canvas: skia.Canvas) -> None:
        colors = [palette().rgba(role) for role in ("focus", "text")]
        canvas.drawRect(skia.Rect.MakeLTRB(-6, -3, -5, 3), fill_paint(colors[0] * [1, 1, 1, self.lit]))
        canvas.drawRect(skia.Rect.MakeLTRB(5, -3, 6, 3), fill_paint(colors[1] + self.lit * (colors[0] - colors[1])))
        places = np.array([[-2.0, 0, 0], [0.5 + self.flown, self.flown, self.flown]])
        for bent, place, plane in zip((self.bent, 0.0), places, self.lens.planes(places), strict=True):
            path = skia.Path()
            path.addPoly([skia.Point(*xy) for xy in ((0, 0), (1, bent), (1, 1), (0, 1))], True)
            canvas.save()
            if isinstance(canvas, skia.Canvas) or self.bent > self.flat:
                canvas.concat(plane)
            else:
                canvas.onPlane(self.lens.map_34, place)
            canvas.drawPath(path, fill_paint(palette().rgba("query")))
            canvas.restore()

    def visible_numbers(self) -> list[Any]:
        return []


class Flying(Shown):
    """Cards that fly, and a light between two rests."""

    def construct(self) -> None:
        self.add(cards := Cards())
        self.play(Change(cards, flown=1.0, bent=0.5, lit=1.0, rate_func=there_and_back), run_time=0.9)


class Flattened(Shown):
    """Cards of which some frames know their planes, and others where they are seen."""

    def construct(self) -> None:
        self.add(cards := Cards(flat=0.25))
        self.play(Change(cards, flown=1.0, bent=0.5, rate_func=there_and_back), run_time=0.9)


class Dots(Painted):
    """Round dots and square ones."""

    def paint(self, canvas: skia.Canvas) -> None:
        for n, cap in enumerate((skia.Paint.kRound_Cap, skia.Paint.kButt_Cap)):
            paint = stroke_paint(palette().rgba("query", self.opacity), 0.4)
            paint.setStrokeCap(cap)
            points = [skia.Point(x, 2 * n - 1) for x in range(-3, 4)]
            canvas.drawPoints(skia.Canvas.PointMode.kPoints_PointMode, points, paint)


class Pictured(Shown):
    """Dots, and a pattern's picture of one colour, which the other theme has in its own."""

    def construct(self) -> None:
        pattern = Reading.of(np.random.default_rng(0).uniform(0, 1e-3, (700, 700)), "pattern")
        self.add(Dots().shift([3, 0, 0]), image := FirstCells(pattern, 5.0, 12).shift([-6, -2.5, 0]))
        self.play(Change(image, fraction=12 / 700), run_time=0.4)
        self.wait(0.2)


class Chequers(Painted):
    """Pictures of two colours of the theme: one goes aside and is cut, one goes and turns away."""

    def __init__(self) -> None:
        self.gone = 0.0
        super().__init__()

    def paint(self, canvas: skia.Canvas) -> None:
        two = np.array([palette().rgba(role) for role in ("key", "query")])
        board = picture((255 * two[np.indices((4, 4)).sum(axis=0) % 2]).astype(np.uint8))
        between = skia.SamplingOptions(skia.FilterMode.kLinear)
        smooth = skia.Paint(AntiAlias=True)
        canvas.save()
        canvas.clipRect(skia.Rect.MakeXYWH(-6 + self.gone, -3, 3, 2), doAntiAlias=True)
        canvas.drawImageRect(board, skia.Rect.MakeXYWH(-6 + self.gone, -3, 3, 3), between, smooth)
        canvas.restore()
        canvas.save()
        away, left = self.gone / 4, 1 + self.gone / 2
        corners = np.array([[left, 3.0], [left + 3, 3 - away], [left, 0], [left + 3, away]])
        canvas.concat(Quad(corners).matrix(skia.Rect.MakeWH(1, 1)))
        canvas.drawImageRect(board, skia.Rect.MakeWH(1, 1), between, smooth)
        canvas.restore()


class Fine(Painted):
    """A fine chequer drawn smaller: grey where it is made smaller first, and in waves where it is not."""

    def paint(self, canvas: skia.Canvas) -> None:
        cells = 255 * (np.indices((240, 240)).sum(axis=0) % 2)
        board = picture(np.stack([cells, cells, 255 - cells, np.full_like(cells, 255)], axis=2).astype(np.uint8))
        for x, mipmap in ((-3, skia.MipmapMode.kLinear), (1, skia.MipmapMode.kNone)):
            sampling = skia.SamplingOptions(skia.FilterMode.kLinear, mipmap)
            canvas.drawImageRect(board, skia.Rect.MakeXYWH(x, -1, 0.67, 0.67), sampling, skia.Paint(AntiAlias=True))


class Chequered(Shown):
    """The chequer, drawn in both ways."""

    def construct(self) -> None:
        self.add(Fine())
        self.wait(0.2)


class Boards(Shown):
    """Pictures of two colours that move."""

    def construct(self) -> None:
        self.add(boards := Chequers())
        self.play(Change(boards, gone=2.0), run_time=0.8)


def test_a_picture_is_made_smaller_first_or_not() -> None:
    tape = recorded(Chequered)
    assert [row[2] for row in tape["pictures"]] == [SMOOTH | 4, BETWEEN]
    compare(tape, Chequered, "dark")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pictures_of_several_colours_move_in_both_themes(theme: str) -> None:
    compare(recorded(Boards), Boards, theme)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_clips_move_within_a_play(theme: str) -> None:
    tape = recorded(Opening)
    assert len(tape["clips"]) <= 8, "one for all that is cut alike"
    compare(tape, Opening, theme)


@pytest.mark.parametrize("scene", [Flying, Flattened])
def test_cards_fly_on_their_planes_and_colours_come_back(scene: type[Shown]) -> None:
    compare(recorded(scene), scene, "dark")


def test_what_is_faint_does_not_make_others_of_those_after_it() -> None:
    canvas = TapeCanvas(skia.Matrix(), 640, 360, Known(PictureTable(), GlyphTable(), {}))
    keys = []
    for first in (0.0, 1.0):
        canvas.begin("two", SeenInSpace([]))
        for alpha in (first, 1.0):
            paint = skia.Paint(Alphaf=alpha)
            canvas.drawCircle(0, 0, 1, paint)
            canvas.drawPath(skia.Path.Oval(skia.Rect.MakeWH(2, 1)), paint)
        keys.append([op.key for op in canvas.ops])
    assert len(keys[0]) == 2 and keys[0] == keys[1][2:]


@pytest.mark.parametrize("points, alpha", [(3, 0.0), (0, 1.0)])
def test_a_cloud_that_is_not_seen_does_not_make_another_of_the_next(points: int, alpha: float) -> None:
    canvas = TapeCanvas(skia.Matrix(), 640, 360, Known(PictureTable(), GlyphTable(), {}))
    keys = []
    for first, seen in ((points, alpha), (3, 1.0)):
        canvas.begin("two", SeenInSpace([]))
        for count, opacity in ((first, seen), (5, 1.0)):
            cloud = Cloud((np.ones((count, 3)),), (), 0.0, np.eye(3, 4), CloudLight(1.0, 0.1))
            canvas.drawCloud(cloud, np.array([1, 1, 1, opacity]))
        keys.append([op.key for op in canvas.ops])
    assert len(keys[0]) == 1 and keys[0] == keys[1][1:]


@pytest.fixture(scope="module")
def pictured() -> dict[str, Any]:
    return recorded(Pictured)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pictures_of_one_colour_and_dots_are_those_of_the_theme(pictured: dict[str, Any], theme: str) -> None:
    compare(pictured, Pictured, theme, CLOSE - 3)  # edges of cells, not smoothed, fall on one pixel or the next


def test_the_pixels_of_a_picture_are_there_once(pictured: dict[str, Any]) -> None:
    (*_, kind, pixels), (*_, other, again) = pictured["pictures"]
    assert {kind, other} == {1 + NEAREST, 1 + BETWEEN} and isinstance(pixels, str) and again == 0


def picture(pixels: np.ndarray) -> skia.Image:
    return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType, copy=True)


def test_a_picture_is_exact_where_it_is_drawn_pixel_by_pixel_later() -> None:
    smooth = np.add.outer(np.arange(160), np.arange(160))[..., None] * [0.5, 0.3, 0.7, 0] + [0, 0, 0, 255]
    table, image = PictureTable(), picture(smooth.astype(np.uint8))
    table.image(image, SMOOTH)
    [(*_, photographed)] = [list(row) for row in table.rows]
    table.image(image, NEAREST)
    assert table.rows[0][3] != photographed and table.rows[1][3] == 0
    tape = {"pictures": table.rows, "curves": [], "plays": [], "face": "", "format": 5}
    (found, _), (same, _) = Player(tape).pictures
    assert np.array_equal(found.toarray(colorType=skia.kRGBA_8888_ColorType), smooth.astype(np.uint8))
    assert np.array_equal(same.toarray(), found.toarray())


def test_a_mask_is_exact_whichever_picture_of_one_colour_came_before_it() -> None:
    rng, table = np.random.default_rng(0), PictureTable()
    cover = (np.add.outer(np.arange(160), np.arange(160)) * 0.7 + rng.normal(0, 6, (160, 160))).clip(1, 255)
    pixels = np.full((160, 160, 4), 255, np.uint8)
    pixels[..., 3] = cover.astype(np.uint8)
    mask = skia.Image.fromarray(np.ascontiguousarray(pixels[..., 3]), skia.kAlpha_8_ColorType, copy=True)
    for way in (SMOOTH, BETWEEN):
        table.image(picture(pixels), way)
    [(*_, photographed), _] = [list(row) for row in table.rows]
    table.image(mask, BETWEEN)
    assert len(table.rows) == 2 and table.rows[0][3] != photographed
    tape = {"pictures": table.rows, "curves": [], "plays": [], "face": "", "format": 5}
    (found, _), _ = Player(tape).pictures
    assert np.array_equal(found.toarray(colorType=skia.kRGBA_8888_ColorType)[..., 3], pixels[..., 3])


def test_tiles_of_both_themes_stand_at_the_same_places() -> None:
    rng, table = np.random.default_rng(0), PictureTable()
    where, covers = rng.integers(0, 9, (20, 30)), rng.integers(1, 256, (9, 8, 8, 1), np.uint8)
    covers[1] = covers[0]  # two that differ by their colour alone, in one theme
    for same in (False, True):
        colors = rng.integers(0, 256, (9, 8, 8, 3), np.uint8)
        colors[1] = colors[0] if same else colors[1]
        tiles = np.concatenate([colors, covers], axis=3)
        table.image(picture(tiles[where].swapaxes(1, 2).reshape(160, 240, 4)), SMOOTH)
    (*_, dark, side, numbers), (*_, light, _, others) = table.rows
    assert side == 8 and numbers == others and max(numbers) == 8 and dark != light


def test_pictures_of_other_sides_are_others_whatever_bytes_they_have() -> None:
    rng, table = np.random.default_rng(0), PictureTable()
    tiles, where = rng.integers(0, 256, (9, 8, 8, 4), np.uint8) | np.uint8([0, 0, 0, 255]), rng.integers(0, 9, (20, 30))
    table.image(picture(tiles[where].swapaxes(1, 2).reshape(160, 240, 4)), SMOOTH)
    table.image(picture(rng.integers(0, 256, (240, 160, 4), np.uint8) | np.uint8([0, 0, 0, 255])), SMOOTH)
    strip = np.repeat(rng.integers(0, 256, (20, 1), np.uint8), 4, axis=1)
    for sides in ((1, 20), (20, 1)):
        table.image(picture(strip.reshape(*sides, 4)), SMOOTH)
    assert [row[:2] for row in table.rows] == [[240, 160], [160, 240], [20, 1], [1, 20]]
    assert all(isinstance(row[3], str) for row in table.rows)


def test_a_picture_of_few_tiles_has_its_own_beside_one_that_covers_as_much() -> None:
    rng, table, sides = np.random.default_rng(0), PictureTable(), (20, 30)
    for _ in range(2):
        tiles = rng.integers(0, 256, (30, 8, 8, 4), np.uint8) | np.uint8([0, 0, 0, 255])
        table.image(picture(tiles[rng.integers(0, 30, sides)].swapaxes(1, 2).reshape(160, 240, 4)), SMOOTH)
    (*_, kind, _, side, numbers), (*_, other, _, again, others) = table.rows
    assert kind == other and side == again == 8 and max(numbers) == max(others) == 29 and numbers != others
