"""Build the sidecar of a clip: what is on screen, how it was drawn, and what it was made from."""

from __future__ import annotations

import inspect
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import av

from attention_scenes.film.catalog.chapters import title_of
from attention_scenes.film.clip.excerpt import excerpt_of
from attention_scenes.film.clip.fingerprint import PACKAGES, code_digest
from attention_scenes.film.clip.sidecar_parts import ClipFacts, MadeBy, NumberEntry
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.playback.play_scene import Drawn
from attention_scenes.film.system.files import fingerprint
from attention_scenes.film.system.version import project_version
from attention_scenes.model.errors import UserError


def build_sidecar(
    scene_class: type,
    bundle: Any,
    options: ClipOptions,
    drawn: Drawn,
    facts: ClipFacts,
    wanted: Target,
    made_from: str,
) -> ClipSidecar:
    """Return the sidecar of a clip, without its companions.

    Parameters
    ----------
    scene_class, bundle, options
        As for :func:`film.clip.render.render_clip`; the bundle's ``sidecar()`` says where the numbers are from.
    drawn
        The scene once played, and what it recorded of what was on screen.
    facts
        Those of the finished file.
    wanted, made_from
        The encoding; the digest of all that went in.
    """
    origin = bundle.sidecar() if hasattr(bundle, "sidecar") else {}
    surface = drawn.surface
    is_raster = surface == "raster"
    whole = {
        **origin,
        "title": title_of(options.scene or options.name),
        "summary": inspect.getdoc(scene_class) or "",
        "scene": scene_class.__name__,
        **drawn.shown,
        "versions": {
            **origin.get("versions", {}),
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        "drawing": {"surface": "raster" if is_raster else "gpu", "GL_RENDERER": None if is_raster else surface},
        "encoder": {"codec": wanted.codec, "pixels": wanted.pixel_format, "options": wanted.options},
        "digest": made_from,
    }
    sidecar, kept = excerpt_of(ClipSidecar.strict(whole, clip=facts, made_by=made_by(scene_class)), options)
    update: dict[str, Any] = {"of": kept}
    if drawn.poster.pixels is not None:
        update["poster"] = round((drawn.poster.frame + 0.5) / options.fps, 3)
    parts: dict[str, Any] = {"clip": facts.model_copy(update=update)}
    if drawn.numbers is not None:
        parts["numbers"] = [NumberEntry.strict(number) for number in drawn.numbers]
    return sidecar.model_copy(update=parts)


def made_by(scene_class: type) -> MadeBy:
    """Return the project's version and the digest of the code behind a scene, which ``verify`` must have, too."""
    return MadeBy(version=project_version(), code=code_digest(scene_class))


def up_to_date(clip: Path, made_from: str, device: str) -> ClipSidecar | None:
    """Return the sidecar of a clip that is whole and up to date; None where it is not."""
    try:
        sidecar = ClipSidecar.read(beside(clip, "json"))
        facts = sidecar.clip
        same = sidecar.digest == made_from and facts.file == clip.name and sidecar.drawing is not None
        drawn_by = "cpu" if sidecar.drawing and sidecar.drawing.surface == "raster" else "gpu"
        found = {"bytes": facts.bytes, "sha256": facts.sha256}
        if same and device in ("auto", drawn_by) and fingerprint(clip) == found:
            return sidecar
    except (OSError, ValueError, UserError):
        pass  # no sidecar, or none that this version wrote: then the clip is rendered
    return None


def clip_facts(part: Path, name: str, options: ClipOptions, wanted: Target, frames: int) -> ClipFacts:
    """Describe a finished file, decoding its start as a player would."""
    if wanted.suffix and wanted.format.exporter and not options.still:
        _probe(part, options.width, options.height, None if wanted.format.clock else frames)
    return describe(name, options, wanted, frames, fingerprint(part))


def describe(name: str, options: ClipOptions, wanted: Target, frames: int, found: dict[str, Any]) -> ClipFacts:
    """Return the facts of a clip with these options; ``found`` is what :func:`fingerprint` returned of its file."""
    facts = {
        "file": name,
        "format": wanted.format.name,
        "width": options.width,
        "height": options.height,
        "fps": options.fps,
        "frames": frames,
        "seconds": 0.0 if options.still else round(frames / float(exact_rate(options.fps)), 3),
        "transparent": options.transparent,
    }
    part = {key: getattr(options, key) for key in ("still", "at", "beats", "loop")}
    return ClipFacts.strict(facts | found | part)


def _probe(path: Path, width: int, height: int, frames: int | None) -> None:
    """Check the size of the first frame and the number of frames; RuntimeError where they are wrong."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        first = next(container.decode(stream))
        container.seek(0)
        count = sum(packet.size > 0 for packet in container.demux(stream))
    if (first.width, first.height) != (width, height) or frames not in (None, count):
        raise RuntimeError(
            f"The encoder made {count} frames of {first.width} x {first.height}, not {frames} of {width} x {height}."
        )
