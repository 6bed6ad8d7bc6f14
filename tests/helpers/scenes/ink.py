"""How much of a frame is drawn on, and what moves, at sampled times of a scene: what every scene is held to.

Only what the scene speaks of counts. A mobject whose ``furniture`` is true is left out with all below it, and so are
the parts of a data mobject whose opacities ``furniture`` names: dust, grids, titles. What stands below the stage, the
caption and the line of the source, never counts.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from manim import Mobject

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import ClipWriter
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.sampled_renderer import TimestampRenderer
from attention_scenes.scenes.framework.record import family
from attention_scenes.scenes.framework.scene import READING_SPEED, SETTLE

WIDTH, HEIGHT, FPS = 854, 480, 15  # as -ql
STEP = 2  # pixels: every second row and column is looked at
DIFFERS = 60  # of 255
LONGEST = 120.0  # seconds of a scene
LEAST = 0.02  # of the stage is to differ from the ground
EDGE = 0.3  # seconds at both ends that may be empty
LONGEST_STILL = 6.0  # seconds
MOVES = 0.005  # of the stage
WHOLE_FRAMES = 2 / FPS  # seconds that a caption's coming and its pause, each of whole frames, may end early


class Ink(NamedTuple):
    """A moment of a scene: the share of the stage that differs from the ground, and from the moment before."""

    seconds: float
    lit: float
    moved: float


class InkRenderer(TimestampRenderer):
    """Renderer that looks at some moments of a scene; a pause is looked at once."""

    def __init__(self, rate: float, **kwargs: Any) -> None:
        super().__init__(np.arange(0, LONGEST, 1 / rate), **kwargs)
        self.found: list[Ink] = []
        self._before: np.ndarray | None = None

    def freeze_current_frame(self, duration: float) -> None:
        if self._due(duration):
            self._sample()
        while self._due(duration):
            self.found.append(Ink(self._moments.pop(), self.found[-1].lit, 0.0))

    def _sample(self) -> None:
        stage = self._stage()
        ground = np.array(self.camera.background[0, 0, :3], dtype=np.uint8)
        before = np.broadcast_to(ground, stage.shape) if self._before is None else self._before
        self.found.append(
            Ink(self._moments.pop(), share_that_differs(stage, ground), share_that_differs(stage, before))
        )
        self._before = stage

    def _stage(self) -> np.ndarray:
        """Draw what counts, and return every second pixel of what is above the caption."""
        scene = self._scene
        hidden = [m for m in family(scene.mobjects) if getattr(m, "furniture", False) is True]
        kept = [(m, name, getattr(m, name)) for m in family(scene.mobjects) for name in named_parts(m)]
        for mobject, name, _ in kept:
            setattr(mobject, name, 0.0)
        self.camera.reset()
        self.camera.capture_mobjects(scene.mobjects, excluded_mobjects=hidden)
        for mobject, name, opacity in kept:
            setattr(mobject, name, opacity)
        rows = round((0.5 - scene.layout.stage.bottom / scene.layout.frame.height) * HEIGHT)
        return np.array(self.camera.pixel_array[:rows:STEP, ::STEP, :3])


def named_parts(mobject: Mobject) -> tuple[str, ...]:
    """Return the names of the opacities of a mobject's parts that are furniture."""
    parts = getattr(mobject, "furniture", ())
    return parts if isinstance(parts, tuple) else ()


def share_that_differs(stage: np.ndarray, other: np.ndarray) -> float:
    """Return the share of pixels, ``[rows, columns, 3]`` of bytes, that differ in one colour at least."""
    differs = np.maximum(stage, other) - np.minimum(stage, other) > DIFFERS
    return float((differs[..., 0] | differs[..., 1] | differs[..., 2]).mean())


def inked(scene_class: type, params: Any, bundle: Any, rate: float) -> tuple[Any, list[Ink]]:
    """Play a scene; return it and what is seen of it so many times a second."""
    with manim_settings(ClipOptions(Path(), "", WIDTH, HEIGHT, FPS)):
        renderer = InkRenderer(rate, camera_class=SkiaCamera, file_writer_class=partial(ClipWriter, thread=None))
        scene = scene_class(params=params, bundle=bundle, renderer=renderer)
        scene.render()
    return scene, [ink for ink in renderer.found if ink.seconds < scene.time - 1e-6]


def empty_seconds(scene: Any, inks: list[Ink]) -> dict[str, float]:
    """Return for how long in each beat less than ``LEAST`` of the stage is lit, the first and last 0.3 s aside."""
    dark = [i for i in inks if i.lit < LEAST and EDGE <= i.seconds <= scene.time - EDGE]
    return _by_beat(scene, [(i.seconds, step(inks)) for i in dark])


def still_seconds(scene: Any, inks: list[Ink]) -> dict[str, float]:
    """Return the beats with a longer time in which nothing changes than their captions need; 6 s need no reason."""
    found = []
    for beat in scene.record.beats:
        allowed = max(LONGEST_STILL, SETTLE + len(beat.caption) / READING_SPEED)
        runs, run = [0.0], 0.0
        for ink in (i for i in inks if beat.start <= i.seconds < beat.end):
            run = 0.0 if ink.moved > 0 else run + step(inks)
            runs.append(run)
        if max(runs) > allowed + step(inks):
            found.append((beat.start, max(runs)))
    return _by_beat(scene, found)


def moving_seconds(scene: Any, inks: list[Ink]) -> dict[str, float]:
    """Return for how long something moves in each beat while the first half of its caption is being read."""
    found = []
    for beat in scene.record.beats:
        read = beat.start + (SETTLE + len(beat.caption) / READING_SPEED / 2) / scene.params.pace - WHOLE_FRAMES
        early = [i for i in inks if i.seconds > 0 and beat.start < i.seconds < read and i.moved > MOVES]
        found += [(i.seconds, step(inks)) for i in early]
    return _by_beat(scene, found)


def step(inks: list[Ink]) -> float:
    """Return the seconds from one moment to the next."""
    return inks[1].seconds - inks[0].seconds


def _by_beat(scene: Any, found: list[tuple[float, float]]) -> dict[str, float]:
    """Add up seconds that begin at these times, by the beat that each is in or comes after."""
    seconds: dict[str, float] = {}
    for start, length in found:
        name = [beat.name for beat in scene.record.beats if beat.start <= start + 1e-6][-1]
        seconds[name] = round(seconds.get(name, 0.0) + float(length), 2)
    return seconds
