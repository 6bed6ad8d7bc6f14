"""The command ``check``: what this machine has for rendering, as lines to send along with a question."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.encode.formats import FLAGS, Format, target, uses_of_codecs
from attention_scenes.film.system.console import say
from attention_scenes.film.system.program import set_up

if TYPE_CHECKING:
    from attention_scenes.film.system.cache import Entry

PACKAGES = ("manim", "typst", "skia-python", "moderngl", "av", "numpy", "torch", "safetensors", "pydantic")
ENCODERS = uses_of_codecs()
SIDE, RATE = 256, Fraction(30)  # of what encoders are tried with; hardware refuses smaller pictures
SAMPLES = {"Latin": "a", "Chinese and Japanese": "字", "Korean": "한", "Arabic": "ع", "Hebrew": "א", "emoji": "🙂"}


@command(
    examples="""
python render.py check
python render.py check > machine.txt
""",
)
def check() -> None:
    """Say what this machine has for rendering: GPU, encoders, fonts, weights, versions, caches."""
    for what, found in report():
        say(f"{what:<28} {found}")


def report() -> Iterator[tuple[str, str]]:
    """Yield pairs of what was looked at and what was found; nothing is fetched or written."""
    yield "Python", f"{platform.python_version()} in {sys.prefix}"
    yield "system", f"{platform.system()} {platform.release()}, {platform.machine()}"
    for package in PACKAGES:
        yield package, _version(package)
    yield "NVIDIA GPU", _nvidia()
    yield "GL_RENDERER", _gl_renderer()
    for flag, row in FLAGS.items():
        yield f"format {flag}", f"{row.purpose}: {_format(row)}"
    for codec, use in ENCODERS.items():
        yield f"encoder {codec}", f"{_encoder(codec)} ({use})"
    for script, sample in SAMPLES.items():
        yield f"font, {script}", _font(sample)
    yield from _caches()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return f"not installed: {set_up()}"


def _nvidia() -> str:
    lines = _ask("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
    return "; ".join(lines) if lines else "none found"


def _gl_renderer() -> str:
    from attention_scenes.film.frames.gpu_surface import gl_renderer, is_real_gpu

    name = gl_renderer()
    if name is None:
        return "no EGL context could be made: frames are drawn on the CPU"
    return name if is_real_gpu(name) else f"{name} (software: frames are drawn on the CPU)"


def _format(row: Format) -> str:
    """Return whether clips can be exported in a format here, without and with transparency."""
    from attention_scenes.film.encode.exporter import check_writable
    from attention_scenes.model.errors import UserError

    try:
        for transparent in (False, True):
            if row.codec(transparent):
                check_writable(target(row.name, transparent, {}), SIDE, SIDE, RATE)
    except UserError as error:
        return f"no: {error}"
    return "works"


def _encoder(codec: str) -> str:
    """Open the encoder, and encode with it where it is hardware: being compiled in does not mean that it runs here."""
    import av

    from attention_scenes.film.encode.codecs import HARDWARE
    from attention_scenes.film.encode.hardware import works

    if codec not in av.codecs_available:
        return "no: it is not compiled in"
    try:
        context = av.CodecContext.create(codec, "w")
        formats = context.codec.video_formats
        context.width = context.height = SIDE
        context.pix_fmt = formats[0].name if formats else "yuv420p"
        context.time_base = 1 / RATE
        context.open()
    except (av.FFmpegError, ValueError) as error:
        return f"no: {getattr(error, 'strerror', None) or error}"
    if codec in HARDWARE and not works(target("mp4", False, {"codec": codec}), SIDE, SIDE, RATE):
        return "no: it starts, but three frames could not be encoded"
    return "works"


def _font(sample: str) -> str:
    if not shutil.which("fc-list"):
        return "unknown: fc-list is not installed"
    families = _ask("fc-list", f":charset={ord(sample):x}", "family")
    return families[0].split(",")[0] if families else "none: such tokens are shown as their bytes"


def _caches() -> Iterator[tuple[str, str]]:
    from attention_scenes.film.system.cache import chosen, grouped, size
    from attention_scenes.film.system.cache_kinds import KINDS
    from attention_scenes.model import files

    kept = grouped(chosen(KINDS))
    yield "weights", _weights(kept.pop(("weights", False), []))
    for (kind, unfinished), those in kept.items():
        yield f"cache, {kind}", f"{size(those)}{' left by killed processes' * unfinished}"
    cache = files.cache_root()
    yield "cache", f"{cache}{'' if cache.exists() else ', empty'} (python render.py cache says more)"
    there = next(place for place in (cache, *cache.parents) if place.exists())
    yield "free disk", f"{shutil.disk_usage(there).free / 1e9:.0f} GB"


def _weights(kept: Sequence[Entry]) -> str:
    """Whether the default model's are not here yet, damaged or whole; every byte of them is read."""
    from attention_scenes.film.system.cache import size
    from attention_scenes.model.checkpoint.converted import fault
    from attention_scenes.model.checkpoint.locate import converted_folder

    folder = converted_folder()
    if not folder.exists():
        return "not here yet: python render.py weights fetches them"
    if why := fault(folder):
        return f"{folder.name}, damaged ({why}): python render.py weights makes them anew"
    return f"{folder.name}, {size([entry for entry in kept if entry.path == folder])}, whole"


def _ask(*command: str) -> list[str]:
    """The lines a program prints; none where it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in sorted(done.stdout.splitlines()) if line.strip()] if done.returncode == 0 else []
