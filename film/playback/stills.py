"""Stills: draw one picture of a scene, at its end, at a time, or at a beat's end."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from attention_scenes.film.encode.formats import VECTOR
from attention_scenes.film.encode.vector_pages import vector_page
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.recording_camera import RecordingCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import ClipWriter
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.film.playback.sampled_renderer import TimestampRenderer
from attention_scenes.model.errors import UserError


class Still(NamedTuple):
    """Still: a scene played to its end, a picture of it, [height, width, 4] uint8, and the numbers in it.

    ``numbers`` is None for a scene that has no ``numbers_now()``; ``page`` is the file, where it is one of shapes.
    """

    scene: Any
    pixels: np.ndarray
    numbers: list[dict[str, Any]] | None
    page: bytes | None = None


class BeatRenderer(SkiaRenderer):
    """Renderer that skips through a scene and keeps the last frame of the chosen beats."""

    pixels: np.ndarray | None = None
    numbers: list[dict[str, Any]] | None = None

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        super().play(scene, *args, **kwargs)
        if self.file_writer.chosen:
            self.update_frame(scene)
            self.pixels, self.numbers = self.get_frame(), numbers_of(scene)

    def scene_finished(self, scene: Any) -> None:
        """Check that the beats were played; nothing is left to draw."""
        self.file_writer.check_beats()


class EndRenderer(SkiaRenderer):
    """Renderer that skips through a scene and keeps the numbers visible at its end."""

    numbers: list[dict[str, Any]] | None = None

    def scene_finished(self, scene: Any) -> None:
        super().scene_finished(scene)
        if self.numbers is None:
            self.numbers = numbers_of(scene)


class MomentRenderer(EndRenderer, TimestampRenderer):
    """Renderer that keeps the picture of one time and the numbers visible in it."""

    def _sample(self) -> None:
        super()._sample()
        self.numbers = numbers_of(self._scene)


def numbers_of(scene: Any) -> list[dict[str, Any]] | None:
    """Return the numbers visible now; None where the scene does not list them."""
    return scene.numbers_now() if hasattr(scene, "numbers_now") else None


def draw_still(
    scene_class: type, params: Any, bundle: Any, options: ClipOptions, camera: Callable[[], SkiaCamera]
) -> Still:
    """Play a scene to its end and draw one picture of it.

    Parameters
    ----------
    scene_class, params, bundle, options
        As for :func:`film.clip.render.render_clip`; Manim's settings are made.
    camera
        Makes what draws; a page of shapes has a camera of its own.

    Raises
    ------
    UserError
        If the clip is over before ``options.at``, or one of ``options.beats`` is not there.
    """
    if options.format in VECTOR:
        still = _still(scene_class, params, bundle, options, RecordingCamera)
        return still._replace(page=_page_of(still.scene, options))
    return _still(scene_class, params, bundle, options, camera)


def _page_of(scene: Any, options: ClipOptions) -> bytes:
    camera = scene.renderer.camera
    size = options.width, options.height
    return vector_page(options.format, camera.drawings, camera.background[0, 0], size, options.stem)


def _still(
    scene_class: type, params: Any, bundle: Any, options: ClipOptions, camera: Callable[[], SkiaCamera]
) -> Still:
    settings: dict[str, Any] = {
        "camera_class": camera,
        "file_writer_class": partial(ClipWriter, thread=None, beats=options.beats),
    }
    if options.beats:
        ends = BeatRenderer(**settings)
        scene = _played(scene_class, params, bundle, ends)
        if ends.pixels is None:
            raise UserError("--beat: nothing is played in this beat, so there is no picture of it. Choose another.")
        return Still(scene, ends.pixels, ends.numbers)
    if options.at is None:
        end = EndRenderer(**settings)
        return Still(_played(scene_class, params, bundle, end), end.file_writer.still, end.numbers)
    frame = math.floor(options.at * options.fps + 1e-6) / options.fps  # where a frame of the clip begins
    moment = MomentRenderer([frame], **settings)
    scene = _played(scene_class, params, bundle, moment)
    if options.at > scene.time + 1e-6:
        raise UserError(f"--at {options.at:g}: the clip is {scene.time:.2f} s long. Give a time from 0 to that.")
    return Still(scene, moment.seen[0].pixels if moment.seen else moment.file_writer.still, moment.numbers)


def _played(scene_class: type, params: Any, bundle: Any, renderer: SkiaRenderer) -> Any:
    scene = scene_class(params=params, bundle=bundle, renderer=renderer)
    scene.render()
    return scene
