"""What cost says: counts by kind, bytes as they are stored, what rounding does, and times that are stated."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.cost import Cost
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.mobjects.cost.byte_piles import WIDE, BytePiles, cubes, neighbours
from attention_scenes.scenes.mobjects.cost.level_pillars import LevelPillars
from attention_scenes.scenes.mobjects.cost.light_city import LightCity
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.number_format import decimals_that_add, written
from attention_scenes.scenes.parts.cost.bar_chart import BarLine, chart_of
from attention_scenes.scenes.parts.cost.city_beats import digits_of_parts, in_millions
from attention_scenes.scenes.parts.cost.drawer_beats import ends_shown, most_steps
from attention_scenes.scenes.parts.cost.gpt_beats import digits_of_pace
from attention_scenes.scenes.parts.cost.speed_beats import caption_of_seconds
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_llama
from tests.helpers.played import captions, played, spoken


@pytest.fixture(scope="module")
def default() -> Cost:
    return played(Cost)


def test_every_weight_of_a_map_is_counted_once(default: Cost) -> None:
    cost, meta = default.cost, default.bundle.meta
    tensors = {name: int(np.prod(shape)) for name, shape in meta["tensors"].items() if len(shape) == 2}
    maps = sum(size for name, size in tensors.items() if "layers" in name)
    assert float(cost.attention) + float(cost.mlps) == maps == float(cost.probe("weight_blocks.of")[0])
    assert float(cost.table) == tensors["model.embed_tokens.weight"]
    assert float(cost.scores) == 30 * 9 * 64 * 2 * len(default.bundle.tokens())
    assert sum(float(kind) for kind in cost.kinds) == float(cost.total)


def test_the_weights_lie_in_blocks_and_further_rounding_costs(default: Cost) -> None:
    cost = default.cost
    assert float(cost.stored) == 106_168_320 * 20 / 32 + 28_311_552 * 34 / 32 and cost.in_blocks
    assert float(cost.unpacked) == 4 * (106_168_320 + 28_311_552)
    loss = cost.probe("weight_blocks.loss").value.mean(axis=1)
    assert loss[0] == loss[1] < loss[2] < np.log(49_152) < loss[3]
    said = spoken(default)
    assert "its own 16 rungs are exact; 4 are worse than chance" in said and "half a step at most" in said
    assert float(cost.probe("weight_blocks.read")[0]) == 4 * 48


def test_times_stand_in_labels_and_not_in_captions(default: Cost) -> None:
    times = default.bundle.times()
    assert len(times) == 3 and all(0 < seconds < 60 for seconds in times.values())
    timed = [number for number in default.record.as_dict()["numbers"] if "speed.seconds" in number["source"]]
    shown = {number["shown"] for number in timed} - {"▬"}
    assert len(shown) >= 3
    assert not [beat for beat in default.record.beats for digits in shown if f" {digits} " in beat.caption]
    fastest = min(seconds / size for seconds, size in zip(times.values(), (1, 8, 64), strict=True))
    years = 3.14e23 / (2 * float(default.cost.total) / fastest) / 31_557_600 / 1e6
    assert float(default.cost.years) == pytest.approx(years, rel=1e-6)
    assert float(default.cost.pace) == pytest.approx(2 * float(default.cost.total) / fastest, rel=1e-6)


@pytest.mark.parametrize(
    ("last", "said"), [(1.0, "takes less time"), (9.5, "about as long as one alone"), (30.0, "longer than one alone")]
)
def test_what_is_said_of_many_tokens_follows_the_clock(default: Cost, last: float, said: str) -> None:
    each = Reading.of(np.array([10.0, 9.0, last]), "speed.seconds")
    assert said in caption_of_seconds(default, each, "64")


@pytest.mark.parametrize("values", [(4.0, -2.0, 1.0), (-1.0, -3.0, -2.0), (1.0, 2.0, 3.0), (0.0, 0.0, 0.0)])
def test_bars_and_their_labels_stay_in_their_place(default: Cost, values: tuple[float, ...]) -> None:
    place, readings = Place(-6, -3, 6, 3), Reading.of(np.array(values), "weight_blocks.loss")
    rows = [BarLine("name", f"{value:.2f}", []) for value in values]
    chart = chart_of(default, place, readings, rows, 0.4)
    left, right = chart.field.origin[0] + np.array([min(0.0, *chart.field.lengths), max(0.0, *chart.field.lengths)])
    assert place.left - 1e-6 <= left <= right <= place.right
    for line in (*chart.names, *chart.numbers):
        assert place.left - 1e-6 <= line.get_left()[0] and line.get_right()[0] <= place.right + 1e-6


def test_the_worked_sum_comes_out_in_the_digits_shown(default: Cost) -> None:
    (step, _), (lowest, _) = ends_shown(default.cost)
    at = most_steps(default.cost)
    level, made = (float(default.cost.probe(f"rounded_guess.{name}")[0, at]) for name in ("level", "rounded"))
    sum_ = Decimal(lowest.replace("−", "-")) + int(level) * Decimal(step)
    assert abs(sum_ - Decimal(f"{made:.4f}")) <= Decimal("0.00005")


def test_sums_come_out_in_the_digits_shown(default: Cost) -> None:
    cost = default.cost

    def shown(*counts: Reading) -> list[Decimal]:
        digits = digits_of_parts(counts[:-1], counts[-1])
        return [Decimal(in_millions(count, digits)[0].replace(",", "")) for count in counts]

    *kinds, total = shown(*cost.kinds, cost.total)
    assert sum(kinds) == total != sum(round(kind, 1) for kind in kinds)
    *held, stored = shown(*cost.probe("weight_blocks.bytes")[:2], cost.stored)
    assert sum(held) == stored == Decimal("96.44")
    pace = Decimal(written(float(cost.pace) / 1e9, digits_of_pace(cost)).replace(",", ""))
    assert written(3.14e23 / float(pace * 10**9) / 31_557_600 / 1e6) == written(float(cost.years))


@pytest.mark.parametrize(("parts", "digits"), [((1.0, 2.0), 1), ((0.04, 0.04), 2), ((66.3552, 30.08), 2)])
def test_decimals_are_as_few_as_make_the_parts_add_up(parts: tuple[float, float], digits: int) -> None:
    assert decimals_that_add(parts, sum(parts), 1, 6) == digits


def test_lights_are_to_scale_and_each_layer_has_its_own() -> None:
    counts = [constant(n) for n in (60, 120, 50)]
    city = LightCity(3, (20, 40, 50), counts, ("query", "weight_plus", "data_high"), (-7, -4), (7, 4), 2)
    assert [int((city.kind_N == kind).sum()) for kind in range(3)] == [60, 120, 50]
    assert [int((city.strip_N == strip).sum()) for strip in range(4)] == [60, 60, 60, 50]
    depth = [city.points_N3[city.strip_N == strip, 2] for strip in range(4)]
    assert all(near.max() < far.min() for near, far in zip(depth, depth[1:], strict=False))
    assert not len(city.visible()), "dark lights are not read"


def test_cubes_lie_on_cubes_and_piles_are_read_where_they_are_whole() -> None:
    foot = WIDE**2
    places = set(map(tuple, cubes(2 * foot + 5).tolist()))
    assert len(places) == 2 * foot + 5
    assert all(y == 0 or (x, y - 1, z) in places for x, y, z in places)
    piles = BytePiles(
        [[(3, constant(3), "focus"), (2, constant(2), "third")], [(9, constant(9), "soft")]], (-7, -4), (7, 4)
    )
    assert piles.counts == [5, 9] and not piles.visible_numbers()
    piles.shown[:] = 1.0, 0.9
    assert [float(bytes_) for _, bytes_ in piles.visible_numbers()] == [3, 2]
    with pytest.raises(TypeError, match="source"):
        BytePiles([[(3, 3.0, "focus")]], (-7, -4), (7, 4))  # type: ignore[list-item]


def test_a_face_is_hidden_by_the_cube_that_stands_before_it() -> None:
    places = cubes(WIDE**2 + 11)
    taken = {place: number for number, place in enumerate(map(tuple, places.tolist()))}
    hidden = neighbours(places)
    for number, (x, y, z) in enumerate(places.tolist()):
        for way, beside in enumerate([(x + 1, y, z), (x, y + 1, z), (x, y, z - 1)]):
            assert hidden[way, number] == taken.get(beside, len(places))


def test_what_has_no_cube_is_not_read_as_drawn() -> None:
    piles = BytePiles([[(0, constant(3), "focus"), (2, constant(2), "third")]], (-7, -4), (7, 4))
    piles.shown[:] = 1.0
    assert piles.drawn.tolist() == [False, True]
    assert [float(bytes_) for _, bytes_ in piles.visible_numbers()] == [2]


def drawn_cubes(scene: Cost) -> list[dict[str, Any]]:
    """Return the cubes that stand for a model's parameters in the record of a scene."""
    numbers = scene.record.as_dict()["numbers"]
    return [n for n in numbers if n["shown"] == "■" and n["source"] == "count:parameters"]


def test_a_model_too_small_for_a_cube_is_not_said_to_be_drawn(tmp_path: Path) -> None:
    params = Cost.Params()
    scene, problems = play_through(Cost, params, ensure(Cost.needs(params, str(tiny_llama(tmp_path)))))
    assert not problems and "less than half of one" in captions(scene)["gpt3"]
    assert not drawn_cubes(scene)
    assert drawn_cubes(played(Cost)) and "drawn to scale" in spoken(played(Cost))


def test_pillars_stand_on_the_byte_that_holds_them_as_high_as_their_level() -> None:
    levels = Reading.of(np.array([0, 15, 3, 7]), "rounded_guess.level")
    pillars = LevelPillars(levels, ["piece"] * 2 + ["focus"] * 2, 1, 4.0, 3.0)
    byte = np.floor(pillars.feet_W2[:, 0] / pillars.side).astype(int).tolist()
    assert byte == [2, 3, 2, 3]
    tops = np.array([pillars.top(n)[1] for n in range(4)])
    assert np.allclose((tops - tops[0]) / pillars.step, levels.value) and tops.max() < 3.0
    assert not pillars.visible_numbers()
    pillars.growth[1] = 1
    assert [float(level) for _, level in pillars.visible_numbers()] == [15]
