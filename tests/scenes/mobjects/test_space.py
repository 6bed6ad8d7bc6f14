"""Things in space: they lie where a pinhole puts them, their light adds up, and what is read there has a source."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import named, use_translations
from attention_scenes.scenes.mobjects.space.flat_shapes import CIRCLE_N2, disc, ring, spoke
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.sense_tunnel import RADIUS, REACH, SenseTunnel
from attention_scenes.scenes.mobjects.space.strand import draw_strand
from tests.helpers.scenes.pixels import drawn

BOX = ((-7.0, -3.0), (7.0, 4.0))
SENSES = ("animal", "chemistry", "skin")


def cosines(vectors: int = 3, layers: int = 4) -> Reading:
    values = np.random.default_rng(1).uniform(-0.7, 0.7, (vectors, layers + 1, 3))
    values[:, 0] = np.nan
    return Reading.of(values, "probe:sense.cosine")


def tunnel(**more: float) -> SenseTunnel:
    made = SenseTunnel(SENSES, cosines(), ("first", "second", "third"), ("text",) * 3, *BOX, center=(2.0, 0.5))
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_a_lens_projects_as_a_pinhole_does() -> None:
    lens = Lens((0, 0, -5), (0, 0, 0), angle=90, center=(1, 2))
    seen = lens.project(np.array([[0, 0, 0], [5, 0, 0], [0, -5, 5], [0, 0, -6]]))
    # At 90 degrees the frame's half height, 4, is as far from the middle as the eye is from the picture.
    assert np.allclose(seen.xy_N2[:3], [[1, 2], [5, 2], [1, 0]])
    assert seen.depth_N.tolist() == [5, 5, 10, -1]
    assert np.allclose(seen.scale_N[:3], [0.8, 0.8, 0.4])


def test_a_ring_lies_between_its_two_circles_and_is_wider_where_it_is_nearer() -> None:
    lens = Lens((-3, 1, -4), (0, 0, 2))
    inner, outer = disc(lens, 1.0, 0.95), disc(lens, 1.0, 1.05)
    line = ring(lens, 1.0, 1.0, 0.1)
    seen = lens.project(np.column_stack([CIRCLE_N2, np.ones(len(CIRCLE_N2))]))
    for x, y in seen.xy_N2.tolist():
        assert line.contains(x, y) and outer.contains(x, y) and not inner.contains(x, y)
    middle = lens.project([0, 0, 1.0]).xy_N2[0].tolist()
    assert inner.contains(*middle) and not line.contains(*middle)
    assert np.ptp(seen.scale_N) > 0.1
    end = lens.project([0.7, 0.0, 1.0]).xy_N2[0] * 0.5 + np.array(middle) * 0.5
    assert spoke(lens, 1.0, np.array([0.7, 0.0]), 0.05).contains(*end.tolist())


def test_a_lens_that_looks_straight_down_is_refused() -> None:
    with pytest.raises(ValueError, match="straight"):
        Lens((0, 5, 0), (0, 0, 0))


def test_names_are_in_the_language_of_the_scene() -> None:
    use_translations({"chemistry": "chimie"})
    try:
        names = [named(sense) for sense in SENSES]
        made = SenseTunnel(names, cosines(), ("first",) * 3, ("text",) * 3, *BOX, center=(2.0, 0.5))
    finally:
        use_translations({})
    assert [text for text, *_ in made.visible_texts()] == ["animal", "chimie", "skin"]


def test_a_strand_needs_a_source() -> None:
    with pytest.raises(TypeError, match="source"):
        SenseTunnel(SENSES, np.zeros((3, 5, 3)), ("first",) * 3, ("text",) * 3, *BOX, center=(0, 0))  # type: ignore[arg-type]


def test_a_head_stands_at_the_sum_of_its_cosines() -> None:
    made = tunnel(layer=3.0)
    x, y = made.readings.value[1, 3] @ made.directions * (2 / 3 / REACH * RADIUS)
    assert np.allclose(made.head(1), made.lens.project([x, y, made.depth(3.0)]).xy_N2[0])
    assert np.allclose(made.way(1)[0, :2], 0), "undefined cosines are the middle"


def test_between_layers_a_strand_is_straight() -> None:
    made = tunnel(layer=2.25)
    before, after, now = made.places[0, 2], made.places[0, 3], made.way(0)[-1]
    assert np.allclose(now[:2], 0.75 * before + 0.25 * after) and len(made.way(0)) == 4


def test_the_ring_that_is_passed_stays_where_it_is() -> None:
    places = [tunnel(layer=layer).lens.project([1, 1, tunnel().depth(layer)]).xy_N2[0] for layer in (0.0, 1.5, 4.0)]
    assert np.allclose(places[0], places[1]) and np.allclose(places[0], places[2])


def test_what_is_read_off_the_ring_is_that_layers_cosines() -> None:
    assert tunnel(layer=2.0).visible_numbers() == [] and tunnel(layer=2.5, arrows=1.0).visible_numbers() == []
    shown = [reading.source for _, reading in tunnel(layer=2.0, arrows=1.0).visible_numbers()]
    assert shown == [f"probe:sense.cosine[{p},2,{s}]" for p in range(3) for s in range(3)]


def test_before_the_first_layer_no_vector_has_a_colour_of_its_own() -> None:
    def coloured(layer: float) -> int:
        made = tunnel(layer=layer, arrows=1.0, rings=0.0, strands=0.0)
        return int(np.ptp(drawn(made.paint)[..., :3].astype(int), axis=-1).max())

    assert coloured(0.0) <= 2 and coloured(1.0) > 50


def test_nothing_is_drawn_outside_its_box() -> None:
    made = tunnel(layer=4.0, arrows=1.0)
    low, high = np.array(BOX) * 180 / 8 * [1, -1] + [160, 90]
    pixels = drawn(made.paint)
    outside = np.ones((180, 320), bool)
    outside[int(high[1]) : int(low[1]) + 1, int(low[0]) : int(high[0]) + 1] = False
    assert pixels[..., :3].any() and not pixels[outside][..., :3].any()


def test_what_is_gone_draws_nothing() -> None:
    assert not drawn(tunnel(layer=4.0, arrows=1.0, opacity=0.0).paint)[..., :3].any()


def test_a_strand_is_straight_between_its_points_and_has_a_bead_at_each() -> None:
    lens = Lens((0, 0, -6), (0, 0, 0))
    way = np.array([[-2.0, -1.0, 0.0], [0.0, 1.0, 0.0], [2.0, -1.0, 0.0]])
    blue = np.array([0.2, 0.4, 1.0, 1.0])
    pixels = drawn(lambda canvas: draw_strand(canvas, lens, way, blue, 1.0)).astype(int)

    def at(point: np.ndarray) -> list[int]:
        x, y = lens.project(point).xy_N2[0] * 180 / 8 * [1, -1] + [160, 90]
        return pixels[round(y), round(x), :3].tolist()

    assert at((way[0] + way[1]) / 2)[2] > 60, "the line is lit half-way"
    assert at(np.array([-1.0, 1.0, 0.0])) == [0, 0, 0], "no curve goes round"
    assert at(way[1])[0] > at((way[0] + way[1]) / 2)[0], "a bead is whiter than the line"
    assert not drawn(lambda canvas: draw_strand(canvas, lens, way, blue, 0.0))[..., :3].any()
