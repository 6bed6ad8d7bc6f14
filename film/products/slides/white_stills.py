"""The last pictures of a clip's steps for paper: on white, whatever the clip's own colours are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from PIL import Image

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs.requests import Load, RenderRequest, clip_options, parse_requests
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.sampled_renderer import TimestampRenderer
from attention_scenes.film.products.slides.steps import Step

PAPER = "light"  # the palette for what is dark elsewhere
MIDDLE = 0.5  # of the way from black to white: a background above that is left as it is
UNASKED = {
    "container": None,
    "transparent": False,
    "save_last_frame": True,
    "quality": None,
    "resolution": None,
    "fps": None,
    "encoder": (),
}
Ink = Callable[[str], tuple[Any, Any]]


def requests_for(
    chosen: list[SceneFile], load: Load, known: list[str], flags: dict[str, Any]
) -> dict[str, RenderRequest]:
    """Return what was asked for of each scene, by its name; arguments as for :func:`film.jobs.run.render`."""
    options = clip_options(flags | UNASKED)
    orders = parse_requests(chosen, load, known, flags, options, lambda name: nullcontext())
    return {order.scene.name: order for order in orders}


def write_pictures(
    order: RenderRequest, bundle: Any, steps: list[Step], clip: ClipFacts, folder: Path, ink: Ink
) -> list[Path]:
    """Draw the last frame of each step on white, as large as in the clip, and return the PNG files.

    Parameters
    ----------
    order, bundle
        The scene with its parameters, and the model's answers.
    steps, clip
        The steps of the clip, and what its sidecar says of it.
    folder
        Where the files go.
    ink
        Puts a palette to use and returns its background.
    """
    background, _ = ink(order.params.palette)
    palette = order.params.palette if sum(background.to_rgb()) / 3 > MIDDLE else PAPER
    params = order.params.model_copy(update={"palette": palette})
    with manim_settings(ClipOptions(folder, order.scene.name, clip.width, clip.height, clip.fps, still=True)):
        renderer = TimestampRenderer((step.end - 1) / clip.fps for step in steps)
        order.scene_class(params=params, bundle=bundle, renderer=renderer).render()
    files = [folder / f"{order.scene.name}-{number:03d}.png" for number in range(len(steps))]
    for file, glimpse in zip(files, renderer.seen, strict=True):
        Image.fromarray(glimpse.pixels).convert("RGB").save(file)
    return files
