"""What stands beside a clip: its sidecar, a poster, its captions twice, and a description in words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.chapters import unplaced
from attention_scenes.film.clip import sidecar as sidecars
from attention_scenes.film.clip.description import description
from attention_scenes.film.clip.excerpt import in_scene, shown_in
from attention_scenes.film.clip.sidecar import Told
from attention_scenes.film.clip.subtitles import captions, srt, vtt
from attention_scenes.film.encode.formats import Target
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


def build_sidecar(
    scene_class: type,
    bundle: Any,
    options: ClipOptions,
    drawn: Drawn,
    facts: dict[str, Any],
    wanted: Target,
    made_from: str,
) -> Told:
    """Return what the sidecar of a clip says, all but its companions.

    Parameters
    ----------
    scene_class, bundle, options
        As for :func:`film.clip.render.render_clip`.
    drawn
        What came of playing the scene.
    facts
        Those of the finished file.
    wanted, made_from
        The encoding; the digest of all that went in.
    """
    about = {"title": unplaced(options.name).title, "summary": inspect.getdoc(scene_class) or ""}
    shown, kept = shown_in(drawn.scene.sidecar(), options)
    if drawn.numbers is not None:
        shown = shown | {"numbers": drawn.numbers}
    what = {key: getattr(options, key) for key in ("still", "at", "beats", "loop")}
    if drawn.poster.pixels is not None:
        what["poster"] = round((drawn.poster.frame + 0.5) / options.fps, 3)
    clip = facts | what | {"of": kept}
    surface, made_by = drawn.scene.camera.surface.name, sidecars.made_by(scene_class)
    return sidecars.told(about | shown, clip, bundle, surface, wanted, made_from, made_by)


def files_of(clip: Path, options: ClipOptions, drawn: Drawn, told: Told) -> dict[str, bytes]:
    """Return all that goes beside a clip, by suffix; the sidecar comes last and lists the others."""
    files = texts(told)
    if drawn.poster.pixels is not None:
        files[POSTER] = png(drawn.poster.pixels, options.transparent)
    told["companions"] = listed(clip, files)
    return files | {"json": sidecars.text(told).encode()}


def listed(clip: Path, suffixes: Iterable[str]) -> dict[str, str]:
    """Return the names of a clip's companions by suffix, as its sidecar lists them."""
    return {suffix: beside(clip, suffix).name for suffix in suffixes}


def made_again(
    scene_class: type, params: Any, bundle: Any, options: ClipOptions, told: Told, lacking: list[str], camera: Camera
) -> dict[str, bytes]:
    """Return what is ``lacking`` beside a clip that is there: its sidecar knows the words and the poster's second."""
    files = texts(told)
    if POSTER in lacking:
        moment = in_scene(told["clip"]["poster"], told["clip"]["of"])
        picture = replace(options, still=True, at=moment, beats=(), loop=False)
        with manim_settings(picture):
            still = draw_still(scene_class, params, bundle, picture, camera)
        files[POSTER] = png(still.pixels, options.transparent)
    return {suffix: files[suffix] for suffix in lacking}


def texts(told: dict[str, Any]) -> dict[str, bytes]:
    """Return by suffix the companions that a sidecar has all the words of; a still has a description alone."""
    said = captions(told.get("beats", ()))
    files = (
        {}
        if told["clip"]["still"]
        else {"srt": srt(said), "vtt": vtt(said, Wording.of(told.get("params", {})).language)}
    )
    return {suffix: text.encode() for suffix, text in (files | {"txt": description(told)}).items()}


def missing(clip: Path, told: dict[str, Any]) -> list[str]:
    """Return the suffixes of the companions that a sidecar lists and that are not there.

    One that somebody changed, to translate the captions say, is left as it is until the clip is made anew.
    """
    return [suffix for suffix, name in told.get("companions", {}).items() if not clip.with_name(name).is_file()]
