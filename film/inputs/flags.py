"""Parse and check the flags for rendering: quality, size, rate, format, encoder, jobs, theme, layers, folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from attention_scenes.film.encode.formats import CHOICES, FLAGS, FORMATS, LIVE, STILL, STILLS, default_format
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.files import asset

# Manim's own: width, height, frames a second.
QUALITIES = {
    "l": (854, 480, 15.0),
    "m": (1280, 720, 30.0),
    "h": (1920, 1080, 60.0),
    "p": (2560, 1440, 60.0),
    "k": (3840, 2160, 60.0),
}
THEMES = asset("palettes")
LARGEST_SIDE = 8192
FASTEST = 240.0
MOST_CHUNKS = 500


def picture_size(
    quality: str | None, resolution: str | None, fps: str | None, container: str | None = None
) -> tuple[int, int, float]:
    """Return width, height (pixels) and frame rate; ``-r`` and ``--fps`` override those of the quality.

    Without a quality it is ``m``, or for a GIF what a slide or a web page takes. A GIF counts in hundredths of a
    second, so its rate becomes the nearest that they allow: 50, 33.3, 25, 20 ...

    Raises
    ------
    UserError
        If the resolution or the rate cannot be read or is out of bounds.
    """
    if quality is not None and quality not in QUALITIES:
        raise UserError(
            f"-q takes one of {', '.join(QUALITIES)} (-ql is 854 x 480, -qh 1920 x 1080); got {short(quality)}."
        )
    row = (FORMATS | LIVE).get(container or "")
    own = row.size if row and not quality else ()
    width, height, rate = own or QUALITIES[quality or "m"]
    if resolution is not None:
        match = re.fullmatch(r"\(?\s*(\d{1,6})\s*[,x]\s*(\d{1,6})\s*\)?", resolution)
        if not match:
            raise UserError(f"-r needs WIDTH,HEIGHT in pixels, such as -r 1280,720; got {short(resolution)}.")
        width, height = int(match[1]), int(match[2])
        if not (16 <= width <= LARGEST_SIDE and 16 <= height <= LARGEST_SIDE):
            raise UserError(f"-r {width},{height}: each side must be from 16 to {LARGEST_SIDE} pixels.")
    if fps is not None:
        try:
            rate = float(fps)
        except ValueError:
            rate = float("nan")
        if not 1 <= rate <= FASTEST:
            raise UserError(f"--fps needs a number of frames a second from 1 to {FASTEST:g}; got {short(fps)}.")
    if row and row.clock:
        rate = row.clock / max(2, round(row.clock / rate))
    return width, height, rate


def file_format(wanted: str | None, transparent: bool, still: bool) -> tuple[str, bool]:
    """Return the name of a format in :data:`film.encode.formats.FORMATS`, and whether to write a still.

    As in Manim, ``png`` is the last frame and ``png-sequence`` every frame; ``svg`` and ``pdf`` are a last frame, too.

    Raises
    ------
    UserError
        If there is no such format, or it cannot be transparent.
    """
    if wanted is not None and wanted not in CHOICES:
        raise UserError(f"--format: there is no {short(wanted)}. {nearest(wanted[:60], CHOICES)}")
    if still and wanted not in (None, *STILLS):
        raise UserError(f"-s writes one picture, as {', '.join(STILLS)}: leave out --format {wanted}, or -s.")
    if still or wanted in STILLS:
        return wanted or STILL, True
    row = FLAGS[wanted] if wanted else FORMATS[default_format(transparent)]
    if row.codec(transparent) is None:
        raise UserError(f"{wanted} has no transparency: use -t with --format mov or webm, or leave out -t.")
    return row.name, False


def pairs(settings: Iterable[str]) -> dict[str, str]:
    """Parse ``--encoder key=value``; the last value of a key counts."""
    found = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not (equals and re.fullmatch(r"[A-Za-z][\w.:-]{0,40}", key) and value):
            raise UserError(f"--encoder needs key=value, such as --encoder preset=slow; got {short(setting)}.")
        found[key] = value
    return found


def job_count(text: str | None) -> int | None:
    """Parse ``--jobs 4``; None leaves the number to what cores and memory allow."""
    return _count("--jobs", text, 999_999_999)


def chunk_count(text: str | None) -> int:
    """Parse ``--chunks 4``; 1 where nothing is cut."""
    return _count("--chunks", text, MOST_CHUNKS) or 1


def _count(flag: str, text: str | None, most: int) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,8}", text) or int(text) > most:
        span = f"from 1 to {most}" if most < 1000 else "from 1 on"
        raise UserError(f"{flag} needs a whole number {span}, such as {flag} 2; got {short(text)}.")
    return int(text)


def themes() -> list[str]:
    """Return the names of all palettes."""
    return sorted(path.stem for path in THEMES.glob("*.toml"))


def checked_theme(name: str) -> str:
    """Check that there is a palette of this name; UserError where not."""
    if name not in (known := themes()):
        raise UserError(f"--theme: there is no {short(name)}. {nearest(name[:60], known)}")
    return name


def layers(text: str | None) -> tuple[int, ...] | None:
    """Parse ``--layers 0,11``; None means all of them."""
    if text is None:
        return None
    if not re.fullmatch(r"\s*\d{1,4}(\s*,\s*\d{1,4})*\s*", text):
        raise UserError(f"--layers needs whole numbers with commas, such as --layers 0,11; got {short(text)}.")
    return tuple(int(part) for part in text.split(","))


def output_folder(text: str) -> Path:
    """Check that files can be written in this folder, without creating it.

    Raises
    ------
    UserError
        If it is a file, lies below one, may not be written, or cannot be a name.
    """
    folder = Path(text)
    if not text.strip() or "\0" in text:
        raise UserError(f"-o needs a folder to write into; {short(text)} is no name for one.")
    try:
        places = (folder.absolute(), *folder.absolute().parents)
        if broken := next((place for place in places if place.is_symlink() and not place.exists()), None):
            raise UserError(f"-o {short(text)}: {short(broken.name)} is a link to nowhere. Give another folder.")
        nearest_there = next(place for place in places if place.exists())
        if not nearest_there.is_dir():
            what = (
                "is a file" if nearest_there == folder.absolute() else f"lies below a file, {short(nearest_there.name)}"
            )
            raise UserError(f"-o {short(text)} {what}: give a folder.")
        if not os.access(nearest_there, os.W_OK | os.X_OK):
            raise UserError(f"-o {short(text)}: {nearest_there} may not be written. Give another folder.")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UserError(f"-o {short(text)} cannot be a folder: {why}.") from None
    return folder


def output_file(text: str) -> Path:
    """Check that a file can be written, without creating it: its folder can, and it is no folder itself."""
    path = Path(text)
    if not text.strip() or "\0" in text or path.is_dir():
        raise UserError(f"-o {short(text)} is no file name: give one such as trace.safetensors.")
    output_folder(str(path.parent))
    return path
