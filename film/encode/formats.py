"""Table of export formats: a new one is a row here, and a file with its exporter where it needs its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from attention_scenes.film.encode.codecs import (
    CHOSEN_RATES,
    GIF,
    H264,
    HARDWARE,
    HARDWARE_PLACES,
    PDF,
    PNG,
    PNG_ALPHA,
    PRORES_4444,
    QTRLE,
    SVG,
    TAPE,
    VP9,
    VP9_ALPHA,
    Codec,
)
from attention_scenes.model.errors import UserError, nearest


@dataclass(frozen=True)
class Format:
    """Export format: a kind of file that clips are written as.

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
        Default width, height (pixels) and frames a second; empty for those of ``-qm``.
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

    @property
    def is_video(self) -> bool:
        """Return whether it is a video of FFmpeg's, whose packets can be copied into another."""
        return self.exporter == _VIDEO


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
VECTOR = {
    row.name: row
    for row in (
        Format("svg", "a picture of shapes, for web pages and drawing programs", ".svg", "", SVG, SVG, "SVG",
               shown_by="img"),
        Format("pdf", "a picture of shapes, for papers and posters", ".pdf", "", PDF, PDF, "PDF"),
    )
}  # fmt: skip
LIVE = {
    row.name: row
    for row in (
        Format("html", "any browser, from disk: sharp at any size, and it says where each number comes from",
               ".html", "", TAPE, None, "HTML page", size=(1920, 1080, 30.0)),
    )
}  # fmt: skip
STILL = "png"  # as --format has it: a single picture
STILLS = (STILL, *VECTOR)
FLAGS = {row.flag or row.name: row for row in (FORMATS | LIVE).values()}
_FOLDERS = tuple(flag for flag, row in FLAGS.items() if not row.suffix)
CHOICES = (*(flag for flag in FLAGS if flag not in _FOLDERS), *STILLS, *_FOLDERS)


def uses_of_codecs() -> dict[str, str]:
    """Return the formats, in words, that each encoder of FFmpeg's is used for."""
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
    """Return the choices of ``--format``, for its help."""
    notes = {default_format(False): " (default)"} | dict.fromkeys(STILLS, " (last frame)")
    return ", ".join(choice + notes.get(choice, "") for choice in CHOICES)


def transparent_in_words() -> str:
    """Return the formats that have transparency, for the help of ``-t``."""
    notes = {"mov": " (ProRes 4444, straight alpha)"}
    return ", ".join(row.name + notes.get(row.name, "") for row in FORMATS.values() if row.transparent)


def is_lossless(codec: str) -> bool:
    """Return whether this encoder of FFmpeg's is used without loss."""
    used = [QTRLE, *(row.codec(transparent) for row in FORMATS.values() for transparent in (False, True))]
    return any(one is not None and one.name == codec and one.lossless for one in used)


def default_format(transparent: bool) -> str:
    """Return the name of the default format."""
    return "mov" if transparent else "mp4"


_HD60 = 1920 * 1080 * 60  # pixels a second
_LEAST_RATE = 1_000_000  # bits a second, below which no clip is too large for anybody
_RATE_GROWS = 0.75  # a smaller picture needs more bits a pixel: each holds more


@dataclass(frozen=True)
class Target:
    """Encoding of one clip: its format, and its codec with the options of this clip; ``most`` as the codec has it."""

    format: Format
    transparent: bool
    codec: str
    pixel_format: str
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    even: bool = False
    most: float = 0.0

    @property
    def suffix(self) -> str:
        return self.format.suffix

    def capped(self, width: int, height: int, fps: Fraction) -> Target:
        """Return it with the most bits a second that a clip of this size (pixels) and rate may take, if it has a cap.

        Over any n seconds a file then takes at most n + 1 times that: what is not used is saved, for a second at most.
        """
        if not self.most:
            return self
        share = (width * height * float(fps) / _HD60) ** _RATE_GROWS
        rate = str(max(round(self.most * share), _LEAST_RATE))
        # In several threads x264 spends such a budget otherwise each time: the same clip was another file.
        held = {"threads": "1", **self.options, "maxrate": rate, "bufsize": rate}
        return replace(self, options=held, most=0.0)


def target(file_format: str, transparent: bool, encoder: dict[str, str]) -> Target:
    """Choose the encoding for a format.

    Parameters
    ----------
    file_format
        A key of ``FORMATS``, where ``png`` is a folder of numbered frames, of ``VECTOR``, or of ``LIVE``.
    transparent
        Whether the alpha channel goes into the file.
    encoder
        Options for the codec, over the defaults; ``codec`` itself chooses another encoder of FFmpeg's.

    Raises
    ------
    UserError
        If the format is unknown, or cannot be transparent.
    """
    rows = FORMATS | VECTOR | LIVE
    if file_format not in rows:
        raise UserError(f"There is no format {file_format!r}. {nearest(file_format, rows)}")
    row = rows[file_format]
    if (usual := row.codec(transparent)) is None:
        *others, last = (other.name for other in FORMATS.values() if other.codec(transparent))
        raise UserError(f"{file_format} has no transparency: choose {', '.join(others)} or {last}.")
    if not row.is_video and encoder:
        raise UserError(f"{file_format} takes no encoder options: leave out {', '.join(sorted(encoder))}.")
    options = dict(encoder)
    codec = options.pop("codec", usual.name)
    if codec != usual.name:
        defaults = HARDWARE.get(codec, {})
    else:
        defaults = usual.other_preset if usual.other_preset and "preset" in options else usual.options
    pixels = QTRLE.pixel_format if transparent and codec == QTRLE.name else usual.pixel_format
    most = usual.most if codec == usual.name and not CHOSEN_RATES & options.keys() else 0.0
    return Target(row, transparent, codec, pixels, {**defaults, **options}, usual.container_options, usual.even, most)


def check_size(wanted: Target, width: int, height: int) -> None:
    """Raise ``UserError`` where ``wanted`` cannot hold a picture of this size (pixels)."""
    if width < 16 or height < 16:
        raise UserError(f"{width} x {height} is too small: each side needs at least 16 pixels.")
    if wanted.even and (width % 2 or height % 2):
        even = f"{width - width % 2} x {height - height % 2}"
        raise UserError(f"{wanted.suffix[1:]} needs even sides: {width} x {height} are not, {even} would do.")
