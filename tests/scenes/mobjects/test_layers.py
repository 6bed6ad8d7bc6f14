"""The stack of layers: slabs one behind the other, arcs as wide as weights, words on the floor, all with sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from manim import Scene, tempconfig
from manim.camera.camera import Camera

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import named, use_translations
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.depth.floor_words import FloorWords
from attention_scenes.scenes.mobjects.depth.layer_arcs import LEAST, SAMPLES, THICK, ArcSheet
from attention_scenes.scenes.mobjects.depth.layer_places import AFTER, BEFORE, BETWEEN, FAN, layer_places
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.space.lens import Lens
from tests.helpers.scenes.pixels import drawn, off_on_gpu
from tests.scenes.mobjects.test_space import BOX

LAYERS, HEADS, COUNT, OPEN = 6, 3, 5, 3
TOKENS = [
    Token(0, "<|endoftext|>", -1),
    *(Token(i, f" {w}", i - 1) for i, w in enumerate(["a", "blue", "creature", "ran"], 1)),
]
IN = (-6.0, -2.5), (6.0, 3.2)


def patterns() -> Reading:
    scores = np.random.default_rng(2).normal(0, 2, (LAYERS, HEADS, COUNT, COUNT))
    weights = np.exp(scores) * np.tril(np.ones((COUNT, COUNT)))
    return Reading.of(weights / weights.sum(-1, keepdims=True), "pattern")


def stack(**more: object) -> LayerStack:
    layers = [Reading.count(layer, f"layer.{layer}") for layer in range(LAYERS)]
    made = LayerStack(TOKENS, patterns()[:, 1], layers, *BOX, query=3, heads={OPEN: patterns()[OPEN]})
    for name, value in {"reach": LAYERS + 1.0, **made.whole(*IN), **more}.items():
        setattr(made, name, value)
    return made


def opened(**more: object) -> LayerStack:
    made = stack()
    return stack(**made.open(OPEN), **made.before(OPEN, *IN), **more)


def words() -> FloorWords:
    return FloorWords(["fluffy", "blue"], [-1, 1], 0.8, *BOX, eye=(4, 4, -7), aim=(0, 0, -1), roles=["token", "piece"])


@pytest.fixture
def theme() -> Iterator[Callable[[str], object]]:
    yield use_palette
    use_palette("dark")


# -- where things are ---------------------------------------------------------------------------------------


def test_layers_lie_one_behind_the_other_attention_before_mlp() -> None:
    for at in (np.zeros(LAYERS), stack().open(OPEN)["opened"], np.full(LAYERS, 0.5)):
        places = layer_places(at)
        assert (places.attention[:, 1] <= places.mlp[:, 0]).all()
        assert (places.mlp[:, 1] < places.out).all() and (places.out[:-1] <= places.attention[1:, 0]).all()


def test_an_opened_layer_stands_apart_and_the_others_keep_their_size() -> None:
    closed, open_ = layer_places(np.zeros(LAYERS)), layer_places(stack().open(OPEN)["opened"])
    moved = open_.attention[:, 0] - closed.attention[:, 0]
    assert np.allclose(moved[:OPEN], 0) and np.isclose(moved[OPEN], BEFORE)
    assert np.allclose(moved[OPEN + 1 :], BEFORE + FAN + BETWEEN + AFTER)
    assert np.isclose(open_.mlp[OPEN, 0] - open_.attention[OPEN, 1], BETWEEN)


def test_any_number_of_layers_fills_the_box_it_is_given() -> None:
    for count in (1, 2, 48):
        reading = Reading.of(np.tile(np.eye(COUNT), (count, 1, 1)), "pattern")
        made = LayerStack(TOKENS, reading, [Reading.count(0, "layer.0")] * count, *BOX)
        pose = made.whole(*IN)
        box = made._box(0, float(made.places.out[-1]))
        corners = [[x, y, z] for x in box[:, 0] for y in box[:, 1] for z in box[:, 2]]
        xy = Lens(pose["eye"], pose["aim"], made.angle, pose["center"]).project(corners).xy_N2
        assert (xy > np.array(IN[0]) - 0.01).all() and (xy < np.array(IN[1]) + 0.01).all()


def test_an_arc_is_as_wide_as_its_weight_and_ends_on_both_words() -> None:
    x, weights = np.arange(3.0), np.array([0.25, 0.5, 1.0])
    arcs = ArcSheet(x, np.array([[0, 0, 0], [0.25, 0, 0], [0.5, 1.0, 0]]), 2)
    straight = Lens((1, 0, -10), (1, 0, 0), 42)
    outline = arcs.seen(straight, 0.0)
    scale = float(straight.project([1, 0, 0]).scale_N[0])
    one, other = outline[:, :SAMPLES], outline[:, : SAMPLES - 1 : -1]
    wide = np.linalg.norm(one - other, axis=-1) / scale
    assert np.allclose(wide, THICK * weights[:, None])
    ends = ((one + other) / 2)[:, [0, -1], 0] / scale + 1
    assert np.allclose(ends, x[arcs.pairs[:, ::-1]])


def test_words_lie_on_the_floor_and_end_where_they_are_told_to() -> None:
    made = words()
    for word in range(2):
        at = made.on_floor(word, np.array([[0.0, 0.0], [made._outlines[word][1], 0.5]]))
        assert (at[:, 1] == 0).all() and np.isclose(at[1, 2], made.end) and at[0, 2] < made.end
    assert [text for text, *_ in made.visible_texts()] == ["fluffy", "blue"]


def test_words_are_in_the_language_of_the_scene() -> None:
    use_translations({"chemistry": "chimie"})
    try:
        made = FloorWords([named("chemistry")], [0], 0.5, *BOX, eye=(0, 4, -6), aim=(0, 0, 0))
    finally:
        use_translations({})
    assert [text for text, *_ in made.visible_texts()] == ["chimie"]


# -- what is drawn ------------------------------------------------------------------------------------------


def lightness(made: DataMobject) -> float:
    return float(drawn(made.paint)[..., :3].mean())


def test_vectors_run_in_layer_by_layer() -> None:
    lights = [lightness(stack(reach=reach, rails=0.0)) for reach in (-1.0, 0.0, 2.5, 7.0)]
    assert all(one < two for one, two in zip(lights, lights[1:], strict=False))


def test_light_in_a_sheet_and_along_a_thread_is_seen() -> None:
    assert lightness(opened(rails=0.0, sheets=np.ones(HEADS))) > 1.1 * lightness(
        opened(rails=0.0, sheets=np.zeros(HEADS))
    )
    assert lightness(stack(rails=0.0, glow=np.eye(COUNT)[3])) > lightness(stack(rails=0.0))


def test_what_is_behind_the_eye_is_left_out() -> None:
    assert lightness(stack(eye=np.array([0, 1.0, 30]), aim=np.array([0, 1.0, 40]), rails=0.0)) == 0


def test_slabs_are_seen_from_behind_as_well() -> None:
    bare = {"rails": 0.0, "said": 0.0, "reach": -1.0, "aim": np.array([0, 1.0, 2])}
    before, behind = (lightness(stack(eye=np.array([5, 3.0, z]), **bare)) for z in (-7.0, 11.0))
    assert behind == pytest.approx(before, rel=0.25) and before > 1


@pytest.mark.parametrize("name", ["dark", "light", "colourblind"])
def test_the_followed_tokens_arcs_have_a_colour_in_each_theme(name: str, theme: Callable[[str], object]) -> None:
    theme(name)
    plain, lit = (drawn(opened(rails=0.0, sheets=np.full(HEADS, t)).paint).astype(int) for t in (0.0, 1.0))
    assert (np.abs(plain - lit).max(-1) > 60).sum() > 300


def test_nothing_is_drawn_outside_its_box_or_when_it_is_gone() -> None:
    made = opened()
    low, high = np.array(BOX) * 180 / 8 * [1, -1] + [160, 90]
    pixels = drawn(made.paint)
    outside = np.ones((180, 320), bool)
    outside[int(high[1]) : int(low[1]) + 1, int(low[0]) : int(high[0]) + 1] = False
    assert pixels[..., :3].any() and not pixels[outside][..., :3].any()
    made.opacity = 0.0
    assert not drawn(made.paint)[..., :3].any()


@pytest.mark.parametrize("make", [stack, opened, words])
def test_without_a_background_light_is_coverage(make: Callable[[], DataMobject]) -> None:
    pixels = drawn(make().paint, ground=None)
    assert pixels[..., 3].any() and (pixels[..., :3].max(-1) <= pixels[..., 3]).all()


@pytest.mark.parametrize("make", [stack, words])
def test_stock_manim_draws_it_too(make: Callable[[], DataMobject]) -> None:
    def picture(camera: type) -> np.ndarray:
        with tempconfig({"pixel_width": 320, "pixel_height": 180, "frame_rate": 10, "dry_run": True}):
            scene = Scene(camera_class=camera)
            scene.camera.capture_mobjects([make()])
            return np.array(scene.camera.pixel_array[..., :3], dtype=float)

    ours, stock = picture(SkiaCamera), picture(Camera)
    assert ours.max() > 30 and np.abs(ours - stock).mean() < 4
    assert ours.mean() == pytest.approx(stock.mean(), rel=0.12)


@pytest.mark.parametrize("make", [stack, opened, words])
def test_a_gpu_draws_it_as_a_raster_does(make: Callable[[], DataMobject], monkeypatch: pytest.MonkeyPatch) -> None:
    assert off_on_gpu(make(), monkeypatch) <= 0.0008


# -- what is read -------------------------------------------------------------------------------------------


def test_a_stack_needs_sources() -> None:
    with pytest.raises(TypeError, match="source"):
        LayerStack(TOKENS, patterns().value[:, 0], [], *BOX)  # type: ignore[arg-type]


def test_of_each_layer_that_is_reached_the_followed_tokens_arcs_are_listed() -> None:
    made = stack(reach=4.0, rails=0.0)
    drawn = np.argwhere(patterns().value[:4, 1, 3, :3] >= LEAST).tolist()
    listed = [f"pattern[{layer},1,3,{key}]" for layer, key in drawn]
    assert sources(made) == listed and len(listed) > 1
    second = [each for each in listed if each.startswith("pattern[2,")]
    assert sources(stack(reach=4.0, rails=0.0, opacities=np.eye(LAYERS)[2])) == second


def test_of_an_opened_layer_every_arc_of_a_lit_sheet_is_listed() -> None:
    inside = [each for each in sources(opened(sheets=np.eye(HEADS)[2])) if each.startswith(f"pattern[{OPEN},")]
    weights = np.tril(patterns().value[OPEN, 2], -1)
    assert inside == [f"pattern[{OPEN},2,{q},{k}]" for q, k in np.argwhere(weights >= LEAST).tolist()]


def test_layers_have_their_numbers_with_sources_and_an_opened_ones_halves_their_names() -> None:
    numbers = [(text, r.source) for text, r in opened().visible_numbers() if r.source.startswith("count")]
    named = [(str(layer), f"count:layer.{layer}") for layer in (0, OPEN, LAYERS - 1)]
    assert numbers == [each for each in named if each in numbers], "no other layers, in their order"
    assert (str(OPEN), f"count:layer.{OPEN}") in numbers
    texts = [text for text, *_ in opened().visible_texts()]
    assert {f"layer {OPEN}", "attention", "MLP"} <= {*texts}
    assert {"layer 0", f"layer {LAYERS - 1}", "start", "creature"} <= {text for text, *_ in stack().visible_texts()}


def sources(made: LayerStack) -> list[str]:
    return [reading.source for _, reading in made.visible_numbers()]
