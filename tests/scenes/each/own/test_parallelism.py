"""parallelism: what waits is lit when it is there; captions follow the text, the counts and the clock."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.waiting.hop_lanes import HopLanes, Lane
from attention_scenes.scenes.mobjects.waiting.relay_lane import RelayLane
from attention_scenes.scenes.mobjects.waiting.word_floor import WordFloor
from attention_scenes.scenes.parallelism import Parallelism
from attention_scenes.scenes.parts.parallelism.clock_beats import said_of_clock, said_of_cores
from attention_scenes.scenes.parts.parallelism.far_beats import convolution_line
from attention_scenes.scenes.recap import Recap
from tests.helpers.played import captions, played

BOX = (-5.0, -2.0), (5.0, 2.0)


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def sources(mobject: Any) -> list[str]:
    return [reading.source for _, reading in mobject.visible_numbers()]


def test_the_default_is_a_draw_and_a_long_text_is_none() -> None:
    shown = captions(played(Parallelism))
    assert "13 in line too, for 11 tokens" in shown["flash"]
    assert shown["long"] == "1,024 words: the relay takes 1,026 in line, attention still 13."
    assert "1,024 words 6.3 times" in shown["work"] and "relay 33 in line, attention 143" in shown["writing"]
    assert claims(played(Parallelism))["the model has as many products in line for two tokens as for the whole text"]


def test_captions_follow_the_length_of_the_text() -> None:
    longer = played(Parallelism, text="three noisy green parrots ate the ripe fruit there on that day", window=9)
    shorter = played(Parallelism, text="a cat slept", window=2)
    assert "13 in line, the relay 15" in captions(longer)["flash"]
    assert "13 in line, the relay 6" in captions(shorter)["flash"] and "All at once, but" in captions(shorter)["flash"]
    told = "attention reads this text with fewer products in line than the recurrent net"
    assert claims(longer)[told] and not claims(shorter)[told]


def test_times_stand_in_no_caption() -> None:
    scene = played(Parallelism)
    timed = [each for each in scene.record.as_dict()["numbers"] if "pace." in each["source"] and "_" in each["source"]]
    shown = {each["shown"] for each in timed} - {"▬"}
    assert len(shown) >= 8 and not [beat for beat in scene.record.beats for digits in shown if digits in beat.caption]
    assert len(scene.bundle.times()) == 16


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        ((3.0, 9.0, 4.0, 0.5), "faster up to 1,024 words, slower with 8,192"),
        ((3.0, 9.0, 0.8, 0.5), "faster up to 128 words, slower with 8,192"),
        ((3.0, 9.0, 4.0, 0.9), "faster up to 1,024 words, slower with 8,192"),
        ((3.0, 9.0, 4.0, 1.2), "faster in every text here"),
        ((3.0, 9.0, 4.0, 1.0), "faster in 3 of 4 texts"),
        ((0.5, 0.6, 0.7, 0.5), "faster in 0 of 4 texts"),
        ((0.5, 9.0, 4.0, 2.0), "faster in 3 of 4 texts"),
    ],
)
def test_what_is_said_of_one_core_follows_the_clock(ratios: tuple[float, ...], said: str) -> None:
    pairs = [Reading.of(np.array([ratio, 1.0]), "pace") for ratio in ratios]
    sizes = Reading.of(np.array([16, 128, 1024, 8192]), "size")
    assert said in said_of_clock(played(Parallelism), pairs, sizes)[0]


@pytest.mark.parametrize(
    ("recurrent", "attending", "said"),
    [
        (1.0, 1.9, "the relay has none"),
        (1.0, 1.0, "neither faster"),
        (0.16, 0.99, "neither faster"),
        (1.8, 1.9, "attention gains in 2 of 2 texts, the relay in 1"),
        (0.9, 1.1, "in 2 of 2 texts, the relay in 0"),
    ],
)
def test_what_is_said_of_a_second_core_follows_the_clock(recurrent: float, attending: float, said: str) -> None:
    gains = [Reading.of(np.array(pair), "gain") for pair in ([min(recurrent, 1.0), attending], [recurrent, attending])]
    assert said in said_of_cores(played(Parallelism), gains)[0]


@pytest.mark.parametrize(("window", "width", "work"), [(5, 48, "11,520"), (9, 64, "36,864")])
def test_what_a_convolution_costs_follows_its_window_and_the_width(window: int, width: int, work: str) -> None:
    scene: Any = SimpleNamespace(params=Parallelism.Params(window=window), layout=played(Parallelism).layout)
    facts: Any = SimpleNamespace(width=width)
    note = convolution_line(scene, facts)
    assert f"over {window} words" in note.text and f"{window} × {width} × {width} = {work} " in note.text
    numbers = [number for line in note for number in line.numbers]
    assert sorted(shown for shown, _ in numbers) == sorted([str(window)] * 2 + [str(width)] * 2 + [work])
    assert all(float(reading) == float(shown.replace(",", "")) for shown, reading in numbers)


def test_words_that_are_written_stand_where_their_time_is() -> None:
    lines = Reading.of(np.array([[3.0, 6.0, 12.0]]), "line")
    lane = RelayLane(["", "", ""], lines, "last", "first", *BOX, em=0.3, until=12.0)
    assert np.allclose(lane.places[0, :, 0], [-0.5, 0.0, 1.0]) and np.allclose(lane.ends[:, 0], [-1, 1])


def test_a_bead_lights_up_when_its_products_are_done() -> None:
    lane = RelayLane(["a", "b"], Reading.of(np.array([[1, 2], [2, 3]]), "line"), "before", "first", *BOX, em=0.3)
    found = []
    for lane.tick in (0.0, 1.0, 2.0, 3.0):
        found.append(sources(lane))
    assert found == [
        [],
        ["line[0,0]"],
        ["line[0,0]", "line[0,1]", "line[1,0]"],
        ["line[0,0]", "line[0,1]", "line[1,0]", "line[1,1]"],
    ]
    starts = {(start, there): len(ends) for start, there, ends in lane.ways}
    assert starts == {(0, 1): 1, (1, 2): 3, (2, 3): 2}, "light sets out when the last of what a bead waits for is there"
    attention = RelayLane(["a", "b"], Reading.of(np.array([[6, 6]]), "line"), "all", "second", *BOX, em=0.3)
    assert [(start, there, len(ends)) for start, there, ends in attention.ways] == [(0, 6, 3)]
    written = RelayLane(["", ""], Reading.of(np.array([[3, 6]]), "line"), "last", "first", *BOX, em=0.3)
    assert [(start, there, len(ends)) for start, there, ends in written.ways] == [(3, 6, 1)]


def test_a_floor_is_lit_word_by_word_and_each_follows_the_one_before() -> None:
    floor = WordFloor(Reading.of(np.arange(1, 10), "line"), 3, "first", *BOX)
    steps = np.abs(np.diff(floor.middles, axis=0)).sum(axis=1)
    assert np.allclose(steps, 1), "the next word is beside the one before, or behind it"
    floor.tick = 4.0
    assert sources(floor) == [f"line[{n}]" for n in range(4)]


def test_hops_go_as_far_as_the_change_has_come() -> None:
    reached = Reading.of(np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]), "reach")
    lanes = HopLanes(list("abcde"), [Lane(reached, "two", "first", [])], *BOX, em=0.3)
    assert lanes.stops[0].tolist() == [0, 2, 4] and not lanes.visible_numbers()
    assert np.allclose(lanes.hop(0, 1)[[0, -1], 0], lanes.x[[2, 4]])
    lanes.tick = 1.0
    assert sources(lanes) == ["reach[0,2]"]
    lanes.tick = 9.0
    assert sources(lanes) == ["reach[0,2]", "reach[1,4]"]


def test_what_draws_numbers_takes_no_bare_arrays() -> None:
    bare: Any = np.ones((2, 2))
    for make in (
        lambda: RelayLane(["a", "b"], bare, "before", "first", *BOX, em=0.3),
        lambda: WordFloor(bare, 2, "first", *BOX),
        lambda: HopLanes(["a", "b"], [Lane(bare, "", "first", [])], *BOX, em=0.3),
    ):
        with pytest.raises(TypeError, match="needs a source"):
            make()


def test_a_text_in_which_nothing_waits_is_refused() -> None:
    with pytest.raises(UserError, match="too short"):
        played(Parallelism, text="blue")


def test_the_chapter_is_called_back_and_another_sentence_is_refused() -> None:
    shown = captions(played(Recap, chapter=7))
    assert "to say “verdoyante”, a place reads “verdant” most" in shown["across"] and "n²" in shown["price"]
    with pytest.raises(UserError, match="Nearest to it"):
        played(Recap, chapter=7, text="the creature was blue")
