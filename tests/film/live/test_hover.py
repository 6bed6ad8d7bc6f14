"""What a pointer can find is what the sidecar lists, for every scene, at each beat's end and at moments between."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from tests.film.live.tape.skia_player import Player
from tests.helpers.counted_scene import Counted
from tests.helpers.moments import ALONE, Read, default_read
from tests.scenes.test_scenes import SCENES

MOMENTS = 20
EDGE = 0.35  # scene units that a box may stand out of the frame: what is cut off by its edge
UNIT = 8192
SAME = 0.6  # of two boxes in both: one is as high as the line, the other as its digits
CLASSES = [*SCENES, Counted]

Box = tuple[float, ...]


class Pointed:
    """The numbers that a pointer can find on a tape, with their boxes; its values and sources are the sidecar's."""

    def __init__(self, found: Read) -> None:
        self.found, self.player = found, Player(found.tape)
        self.numbers, self.fps = found.scene.sidecar()["numbers"], found.tape["fps"]
        self.starts, self.ends = (np.array([number[at] for number in self.numbers]) for at in ("start", "end"))

    def at(self, frame: int) -> dict[int, Box]:
        """Left, bottom, right and top of each number that stands in the picture of a frame."""
        _, places, u = self.player.at(frame)
        boxes, listed = {}, self.listed(frame)
        for number, *box in places:
            if number in listed:
                # Most stand still: a call for each of some hundred thousand took a sixth of what all this takes.
                values = [self.player.value(part, u) if isinstance(part, list) else part for part in box]
                left, low, width, height = [value / UNIT for value in values]
                boxes[number] = left, low, left + width, low + height
        return boxes

    def listed(self, frame: int) -> set[int]:
        """The numbers that the sidecar has on screen then."""
        second = round(frame / self.fps, 3)
        return {*np.flatnonzero((self.starts <= second) & (second < self.ends)).tolist()}


@pytest.mark.parametrize("scene_class", CLASSES)
def test_each_number_of_the_sidecar_has_a_place_while_it_can_be_read(scene_class: Any) -> None:
    found = default_read(scene_class)
    pointed, tape = Pointed(found), found.tape
    assert tape["numbers"] == json.loads(json.dumps(pointed.numbers))
    ends = [round(beat["end"] * pointed.fps) - 1 for beat in found.scene.sidecar()["beats"]]
    frames = {*ends, *np.random.default_rng(0).integers(0, tape["frames"], MOMENTS).tolist()}
    wide, high = np.array(tape["frame"]) / 2 + EDGE
    seen: set[int] = set()
    for frame in frames:
        boxes = pointed.at(frame)
        lacking = pointed.listed(frame) - boxes.keys()
        assert not lacking, f"at {frame / pointed.fps:.2f} s: {[pointed.numbers[n] for n in sorted(lacking)[:3]]}"
        for number, (left, low, right, top) in boxes.items():
            assert left < right and low < top, pointed.numbers[number]
            assert abs(left + right) / 2 < wide and abs(low + top) / 2 < high, pointed.numbers[number]
        seen |= boxes.keys()
    assert len(seen) > 0.25 * len(pointed.numbers)  # a scene of many quick steps shows most of them between moments


@pytest.mark.parametrize("scene_class", CLASSES)
def test_a_number_s_place_is_where_its_digits_stand(scene_class: Any) -> None:
    found = default_read(scene_class)
    pointed, compared = Pointed(found), 0
    apart: list[str] = []
    for moment in found.moments:
        for number, box in pointed.at(round(moment.seconds * pointed.fps)).items():
            shown = pointed.numbers[number]["shown"]
            for digits in ALONE.findall(shown):
                stand = [shared(box, other) for written, other in moment.boxes if written == digits]
                compared += 1
                if max(stand, default=0.0) < SAME:
                    apart.append(f"{shown} at {moment.seconds:.2f} s, {pointed.numbers[number]['source']}")
    assert compared > 5 and apart == []


def shared(one: Box, other: Any) -> float:
    """How much of two boxes is in both."""
    wide, high = (max(0.0, min(one[k + 2], other[k + 2]) - max(one[k], other[k])) for k in (0, 1))
    areas = ((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high / (sum(areas) - wide * high)


def test_numbers_that_stand_apart_have_boxes_of_their_own() -> None:
    pointed = Pointed(default_read(next(scene for scene in SCENES if scene.__name__ == "Masking")))
    most = max((pointed.at(start).values() for start, *_ in pointed.player.plays), key=len)
    assert len(set(most)) > 0.8 * len(most)
