"""The table of export formats: a new one is a row here, and a file with its exporter where it needs its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from attention_scenes.film.encode.codecs import (
    GIF,
    H264,
    HARDWARE,
    HARDWARE_PLACES,
    PNG,
    PNG_ALPHA,
    PRORES_4444,
    QTRLE,
    VP9,
    VP9_ALPHA,
    Codec,
)
from attention_scenes.model.errors import UserError, nearest


@dataclass(frozen=True)
class Format:
    """A row of the table: one kind of file that clips are exported as.

    Attributes
    ----------
    name
        As sidecars have it.
    purpose
        What it is for, in one line.
    suffix
        Of the file's name; empty for a folder of frames.
    exporter
        ``module:Class`` in this folder, an :class:`~film.encode.exporter.Exporter`; imported when a clip is made, for
        ``--help`` reads this table.
    opaque, transparent
        Its codec without and with an alpha channel; None where it cannot be so.
    label
        What a page calls it.
    flag
        As ``--format`` has it, where that is not its name.
    shown_by
        What shows it on a web page: ``video``, ``img``, or nothing.
    offered
        Whether the studio offers it opaque (False), transparent (True).
    size
        Width, height (pixels) and frames a second where nothing is said; empty for those of ``-qm``.
    clock
        Ticks a second in which its frames are timed, two a frame at least; 0 where any rate will do.
    """

    name: str
    purpose: str
    suffix: str
    exporter: str
    opaque: Codec | None
    transparent: Codec | None
    label: str
    flag: str = ""
    shown_by: str = ""
    offered: tuple[bool, ...] = (False,)
    size: tuple[int, int, float] | tuple[()] = ()
    clock: int = 0

    def codec(self, transparent: bool) -> Codec | None:
        """Return the codec with or without an alpha channel."""
        return self.transparent if transparent else self.opaque


_VIDEO = "video:VideoExporter"
FORMATS = {
    row.name: row
    for row in (
        Format("mp4", "any player, slides and web pages", ".mp4", _VIDEO, H264, None, "MP4", shown_by="video"),
        Format("mov", "with -t, to lay over slides and in editors", ".mov", _VIDEO, H264, PRORES_4444, "MOV",
               offered=(True,)),
        Format("webm", "browsers; with -t without a background", ".webm", _VIDEO, VP9, VP9_ALPHA, "WebM",
               shown_by="video", offered=(False, True)),
        Format("gif", "mail, chat, a README", ".gif", "gif:GifExporter", GIF, GIF, "GIF",
               shown_by="img", size=(854, 480, 25.0), clock=100),
        Format("apng", "any browser, with soft edges on any background", ".apng", "apng:ApngExporter", PNG, PNG_ALPHA,
               "APNG", shown_by="img", offered=(True,), size=(854, 480, 30.0)),
        Format("png", "every frame, for other programs", "", "images:FrameFolder", PNG, PNG_ALPHA,
               "PNG of every frame", flag="png-sequence"),
    )
}  # fmt: skip
STILL = "png"  # as --format has it: a single picture
FLAGS = {row.flag or row.name: row for row in FORMATS.values()}
_FOLDERS = tuple(flag for flag, row in FLAGS.items() if not row.suffix)
CHOICES = (*(flag for flag in FLAGS if flag not in _FOLDERS), STILL, *_FOLDERS)


def uses_of_codecs() -> dict[str, str]:
    """Return for each encoder of FFmpeg's that files are made with what it is for: formats in words."""
    uses: dict[str, list[str]] = {}
    for row in FORMATS.values():
        for transparent in (False, True):
            if (codec := row.codec(transparent)) and codec.by_ffmpeg:
                uses.setdefault(codec.name, []).append(row.name + ", transparent" * transparent)
                for other in codec.on_the_way:
                    uses.setdefault(other, []).append(f"{row.name}, on the way to it")
    return {codec: "; ".join(dict.fromkeys(found)) for codec, found in uses.items()} | {
        codec: f"mp4, on {place}" for codec, place in HARDWARE_PLACES.items()
    }


def choices_in_words() -> str:
    """Return what ``--format`` may be, for its help."""
    notes = {default_format(False): " (default)", STILL: " (last frame)"}
    return ", ".join(choice + notes.get(choice, "") for choice in CHOICES)


def transparent_in_words() -> str:
    """Return the formats that have transparency, for the help of ``-t``."""
    notes = {"mov": " (ProRes 4444, straight alpha)"}
    return ", ".join(row.name + notes.get(row.name, "") for row in FORMATS.values() if row.transparent)


def is_lossless(codec: str) -> bool:
    """Return whether what this encoder of FFmpeg's was given comes back as it was."""
    used = [QTRLE, *(row.codec(transparent) for row in FORMATS.values() for transparent in (False, True))]
    return any(one is not None and one.name == codec and one.lossless for one in used)


def default_format(transparent: bool) -> str:
    """Return the name of the format where nothing is said."""
    return "mov" if transparent else "mp4"


@dataclass(frozen=True)
class Target:
    """How the frames of one clip become a file: its format, and its codec with the options of this clip."""

    format: Format
    transparent: bool
    codec: str
    pixel_format: str
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    even: bool = False

    @property
    def suffix(self) -> str:
        return self.format.suffix


def target(file_format: str, transparent: bool, encoder: dict[str, str]) -> Target:
    """Choose the encoding for a format.

    Parameters
    ----------
    file_format
        A key of ``FORMATS``; ``png`` is a folder of numbered frames.
    transparent
        Whether the alpha channel goes into the file.
    encoder
        Options for the codec, over the defaults; ``codec`` itself chooses another encoder of FFmpeg's.

    Raises
    ------
    UserError
        If the format is unknown, or cannot be transparent.
    """
    if file_format not in FORMATS:
        raise UserError(f"There is no format {file_format!r}. {nearest(file_format, FORMATS)}")
    row = FORMATS[file_format]
    if (usual := row.codec(transparent)) is None:
        *others, last = (other.name for other in FORMATS.values() if other.codec(transparent))
        raise UserError(f"{file_format} has no transparency: choose {', '.join(others)} or {last}.")
    if row.exporter != _VIDEO and encoder:
        raise UserError(f"{file_format} takes no encoder options: leave out {', '.join(sorted(encoder))}.")
    options = dict(encoder)
    codec = options.pop("codec", usual.name)
    if codec != usual.name:
        defaults = HARDWARE.get(codec, {})
    else:
        defaults = usual.other_preset if usual.other_preset and "preset" in options else usual.options
    pixels = QTRLE.pixel_format if transparent and codec == QTRLE.name else usual.pixel_format
    return Target(row, transparent, codec, pixels, {**defaults, **options}, usual.container_options, usual.even)


def check_size(wanted: Target, width: int, height: int) -> None:
    """Raise ``UserError`` where ``wanted`` cannot hold a picture of this size (pixels)."""
    if width < 16 or height < 16:
        raise UserError(f"{width} x {height} is too small: each side needs at least 16 pixels.")
    if wanted.even and (width % 2 or height % 2):
        even = f"{width - width % 2} x {height - height % 2}"
        raise UserError(f"{wanted.suffix[1:]} needs even sides: {width} x {height} are not, {even} would do.")
