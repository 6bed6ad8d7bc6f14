"""Numbers in each frame, read from the mobjects that draw it, to compare with a sidecar's list and with a tape."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import ClipWriter
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.tape_renderer import TapeCamera, TapeRenderer
from attention_scenes.model.answers.store import ensure

# Digits are a number where they stand alone: not in a name (4-bit, GPT-3, SmolLM2-135M), an order (3rd) or a formula's
# letter (d_64), and not in the title of a work that is cited.
ALONE = re.compile(r"(?<![\w.\-–⟨“])[+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?(?![\w”])(?!-\w)")
WORKS = re.compile(r"et al\. \d{4}|table \d+(\.\d+)?")


Boxes = list[tuple[str, np.ndarray]]


@dataclass
class Moment:
    """A second of the clip, how often each number stands in its frame, and of each where: left, bottom, right, top."""

    seconds: float
    numbers: Counter[str]
    boxes: Boxes


class Undrawn(TapeCamera):
    """Camera that draws nothing."""

    def record(self, canvas: Any, mobject: Any) -> list[Any]:
        return []


class Reader(TapeRenderer):
    """Renderer that plays every frame of a scene, tapes where its numbers stand, and reads some of them; draws none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(camera_class=Undrawn, **kwargs)
        self.moments: list[Moment] = []
        self.calls = 0

    def _sample(self, moves: bool) -> None:
        if self.calls % 7 == 0 or not moves:
            boxes = boxes_in(self._scene)
            self.moments.append(Moment(self.time, Counter(number for number, _ in boxes), boxes))
        self.calls += 1
        super()._sample(moves)


class Read(NamedTuple):
    """A scene played to its end: it, its moments, and the tape of where its numbers stand."""

    scene: Any
    moments: list[Moment]
    tape: dict[str, Any]


def boxes_in(scene: Any) -> Boxes:
    """Return the numbers in the texts that are readable now; those of tokens are words of the sentence."""
    bundles = scene.bundles.values()
    words = {token.text.strip() for one in bundles for key in one.meta["traces"] for token in one.tokens(key)}
    return [
        (number, np.concatenate([at_N2.min(axis=0), at_N2.max(axis=0)]))
        for text, at_N2, _ in scene.visible_texts()
        if text not in words
        for number in ALONE.findall(WORKS.sub("", text))
    ]


def read(scene_class: Any, params: Any, bundle: Any, fps: float = 5) -> Read:
    """Play a scene; return it with what is read in each pause and in every seventh frame between."""
    with manim_settings(ClipOptions(Path(), "", 64, 36, fps)):
        renderer = Reader(file_writer_class=partial(ClipWriter, thread=None))
        scene = scene_class(params=params, bundle=bundle, renderer=renderer)
        scene.render()
        frame = [scene.camera.frame_width, scene.camera.frame_height]
    head = {"fps": fps, "frame": frame, "numbers": scene.sidecar()["numbers"], "theme": "dark", "themes": ["dark"]}
    return Read(scene, renderer.moments, json.loads(json.dumps(renderer.tape.tape(head))))


@lru_cache(maxsize=2)  # tests of one scene run one after the other
def default_read(scene_class: Any) -> Read:
    """Return a scene with its default parameters, once for the tests that look at it."""
    params = scene_class.Params()
    return read(scene_class, params, ensure(scene_class.needs(params)))


def listed_at(numbers: list[dict[str, Any]], seconds: float) -> Counter[str]:
    """Count how often a sidecar lists each number at a second of the clip; marks that are drawn are left out."""
    return Counter(
        number
        for entry in numbers
        if entry["start"] <= round(seconds, 3) < entry["end"]
        for number in ALONE.findall(entry["shown"])
    )
