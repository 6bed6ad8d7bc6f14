"""A scene becomes a clip: rendered, looked at, put in place with its sidecar, or found to be there already."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from manim import tempconfig

from film import gpu
from film import sidecar as sidecars
from film.camera import SkiaCamera, film_frame
from film.encoder import Encoder, VideoEncoder, check_encoder, exact_rate
from film.files import disk_errors, make_folder, part_path, remove, replace, sweep, write_whole
from film.formats import Target, check_size, target
from film.hardware import in_hardware
from film.options import ClipOptions
from film.pictures import FrameFolder, GifEncoder, png
from film.renderer import SkiaRenderer
from film.sources import digest
from film.writer import ClipWriter, EncoderThread, Progress
from model.errors import UserError


@dataclass(frozen=True)
class ClipResult:
    """A clip and its sidecar; ``skipped`` where both were up to date."""

    path: Path
    sidecar: Path
    frames: int
    seconds: float
    skipped: bool


def render_clip(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    progress: Callable[[Progress], None] | None = None,
) -> ClipResult:
    """Render one scene, unless its clip is there and made from the same things.

    Parameters
    ----------
    scene_class
        Built as ``scene_class(params=params, bundle=bundle, renderer=...)``; its ``sidecar()`` says what was shown.
    params, bundle
        What the scene is given; ``bundle.sidecar()`` and what the scene says go into the sidecar.
    options
        What to write.
    progress
        Called after each frame.

    Returns
    -------
    ClipResult

    Raises
    ------
    UserError
        If an option will not do, the folder cannot be written, or the disk is full. Nothing unfinished is left.
    """
    wanted = _target(options)
    if not options.name or Path(options.name).name != options.name:
        raise UserError(f"{options.name!r} cannot be a file's name.")
    if wanted.kind == "video":
        check_encoder(wanted, options.width, options.height, exact_rate(options.fps))
    make_surface = gpu.choose(options.device)
    clip, sidecar = _places(options, wanted)
    made_from = _made_from(scene_class, params, bundle, options, wanted)
    make_folder(options.out, options.name)
    sweep(options.out, options.name)
    if found := _find(options, wanted, made_from):
        return found
    if wanted.kind == "png" and not options.still:
        _check_frame_folder(clip)
    part = part_path(options.out, options.name, clip.suffix)
    try:
        with disk_errors(options.out), manim_settings(options):
            camera = partial(SkiaCamera, make_surface=make_surface)
            scene, drawn = _draw(scene_class, params, bundle, options, wanted, part, camera, progress)
            facts = sidecars.clip_facts(part, clip.name, options, wanted, drawn)
            surface = scene.camera.surface.name
            text = sidecars.text(scene.sidecar(), facts, bundle, surface, wanted, made_from)
            replace(part, clip)
            write_whole(sidecar, text.encode())
    finally:
        remove(part)
    return ClipResult(clip, sidecar, facts["frames"], facts["seconds"], False)


def find_clip(scene_class: type, params: Any, bundle: Any, options: ClipOptions) -> ClipResult | None:
    """The clip that :func:`render_clip` would leave alone; None where it would render. Nothing is written."""
    wanted = _target(options)
    return _find(options, wanted, _made_from(scene_class, params, bundle, options, wanted))


def _find(options: ClipOptions, wanted: Target, made_from: str) -> ClipResult | None:
    clip, sidecar = _places(options, wanted)
    if options.force or not (found := sidecars.up_to_date(clip, sidecar, made_from, options.device)):
        return None
    return ClipResult(clip, sidecar, found["frames"], found["seconds"], True)


def _target(options: ClipOptions) -> Target:
    file_format = "png" if options.still else options.format
    wanted = target(file_format, options.transparent, options.encoder)
    check_size(wanted, options.width, options.height)
    if not options.fps > 0:
        raise UserError(f"{options.fps:g} frames a second cannot be: choose a number above 0.")
    if options.device == "gpu" and not options.encoder:
        return in_hardware(wanted, options.width, options.height, exact_rate(options.fps))
    return wanted


def _places(options: ClipOptions, wanted: Target) -> tuple[Path, Path]:
    """Where the clip and its sidecar go."""
    suffix = ".png" if options.still else wanted.suffix
    return options.out / (options.name + suffix), options.out / f"{options.name}.json"


def _draw(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    wanted: Target,
    part: Path,
    camera: Callable[[], SkiaCamera],
    progress: Callable[[Progress], None] | None,
) -> tuple[Any, int]:
    """Play the scene into ``part``; return it and how many frames it made."""
    thread = None if options.still else EncoderThread(_encoder(part, options, wanted))
    total = round(float(getattr(scene_class, "seconds", 0.0)) * options.fps)
    try:
        writer = partial(ClipWriter, thread=thread, total=total, progress=progress)
        renderer = SkiaRenderer(camera_class=camera, file_writer_class=writer)
        scene = scene_class(params=params, bundle=bundle, renderer=renderer)
        gc.freeze()  # nearly all that is here by now stays to the end: to look through it in every frame takes time
        scene.render()
        if thread is None:
            part.write_bytes(png(renderer.file_writer.still, options.transparent))
            return scene, 1
        return scene, thread.encoder.frames
    finally:
        gc.unfreeze()
        if thread is not None:
            thread.abort()


def _encoder(part: Path, options: ClipOptions, wanted: Target) -> Encoder:
    rate = exact_rate(options.fps)
    if wanted.kind == "png":
        return FrameFolder(part, options.transparent)
    if wanted.kind == "gif":
        return GifEncoder(part, options.width, options.height, rate, options.transparent)
    return VideoEncoder(part, wanted, options.width, options.height, rate, options.threads)


@contextmanager
def manim_settings(options: ClipOptions) -> Iterator[None]:
    """Set Manim up for one clip: its settings are global, and its files go to a folder that is removed."""
    with tempfile.TemporaryDirectory(prefix="attention-scenes-") as media:
        settings = {
            **film_frame(options.width, options.height),
            "frame_rate": options.fps,
            "background_opacity": 0.0 if options.transparent else 1.0,
            "format": "png" if options.still else "auto",  # our writer only asks: a picture, or one after the other?
            "media_dir": media,
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "WARNING",
            "save_sections": False,
            "preview": False,
            "dry_run": False,
            "seed": 0,
        }
        with tempconfig(settings):
            yield


def _made_from(scene_class: type, params: Any, bundle: Any, options: ClipOptions, wanted: Target) -> str:
    pictures = (options.width, options.height, options.fps, options.transparent, options.still)
    codec = (wanted.kind, wanted.suffix, wanted.codec, wanted.pixel_format, wanted.options)
    packages = [(name, version(name)) for name in sidecars.PACKAGES]
    bundle_digest = getattr(bundle, "digest", None)
    return digest(scene_class, scene_class.__qualname__, params, bundle_digest, pictures, codec, packages)


def _check_frame_folder(folder: Path) -> None:
    strange = [path.name for path in folder.iterdir() if path.suffix != ".png"] if folder.is_dir() else []
    if strange or folder.is_file():
        raise UserError(f"{folder} holds other things ({', '.join(strange[:3]) or 'it is a file'}): choose another -o.")


__all__ = ["ClipOptions", "ClipResult", "Progress", "render_clip"]
