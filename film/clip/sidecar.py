"""The file next to a clip: what was shown, what with, and from what it was made."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import av

from attention_scenes.film.clip.fingerprint import PACKAGES, code_digest
from attention_scenes.film.clip.jsonable import plain
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.system.files import fingerprint
from attention_scenes.film.system.version import project_version

Told = dict[str, Any]


def told(
    shown: dict[str, Any],
    clip: dict[str, Any],
    bundle: Any,
    surface: str,
    wanted: Target,
    digest: str,
    made_by: dict[str, str],
) -> Told:
    """Return what a sidecar says.

    Parameters
    ----------
    shown
        What the scene says: sentence, tokens, beats, numbers.
    clip
        From :func:`clip_facts`.
    bundle, surface, wanted, digest
        The numbers' origin, as its ``sidecar()`` tells it where it has one; ``raster`` or the ``GL_RENDERER``; the
        encoding; the digest of all that went in.
    made_by
        From :func:`made_by`.
    """
    origin = bundle.sidecar() if hasattr(bundle, "sidecar") else {}
    is_raster = surface == "raster"
    whole = {
        **origin,
        **shown,
        "versions": {
            **origin.get("versions", {}),
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        "drawing": {"surface": "raster" if is_raster else "gpu", "GL_RENDERER": None if is_raster else surface},
        "encoder": {"codec": wanted.codec, "pixels": wanted.pixel_format, "options": wanted.options},
        "clip": clip,
        "digest": digest,
        "made_by": made_by,
    }
    return plain(whole)


def made_by(scene_class: type) -> dict[str, str]:
    """Return the project's version and the digest of the code behind a scene, which ``verify`` must have, too."""
    return {"version": project_version(), "code": code_digest(scene_class)}


def text(told: Told) -> str:
    """Return a sidecar as JSON."""
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def up_to_date(clip: Path, made_from: str, device: str) -> Told | None:
    """Return what the sidecar of a clip says where both are whole and made from the same things."""
    try:
        told: Told = json.loads(beside(clip, "json").read_text(encoding="utf-8"))
        facts = told["clip"]
        same = told["digest"] == made_from and facts["file"] == clip.name
        drawn_by = "cpu" if told["drawing"]["surface"] == "raster" else "gpu"
        if same and device in ("auto", drawn_by) and fingerprint(clip).items() <= facts.items():
            return told
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # no sidecar, or none that this version wrote: then the clip is rendered
    return None


def clip_facts(part: Path, name: str, options: ClipOptions, wanted: Target, frames: int) -> dict[str, Any]:
    """Look at the finished file as a player would, and describe it."""
    if wanted.kind == "video":
        _probe(part, options.width, options.height, frames)
    elif wanted.kind == "gif":
        _probe(part, options.width, options.height, None)
    return intended(name, options, wanted, frames) | fingerprint(part)


def intended(name: str, options: ClipOptions, wanted: Target, frames: int) -> dict[str, Any]:
    """Describe a clip by what it is meant to be, all but its bytes."""
    return {
        "file": name,
        "format": wanted.suffix[1:] or "png",
        "width": options.width,
        "height": options.height,
        "fps": options.fps,
        "frames": frames,
        "seconds": 0.0 if options.still else round(frames / float(exact_rate(options.fps)), 3),
        "transparent": options.transparent,
    }


def _probe(path: Path, width: int, height: int, frames: int | None) -> None:
    """Decode the first frame and count the rest; RuntimeError if this is not the clip that was meant."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        first = next(container.decode(stream))
        container.seek(0)
        count = sum(packet.size > 0 for packet in container.demux(stream))
    if (first.width, first.height) != (width, height) or frames not in (None, count):
        raise RuntimeError(
            f"The encoder made {count} frames of {first.width} x {first.height}, not {frames} of {width} x {height}."
        )
