"""A tape says what was drawn: played a second way, it gives the pictures that a camera takes of the scene."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skia
from manim import BLUE, RED, Circle, FadeIn, Rotate, Scene, Square, Transform

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.drawable import Cloud, CloudLight
from attention_scenes.film.frames.skia_paths import name_part
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.live.forms.gradients import gradient_of
from attention_scenes.film.live.forms.outlines import contours, outline_of
from attention_scenes.film.live.forms.units import LENGTH, NEAR
from attention_scenes.film.live.tape.axes import AxisTable
from attention_scenes.film.live.tape.canvas import Known, TapeCanvas
from attention_scenes.film.live.tape.clouds import CloudTable
from attention_scenes.film.live.tape.glyphs import GlyphTable
from attention_scenes.film.live.tape.picture_table import NEAREST, SMOOTH, PictureTable
from attention_scenes.film.live.tape.seen_in_space import SeenInSpace
from attention_scenes.film.live.tape.tracks import CurveTable, bends
from attention_scenes.film.playback.clip_writer import ClipWriter
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.sampled_renderer import TimestampRenderer
from attention_scenes.film.playback.tape_renderer import EndsRenderer, TapeRenderer
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette, use_palette
from attention_scenes.scenes.mobjects.marks.dots import CellField, DotField
from attention_scenes.scenes.mobjects.marks.pattern_image import BlockWalk, PatternImage
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_tiles, on_floor
from attention_scenes.scenes.mobjects.text.labels import Label, line
from attention_scenes.scenes.mobjects.text.numbers import NumberField, grid_centers
from benchmarks.chromium import lit_psnr
from tests.film.live.tape.skia_player import Player, bent
from tests.film.live.tape.skia_player import curve as read_curve

WIDTH, HEIGHT, FPS = 640, 360, 10
CLOSE = 38.0  # decibels over what is lit


class Glade(Space):
    """Tiles on the ground, a light and a line in space."""

    def __init__(self) -> None:
        self.there, self.opacities = np.zeros(9), np.ones(1)
        super().__init__((-7, -4), (7, 4), eye=(0, 3, -8), aim=(0, 0, 0))

    def paint(self, canvas: skia.Canvas) -> None:
        x, z = np.meshgrid([-1.0, 0, 1], [-1.0, 0, 1])
        draw_tiles(
            canvas, self.lens, on_floor(x.ravel(), z.ravel(), 0.8, 0.8, 0.0), palette().rgba("query"), self.there
        )
        seen = self.lens.project([[0, 1, 0], [2, 0, 1]]).xy_N2
        stars, radii = np.array([[-2.0, 1, 0], [-1, 2, 1]]), np.array([0.4, 0.3])
        if isinstance(canvas, skia.Canvas):
            there = self.lens.project(stars)
            for at, radius in zip(there.xy_N2.tolist(), there.scale_N * radii, strict=True):
                canvas.drawCircle(*at, radius, fill_paint(palette().rgba("key")))
        else:
            paint = fill_paint(palette().rgba("key"))
            canvas.fillDiscs(self.lens.map_34, stars, self.lens.focal * radii, paint, np.ones(2))
        path = skia.Path()
        path.moveTo(*seen[0].tolist())
        path.lineTo(*seen[1].tolist())
        draw_glowing_line(canvas, path, palette().rgba("key", self.opacity), 0.05)
        draw_lamp(canvas, seen[0], 0.6, palette().rgba("focus", self.opacity))
        fading = fill_paint(palette().rgba("text"))
        ends = [skia.Point(*point) for point in seen.tolist()]
        fading.setShader(skia.GradientShader.MakeLinear(ends, [0xFF2060FF, 0x002060FF]))
        canvas.drawRect(skia.Rect.MakeLTRB(3, 1, 5, 2), fading)

    def visible_numbers(self) -> list[Any]:
        return []


class Shown(Scene):
    """A scene with a form of each kind."""

    def __init__(self, theme: str = "dark", **kwargs: Any) -> None:
        self.palette = use_palette(theme)
        super().__init__(**kwargs)
        self.camera.background_color = self.palette.background

    def construct(self) -> None:
        square, circle = Square(color=RED, fill_opacity=0.5).shift([-4, 2, 0]), Circle(color=BLUE).shift([-4, -2, 0])
        glade = Glade()
        weights = Reading.of(np.array([0.1, 0.25, 0.9, 0.5]), "pattern")
        numbers = NumberField(weights, grid_centers(2, 2, (1, 1)), 0.4, palette().rgba("text")).shift([4, -2, 0])
        dots = DotField(weights, grid_centers(2, 2, (1, 1)), 0.4, palette().rgba("query")).shift([2, -3, 0])
        cells = CellField(weights, grid_centers(2, 2, (1, 1)), (1, 1), np.tile(palette().rgba("key"), (4, 1)))
        cells.points = np.array([[-2.0, -1, 0], [0, -1.3, 0], [-2, -3, 0], [0, -2.5, 0]])  # on a wall
        word = "darker ones" if palette().on_white else "bright"  # each theme has its own words
        told = line(Label("the", 0.4), Label(word, 0.4), Label("tiles", 0.4)).shift([4, 3.4, 0])
        self.play(FadeIn(told), run_time=0.4)
        self.play(FadeIn(square), FadeIn(glade), FadeIn(numbers), FadeIn(cells), run_time=0.5)
        self.play(FadeIn(dots), numbers.animate.shift([0, 4, 0]), run_time=0.5)
        self.play(Change(glade, there=1.0, eye=np.array([4.0, 4, -6]), delays=None), Rotate(square), run_time=1.0)
        self.play(Transform(square, circle), run_time=0.6)
        self.wait(0.3)


class FirstCells(PatternImage):
    """The first cells of a pattern at once, not in strips, whose edges a tape has smoothed."""

    def paint(self, canvas: skia.Canvas) -> None:
        self.draw_cells(canvas, skia.Rect.MakeWH(self.view, self.view))


class Parts(Shown):
    """A picture seen from farther and farther, and a part of it that walks."""

    def construct(self) -> None:
        pattern = Reading.of(np.random.default_rng(0).uniform(0, 1e-3, (24, 24)), "pattern")
        image, walk = FirstCells(pattern, 5.0, 7).shift([-6, -2.5, 0]), BlockWalk(pattern, 5.0, 3).shift([1, -2.5, 0])
        self.play(Change(image, fraction=7 / 20), Change(walk, step=5.99), run_time=1.0)


def played(renderer: Any, theme: str = "dark") -> Any:
    options = ClipOptions(Path(), "shown", WIDTH, HEIGHT, FPS)
    with manim_settings(options):
        scene = Shown(theme, renderer=renderer)
        scene.render()
    return scene


def recorded(scene_class: Any = Shown) -> dict[str, Any]:
    """The tape of a scene, in both themes."""
    writer = partial(ClipWriter, thread=None)
    options = ClipOptions(Path(), "shown", WIDTH, HEIGHT, FPS)
    with manim_settings(options):
        colors = EndsRenderer(file_writer_class=writer)
        scene_class("light", renderer=colors).render()
        renderer = TapeRenderer(other=colors, file_writer_class=writer)
        scene = scene_class(renderer=renderer)
        scene.render()
    grounds = {
        theme: [round(255 * part) for part in use_palette(theme).rgba("background")[:3]] for theme in ("dark", "light")
    }
    head = {"theme": "dark", "themes": [*grounds], "ground": grounds, "numbers": [], "fps": FPS}
    size = [scene.camera.frame_width, scene.camera.frame_height]
    return renderer.tape.tape(head | {"frame": size})


@pytest.fixture(scope="module")
def tape() -> dict[str, Any]:
    return recorded()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_tape_gives_the_pictures_that_a_camera_takes(tape: dict[str, Any], theme: str) -> None:
    compare(tape, Shown, theme)


def test_a_part_of_a_picture_stands_where_a_camera_has_it() -> None:
    tape = recorded(Parts)
    assert len(tape["pictures"]) == 1, "parts are of one picture"
    compare(tape, Parts, "dark", CLOSE - 2)  # edges of cells, not smoothed, fall on one pixel or the next


def test_a_picture_that_is_given_otherwise_is_refused() -> None:
    canvas = TapeCanvas(skia.Matrix(), WIDTH, HEIGHT, Known(PictureTable(), GlyphTable(), {}))
    image, box = skia.Image.fromarray(np.zeros((2, 2, 4), np.uint8)), skia.Rect.MakeWH(2, 2)
    for given in ((box.roundOut(), box), (box, box.roundOut()), (skia.Rect(), box), (), ((0, 0, 2, 2),)):
        with pytest.raises(ValueError, match="skia.Rect"):
            canvas.drawImageRect(image, *given)


def test_parts_are_known_by_their_names_whichever_come_before_them() -> None:
    canvas = TapeCanvas(skia.Matrix(), WIDTH, HEIGHT, Known(PictureTable(), GlyphTable(), {}))
    seen: list[dict[Any, float]] = []
    for rows in ([1], [3, 2, 1]):
        canvas.begin("rows", SeenInSpace([]))
        for row in rows:
            name_part(canvas, row)
            canvas.drawCircle(row, 0, 1, skia.Paint())
            canvas.fillPolygons(np.full((1, 3, 2), float(row)), skia.Paint(), np.ones(1), 1, None)
        seen.append({op.key: float(np.ravel(op.place)[-2]) for op in canvas.ops})
    first, then = seen
    assert first == {key: then[key] for key in first} and len(then) == 6


def test_discs_that_are_drawn_one_time_after_the_other_are_told_apart() -> None:
    canvas = TapeCanvas(skia.Matrix(), WIDTH, HEIGHT, Known(PictureTable(), GlyphTable(), {}))
    canvas.begin("stars", SeenInSpace([]))
    for _ in range(2):
        canvas.fillDiscs(np.eye(3, 4), np.ones((3, 3)), np.ones(3), skia.Paint(), np.ones(3))
    assert len({op.key for op in canvas.ops}) == len(canvas.ops) == 6


def test_a_coordinate_that_is_the_same_for_all_points_is_no_sign_of_an_order() -> None:
    rng, table, flat = np.random.default_rng(0), AxisTable(), np.full(300, 0.3)
    (one, other), order = rng.normal(size=(2, 300)), rng.permutation(300)
    family = table.family([one], 0.01, order)
    table.told(family, one, 0.01)
    assert table.family([flat, one / 2 + 1], 0.01, order) == family
    assert table.family([other, flat], 0.01, order[::-1]) != family


def test_clouds_of_other_shares_are_other_clouds() -> None:
    table, layouts = CloudTable(), (np.eye(3),)
    light, lens = CloudLight(1.0, 0.1), np.eye(3, 4)
    clouds = [Cloud(layouts, (np.array(share),), 0.0, lens, light) for share in ([1.0, 0, 0], [0, 1.0, 0])]
    assert [table.number([cloud])[0] for cloud in clouds] == [0, 1]


def test_points_that_go_straight_take_two_layouts_and_those_that_turn_a_few() -> None:
    rng, table = np.random.default_rng(0), CloudTable()
    lens, light, ends = np.eye(3, 4), CloudLight(1.0, 0.1), rng.uniform(-4, 4, (2, 300, 3))
    pace, turns = np.linspace(0, 1, 40) ** 3, np.linspace(0, 0.4, 40)
    straight = [ends[0] + share * (ends[1] - ends[0]) for share in pace]
    turned = [ends[0] @ [[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]] for a in turns]
    for places, fewest, most in ((straight, 2, 2), (turned, 3, 5)):
        number, layout = table.number([Cloud((at,), (), 0.0, lens, light) for at in places])
        told = [np.array([_read(table.axes.rows, *axis) for axis in at]).T for at in table.rows[number]["at"]]
        assert fewest <= len(told) <= most and (np.diff(layout) >= 0).all()
        order = table.axes._orders[-1]
        step = max(np.abs(at).max() for at in places) / 2047
        for at, whole, share in zip(places, layout.astype(int), layout % 1, strict=True):
            seen = told[whole] + share * (told[min(whole + 1, len(told) - 1)] - told[whole])
            assert np.abs(seen - at[order]).max() < 5 * step
    assert np.abs(table.number([Cloud((at,), (), 0.0, lens, light) for at in straight])[1] - pace).max() < 1e-9


def test_coordinates_of_a_cloud_are_told_once_and_come_back() -> None:
    rng, table = np.random.default_rng(0), CloudTable()
    space, plane = rng.normal(size=(2, 300, 3)) * [1, 1, 0.5]
    plane[:, 2] = 0.5
    layouts, share = (space * 0.25, space, plane, plane * [0.5, 0.8, 1] + [1, 0, 0]), rng.uniform(size=300)
    lens, light = np.eye(3, 4), CloudLight(1.0, 0.1)
    table.number([Cloud(layouts, (share,), 0.0, lens, light)])
    table.number([Cloud((space[:, [1, 0, 2]] * [0.9, 1, 1],), (), 0.0, lens, light)])
    assert len(table.axes.rows) == 3 + 2 + 1, "another layout of what is known takes nothing"
    again = [np.array([_read(table.axes.rows, *told) for told in layout]).T for layout in table.rows[0]["at"]]
    order = np.abs(again[1][:, None] - space).max(axis=2).argmin(axis=1)
    assert sorted(order) == list(range(300))
    step = max(np.abs(layout).max() for layout in layouts) / 2047
    assert max(np.abs(one - layout[order]).max() for one, layout in zip(again, layouts, strict=True)) <= step
    assert np.abs(_read(table.axes.rows, *table.rows[0]["shares"][0]) - share[order]).max() <= 1 / 255


def test_shares_that_are_powers_of_a_height_are_told_by_it_and_what_is_narrow_is_fine() -> None:
    logits, turn, table = np.random.default_rng(0).normal(size=300) * 12, np.linspace(0, 40, 300), CloudTable()
    at, odds = np.column_stack([np.cos(turn), logits / 5, np.sin(turn)]), np.exp(logits - logits.max())
    table.number([Cloud((at,), (odds,), 0.0, np.eye(3, 4), CloudLight(1.0, 0.1))])
    assert len(table.axes.rows) == 3
    ([across, up, _], [(*told, power)]), order = (
        (table.rows[0]["at"][0], table.rows[0]["shares"]),
        table.axes._orders[0],
    )
    assert power == 1 and np.abs(np.exp(_read(table.axes.rows, *told)) / odds[order] - 1).max() < 0.1
    assert np.abs(_read(table.axes.rows, *across) - at[order, 0]).max() <= 1 / 1023
    assert np.abs(_read(table.axes.rows, *up) - at[order, 1]).max() <= np.abs(at).max() / 2047


@pytest.mark.parametrize("low", [0.94, 0.2])
def test_shares_that_differ_little_are_no_powers_of_any_coordinate(low: float) -> None:
    rng, table = np.random.default_rng(0), CloudTable()
    at, odds = rng.normal(size=(300, 3)), rng.uniform(low, 1.0, 300)
    at[:, 1] = np.log(odds) + rng.uniform(-0.07, 0.07, 300)
    table.number([Cloud((at,), (odds,), 0.0, np.eye(3, 4), CloudLight(1.0, 0.1))])
    ((told,), order) = table.rows[0]["shares"], table.axes._orders[0]
    found = _read(table.axes.rows, *told[:3])
    assert np.abs((np.exp(found) if len(told) == 4 else found) - odds[order]).max() <= 1 / 255


def _read(axes: list[Any], number: int, times: float, plus: float) -> Any:
    """A coordinate as the description has it."""
    high, low = np.array(axes[number]) if times else np.zeros((2, 300))
    return plus + times * (64 * high + low)


def compare(tape: dict[str, Any], scene_class: Any, theme: str, close: float = CLOSE) -> None:
    """Compare what is played with what a camera takes of the scene."""
    frames = range(0, tape["frames"], 2)
    writer = partial(ClipWriter, thread=None)
    options = ClipOptions(Path(), "shown", WIDTH, HEIGHT, FPS)
    with manim_settings(options):
        moments = [frame / FPS + 1e-4 for frame in frames]
        renderer = TimestampRenderer(moments=moments, camera_class=SkiaCamera, file_writer_class=writer)
        scene_class(theme, renderer=renderer).render()
    player = Player(tape, theme)
    ground = np.array(tape["ground"][theme])
    found = [
        lit_psnr(player.draw(f, WIDTH, HEIGHT), seen.pixels, ground)
        for f, seen in zip(frames, renderer.seen, strict=True)
    ]
    assert min(found) > close, found


def test_a_tape_is_the_same_each_time(tape: dict[str, Any]) -> None:
    assert recorded() == tape


def test_forms_in_space_are_kept_in_space(tape: dict[str, Any]) -> None:
    kinds = [row[0] for row in tape["shapes"]]
    assert kinds.count("w") >= 10 and tape["lenses"]
    still = [row for row in tape["shapes"] if row[0] == "w" and len(row) == 3]
    assert len(still) >= 9, "tiles that stand while the camera flies are told once"


def test_a_lamp_in_space_has_one_place_however_the_camera_flies(tape: dict[str, Any]) -> None:
    lamp = next(n for n, row in enumerate(tape["shapes"]) if row[0] == "i")
    items = [item for play in tape["plays"] for item in play["i"] if item[0] == lamp and len(item) > 3]
    flown = [item for item in items if any(isinstance(part, list) for part in tape["lenses"][item[3][0]])]
    assert flown and all(item[3][1:4] == [0, LENGTH, 0] for item in flown)


def test_a_picture_of_few_tiles_keeps_each_once_and_comes_back() -> None:
    rng, table = np.random.default_rng(0), PictureTable()
    tiles, where = rng.integers(1, 256, (9, 8, 8, 4), np.uint8), rng.integers(0, 9, (20, 30))
    pixels = tiles[where].swapaxes(1, 2).reshape(160, 240, 4)
    pixels[:8, :8, 3] = 0
    image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType, copy=True)
    table.image(image, NEAREST)
    [[*_, kind, strip, side, numbers]] = table.rows
    assert (kind, side, len(numbers)) == (6, 8, 600) and len(strip) < 5000
    tape = {"pictures": table.rows, "curves": [], "plays": [], "face": "", "format": 5}
    ((found, _),) = Player(tape).pictures
    assert np.array_equal(found.toarray(colorType=skia.kRGBA_8888_ColorType)[8:], pixels[8:])
    table.image(skia.Image.fromarray(rng.integers(1, 256, (160, 240, 4), np.uint8), copy=True), SMOOTH)
    assert len(table.rows[1]) == 4, "no tile is there twice"


def test_values_come_back_as_near_as_they_say() -> None:
    rng, table = np.random.default_rng(0), CurveTable()
    eased = np.linspace(0, 1, 30) ** 2
    values = np.column_stack([eased, 5 - 3 * eased, np.full(30, 0.25), rng.normal(size=30), -eased])
    tracks = table.tracks(values, LENGTH, NEAR)
    assert tracks[2] == LENGTH // 4 and tracks[0][0] == tracks[1][0] == tracks[4][0] != tracks[3][0]
    for column, track in enumerate(tracks):
        got = np.full(30, track / LENGTH) if isinstance(track, int) else None
        if got is None:
            number, first, last = track
            got = (first + (last - first) * read_curve(table.rows[number])) / LENGTH
        assert np.abs(got - values[:, column]).max() < 2 * NEAR


def test_points_that_go_their_own_ways_come_back_from_few_curves() -> None:
    rng = np.random.default_rng(1)
    angle = np.linspace(0, 1, 40)[:, None]
    moves = np.sin(angle * rng.uniform(1, 3, (1, 3))) @ rng.normal(size=(3, 50))
    table = CurveTable()
    mixes = table.mixes(moves - moves[0], np.repeat(np.arange(10), 5))
    assert len(mixes) <= 3
    again = sum(np.outer(read_curve(table.rows[number]), added) for number, added in mixes)
    assert np.abs(again - (moves - moves[0])).max() < 4e-3


def test_contours_that_each_go_their_own_way_have_curves_of_their_own() -> None:
    frames, contours, table = 40, 12, CurveTable()
    delays = np.linspace(0, 0.6, contours)
    ways_NC = np.clip((np.linspace(0, 1, frames)[:, None] - delays) / 0.4, 0, 1)
    moves = np.repeat(ways_NC, 4, axis=1) * np.linspace(1, 2, 4 * contours)
    mixes = table.mixes(moves, np.repeat(np.arange(contours), 4))
    assert len(mixes) == contours and all(np.count_nonzero(np.abs(added) > 1e-9) == 4 for _, added in mixes)
    again = sum(np.outer(read_curve(table.rows[number]), added) for number, added in mixes)
    assert np.abs(again - moves).max() < 4e-3


@pytest.mark.parametrize("values", [[5], [5, 7], [5, 7, 9, 12], [0, 0, 0], [3, -4, 100, 2]])
def test_what_bends_comes_back(values: list[int]) -> None:
    assert bent(bends(np.array(values))).tolist() == values


def test_outlines_of_every_kind_of_path_are_read() -> None:
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeWH(2, 1), 0.3, 0.3)
    path.addOval(skia.Rect.MakeWH(1, 1))
    path.quadTo(3, 3, 4, 4)
    outline = outline_of(path)
    assert len(contours(outline)) == 3 or len(contours(outline)) == 2
    again, at = skia.Path(), 0
    for verb in outline.verbs:
        given = outline.points_P2[at : (at := at + {0: 1, 1: 1, 2: 2, 4: 3, 5: 0}[verb])].ravel().tolist()
        (again.moveTo, again.lineTo, again.quadTo, None, again.cubicTo, again.close)[verb](*given)
    assert np.allclose(list(again.computeTightBounds()), list(path.computeTightBounds()), atol=1e-3)


def test_gradients_are_read_from_their_shaders() -> None:
    ends = [skia.Point(1, 2), skia.Point(3, 5)]
    found = gradient_of(skia.GradientShader.MakeLinear(ends, [0x80FF0000, 0xFF00FF00, 0xFF0000FF], [0, 0.25, 1]))
    assert found.kind == 0 and found.place == (1, 2, 3, 5) and found.offsets == (0, 0.25, 1)
    assert np.allclose(found.rgbas, [[1, 0, 0, 128 / 255], [0, 1, 0, 1], [0, 0, 1, 1]])
    found = gradient_of(skia.GradientShader.MakeRadial(skia.Point(1, 2), 3, [0xFF00FF00, 0xFF0000FF]))
    assert found.kind == 1 and found.place == (1, 2, 3) and found.offsets == (0, 1)
    with pytest.raises(ValueError, match="alone"):
        gradient_of(skia.GradientShader.MakeSweep(0, 0, [0xFF00FF00, 0xFF0000FF]))
