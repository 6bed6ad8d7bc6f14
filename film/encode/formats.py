"""Which codec goes into which file, and with what settings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from attention_scenes.model.errors import UserError, nearest

FORMATS = ("mp4", "mov", "webm", "gif", "png")

# On flat shapes over black "ultrafast", given back CABAC and B-frames, takes two thirds of the time of "veryfast" and
# is closer to what was drawn, in files a fifth to a half larger: `python -m benchmarks presets` has the table. The
# other presets reach that quality at another crf.
_X264 = {"preset": "ultrafast", "coder": "cabac", "bf": "3", "crf": "25"}
_X264_OTHER_PRESET = {"crf": "18"}
_VP9 = {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "5", "row-mt": "1"}
# Of the two codecs that give a mov its alpha channel ProRes 4444 is the one that editors and slide programs take; the
# other, `--encoder codec=qtrle`, is lossless, smaller on flat shapes and quicker. Of FFmpeg's encoders of ProRes this
# one takes a third of the other's time and leaves as much of the picture.
_PRORES_4444 = {"profile": "4", "vendor": "apl0"}
_PIXELS = {"qtrle": "argb"}  # of an encoder that cannot hold the format's own

# Near x264's crf 18 by their own scales, not measured side by side. NVENC: quality alone decides (b 0 lifts FFmpeg's
# 2 Mb/s). VideoToolbox: -q:v 65 of 100, in FFmpeg's steps of 118; Apple silicon only, an Intel Mac refuses it.
HARDWARE = {
    "h264_nvenc": {"preset": "p5", "tune": "hq", "rc": "vbr", "cq": "19", "b": "0", "profile": "high"},
    "h264_videotoolbox": {"flags": "+qscale", "global_quality": str(65 * 118), "profile": "high"},
}


@dataclass(frozen=True)
class Target:
    """How frames become a file.

    Attributes
    ----------
    kind
        ``video``, ``gif`` or ``png`` (a folder of frames).
    suffix
        Of the file's name; empty for a folder.
    even
        Whether width and height must be even.
    """

    kind: str
    suffix: str
    codec: str
    pixel_format: str
    even: bool
    transparent: bool
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)


def target(file_format: str, transparent: bool, encoder: dict[str, str]) -> Target:
    """Choose the encoding for a format.

    Parameters
    ----------
    file_format
        One of ``FORMATS``; ``png`` is a folder of numbered frames.
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
    if transparent and file_format == "mp4":
        raise UserError("mp4 has no transparency: choose mov, webm, gif or png.")
    found = _default(file_format, transparent)
    if found.kind != "video" and encoder:
        raise UserError(f"{file_format} takes no encoder options: leave out {', '.join(sorted(encoder))}.")
    options = dict(encoder)
    codec = options.pop("codec", found.codec)
    if codec != found.codec:
        defaults = HARDWARE.get(codec, {})
    else:
        defaults = _X264_OTHER_PRESET if codec == "libx264" and "preset" in options else found.options
    pixels = _PIXELS.get(codec, found.pixel_format) if transparent else found.pixel_format
    return replace(found, codec=codec, pixel_format=pixels, options={**defaults, **options})


def _default(file_format: str, transparent: bool) -> Target:
    faststart = {"movflags": "+faststart"}
    if file_format == "gif":
        return Target("gif", ".gif", "gif", "pal8", False, transparent)
    if file_format == "png":
        return Target("png", "", "png", "rgba" if transparent else "rgb24", False, transparent)
    if file_format == "webm":
        pixels = "yuva420p" if transparent else "yuv420p"
        return Target("video", ".webm", "libvpx-vp9", pixels, True, transparent, _VP9)
    if transparent:
        return Target("video", ".mov", "prores_aw", "yuva444p10le", False, True, _PRORES_4444, faststart)
    return Target("video", f".{file_format}", "libx264", "yuv420p", True, False, _X264, faststart)


def check_size(wanted: Target, width: int, height: int) -> None:
    """Raise ``UserError`` where ``wanted`` cannot hold a picture of this size (pixels)."""
    if width < 16 or height < 16:
        raise UserError(f"{width} x {height} is too small: each side needs at least 16 pixels.")
    if wanted.even and (width % 2 or height % 2):
        even = f"{width - width % 2} x {height - height % 2}"
        raise UserError(f"{wanted.suffix[1:]} needs even sides: {width} x {height} are not, {even} would do.")
