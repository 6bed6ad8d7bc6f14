"""Patterns as cards in space: where the lens puts them, with a dot's area its weight, and sources for what is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import skia
from manim import Scene, tempconfig
from manim.camera.camera import Camera

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall
from attention_scenes.scenes.mobjects.depth.pattern_card import DOT, PAD, card_shapes
from tests.helpers.scenes.pixels import drawn, off_on_gpu
from tests.scenes.mobjects.test_space import BOX

LAYERS, HEADS, TOKENS = 4, 3, 5


def patterns() -> Reading:
    scores = np.random.default_rng(2).normal(0, 2, (LAYERS, HEADS, TOKENS, TOKENS))
    weights = np.exp(scores) * np.tril(np.ones((TOKENS, TOKENS)))
    return Reading.of(weights / weights.sum(-1, keepdims=True), "pattern")


def wall(**more: object) -> HeadWall:
    layers = [Reading.count(layer, f"layer.{layer}") for layer in range(LAYERS)]
    made = HeadWall(patterns(), 3, layers, *BOX)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def far(**more: object) -> HeadWall:
    """A wall whose cards are too small for their dots to be read."""
    return wall(eye=np.array([2.0, 1.5, -12.0]), aim=np.array([2.0, 1.5, 0]), center=np.array([0, 0.5]), **more)


def near(made: HeadWall, layer: int, head: int, side: float = 5.0) -> HeadWall:
    for name, value in made.before(layer, head, side, (0, 0.5)).items():
        setattr(made, name, value)
    return made


@pytest.fixture
def theme() -> Iterator[Callable[[str], object]]:
    yield use_palette
    use_palette("dark")


def test_a_wall_needs_sources() -> None:
    with pytest.raises(TypeError, match="source"):
        HeadWall(patterns().value, 3, [], *BOX)  # type: ignore[arg-type]


def test_a_dots_area_on_a_card_is_its_weight() -> None:
    pattern = np.tril(np.full((3, 3), 0.16))
    pattern[2, 1] = 0.64
    shapes = card_shapes(pattern, 1, True, 36)
    sides = sorted({round(b.width(), 4) for b in contours(shapes.rest)})
    cell = (1 - 2 * PAD) / 3
    assert sides == pytest.approx([2 * DOT * cell * 0.4, 2 * DOT * cell * 0.8], rel=0.02)
    # The followed query has its dots apart, and so has the first token; columns run to the right, keys down.
    assert [len(contours(path)) for path in (shapes.first, shapes.rest, shapes.mine)] == [2, 2, 2]
    assert {round(b.centerX(), 3) for b in contours(shapes.mine)} == {0.5}


def test_rows_are_the_transpose() -> None:
    pattern = patterns().value[0, 0]
    one, other = (card_shapes(pattern, 3, columns, 12).mine for columns in (True, False))
    across = sorted(b.centerX() for b in contours(one))
    down = sorted(b.centerY() for b in contours(other))
    assert np.ptp(across) < 1e-3 and np.ptp(down) < 1e-3
    assert across[0] == pytest.approx(1 - down[0], abs=1e-3)


def contours(path: skia.Path) -> list[skia.Rect]:
    """The box of each closed outline of a path."""
    found: list[list[skia.Point]] = []
    for verb, points in path:
        if verb == skia.Path.kMove_Verb:
            found.append([])
        if found:
            found[-1] += list(points)
    boxes = []
    for points in found:
        box = skia.Rect.MakeEmpty()
        box.setBounds(points)
        boxes.append(box)
    return boxes


def test_the_pattern_that_is_flown_into_is_as_large_as_was_asked_for() -> None:
    made = near(wall(), 2, 1)
    corner = made.places[made.index(2, 1)] + [PAD, PAD, 0]
    low, high = made.lens.project([corner, corner + [1 - 2 * PAD, 1 - 2 * PAD, 0]]).xy_N2
    assert np.allclose(low, (-2.5, -2.0)) and np.allclose(high, (2.5, 3.0))


def test_a_plane_in_space_lies_where_its_points_do() -> None:
    made = wall(**wall().aside())
    [plane] = made.lens.planes(made.places[5])
    corners = np.array([[0, 0], [1, 0], [0.3, 0.8]])
    mapped = [plane.mapXY(*xy) for xy in corners.tolist()]
    seen = made.lens.project(made.places[5] + np.column_stack([corners, np.zeros(3)])).xy_N2
    assert np.allclose([[p.x(), p.y()] for p in mapped], seen, atol=1e-4)


def test_far_away_the_largest_weight_of_each_card_is_listed_and_near_by_every_dot() -> None:
    made = far(rails=0.0)
    shown = [reading.source for _, reading in made.visible_numbers()]
    assert len(shown) == LAYERS * HEADS
    keys = patterns().value[1, 2, 3, 1:4]
    assert f"pattern[1,2,3,{1 + int(keys.argmax())}]" in shown
    inside = [source for source in sources(near(made, 1, 2)) if source.startswith("pattern[1,2,")]
    assert len(inside) == int((np.tril(patterns().value[1, 2]) >= 0.012).sum())


def test_what_is_unlit_or_out_of_the_box_is_not_listed() -> None:
    made = far(rails=0.0)
    made.opacities[made.index(0, 0)] = 0.0
    assert len(made.visible_numbers()) == LAYERS * HEADS - 1
    assert not any(source.startswith("pattern[0,0") for source in sources(made))
    assert not any(source.startswith("pattern[3,") for source in sources(near(wall(rails=0.0), 0, 0)))


def sources(made: HeadWall) -> list[str]:
    return [reading.source for _, reading in made.visible_numbers()]


def test_the_layers_have_their_numbers_with_sources_and_none_touches_another() -> None:
    made = far()
    rails = [(text, r.source) for text, r in made.visible_numbers() if r.source.startswith("count")]
    assert len(rails) >= 2 and all(source == f"count:layer.{text}" for text, source in rails)
    boxes = sorted((points[:, 0].min(), points[:, 0].max()) for _, points, _ in made.visible_texts())
    assert len(boxes) == len(rails) and all(one[1] < two[0] for one, two in zip(boxes, boxes[1:], strict=False))


@pytest.mark.parametrize("name", ["dark", "light", "colourblind"])
def test_it_is_drawn_in_each_theme_and_tints_are_seen(name: str, theme: Callable[[str], object]) -> None:
    theme(name)
    made = wall(rails=0.0)
    made.tints = np.tile([1.0, 0.2, 0.2, 1.0], (len(made.places), 1))

    def red(tinted: float) -> int:
        made.tinted = tinted
        pixels = drawn(made.paint)[..., :3].astype(int)
        return int((pixels[..., 0] - pixels[..., 1] > 60).sum())

    # The followed word's dots are of the focus' colour, which has as much green as red or nearly.
    assert red(1.0) > 5 * red(0.0) + 1000


def test_frames_can_be_taken_off() -> None:
    with_frames, without = (int((drawn(wall(frames=f, rails=0.0).paint)[..., :3] > 40).sum()) for f in (1.0, 0.0))
    assert 0 < without < with_frames


def test_nothing_is_drawn_outside_its_box_or_when_it_is_gone() -> None:
    made = near(wall(), 1, 1, 7.0)
    low, high = np.array(BOX) * 180 / 8 * [1, -1] + [160, 90]
    pixels = drawn(made.paint)
    outside = np.ones((180, 320), bool)
    outside[int(high[1]) : int(low[1]) + 1, int(low[0]) : int(high[0]) + 1] = False
    assert pixels[..., :3].any() and not pixels[outside][..., :3].any()
    made.opacity = 0.0
    assert not drawn(made.paint)[..., :3].any()


def test_cards_behind_the_eye_are_left_out() -> None:
    made = wall(rails=0.0)
    made.eye, made.aim = np.array([2.0, 1.5, 3.0]), np.array([2.0, 1.5, 6.0])
    assert not drawn(made.paint)[..., :3].any() and made.visible_numbers() == []


def test_without_a_background_light_is_coverage() -> None:
    pixels = drawn(wall().paint, ground=None)
    assert pixels[..., 3].any() and (pixels[..., :3].max(-1) <= pixels[..., 3]).all()


def test_stock_manim_draws_it_too() -> None:
    def picture(camera: type) -> np.ndarray:
        with tempconfig({"pixel_width": 320, "pixel_height": 180, "frame_rate": 10, "dry_run": True}):
            scene = Scene(camera_class=camera)
            scene.camera.capture_mobjects([wall()])
            return np.array(scene.camera.pixel_array[..., :3], dtype=float)

    ours, stock = picture(SkiaCamera), picture(Camera)
    assert ours.mean() > 5
    assert abs(ours.mean() - stock.mean()) / ours.mean() < 0.06
    assert np.abs(ours - stock).mean() < 4


@pytest.mark.parametrize("pose", ["aside", "front", "near"])
def test_a_gpu_draws_it_as_a_raster_does(pose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = near(wall(), 1, 1) if pose == "near" else wall(**wall().aside()) if pose == "aside" else wall()
    assert off_on_gpu(made, monkeypatch) <= 0.0008
