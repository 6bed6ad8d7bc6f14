"""The picture that stands for a clip: a telling one, on which nothing moves and the caption is fully there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.playback.poster import Poster
from attention_scenes.model.answers.store import ensure
from tests.scenes.test_scenes import CASES, SCENES

ABOVE_CAPTION = 0.833  # of the height
CLEAR, LEAST = 60, 0.02  # of 255 from the ground; of that area


def cases_of(scene: Any) -> list[dict[str, Any]]:
    """The defaults, and the first of the other inputs."""
    return [given for one, given in CASES if one is scene][:2]


CHOSEN = [(scene, given) for scene in SCENES for given in cases_of(scene)]
IDS = [f"{scene.__name__}-{list(given.values())[:1] or 'default'}" for scene, given in CHOSEN]


def watched(scene_class: Any, pauses: list[dict[str, Any]]) -> Any:
    """The scene's class, which notes in ``pauses`` when it pauses and what can be read then."""

    class Watched(scene_class):
        def wait(self, *args: Any, **kwargs: Any) -> None:
            super().wait(*args, **kwargs)
            caption = self.caption
            pauses.append(
                {
                    "beat": self.record.beats[-1].name,
                    "end": self.time,
                    "caption": caption and (caption.text, caption.get_fill_opacity()),
                    "starts": bool(self._waiting),
                }
            )

    return Watched


@pytest.mark.parametrize(("scene", "given"), CHOSEN, ids=IDS)
def test_it_is_the_settled_end_of_the_beat_that_the_scene_names(
    scene: Any, given: dict[str, Any], tmp_path: Path
) -> None:
    params, pauses = scene.Params(**given), list[dict[str, Any]]()
    size = {"width": 480, "height": 270, "fps": 5.0}
    options = ClipOptions(tmp_path, "clip", **size, device="cpu", encoder={"preset": "ultrafast"})
    made = render_clip(watched(scene, pauses), params, ensure(scene.needs(params)), options)
    told = json.loads(made.sidecar.read_text())
    [pause] = [p for p in pauses if p["end"] > told["clip"]["poster"]][:1]
    beat = next(beat for beat in told["beats"] if beat["name"] == pause["beat"])
    assert beat["name"] == scene.poster
    assert pause["end"] == pytest.approx(beat["end"], abs=0.01), "the last pause of the beat"
    assert pause["end"] - told["clip"]["poster"] <= 2 + len(beat["caption"]) / 15, "it lies in this very pause"
    assert pause["caption"] == (beat["caption"], 1.0) and not pause["starts"]
    pixels = np.asarray(Image.open(beside(made.path, "poster.png")).convert("RGB")).astype(int)
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
