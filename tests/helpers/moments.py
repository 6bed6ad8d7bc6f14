"""Numbers in each frame, read from the mobjects that draw it, to compare with a sidecar's list."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import ClipWriter
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.verify.replay import FrameCounter, ReplayRenderer

# Digits are a number where they stand alone: not in a name (4-bit, GPT-3, SmolLM2-135M), an order (3rd) or a formula's
# letter (d_64), and not in the title of a work that is cited.
ALONE = re.compile(r"(?<![\w.\-–⟨“])[+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?(?![\w”])(?!-\w)")
WORKS = re.compile(r"et al\. \d{4}|table \d+(\.\d+)?")


@dataclass
class Moment:
    """A second of the clip, and how often each number stands in its frame."""

    seconds: float
    numbers: Counter[str]


class Reader(ReplayRenderer):
    """Renderer that plays every frame of a scene and reads some of them; draws none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__((), **kwargs)
        self.moments: list[Moment] = []
        self.calls = 0

    def _next_frames(self, count: int, drawn: bool) -> None:
        if self.calls % 7 == 0 or count > 1:
            self.moments.append(Moment(self.time, numbers_in(self._scene)))
        self.calls += 1
        for _ in range(count):  # one by one: a whole pause at once would make a poster
            super()._next_frames(1, False)

    def scene_finished(self, scene: Any) -> None:
        """Do nothing: there is no file to finish."""


def numbers_in(scene: Any) -> Counter[str]:
    """Count the numbers in the texts that are readable now; those of tokens are words of the sentence."""
    bundles = scene.bundles.values()
    words = {token.text.strip() for one in bundles for key in one.meta["traces"] for token in one.tokens(key)}
    texts = [WORKS.sub("", text) for text, _, _ in scene.visible_texts() if text not in words]
    return Counter(number for text in texts for number in ALONE.findall(text))


def read(scene_class: Any, params: Any, bundle: Any, fps: float = 5) -> tuple[Any, list[Moment]]:
    """Play a scene; return it, and the numbers in each pause and in every seventh frame between."""
    with manim_settings(ClipOptions(Path(), "", 64, 36, fps)):
        writer = partial(ClipWriter, thread=FrameCounter(lambda *_: None))
        renderer = Reader(camera_class=SkiaCamera, file_writer_class=writer)
        scene = scene_class(params=params, bundle=bundle, renderer=renderer)
        scene.render()
    return scene, renderer.moments


def listed_at(numbers: list[dict[str, Any]], seconds: float) -> Counter[str]:
    """Count how often a sidecar lists each number at a second of the clip; marks that are drawn are left out."""
    return Counter(
        number
        for entry in numbers
        if entry["start"] <= round(seconds, 3) < entry["end"]
        for number in ALONE.findall(entry["shown"])
    )
