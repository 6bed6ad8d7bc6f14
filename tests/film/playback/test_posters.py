"""The picture that stands for a clip: a telling one, on which nothing moves and the caption is fully there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.playback.poster import Poster
from tests.helpers.scenes.drawn import default_clip, stops
from tests.scenes.test_scenes import SCENES, asked_of, cases_of

ABOVE_CAPTION = 0.833  # of the height
CLEAR, LEAST = 60, 0.02  # of 255 from the ground; of that area


# The defaults, and the first of the other inputs.
CHOSEN = [asked_of(scene, given) for scene in SCENES for given in cases_of(scene).CASES[:2]]


@pytest.mark.parametrize(("scene", "given"), CHOSEN)
def test_it_is_the_settled_end_of_the_beat_that_the_scene_names(scene: Any, given: dict[str, Any]) -> None:
    clip = stops(scene, **given) if given else default_clip(scene).stops
    pause = next(pause for pause in clip.pauses if pause.end > clip.seconds)
    beat = next(beat for beat in clip.beats if beat["name"] == pause.beat)
    comes = scene.poster in [each["name"] for each in clip.beats]
    assert comes or given, "it comes with the defaults"
    assert beat["name"] == scene.poster or not comes
    assert pause.end == pytest.approx(beat["end"], abs=0.01), "the last pause of the beat"
    assert pause.end - clip.seconds <= 2 + len(beat["caption"]) / 15, "it lies in this very pause"
    assert pause.caption == (beat["caption"], 1.0) and not pause.starts
    pixels = clip.poster.astype(int)
    above = pixels[: round(ABOVE_CAPTION * len(pixels))]
    assert (np.abs(above - above[0, 0]) > CLEAR).any(axis=-1).mean() >= LEAST


def test_the_named_beat_goes_before_what_shows_more() -> None:
    full, half = (np.zeros((8, 8, 4), np.uint8) for _ in range(2))
    full[4:], half[6:] = 255, 255
    for beat, expected in (("named", 4), ("", 6), ("another", 6)):
        poster = Poster(beat)
        for number, (pixels, now) in enumerate([(full, "a"), (half, "named"), (full, "named"), (half, "named")], 1):
            poster.consider(Frame(pixels), number, now)
        poster.consider(Frame(half), 5, "b")
        poster.consider(Frame(full), 6, "b")
        assert poster.frame == expected


def test_of_one_beat_its_last_pause_counts_though_it_shows_less() -> None:
    full, half = (np.zeros((8, 8, 4), np.uint8) for _ in range(2))
    full[4:], half[6:] = 255, 255
    poster = Poster("named")
    for number, (pixels, now) in enumerate([(half, "a"), (full, "b"), (half, "b")], 1):
        poster.consider(Frame(pixels), number, now)
    assert poster.frame == 3
    free = Poster()  # pauses of no beat are apart
    for number, pixels in enumerate([full, half], 1):
        free.consider(Frame(pixels), number, "")
    assert free.frame == 1
