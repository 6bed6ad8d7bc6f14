"""Draw the pictures of the README and the documents: one of each scene, and those that ``docs/pictures.toml`` lists."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.encode.images import animated_webp, webp
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.naming import slug
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.requests import Load, RenderRequest, parse_requests
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.sampled_renderer import TimestampRenderer
from attention_scenes.film.playback.stills import draw_still
from attention_scenes.film.products.storyboard import FLAGS, answered
from attention_scenes.film.products.tutorial_scene import scene_of_page

TABLE = Path("docs") / "pictures.toml"
WIDTH, HEIGHT, GAP = 960, 540, 16  # pixels of a picture, and between two
RATE = 12.5  # frames a second of one that moves
QUALITY, MOVING_QUALITY = 80, 50
PICTURE = replace(FLAGS, resolution=f"{WIDTH},{HEIGHT}", fps="30")


class Part(BaseModel):
    """Part of a picture: a scene, or a page's, at the end of a beat; with ``until`` an animation up to that beat.

    Without a beat it is the last frame.
    """

    model_config = ConfigDict(extra="forbid")

    scene: str = ""
    page: str = ""
    beat: str = ""
    until: str = ""
    set: list[str] = []


class Picture(BaseModel):
    """Picture of the documents: a file below docs, and its parts, side by side."""

    model_config = ConfigDict(extra="forbid")

    file: str
    parts: list[Part]

    def shows(self, names: set[str]) -> bool:
        """Return whether the picture shows one of these scenes; the scene of a tutorial page counts as none."""
        return any(part.scene in names for part in self.parts)


def pictures(root: Path, catalog: dict[str, SceneFile]) -> list[Picture]:
    """Return the pictures that ``docs/pictures.toml`` below ``root`` lists, then one of each scene's poster."""
    table = tomllib.loads(root.joinpath(TABLE).read_text(encoding="utf-8"))
    listed = [Picture.model_validate(entry) for entry in table["picture"]]
    posters = {scene.name: Part(scene=scene.name, beat=scene.poster) for scene in catalog.values()}
    return listed + [Picture(file=f"scenes/{name}.webp", parts=[part]) for name, part in posters.items()]


def drawn(picture: Picture, root: Path, catalog: dict[str, SceneFile], load: Load) -> bytes:
    """Draw a picture and return it as WebP."""
    parts = [_frames(part, root, catalog, load) for part in picture.parts]
    frames = [_beside(row) for row in zip(*parts, strict=True)]
    return webp(frames[0], 1, QUALITY) if len(frames) == 1 else animated_webp(frames, RATE, MOVING_QUALITY)


def _frames(part: Part, root: Path, catalog: dict[str, SceneFile], load: Load) -> list[np.ndarray]:
    """Draw the frames of a part, one if it does not move, each [height, width, 4] uint8."""
    with _scene(part, root, catalog) as scene, showing([scene.name]) as show:
        flags = replace(PICTURE, settings=tuple(part.set))
        known = [*catalog, scene.name]
        [request] = parse_requests([scene], load, known, flags, clip_options(flags), lambda name: nullcontext())
        bundle = answered(request, show)
        frames = _moving(request, bundle, part) if part.until else [_still(request, bundle, part.beat)]
        show.show(scene.name, "done", part.beat, 1, 1)
        return frames


@contextmanager
def _scene(part: Part, root: Path, catalog: dict[str, SceneFile]) -> Iterator[SceneFile]:
    if part.scene:
        yield catalog[part.scene]
    else:
        with scene_of_page(root / "docs" / part.page) as scene:
            yield scene


def _still(request: RenderRequest, bundle: Any, beat: str) -> np.ndarray:
    options = _options(request, beats=(slug(beat),) if beat else ())
    with manim_settings(options):
        return draw_still(request.scene_class, request.params, bundle, options, SkiaCamera)[1]


def _moving(request: RenderRequest, bundle: Any, part: Part) -> list[np.ndarray]:
    """Draw the frames from the start of a part's first beat to the end of its last, playing the scene twice."""

    def play(renderer: TimestampRenderer) -> Any:
        scene = request.scene_class(params=request.params, bundle=bundle, renderer=renderer)
        scene.render()
        return scene

    with manim_settings(_options(request)):
        beats = {beat.name: beat for beat in play(TimestampRenderer()).record.beats}
        start, end = beats[part.beat].start, beats[part.until].end
        renderer = TimestampRenderer([start + number / RATE for number in range(math.floor((end - start) * RATE))])
        play(renderer)
    return [frame.pixels for frame in renderer.seen]


def _options(request: RenderRequest, **more: Any) -> ClipOptions:
    return ClipOptions(Path("clips"), request.scene.name, width=WIDTH, height=HEIGHT, fps=30.0, still=True, **more)


def _beside(row: tuple[np.ndarray, ...]) -> np.ndarray:
    """Join pictures of one height, with gaps in the colour of the first one's corner."""
    gap = np.broadcast_to(row[0][:1, :1], (HEIGHT, GAP, 4))
    return np.concatenate([piece for pixels in row for piece in (gap, pixels)][1:], axis=1)


__all__ = ["TABLE", "Part", "Picture", "drawn", "pictures"]
