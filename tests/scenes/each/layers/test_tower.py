"""What the scene of tower says of two modifiers is what was measured."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.record import family
from attention_scenes.scenes.mobjects.planes.miss_chart import MissChart
from attention_scenes.scenes.mobjects.planes.place_lights import DOT, PlaceLights
from attention_scenes.scenes.parts.tower.answer_beats import neither_moves
from attention_scenes.scenes.parts.tower.comparison_beats import said_after
from attention_scenes.scenes.parts.tower.plane_beats import PAIRS, ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import ALONE, LITTLE, ONE, OTHER_TWO, TWO, WORD
from attention_scenes.scenes.tower import Tower
from tests.helpers.played import captions, played
from tests.scenes.cases.tower import CASES


def test_the_second_modifier_hardly_moves_it_and_the_other_one_adds() -> None:
    scene = played(Tower)
    words = captions(scene)
    assert words["first"] == "“Eiffel” arrives: it moves “tower” towards “Eiffel towers”."
    assert words["other alone"] == "“huge” alone: 0.22 of the way from small to large."
    assert words["alone"] == "“miniature” alone: 0.29 of the way from large to small."
    assert words["second"].startswith("Measured: it hardly moves") and "“huge” adds" in words["other"]
    assert words["answer"] == "Shifts can add: “huge” at few of these layers, “miniature” at none."
    assert words["axes"].startswith("Do two shifts add?")


def test_the_answer_counts_the_layers_at_which_the_phrase_is_in_the_ring() -> None:
    scene = played(Tower)
    places = [scene.bundle.probe(f"{axis.name}.place").value for axis in scene.params.axes]
    for other, both, some in ((4, 5, 4), (3, 2, 0)):
        off = [p[both] - p[1] - (p[other] - p[0]) for p in places]
        misses = np.linalg.norm(off, axis=0)[scene.contrasts.sure_layers]
        assert np.allclose([float(miss) for miss in scene.contrasts.misses(other, both)], misses)
        assert (misses < LITTLE).sum() == some
    claims = {claim["claim"]: claim["measured"] for claim in scene.record.claims}
    assert claims["“huge” adds at a layer with sure axes"].endswith("4 of 21")
    assert claims["“miniature” adds at a layer with sure axes"].endswith("0 of 21")


def test_a_number_comes_when_it_is_measured() -> None:
    scene = played(Tower)
    first = {}
    for number in scene.record.as_dict()["numbers"]:
        first.setdefault(number["shown"], number["start"])
    assert first["0.22"] < first["0.06"] < first["0.29"] < first["0.27"]


def test_a_light_that_stays_at_the_end_is_within_the_band_of_the_chart() -> None:
    scene = played(Tower)
    [chart] = [mobject for mobject in family(scene.mobjects) if isinstance(mobject, MissChart)]
    [lights] = [mobject for mobject in family(scene.mobjects) if isinstance(mobject, PlaceLights)]
    inside = lights.xy[:, 1] < chart.band.get_top()[1]
    assert inside.sum() == 4 and np.array_equal(inside, lights.opacities == 1)
    assert np.array_equal(lights.readings.value[:21, 0], scene.contrasts.sure_layers)
    middles = [chart.place(place)[0] for place in lights.readings.value[:21]]
    for middle, one, other in zip(middles, lights.xy[:21], lights.xy[21:], strict=True):
        assert np.hypot(*(one - other)) > 2 * DOT, "neither of the two of a layer hides the other"
        assert (one + other)[0] / 2 == pytest.approx(middle)


@pytest.mark.parametrize("case", CASES)
def test_as_many_lights_stay_as_layers_are_counted(case: dict[str, Any]) -> None:
    scene = played(Tower, **case)
    found = [mobject for mobject in family(scene.mobjects) if isinstance(mobject, PlaceLights)]
    counts = [re.search(r"at (\d+) of (\d+)$", claim["measured"]) for claim in scene.record.claims]
    told = [tuple(map(int, count.groups())) for count in counts if count]
    assert len(told) == 2, "of either modifier"
    if scene.contrasts.sure:
        lit = (found[0].opacities == 1).reshape(2, -1)  # a row for each modifier
        assert [(int(row.sum()), len(row)) for row in lit] == told


def test_the_copy_of_a_shift_is_as_long_and_ends_in_the_ring() -> None:
    scene = played(Tower)
    steps = ContrastSteps(scene, scene.contrasts)
    for alone, both in PAIRS:
        copy, carried = steps.carried(alone, both)
        before = copy.get_end() - copy.get_start()
        after = carried.target_mobject.get_end() - carried.target_mobject.get_start()
        assert np.allclose(before, after)
        ring = steps.ring(alone, both)[0]
        assert np.allclose(carried.target_mobject.get_end(), ring.get_center())


@pytest.mark.parametrize("most", [0.3, 2.0, 60.0])
def test_a_chart_has_some_heights_that_do_not_touch(most: float) -> None:
    layers = [Reading.constant(n) for n in (3, 4, 250)]
    chart = MissChart(layers, most, 0.1, (-4, -2), (4, 3), 4, 2.0)
    heights = sorted(tick.get_y() for tick in chart.ticks if tick.get_right()[0] < -4)
    assert len(heights) <= 12 and all(above - below > 0.44 for below, above in zip(heights, heights[1:], strict=False))
    assert bool(heights) == (most >= 0.5)


def test_the_layer_is_where_the_weaker_axis_is_most_accurate() -> None:
    scene = played(Tower)
    weaker = np.min([a.value for a in scene.contrasts.accuracy], axis=0)
    assert weaker[scene.contrasts.layer] == np.nanmax(weaker)
    assert played(Tower, layer=24).contrasts.layer == 24


def test_ways_lead_from_phrase_to_phrase() -> None:
    scene = played(Tower)
    at = [scene.bundle.probe(f"{axis.name}.place").value[:, scene.contrasts.layer] for axis in scene.params.axes]
    places = dict(zip(scene.params.all_phrases, np.column_stack(at), strict=True))
    assert np.allclose(scene.contrasts.way(ONE, TWO).value, places["miniature Eiffel tower"] - places["Eiffel tower"])
    assert np.allclose(scene.contrasts.way(WORD, ALONE).value, places["miniature tower"] - places["tower"])


@pytest.mark.parametrize(
    ("alone", "after", "said"),
    [
        (0.09, 0.05, "hardly moves it, alone or after"),
        (0.09, 0.12, "alone hardly moves it: nothing to add."),
        (0.3, 0.35, "adds."),
        (0.3, 0.05, "it hardly moves, 0.25 off"),
        (0.3, 0.15, "does not add"),
    ],
)
def test_what_is_said_of_a_modifier_follows_both_of_its_ways(alone: float, after: float, said: str) -> None:
    places = [(0, 0), (0.5, 0), (0.5, after), (0, alone), (0, 0), (0, 0)]  # word, one, two, alone
    contrasts = replace(played(Tower).contrasts, places=Reading.of(np.array(places, dtype=float), "places"))
    noting: Any = SimpleNamespace(claim=lambda words, holds, measured: holds)
    caption, _ = said_after(noting, SimpleNamespace(contrasts=contrasts), "two", ALONE, TWO)  # type: ignore[arg-type]
    assert said in caption


@pytest.mark.parametrize("moved", [0.05, 0.3])
def test_that_shifts_do_not_add_is_said_only_where_one_is_off_the_sum(moved: float) -> None:
    scene = played(Tower)
    contrasts, near = scene.contrasts, []
    places = np.zeros((2, 6, scene.bundle.meta["n_layers"] + 1))
    places[0, [ONE, TWO, OTHER_TWO]] = 0.5
    places[1, ALONE] = moved  # after the first word it moves nothing
    probes = dict(zip((f"{axis.name}.place" for axis in contrasts.params.axes), places, strict=True))
    given = SimpleNamespace(probe=lambda name: Reading.of(probes[name], name))
    stub = replace(contrasts, bundle=given)
    for alone, both in PAIRS:
        adds, close = stub.adds(alone, stub.misses(alone, both))
        assert not adds.any()
        near.append(close)
    noting: Any = SimpleNamespace(claim=lambda words, holds, measured: holds)
    assert neither_moves(noting, np.concatenate(near)) == (moved < LITTLE)


def test_axes_of_ones_own_change_the_words() -> None:
    words = captions(played(Tower, **CASES[2]))
    assert "hardly" not in words["second"] and "mood" in words["axes"]
    assert "does not add" in words["other"] and words["answer"].startswith("Shifts can add: “huge” at none")


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end in"):
        Tower.Params(phrases=("tower", "tower of Eiffel", "small tower of Eiffel"))
    with pytest.raises(ValueError, match="already in the phrases"):
        Tower.Params(other="miniature")
    params = Tower.Params(layer=31)
    with pytest.raises(UserError, match="1 to 30"):
        Tower.check(params, ensure(Tower.needs(params)))
