"""Stills on white for paper: the last frames of a clip's steps, whatever its own colours are."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from PIL import Image

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, LoadTheme, RenderRequest, parse_requests
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.sampled_renderer import TimestampRenderer
from attention_scenes.film.products.slides.steps import Step

PAPER = "light"  # the palette for what is dark elsewhere
MIDDLE = 0.5  # of the way from black to white: a background above that is left as it is


def requests_for(chosen: list[SceneFile], load: Load, known: list[str], flags: RenderFlags) -> dict[str, RenderRequest]:
    """Return the render request of each scene by its name; arguments as for :func:`film.jobs.run.render`."""
    options = clip_options(RenderFlags(out=flags.out, device=flags.device, force=flags.force, save_last_frame=True))
    requests = parse_requests(chosen, load, known, flags, options, lambda name: nullcontext())
    return {request.scene.name: request for request in requests}


def write_pictures(
    request: RenderRequest, bundle: Any, steps: list[Step], clip: ClipFacts, folder: Path, load_theme: LoadTheme
) -> list[Path]:
    """Draw the last frame of each step on white, as large as in the clip, and return the PNG files.

    Parameters
    ----------
    request, bundle
        The scene with its parameters, and the model's answers.
    steps, clip
        The steps of the clip, and what its sidecar says of it.
    folder
        Where the files go.
    load_theme
        Puts a palette to use and returns its background.
    """
    background, _ = load_theme(request.params.palette)
    palette = request.params.palette if sum(background.to_rgb()) / 3 > MIDDLE else PAPER
    params = request.params.model_copy(update={"palette": palette})
    with manim_settings(ClipOptions(folder, request.scene.name, clip.width, clip.height, clip.fps, still=True)):
        renderer = TimestampRenderer((step.end - 1) / clip.fps for step in steps)
        request.scene_class(params=params, bundle=bundle, renderer=renderer).render()
    files = [folder / f"{request.scene.name}-{number:03d}.png" for number in range(len(steps))]
    for file, frame in zip(files, renderer.seen, strict=True):
        Image.fromarray(frame.pixels).convert("RGB").save(file)
    return files
