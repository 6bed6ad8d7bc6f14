"""Companion files of a clip: sidecar, poster, captions in two formats, and a description in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.film.clip.description import description
from attention_scenes.film.clip.excerpt import in_scene
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.clip.subtitles import captions, srt, vtt
from attention_scenes.film.encode.images import png
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.play_scene import Drawn
from attention_scenes.film.playback.stills import draw_still

POSTER = "poster.png"
Camera = Callable[[], SkiaCamera]


def files_of(clip: Path, options: ClipOptions, drawn: Drawn, sidecar: ClipSidecar) -> dict[str, bytes]:
    """Return the contents of all companion files by suffix; the sidecar comes last and lists the others."""
    files = texts(sidecar)
    if drawn.poster.pixels is not None:
        files[POSTER] = png(drawn.poster.pixels, options.transparent)
    return files | {"json": with_companions(sidecar, clip, files).to_json().encode()}


def with_companions(sidecar: ClipSidecar, clip: Path, suffixes: Iterable[str]) -> ClipSidecar:
    """Return the sidecar of ``clip`` with the names of the files beside it, by suffix."""
    return sidecar.model_copy(update={"companions": {suffix: beside(clip, suffix).name for suffix in suffixes}})


def made_again(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    sidecar: ClipSidecar,
    lacking: list[str],
    camera: Camera,
) -> dict[str, bytes]:
    """Return the ``lacking`` companions of an existing clip, made from its sidecar; a poster is drawn again."""
    files = texts(sidecar)
    if POSTER in lacking:
        moment = in_scene(sidecar.clip.poster, sidecar.clip.of)
        pixels = picture_at(scene_class, params, bundle, options, moment, camera)
        files[POSTER] = png(pixels, options.transparent)
    return {suffix: files[suffix] for suffix in lacking}


def picture_at(
    scene_class: type, params: Any, bundle: Any, options: ClipOptions, moment: float, camera: Camera
) -> np.ndarray:
    """Draw the picture of a clip at this second of its scene, [height, width, 4] uint8."""
    picture = replace(options, still=True, at=moment, beats=(), loop=False)
    with manim_settings(picture):
        return draw_still(scene_class, params, bundle, picture, camera).pixels


def texts(sidecar: ClipSidecar) -> dict[str, bytes]:
    """Return by suffix the companions that are text, made from a sidecar; a still has a description alone."""
    spans, language = captions(sidecar.beats), Wording.of(sidecar.params).language
    files = {} if sidecar.clip.still else {"srt": srt(spans), "vtt": vtt(spans, language)}
    return {suffix: text.encode() for suffix, text in (files | {"txt": description(sidecar)}).items()}


def missing(clip: Path, sidecar: ClipSidecar) -> list[str]:
    """Return the suffixes of the companions that a sidecar lists and that do not exist.

    A companion that was edited, to translate the captions say, is kept until the clip is rendered anew.
    """
    return [suffix for suffix, name in sidecar.companions.items() if not clip.with_name(name).is_file()]
