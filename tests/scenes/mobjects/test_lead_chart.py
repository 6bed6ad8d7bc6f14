"""Charts of leads and of parts: bars stand where their numbers put them, in the colour that leads, and have sources."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.charts.angle_fans import AngleFans
from attention_scenes.scenes.mobjects.charts.layer_counter import LayerCounter
from attention_scenes.scenes.mobjects.charts.lead_chart import LeadChart
from attention_scenes.scenes.mobjects.charts.part_bars import PartBars, Waterfall
from attention_scenes.scenes.mobjects.marks.lead_bars import LeadBars
from attention_scenes.scenes.mobjects.space.layer_ticks import LayerTicks
from tests.helpers.scenes.pixels import drawn, off_on_gpu

LEADS = np.array([[-0.8, 0.4, 0.6], [0.5, np.nan, 0.3]])
BLUE, RED = np.array([0.2, 0.4, 1.0, 1.0]), np.array([1.0, 0.2, 0.2, 1.0])


def counts(first: int, last: int) -> list[Reading]:
    return [Reading.count(n, f"layer.{n}") for n in range(first, last + 1)]


def bars(**arrays: float) -> LeadBars:
    colors = np.array([[RED, BLUE, BLUE], [BLUE, BLUE, BLUE]])
    made = LeadBars(Reading.of(LEADS, "lead"), colors, counts(1, 3), width=6, step=2, unit=1)
    for name, value in arrays.items():
        setattr(made, name, value)
    return made


def at(pixels: np.ndarray, x: float, y: float) -> np.ndarray:
    return pixels[round(90 - y * 180 / 8), round(160 + x * 180 / 8), :3].astype(int)


def sources(mobject: LeadBars | Waterfall) -> list[str]:
    return [reading.source for text, reading in mobject.visible_numbers() if text == "▬"]


def test_a_bar_stands_up_where_its_own_leads_and_down_where_another_does_in_the_colour_of_who_leads() -> None:
    pixels = drawn(bars(reached=3.0).paint)
    (red, _, blue), (_, _, above) = at(pixels, 1, -0.5), at(pixels, 1, 0.3)
    assert red > 200 > blue and above == 0
    assert at(pixels, 3, 0.25)[2] > 200 and at(pixels, 3, -0.25)[2] == 0
    assert not at(pixels, 3, -1.8).any(), "an undefined lead has no bar"


def test_bars_come_layer_by_layer_and_only_a_full_one_has_a_number() -> None:
    assert sources(bars()) == [] and sources(bars(reached=0.6)) == []
    assert sources(bars(reached=1.5)) == ["lead[0,0]", "lead[1,0]"]
    assert sources(bars(reached=3.0)) == ["lead[0,0]", "lead[0,1]", "lead[0,2]", "lead[1,0]", "lead[1,2]"]
    assert bars(reached=3.0, opacity=0.0).visible_numbers() == []
    grown = at(drawn(bars(reached=0.5).paint), 1, -0.6)
    assert not grown.any(), "half-way, a bar is half as long"


def test_rows_hold_fewer_layers_where_the_window_is_narrower() -> None:
    assert at(drawn(bars(reached=3.0, window=6.0).paint), 2.5, 0.3)[2] > 200
    assert at(drawn(bars(reached=3.0).paint), 5, 0.3)[2] > 200


def test_the_line_from_which_on_all_lead_stands_before_that_layer() -> None:
    assert at(drawn(bars(since=3, marked=1.0).paint), 4, -1)[0] > 40
    assert not at(drawn(bars(since=3).paint), 4, -1).any()


def test_numbers_of_layers_make_way_for_rounder_ones() -> None:
    ticks = LayerTicks(counts(0, 30), 0.3)
    near, far = (ticks.placed(np.column_stack([np.arange(31) * step, np.zeros(31)])) for step in (0.16, 1.0))
    assert [tick.tag.text for tick in far] == ["layer 0", *map(str, range(1, 31))]
    assert {tick.tag.text for tick in near} == {"layer 0", "5", "10", "15", "20", "25", "30"}
    places = np.column_stack([np.arange(31) * 0.36, np.zeros(31)])  # room for one digit, not for two
    assert {"7", "8"} <= {tick.tag.text for tick in ticks.placed(places)}
    even = {tick.tag.text for tick in ticks.placed(places, even=True)}
    assert even == {"layer 0", "5", "10", "15", "20", "25", "30"}
    taken = ticks.placed(np.column_stack([np.arange(31) * 1.0, np.zeros(31)]), np.array([30.1, 0]))
    assert "30" not in {tick.tag.text for tick in taken}


def test_a_chart_tells_the_lead_of_the_layer_it_has_come_to() -> None:
    chart = LeadChart(
        ("one", "two"), ("first", "second"), Reading.of(LEADS, "lead"), [["first"] * 3] * 2,
        layers=counts(1, 3), inset=1, width=3, step=1,
    )  # fmt: skip
    for animation in chart.to(3):
        animation.begin()
        animation.interpolate(1)
    shown = [(text, r.source) for field in chart.numbers.fields for text, r in field.visible_numbers()]
    assert shown == [("+0.60", "lead[0,2]"), ("+0.30", "lead[1,2]")]


@pytest.mark.parametrize("made", [LeadBars, Waterfall])
def test_bars_need_a_source(made: type) -> None:
    with pytest.raises(TypeError, match="source"):
        if made is LeadBars:
            LeadBars(LEADS, np.ones((2, 3, 4)), counts(1, 3), width=1, step=1, unit=1)  # type: ignore[arg-type]
        else:
            Waterfall(LEADS, np.ones((2, 3, 4)), full=1, row=1)  # type: ignore[arg-type]


def test_a_part_begins_where_the_one_before_ends_and_goes_back_where_it_is_negative() -> None:
    whole = Waterfall(Reading.of(np.array([[0.25, 0.5]]), "part"), np.array([[RED, BLUE]]), full=4, row=1)
    pixels = drawn(whole.paint)
    assert at(pixels, 0.5, 0)[0] > 200 > at(pixels, 0.5, 0)[2] and at(pixels, 2, 0)[2] > 200
    assert not at(pixels, 3.5, 0).any() and at(pixels, 4, 0.3)[0] > 40, "a line where a whole way ends"
    assert sources(whole) == ["part[0,0]", "part[0,1]"]
    whole.growth = np.array([1.0, 0.0])
    assert sources(whole) == ["part[0,0]"]
    back = Waterfall(Reading.of(np.array([[0.75, -0.5]]), "part"), np.array([[RED, BLUE]]), full=4, row=2)
    pixels = drawn(back.paint)
    assert at(pixels, 2, 0.3)[0] > 200 and at(pixels, 2, -0.3)[2] > 200, "one below the other"
    assert at(pixels, 0.5, -0.3)[2] == 0


def test_parts_are_named_and_written_at_their_bars_and_never_over_each_other() -> None:
    made = PartBars(
        ("one", "two"), ("first", "second"), Reading.of(np.array([[0.16, 0.54], [0.01, 0.02]]), "part"),
        ("attention", "MLP"), "1: there", inset=1, width=4, row=1,
    )  # fmt: skip
    assert [[(t, r.source) for label in tail for t, r in label.visible_numbers()] for tail in made.tails] == [
        [("+0.16", "part[0,0]"), ("+0.01", "part[1,0]")], [("+0.54", "part[0,1]"), ("+0.02", "part[1,1]")],
    ]  # fmt: skip
    assert all(1 + 0.16 * 4 < label.get_x() < 1 + 0.7 * 4 for label in made.tails[1][:2]), "over and under its part"
    back = PartBars(
        ("one",), ("first",), Reading.of(np.array([[0.02, -0.2]]), "part"), ("attention", "MLP"), "1: there",
        inset=1, width=4, row=1,
    )  # fmt: skip
    for bars, zero in (made, 1.0), (back, 1 + 0.18 * 4 / 1.18):
        for before, after in zip(*bars.tails, strict=True):
            assert before.get_left()[0] > zero, "the line at 0 crosses no label"
            assert before.get_right()[0] < after.get_left()[0]


def test_a_gpu_draws_bars_as_a_raster_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert off_on_gpu(bars(reached=2.5, since=2, marked=1.0), monkeypatch) <= 0.0008


def test_an_angle_is_that_of_its_cosine() -> None:
    angle = Reading.of(np.array([0.5, 1.0000001, -1.0]), "cosine").angle()
    assert np.allclose(angle.value, [60, 0, 180]) and angle[0].source == "angle(cosine[0])"


def test_a_fan_is_drawn_at_the_angle_that_is_written_beside_it() -> None:
    angles = Reading.of(np.array([55.4, 110.0]), "angle")
    made = AngleFans(
        ("one", "two"), ("first", "second"), ("here", "there"), [angles[0], angles[1]], inset=1, width=5, step=1
    )
    for (axis, _, arrow), angle in zip(made.fans, angles.value, strict=True):
        way = arrow.get_end() - arrow.get_start()
        assert np.isclose(np.degrees(np.arctan2(way[1], way[0])), angle), "in degrees from the axis"
        assert np.allclose(axis.get_start(), arrow.get_start()) and np.isclose(*(axis.get_end() - axis.get_start())[1:])
    assert made.names.get_right()[0] < made.fans.get_left()[0], "an arrow that points back leaves the name free"
    shown = [(text, r.source) for label in made.labels for text, r in label.visible_numbers()]
    assert shown == [("55", "angle[0]"), ("110", "angle[1]")]


def test_a_counter_cuts_from_one_number_to_the_next() -> None:
    counter = LayerCounter(counts(0, 2), Reading.count(2, "n_layers"))
    for layer in (0, 1):
        changes = counter.to(layer)
        for change in changes:
            change.begin()
        for alpha in (0.2, 0.4, 0.6, 0.8, 1.0):
            for change in changes:
                change.interpolate(alpha)
            seen = [field.opacity for field in counter.number.fields]
            assert layer == 0 or sorted(seen) == [0, 0, 1], f"{seen} at {alpha}: two numbers in one place"
    assert [field.opacity for field in counter.number.fields] == [0, 1, 0]
