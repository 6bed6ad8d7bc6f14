"""Codecs and their settings, chosen for small files that look as drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

# Near x264's crf 18 by their own scales, not measured side by side. NVENC: quality alone decides (b 0 lifts FFmpeg's
# 2 Mb/s). VideoToolbox: -q:v 65 of 100, in FFmpeg's steps of 118; Apple silicon only, an Intel Mac refuses it.
HARDWARE = {
    "h264_nvenc": {"preset": "p5", "tune": "hq", "rc": "vbr", "cq": "19", "b": "0", "profile": "high"},
    "h264_videotoolbox": {"flags": "+qscale", "global_quality": str(65 * 118), "profile": "high"},
}
HARDWARE_PLACES = {"h264_nvenc": "an NVIDIA GPU", "h264_videotoolbox": "a Mac"}


@dataclass(frozen=True)
class Codec:
    """Codec with the settings that one format uses.

    Attributes
    ----------
    name, pixel_format
        As FFmpeg calls them.
    options, container_options
        For the encoder, and for the file.
    other_preset
        ``options`` where a person chooses the ``preset``; the same where empty.
    even
        Whether width and height must be even.
    lossless
        Whether each pixel comes back as it was.
    on_the_way
        Codecs of files that are made before this one and removed.
    by_ffmpeg
        Whether FFmpeg encodes it.
    most
        Bits a second at 1080p60 that a moving picture may take; 0 where its quality alone decides.
    """

    name: str
    pixel_format: str
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    other_preset: dict[str, str] = field(default_factory=dict)
    even: bool = False
    lossless: bool = False
    on_the_way: tuple[str, ...] = ()
    by_ffmpeg: bool = True
    most: float = 0.0


_FASTSTART = {"movflags": "+faststart"}
# "ultrafast" takes three quarters of this one's time, but makes steps of light that fades: "superfast" is half as far
# from what was drawn, in files as large. "medium" at crf 18 looks like it in two thirds of the bytes where much moves,
# for two and a half times its time. `python -m benchmarks presets` has the table.
# Tens of thousands of moving points would take 60 Mb/s in a flight and swell a file threefold: "most" holds that down,
# and looking ahead shares out evenly what is allowed. What moves less never comes near it.
_X264 = {"preset": "superfast", "crf": "20", "rc-lookahead": "20"}
H264 = Codec("libx264", "yuv420p", _X264, _FASTSTART, other_preset={"crf": "18"}, even=True, most=7.5e6)
CHOSEN_RATES = frozenset({"b", "crf", "qp", "maxrate", "bufsize", "x264-params", "x264opts"})
# Of the two codecs that give a mov its alpha channel ProRes 4444 is the one that editors and slide programs take; the
# other, `--encoder codec=qtrle`, is lossless, smaller on flat shapes and quicker. Of FFmpeg's encoders of ProRes this
# one takes a third of the other's time and leaves as much of the picture.
PRORES_4444 = Codec("prores_aw", "yuva444p10le", {"profile": "4", "vendor": "apl0"}, _FASTSTART)
SVG, PDF = (Codec(name, "shapes", lossless=True, by_ffmpeg=False) for name in ("svg", "pdf"))
TAPE = Codec("tape", "shapes", by_ffmpeg=False)
_VP9 = {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "5", "row-mt": "1"}
VP9 = Codec("libvpx-vp9", "yuv420p", _VP9, even=True)
VP9_ALPHA = Codec("libvpx-vp9", "yuva420p", _VP9, even=True)
QTRLE = Codec("qtrle", "argb", lossless=True)
GIF = Codec("gif", "pal8", on_the_way=(QTRLE.name,))
PNG = Codec("png", "rgb24", lossless=True, by_ffmpeg=False)
PNG_ALPHA = Codec("png", "rgba", lossless=True, by_ffmpeg=False)
TAKES_KEY_FRAMES = frozenset({H264.name, VP9.name})  # encoders that write one where a frame asks for it; qtrle does not
