"""What a clip is made from: its encoding, its place, and the digest of all that goes into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attention_scenes.film.clip.fingerprint import digest
from attention_scenes.film.encode.formats import VECTOR, Target, check_size, target
from attention_scenes.film.encode.hardware import in_hardware
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.model.errors import UserError


def encoding_of(options: ClipOptions) -> Target:
    """Return the encoding of a clip with these options; UserError where there can be none."""
    kind = "png" if options.still and options.format not in VECTOR else options.format
    wanted = target(kind, options.transparent, options.encoder)
    check_size(wanted, options.width, options.height)
    if not options.fps > 0:
        raise UserError(f"{options.fps:g} frames a second cannot be: choose a number above 0.")
    size = options.width, options.height, exact_rate(options.fps)
    if options.device == "gpu" and not options.encoder and (other := in_hardware(wanted, *size)) is not wanted:
        return other
    return wanted.capped(*size)


def place_of(options: ClipOptions, wanted: Target) -> Path:
    """Return the path of a clip: a file, or a folder of frames."""
    return options.out / (options.stem + (wanted.suffix or ".png" * options.still))


def made_from_digest(scene_class: type, params: Any, bundle: Any, options: ClipOptions, wanted: Target) -> str:
    """Return the digest of all that a clip is made from; clips with equal digests are the same."""
    size = (options.width, options.height, options.fps, options.transparent)
    part = (options.still, options.at, options.beats, options.loop)
    codec = (wanted.format.name, wanted.suffix, wanted.codec, wanted.pixel_format, wanted.options)
    bundle_digest = getattr(bundle, "digest", None)
    return digest(scene_class, scene_class.__qualname__, params, bundle_digest, size, part, codec)
