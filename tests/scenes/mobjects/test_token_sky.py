"""The sky of tokens: light that adds up and moves without steps, layouts and flights, names at their true angles."""

from __future__ import annotations

import time

import numpy as np
import pytest
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.sky.dust import DustRaster, Points
from attention_scenes.scenes.mobjects.sky.named_tokens import NamedToken, NamedTokens
from attention_scenes.scenes.mobjects.sky.token_cloud import TokenCloud, glide
from tests.helpers.scenes.pixels import drawn
from tests.scenes.mobjects.test_space import BOX

WHITE, BLUE = np.array([1.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0])
CLIP = skia.IRect.MakeWH(64, 48)


SMALL, LARGE = 60.0, 135.0  # pixels a scene unit


def points(*places: tuple[float, float], light: float = 0.5) -> Points:
    x, y = np.array(places, np.float32).reshape(-1, 2).T
    return Points(x, y, np.full(len(x), light, np.float32))


def pixels_of(*clouds: Points, rgbs: tuple = (WHITE, BLUE), scale: float = SMALL) -> np.ndarray:
    """Pixels ``[48, 64, 4]`` of a black frame with dust on it."""
    pixels = np.zeros((48, 64, 4), np.uint8)
    canvas = skia.Surface.MakeRasterDirect(
        skia.ImageInfo.Make(64, 48, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType), pixels
    ).getCanvas()
    canvas.clear(0xFF000000)
    raster = DustRaster()  # whose memory the picture's pixels are
    if picture := raster.picture(clouds, rgbs[: len(clouds)], CLIP, scale):
        picture.draw(canvas)
    return pixels.astype(int)


@pytest.mark.parametrize("scale", [SMALL, 100.0, LARGE])
def test_a_point_is_lit_where_it_stands_and_nowhere_else(scale: float) -> None:
    lit = pixels_of(points((20.3, 30.6)), scale=scale)[..., 0]
    ys, xs = np.nonzero(lit)
    middle = (np.array([xs, ys]) + 0.5) @ lit[ys, xs] / lit.sum()
    assert np.allclose(middle, [20.3, 30.6], atol=0.15) and max(np.ptp(xs), np.ptp(ys)) <= 3


def test_a_larger_picture_has_softer_points_of_as_much_light() -> None:
    places = [(6.5 + 7.1 * x, 6.5 + 7.3 * y) for x in range(8) for y in range(5)]  # of one, a level is a tenth
    small, large = (pixels_of(points(*places, light=0.1), scale=scale)[..., 0] for scale in (SMALL, LARGE))
    assert large.max() < 0.6 * small.max() and abs(large.sum() / small.sum() - 1) < 0.1


def test_light_adds_up_and_never_burns_out() -> None:
    one, many = (pixels_of(points(*[(20.5, 20.5)] * count, light=0.2))[..., 0].max() for count in (1, 2000))
    assert 0 < one < many <= 255 and many > 250
    far_apart = pixels_of(points((10.5, 10.5)), points((40.5, 30.5)))
    assert far_apart[10, 10, 0] == far_apart[10, 10, 2] > 0, "white"
    assert far_apart[30, 40, 0] == 0 < far_apart[30, 40, 2], "blue"


def test_light_moves_without_steps() -> None:
    rows = [pixels_of(points((20 + step / 8, 20.5), light=1.0))[20, :, 0] for step in range(17)]
    jumps = [np.abs(a - b).max() for a, b in zip(rows, rows[1:], strict=False)]
    assert max(jumps) < 100 < max(row.max() for row in rows) + 60 and rows[0][19] > 0 == rows[-1][19]


def test_a_raster_used_again_leaves_nothing_of_the_picture_before() -> None:
    raster = DustRaster()
    fresh = DustRaster().picture([points((30.5, 20.5))], [WHITE], CLIP, SMALL)
    raster.picture([points(*[(x + 0.5, 25.5) for x in range(5, 60)])], [WHITE], CLIP, SMALL)
    again = raster.picture([points((30.5, 20.5))], [WHITE], CLIP, SMALL)
    assert fresh is not None and again is not None
    assert np.array_equal(fresh.image.toarray(), again.image.toarray()) and fresh[1:] == again[1:]


def test_what_is_out_of_the_clip_or_without_light_makes_no_picture() -> None:
    assert DustRaster().picture([points((-5, 20), (80, 20), (20, 60))], [WHITE], CLIP, SMALL) is None
    assert DustRaster().picture([points((20, 20), light=0.0)], [WHITE], CLIP, SMALL) is None


def cloud(count: int = 400, **more: object) -> TokenCloud:
    rng = np.random.default_rng(2)
    flat = np.column_stack([rng.uniform(-1, 1, (count, 2)), np.zeros(count)])
    made = TokenCloud([rng.normal(size=(count, 3)) * 0.4, flat], np.arange(count) % 2 == 0, *BOX, orbit=(0, 0, 2.6),
                      center=(0, 0.5))  # fmt: skip
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_between_two_layouts_tokens_go_straight() -> None:
    ends = [cloud(layout=layout)._points(cloud().clouds[0], skia.Matrix()) for layout in (1.0, 1.0)]
    assert np.array_equal(ends[0].x_N, ends[1].x_N)
    first, second = cloud().clouds[0]
    half = TokenCloud([(first + second) / 2], np.ones(len(first)), *BOX, orbit=(0, 0, 2.6), center=(0, 0.5))
    seen, meant = (c._points(c.clouds[0], skia.Matrix()) for c in (cloud(layout=0.5), half))
    assert np.allclose(seen.x_N, meant.x_N, atol=1e-4) and np.allclose(seen.y_N, meant.y_N, atol=1e-4)


