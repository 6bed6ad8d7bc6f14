"""The creature: the same hairs each time, kept as a picture, coloured and furry as far as its values say."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from manim import RIGHT, tempconfig

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.creature import portrait as portraits
from attention_scenes.scenes.mobjects.creature.coat import NAMED, named, shades
from attention_scenes.scenes.mobjects.creature.creature import SMALLEST, Creature, _pixels
from attention_scenes.scenes.mobjects.creature.hairs import Hairs
from attention_scenes.scenes.mobjects.creature.portrait import Look, portrait
from tests.helpers.scenes.pixels import drawn, off_on_gpu

SIDE = 90  # pixels


def creature(tint: float | list[float] = 1.0, fluff: float | list[float] = 1.0, **more: object) -> Creature:
    values = [Reading.of(np.atleast_1d(np.asarray(v, float)), n) for v, n in ((tint, "tint"), (fluff, "fluff"))]
    return Creature(*values, **{"height": 4.0, **more})  # type: ignore[arg-type]


def fur(word: str = "blue", tint: float = 1.0, fluff: float = 1.0, on_white: bool = False) -> np.ndarray:
    """Its picture, ``[SIDE, SIDE, 4]``, colours as they are and not times their opacity."""
    look = Look(tuple(named(word).tolist()), tint, fluff, on_white)  # type: ignore[union-attr]
    return portrait(look, SIDE).toarray(colorType=skia.kRGBA_8888_ColorType).astype(int)


def belly(pixels: np.ndarray) -> np.ndarray:
    """The mean colour ``[3]`` of its belly, where there is nothing but fur."""
    return pixels[60:72, 38:52, :3].reshape(-1, 3).mean(0)


def test_it_needs_sources_and_a_colour_there_is() -> None:
    one = Reading.constant(1.0)
    for values in ((1.0, one), (one, 1.0)):
        with pytest.raises(TypeError, match="source"):
            Creature(*values)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="loud"):
        Creature(one, one, "loud")


def test_its_side_is_where_its_hairs_end() -> None:
    for fluff in (0.0, 1.0):
        seen = np.flatnonzero(fur(fluff=fluff)[SIDE // 2, :, 3] > 128)  # in the middle of its height there is no floor
        one = creature(fluff=fluff)
        wide = (seen[-1] - seen[0] + 1) / SIDE * one.height
        assert one.side() == pytest.approx(wide / 2, rel=0.12)
    assert creature(fluff=0.0).side() < creature(fluff=1.0).side()


def test_each_hair_is_drawn_anew_at_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    first = fur()
    portraits._kept.clear()
    portraits.coat_of.cache_clear()
    hairs: list[int] = []
    draw = Hairs.draw
    monkeypatch.setattr(Hairs, "draw", lambda self, *rest: (hairs.append(len(self.roots_N2)), draw(self, *rest))[1])
    assert (fur() == first).all()
    assert sum(hairs) > 8000
    fur()
    assert len(hairs) == 6, "drawn a second time, where a picture was kept"


def test_pictures_are_kept_up_to_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        portraits, "_drawn", lambda look, height: skia.Image.fromarray(np.zeros((height, height, 4), np.uint8))
    )
    monkeypatch.setattr(portraits, "MOST_BYTES", 5 * 4 * 50 * 50)
    monkeypatch.setattr(portraits, "_kept", {})
    looks = [Look((0.0, 0.0, 0.0), 0.1 * n, 0.0) for n in range(9)]
    for look in looks:
        portrait(looks[0], 50)
        portrait(look, 50)
    assert [round(look.tint * 10) for look, _ in portraits._kept] == [5, 6, 7, 0, 8]


def test_the_first_value_is_its_colour_and_the_second_the_length_of_its_fur() -> None:
    red, green, blue = belly(fur(tint=1.0))
    assert blue > red + 90 and blue > green + 60
    plain = belly(fur(tint=0.0))
    assert np.ptp(plain) < 8, "grey"
    half = belly(fur(tint=0.5))
    assert np.ptp(plain) + 20 < np.ptp(half) < np.ptp([red, green, blue]) - 20
    areas = [int((fur(fluff=fluff)[..., 3] > 128).sum()) for fluff in (0.0, 0.5, 1.0)]
    assert areas[0] * 1.1 < areas[1] and areas[1] * 1.05 < areas[2]


def test_a_smooth_red_creature() -> None:
    red, green, blue = belly(fur("red", 1.0, 0.0))
    assert red > green + 90 and red > blue + 90


@pytest.mark.parametrize("on_white", [False, True])
@pytest.mark.parametrize("word", NAMED)
def test_a_coat_goes_from_dark_to_light_and_stands_out(word: str, on_white: bool) -> None:
    rgb = named(word)
    assert rgb is not None
    five = shades(rgb, 1.0, on_white)
    light = five @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(light) > 0).all() and five.min() >= 0 and five.max() <= 1
    assert light[3] > 0.15 if not on_white else light[4] < 0.9


def test_no_two_colours_look_alike() -> None:
    middles = np.array([shades(named(word), 1.0)[2] for word in NAMED if word != "gray"])  # type: ignore[arg-type]
    apart = np.linalg.norm(middles[:, None] - middles, axis=-1) + np.eye(len(middles))
    assert apart.min() > 0.15


def test_it_shows_the_values_of_the_state_that_is_seen_most() -> None:
    made = creature([0.0, 0.4, 1.2], [-0.3, 0.2, np.nan])
    found = {}
    for state in (0.0, 0.4, 0.6, 2.0):
        made.state = state
        found[state] = [(text, reading.source) for text, reading in made.visible_numbers()]
    assert found[0.4] == found[0.0] == [("■", "tint[0]"), ("▬", "fluff[0]")]
    assert found[0.6] == [("■", "tint[1]"), ("▬", "fluff[1]")]
    assert found[2.0] == [("■", "tint[2]"), ("▬", "fluff[2]")]
    made.opacity = 0.0
    assert made.visible_numbers() == []


def test_values_beyond_the_ends_are_drawn_at_the_ends() -> None:
    made = creature([-0.5, 1.7], [np.nan, 3.0])
    assert made.look(0)[1:3] == (0.0, 0.0) and made.look(1)[1:3] == (1.0, 1.0)


def test_between_two_states_no_other_picture_is_drawn() -> None:
    made, looks = creature([0.0, 1.0], [0.0, 1.0]), set()

    def seen(state: float) -> np.ndarray:
        made.state = state
        pixels = drawn(made.paint)[..., :3].astype(float)
        looks.update((look.tint, look.fluff) for look, _ in portraits._kept)
        return pixels

    portraits._kept.clear()
    ends, middle = (seen(0.0), seen(1.0)), seen(0.25)
    assert looks == {(0.0, 0.0), (1.0, 1.0)}
    assert np.abs(middle - (0.75 * ends[0] + 0.25 * ends[1])).max() <= 4
    assert np.abs(ends[0] - ends[1]).max() > 100


def test_it_stands_on_its_floor_wherever_it_is_put() -> None:
    made = creature(fluff=0.0)
    pixels = drawn(made.shift(0.5 * RIGHT).paint)  # paint is in the box's own coordinates
    lit = np.flatnonzero((pixels[..., :3].max(-1) > 60).any(1))
    floor = 90 - made.floor * 180 / 8
    assert abs(lit[-1] - floor) < 4


def test_a_picture_that_is_scaled_is_a_little_finer_than_what_is_seen() -> None:
    for height in (40.0, 128.0, 300.0, 901.0):
        assert height <= _pixels(height) <= 1.19 * height + 2
    assert _pixels(3.0) == SMALLEST


def test_scaled_or_not_it_looks_the_same() -> None:
    pictures = []
    for made in (creature(height=4.0), creature(height=2.0).scale(2.0)):
        with tempconfig({"pixel_width": 320, "pixel_height": 180, "dry_run": True}):
            camera = SkiaCamera()
            camera.capture_mobjects([made])
            pictures.append(camera.pixel_array[..., :3].astype(float))
    assert np.abs(pictures[0] - pictures[1]).mean() < 3


def test_on_white_it_is_darker_and_has_no_light_on_the_floor() -> None:
    on_black, on_white = fur(fluff=0.0), fur(fluff=0.0, on_white=True)
    assert belly(on_white).sum() < belly(on_black).sum()
    beside_feet = (slice(81, 85), slice(12, 20))
    assert on_black[beside_feet][..., 2].mean() > 3 * on_white[beside_feet][..., 2].mean() + 3


def test_without_a_background_it_is_coverage() -> None:
    pixels = drawn(creature().paint, ground=None)
    assert (pixels[..., :3].max(-1) <= pixels[..., 3]).all(), "premultiplied"
    assert pixels[90, 160, 3] == 255 and pixels[0, 0, 3] == 0


def test_a_gpu_draws_it_as_a_raster_does(monkeypatch: pytest.MonkeyPatch) -> None:
    made = creature([0.0, 1.0], [0.0, 1.0])
    for state in (1.0, 0.5):
        made.state = state
        assert off_on_gpu(made, monkeypatch) <= 0.0008


def test_stock_manim_draws_it_too() -> None:
    pixels = creature().get_pixel_array()
    assert pixels[..., 3].max() == 255 and pixels[..., 2].max() > 150
