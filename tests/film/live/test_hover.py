"""What a pointer can find is what the sidecar lists, at each beat's end and at moments between."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.live.tape.tape_writer import packed
from attention_scenes.film.playback.live_page import record
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.masking import Masking
from tests.film.live.tape.skia_player import Player
from tests.helpers.counted_scene import Counted

FPS, MOMENTS = 2.0, 20
EDGE = 0.35  # scene units that a box may stand out of the frame: what is cut off by its edge
SCENES: dict[str, Any] = {"counted": Counted, "masking": Masking}  # a small one, and a whole one


@cache
def recorded(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tape of a scene, and its sidecar."""
    scene_class = SCENES[name]
    params = scene_class.Params()
    bundle = ensure(scene_class.needs(params))
    options = ClipOptions(Path(), name, 1280, 720, FPS, "html")
    with manim_settings(options):
        scene, renderer, look = record(scene_class, params, bundle, options)
        frame = [scene.camera.frame_width, scene.camera.frame_height]
    sidecar = scene.sidecar()
    tape = renderer.tape.tape({"fps": FPS, "frame": frame, "numbers": sidecar["numbers"], **look})
    return json.loads(json.dumps(tape)), sidecar


@pytest.mark.parametrize("name", SCENES)
def test_each_number_of_the_sidecar_has_a_place_while_it_can_be_read(name: str) -> None:
    tape, sidecar = recorded(name)
    player, seconds = Player(tape), tape["frames"] / FPS
    ends = [beat["end"] - 0.5 / FPS for beat in sidecar["beats"]]
    moments = [*ends, *np.random.default_rng(0).uniform(0, seconds, MOMENTS).tolist()]
    found = 0
    for moment in moments:
        frame = int(moment * FPS)
        _, places, u = player.at(frame)
        boxes = {row[0]: [player.value(part, u) / 8192 for part in row[1:]] for row in places}
        listed = [n for n, number in enumerate(sidecar["numbers"]) if number["start"] <= frame / FPS < number["end"]]
        assert not set(listed) - boxes.keys(), f"{name} at {moment:.2f} s"
        for n in listed:
            left, low, width, height = boxes[n]
            wide, high = np.array(tape["frame"]) / 2 + EDGE
            assert width > 0 and height > 0, sidecar["numbers"][n]
            assert -wide < left + width / 2 < wide and -high < low + height / 2 < high, sidecar["numbers"][n]
        found += len(listed)
    assert found >= len(sidecar["numbers"]) > 5


def test_a_tape_is_small_beside_a_video() -> None:
    assert len(packed(recorded("masking")[0])) < 300_000


def test_numbers_that_stand_apart_have_boxes_of_their_own() -> None:
    tape, _ = recorded("masking")
    player = Player(tape)
    most = max((player.at(start)[1] for start, *_ in player.plays), key=len)
    assert len({json.dumps(row[1:]) for row in most}) > 0.8 * len(most)
