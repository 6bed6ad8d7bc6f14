"""Where a fact sits, drawn: pillars, lamps, names and curves as their numbers say, with sources for what is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.facts.board_marks import Jump
from attention_scenes.scenes.mobjects.facts.falling_curves import FallingCurves
from attention_scenes.scenes.mobjects.facts.lamp_wall import LampWall
from attention_scenes.scenes.mobjects.facts.name_lights import NameLights
from attention_scenes.scenes.mobjects.facts.neuron_grid import across, grid_of
from attention_scenes.scenes.mobjects.facts.neuron_sky import NeuronSky
from attention_scenes.scenes.mobjects.facts.tracing_board import TracingBoard
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from tests.helpers.layout import touching
from tests.helpers.scenes.pixels import drawn, off_on_gpu

LOW, HIGH = (-7.0, -3.0), (7.0, 4.0)


def reading(values: Any, name: str = "fact_stream.chance") -> Reading:
    return Reading.of(np.asarray(values, dtype=np.float32), f"probe:{name}")


def board() -> TracingBoard:
    chances = reading([[0.1, 0.4, 0.0], [0.0, 0.2, 0.4]])
    counts = [Reading.count(n, f"layer.{n}") for n in range(2)]
    made = TracingBoard(
        chances, reading(0.4), ["start", "Jordan", "of"], ["start", "key", "query"], counts, LOW, HIGH, noisy=[1],
        jump=Jump(2, 1, 1, reading(0.7, "fact_cut.weight")),
    )  # fmt: skip
    made.stand_at(made.seen((-6, -2), (6, 3), pitch=28, yaw=40))
    return made


def test_a_pillar_is_as_high_as_the_answer_comes_back_and_listed_once_it_stands() -> None:
    made = board()
    assert np.allclose(made.shares, np.array([0.1, 0.4, 0, 0, 0.2, 0.4]) / 0.4)
    made.rails = 0.0
    assert not made.visible_numbers()
    dark = pixels(made)
    made.grown[1] = 1.0
    assert [r.source for _, r in made.visible_numbers()] == ["probe:fact_stream.chance[0,1]"]
    foot, top = made.lens.project([[made.x[1], 0, 0], [made.x[1], 2.9, 0]]).xy_N2
    rows, columns = np.nonzero(np.abs(pixels(made) - dark).max(-1) > 60)
    scale = dark.shape[0] / 8
    assert abs((4 - rows.min() / scale) - top[1]) < 0.6 and abs(np.median(columns) / scale - 8 * 8 / 9 - top[0]) < 1.0
    assert foot[1] < top[1]


def test_static_and_the_jump_are_seen_and_the_jump_is_listed() -> None:
    made = board()
    dark = pixels(made)
    made.static = 1.0
    assert (pixels(made) != dark).any() and np.array_equal(pixels(made), pixels(made)), "static stands still"
    made.static, made.rails, made.reached = 0.0, 0.0, 1.0
    whole = pixels(made)
    assert [mark for mark, _ in made.visible_numbers()] == ["⌒"]
    made.cut = 1.0
    assert (pixels(made) != whole).any()
    assert {text for text, *_ in made.visible_texts()} == {"start", "Jordan", "of"}


@pytest.mark.parametrize("yaw", [58, -40])
def test_names_of_many_tokens_are_smaller_and_none_touches_the_next(yaw: int) -> None:
    count = 16
    layers = [Reading.count(n, f"layer.{n}") for n in range(2)]
    made = TracingBoard(
        reading(np.zeros((2, count))), reading(0.4), ["beyond"] * count, ["token"] * count, layers, LOW, HIGH, em=0.5
    )
    made.rails = 0.0
    made.stand_at(made.seen((-5, -2), (1, 3), pitch=32, yaw=yaw))
    places = [points for _, points, _ in made.visible_texts()]
    assert len(places) == count
    assert not [n for n in range(count - 1) if touching(places[n], places[n + 1])]
    assert np.ptp(places[0][:, 0]) > 0.3, "they can be read"


@pytest.mark.parametrize("width", [1, 7, 48, 64, 1536, 3072])
def test_every_neuron_has_a_place_of_its_own(width: int) -> None:
    places = grid_of(width)
    columns, rows = across(width)
    assert len(np.unique(places, axis=0)) == width <= columns * rows
    assert np.allclose(places[0], -places[-1]) or width % columns


def test_a_lamp_is_as_bright_as_its_neuron_and_the_one_spoken_of_is_largest() -> None:
    wall = LampWall(reading([0.1, -0.5, 5.0, 0.2, 0.0, 0.3], "x.y"), 2, LOW, HIGH)
    wall.stand_at(wall.seen((-5, -2), (5, 3), pitch=5, yaw=20))
    assert not wall.visible_numbers()
    assert wall.lights[2] == 1.0 and wall.lights[1] > wall.lights[3] and wall.below[1]
    wall.growth[:] = 1
    assert [r.source for _, r in wall.visible_numbers()] == [f"probe:x.y[{n}]" for n in range(6)]
    x, y = wall.place_of()
    light = pixels(wall).max(-1)
    scale = light.shape[0] / 8
    assert light[round((4 - y) * scale), round((x + 64 / 9) * scale)] > 200
    before = pixels(wall)
    wall.asked = wall.added = 1.0
    assert (pixels(wall) != before).any()


def test_no_lamp_shines_or_is_listed_where_a_word_of_a_ray_stands() -> None:
    wall = LampWall(reading(np.linspace(0.5, 3, 900), "x.y"), 460, LOW, HIGH, reads="key", writes="value")
    wall.stand_at(wall.seen((-6, -2.5), (4, 3.5), pitch=8, yaw=30))
    wall.growth[:] = 1
    assert len(wall.visible_numbers()) == 900 and not wall.visible_texts()
    wall.asked = wall.added = 1.0
    places = wall.lens.project(np.column_stack([wall.places, np.zeros(900)])).xy_N2
    boxes = [(points.min(axis=0), points.max(axis=0)) for _, points, _ in wall.visible_texts()]
    assert {text for text, *_ in wall.visible_texts()} == {"key", "value"}
    under = [n for low, high in boxes for n in np.flatnonzero(((places > low) & (places < high)).all(axis=1))]
    assert under and not {*under} & {*wall.visible().tolist()}
    words = wall.tags
    wall.tags = tuple(NameTag("", 0.4, tag.rgba) for tag in words)
    with_lamps = pixels(wall)
    wall.tags = words
    x, y = places[under[0]]
    scale = with_lamps.shape[0] / 8
    spot = slice(round((4 - y) * scale) - 1, round((4 - y) * scale) + 2), round((x + 64 / 9) * scale)
    assert with_lamps[spot].max() > 60 and (pixels(wall)[spot] != with_lamps[spot]).any()


def test_names_are_lit_by_the_first_neuron_and_cut_where_they_are_long() -> None:
    values = reading([[4.0, 0.1, -0.5], [1.0, 1.2, 0.0]], "x.y")
    names = ["Messi", "Curie", "a name that is much too long for the room that it has in this column here"]
    made = NameLights(names, values, ["focus", "second"], (-3, -1), (3, 1), columns=3)
    assert not made.visible_numbers()
    made.growth[:3] = 1
    assert [r.source for _, r in made.visible_numbers()] == [f"probe:x.y[0,{n}]" for n in range(3)]
    assert made.visible_texts()[2][0].endswith("…")
    assert all(np.ptp(points[:, 0]) <= 2.0 for _, points, _ in made.visible_texts())


def test_a_tick_stands_where_a_neuron_begins_to_fire_and_is_listed() -> None:
    values, above = reading([[4.0, 0.5]], "x.y"), reading([1.0], "x.above")
    made = NameLights(["Messi", "Curie"], values, ["focus"], (-3, -1), (3, 1), columns=2, above=above)
    assert made.fires.tolist() == [[1.0, 0.0]] and not made.visible_numbers()
    made.growth[:] = 1
    assert [r.source for _, r in made.visible_numbers()][-1] == "probe:x.above[0]" and made.ticks.tolist() == [0.25]


def test_what_a_neuron_says_stands_right_of_each_name_and_is_what_is_listed() -> None:
    values = reading([[4.0, 0.5]], "x.y")
    made = NameLights(["Messi", "Curie"], values, ["focus"], (-3, -1), (3, 1), columns=1, digits=["4.00", "0.50"])
    assert [text for text, *_ in made.visible_texts()] == ["Messi", "Curie"], "numbers come with the bars"
    made.growth[:] = 1
    assert [(text, r.source) for text, r in made.visible_numbers()] == [
        ("4.00", "probe:x.y[0,0]"), ("0.50", "probe:x.y[0,1]"),
    ]  # fmt: skip
    at = {text: points for text, points, _ in made.visible_texts()}
    assert at["Messi"][:, 0].max() < at["4.00"][:, 0].min() and abs(at["Messi"][:, 0].min() + 3) < 0.4
    assert abs(at["4.00"][:, 0].max() - 3) < 0.4


def curves() -> FallingCurves:
    shares = reading([[1.0, 0.5, 0.0], [1.0, 0.9, 0.8]], "x.y")
    counts = [Reading.count(n, f"layer.{n}") for n in range(3)]
    made = FallingCurves(shares, ["one", "other"], ["focus", "soft"], ["0", "1", "2"], counts, LOW, HIGH)
    made.stand_at(made.seen((-5, -2), (3, 3), pitch=18, yaw=-24))
    return made


def test_a_curve_is_as_high_as_its_share_and_listed_as_far_as_it_has_come() -> None:
    made = curves()
    made.ruled = 0.0
    assert not made.visible_numbers()
    made.grown[0] = 0.5
    assert [float(r) for _, r in made.visible_numbers()] == [1.0, 0.5]
    assert np.allclose(made._way(0)[:, 1], [made.full, made.full / 2])
    made.grown[:], made.said[:], made.ruled = 1.0, 1.0, 1.0
    assert [text for text, *_ in made.visible_texts()] == ["one", "other", "0", "1", "2"]
    heights = [points[:, 1].min() for text, points, _ in made.visible_texts()[:2]]
    assert heights[0] + 0.3 < heights[1], "names stand one over the other"


def test_figures_stand_behind_the_names_and_are_listed_with_them() -> None:
    shares, counts = reading([[1.0, 0.1], [1.0, 0.8]], "x.y"), [Reading.count(n, f"layer.{n}") for n in range(2)]
    figures = [("10.0%", shares[0, 1]), ("80.0%", shares[1, 1])]
    made = FallingCurves(
        shares, ["one", "other"], ["focus", "soft"], ["0", "1"], counts, LOW, HIGH, step=9, figures=figures,
        floor="neurons off",
    )  # fmt: skip
    made.stand_at(made.seen((-6.9, -2), (3, 3), pitch=18, yaw=-24))
    made.grown[:], made.ruled = 1.0, 0.0
    assert "80.0%" not in [text for text, _ in made.visible_numbers()]
    made.said[1] = 1.0
    assert [text for text, *_ in made.visible_texts()] == ["other  80.0%"]
    assert [text for text, _ in made.visible_numbers()] == ["▬"] * 4 + ["80.0%"]
    made.ruled = 1.0
    floor, zero = ({text: points for text, points, _ in made.visible_texts()}[text] for text in ("neurons off", "0"))
    assert floor[:, 0].min() > LOW[0] and not touching(floor, zero)


def sky() -> NeuronSky:
    made = NeuronSky(
        3, 48, np.array([50, 2, 140]), np.array([3.0, 1.0, 0.5]), [reading(3.0), reading(144.0)], LOW, HIGH
    )
    made.stand_at(made.seen((-6, -2), (6, 3), pitch=16, yaw=40))
    return made


def test_points_light_up_in_their_order() -> None:
    made = sky()
    assert [float(r) for _, r in made.visible_numbers()] == [144.0]
    dark = pixels(made)
    made.lit = 1 / 3
    at = made.lens.project(made.at[0][50]).xy_N2[0]
    rows, columns = np.nonzero(np.abs(pixels(made) - dark).max(-1) > 60)
    scale = dark.shape[0] / 8
    assert abs(columns.mean() / scale - 64 / 9 - at[0]) < 0.3 and abs(4 - rows.mean() / scale - at[1]) < 0.3
    made.lit = 1.0
    assert [float(r) for _, r in made.visible_numbers()] == [3.0, 144.0]


@pytest.mark.parametrize("make", [board, curves, sky], ids=["board", "curves", "sky"])
def test_a_gpu_draws_the_same(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    made = make()
    for name in ("grown", "said", "lit"):
        if hasattr(made, name):
            setattr(made, name, np.ones_like(getattr(made, name)) if np.ndim(getattr(made, name)) else 1.0)
    assert off_on_gpu(made, monkeypatch) <= 0.0008


@pytest.mark.parametrize("make", [
    lambda: TracingBoard(0.5, reading(1.0), ["a"], ["text"], [], LOW, HIGH),  # type: ignore[arg-type]
    lambda: LampWall([1.0], 0, LOW, HIGH),  # type: ignore[arg-type]
    lambda: NameLights(["a"], [[1.0]], ["focus"], LOW, HIGH, columns=1),  # type: ignore[arg-type]
    lambda: FallingCurves(reading([[1.0]]), ["a"], ["text"], ["0"], [0.0], LOW, HIGH),  # type: ignore[list-item]
    lambda: NeuronSky(1, 1, np.array([0]), np.array([1.0]), [1.0], LOW, HIGH),  # type: ignore[list-item]
])  # fmt: skip
def test_what_has_no_source_is_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match="need"):
        make()


def pixels(mobject: Any) -> np.ndarray:
    return drawn(mobject.paint, 960, 540)[..., :3].astype(int)
