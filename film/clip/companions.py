"""The files beside a clip: its sidecar, a poster, its captions twice, and a description in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

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
    """Return all that goes beside a clip, by suffix; the sidecar comes last and lists the others."""
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
    """Return what is ``lacking`` beside a clip that is there: its sidecar knows the words and the poster's second."""
    files = texts(sidecar)
    if POSTER in lacking:
        moment = in_scene(sidecar.clip.poster, sidecar.clip.of)
        picture = replace(options, still=True, at=moment, beats=(), loop=False)
        with manim_settings(picture):
            still = draw_still(scene_class, params, bundle, picture, camera)
        files[POSTER] = png(still.pixels, options.transparent)
    return {suffix: files[suffix] for suffix in lacking}


def texts(sidecar: ClipSidecar) -> dict[str, bytes]:
    """Return by suffix the companions that a sidecar has all the words of; a still has a description alone."""
    spans, language = captions(sidecar.beats), Wording.of(sidecar.params).language
    files = {} if sidecar.clip.still else {"srt": srt(spans), "vtt": vtt(spans, language)}
    return {suffix: text.encode() for suffix, text in (files | {"txt": description(sidecar)}).items()}


def missing(clip: Path, sidecar: ClipSidecar) -> list[str]:
    """Return the suffixes of the companions that a sidecar lists and that are not there.

    One that somebody changed, to translate the captions say, is left as it is until the clip is made anew.
    """
    return [suffix for suffix, name in sidecar.companions.items() if not clip.with_name(name).is_file()]