def test_tokens_stand_where_the_lens_puts_them() -> None:
    made = cloud(orbit=np.array([30.0, 20.0, 3.0]))
    seen = made.lens.project(made.clouds[0][0])
    found = made._points(made.clouds[0], skia.Matrix())
    assert np.allclose(np.column_stack([found.x_N, found.y_N]), seen.xy_N2, atol=1e-4)


def test_the_picture_is_kept_while_only_its_opacity_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    made, count = cloud(), []
    whole = DustRaster.picture
    monkeypatch.setattr(DustRaster, "picture", lambda *given: (count.append(1), whole(*given))[1])
    bright, dim = drawn(made.paint), None
    made.opacity = 0.5
    dim = drawn(made.paint)
    assert len(count) == 1 and bright[..., 0].max() > dim[..., 0].max() > 0
    made.orbit = np.array([10.0, 0.0, 2.6])
    assert len(count) == 1 and not np.array_equal(drawn(made.paint), dim) and len(count) == 2


def test_light_is_ink_on_white_and_room_is_kept_for_words() -> None:
    made = cloud(4000, veil=np.array([-1.0, 0.0]))
    lit = drawn(made.paint)[..., :3].any(axis=-1)
    assert not lit[:, : int(160 - 1.2 * 22.5)].any() and lit[:, 165:].any(), "left of the veil is no light"
    try:
        use_palette("light")
        assert drawn(lambda canvas: (canvas.clear(0xFFFFFFFF), cloud(4000).paint(canvas)))[..., 0].min() < 150
    finally:
        use_palette("dark")


def test_a_flight_is_still_at_both_ends_and_never_overshoots() -> None:
    times = np.linspace(-0.5, 1.5, 101)
    way = np.array([glide(t) for t in times.tolist()])
    assert way[0] == 0 and way[-1] == 1 and (np.diff(way) >= 0).all() and glide(0.01) < 1e-4


def named(*angles: float, turns: tuple[float, ...] | None = None, **more: object) -> NamedTokens:
    degrees = np.array(angles)
    sky = Reading.of(degrees[None], "probe:sky.angle")[0]
    cosines = Reading.of(np.cos(np.deg2rad(degrees))[None], "probe:embedding.near")[0]
    axes = Reading.of(np.ones((1, len(angles), 3)), "probe:sky.axes")[0]
    tokens = [NamedToken(f"word{i}", cosines[i], sky[i], axes[i]) for i in range(len(angles))]
    spread = np.linspace(0, 5, len(angles)) if turns is None else np.array(turns)
    made = NamedTokens("middle", tokens, spread, 0.05, (0.0, 0.5), *BOX)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_a_names_distance_on_screen_is_its_angle() -> None:
    made = named(20.0, 45.0, 63.0)
    away = np.linalg.norm(made.places - made.middle, axis=1)
    assert np.allclose(away / made.unit, [20, 45, 63])
    # A star at 60 degrees stands on the ring of 60 degrees: its lamp is where the ring's line is.
    lit = drawn(named(60.0, turns=(2.0,), threads=0.0, heart=0.0).paint)[..., 0].astype(float)
    x, y = (np.array([160, 90]) + [22.5, -22.5] * (made.middle + 3 * np.array([np.cos(2.0), np.sin(2.0)]))).astype(int)
    assert lit[y - 1 : y + 2, x - 1 : x + 2].max() > 200


def test_names_do_not_touch_and_what_has_no_room_is_not_listed() -> None:
    made = named(*[40.0] * 30, turns=tuple(np.linspace(0, 0.5, 30)))
    there = [label is not None for label in made.labels]
    assert there[0] and 3 < sum(there) < 30, "the first ones find room"
    boxes = [np.array([at.min(axis=0), at.max(axis=0)]) for _, at, _ in made.visible_texts()]
    for i, a in enumerate(boxes):
        assert not any((a[0] < b[1]).all() and (b[0] < a[1]).all() for b in boxes[i + 1 :])
    assert len({source for _, r in made.visible_numbers() if "sky.angle" in (source := r.source)}) == sum(there)


def test_what_is_read_of_a_name_has_its_sources() -> None:
    made = named(30.0, opacities=np.ones(1))
    shown = [(text, reading.source) for text, reading in made.visible_numbers()]
    assert shown[:2] == [("↗", "probe:sky.angle[0,0]"), ("↗", "probe:sky.axes[0,0,0]")]
    assert ("0.75", "(const:3/4)") in shown and ("0.50", "(const:2/4)") in shown
    made.opacities[:], made.rings = 0.0, 0.0
    assert made.visible_numbers() == [] and [text for text, *_ in made.visible_texts()] == ["middle"]


def test_a_name_needs_a_source() -> None:
    with pytest.raises(TypeError, match="source"):
        NamedTokens("x", [NamedToken("y", 0.5, 30.0, np.ones(3))], np.zeros(1), 0.05, (0, 0), *BOX)  # type: ignore[arg-type]


def test_a_frame_of_all_tokens_is_drawn_at_once() -> None:
    """A loop over 49,152 points in Python would take a second of CPU."""
    made = cloud(49_152)
    start = time.thread_time()
    drawn(made.paint, 1920, 1080)
    assert time.thread_time() - start < 0.6
