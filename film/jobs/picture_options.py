"""Options of a clip's picture and file, checked: out of flags, with what this machine can encode and draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.film.encode.formats import FORMATS
from attention_scenes.film.frames.aspect import other_shape
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.excerpts import excerpt
from attention_scenes.film.inputs.flags import file_format, output_folder, pairs, picture_size
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.system.console import note, short
from attention_scenes.model.errors import UserError, nearest

DEVICES = ("auto", "gpu", "cpu")


def clip_options(flags: RenderFlags, name: str = "") -> ClipOptions:
    """Check the flags about the picture and return them as options, without heavy imports.

    Returns
    -------
    ClipOptions
        For the scene with this name, or for any.

    Raises
    ------
    UserError
        At the first that will not do.
    """
    container, still = file_format(flags.container, flags.transparent, flags.save_last_frame)
    width, height, fps = picture_size(flags.quality, flags.resolution, flags.fps, container)
    at, beats = excerpt(flags.at, flags.beat, flags.loop, still)
    if flags.device not in DEVICES:
        raise UserError(f"--device: there is no {short(flags.device)}. {nearest(flags.device[:60], DEVICES)}")
    return ClipOptions(
        output_folder(flags.out),
        name,
        width,
        height,
        fps,
        container,
        flags.transparent,
        still,
        at,
        beats,
        flags.loop,
        flags.device,
        pairs(flags.encoder),
        force=flags.force,
    )


def check_chunks(options: ClipOptions, chunks: int) -> None:
    """Refuse to cut what is no video of a whole scene."""
    if chunks > 1 and not options.can_be_cut:
        videos = ", ".join(row.name for row in FORMATS.values() if row.is_video)
        raise UserError(f"--chunks {chunks}: only whole scenes as a video ({videos}) are drawn in parts. Leave it out.")


def check_options(options: ClipOptions) -> None:
    """Check early that the encoder, and the GPU where required, can be opened; UserError where not."""
    from attention_scenes.film.encode.exporter import check_writable
    from attention_scenes.film.encode.formats import check_size, target
    from attention_scenes.film.encode.video import exact_rate
    from attention_scenes.film.frames import gpu_surface

    wanted = target(options.format, options.transparent, options.encoder)
    check_size(wanted, options.width, options.height)
    check_writable(wanted, options.width, options.height, exact_rate(options.fps))
    if options.device == "gpu":
        gpu_surface.choose("gpu")


def warn_of_bands(classes: Mapping[str, Any], options: ClipOptions) -> None:
    """Say which scenes have no layout of the pictures' aspect, if any: they are drawn with bands."""
    warnings: dict[str, list[str]] = {}
    for name, scene_class in classes.items():
        frames = [(layout.frame.width, layout.frame.height) for layout in scene_class.layouts]
        warnings.setdefault(other_shape(options.width, options.height, frames), []).append(name)
    for warning, names in warnings.items():
        if warning:
            note(warning if len(warnings) == 1 else f"{', '.join(names)}: {warning}")
