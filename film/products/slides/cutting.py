"""Cut a clip into its steps: copy packets where possible, else encode again."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av

from attention_scenes.film.encode.formats import target
from attention_scenes.film.encode.video import VideoExporter

PLAYABLE = "h264", "yuv420p"  # what browsers, PowerPoint and LibreOffice all play


def cut(clip: Path, ends: list[int], rate: Fraction, folder: Path) -> list[Path]:
    """Cut a clip into mp4 files of one step each and return their paths.

    Parameters
    ----------
    clip
        The video, ``rate`` frames a second.
    ends
        The frame after each step's last one, ascending; the last of them is the number of frames.
    folder
        Where the pieces go, named after the clip and numbered.
    """
    pieces = [folder / f"{clip.stem}-{number:03d}.mp4" for number in range(len(ends))]
    with av.open(str(clip)) as source:
        video = source.streams.video[0]
        packets = [packet for packet in source.demux(video) if packet.size]
        numbers = [_number(packet, rate) for packet in packets]
        keys = [(number, packet.dts) for packet, number in zip(packets, numbers, strict=True) if packet.is_keyframe]
        whole = (video.codec_context.name, video.codec_context.pix_fmt) == PLAYABLE
        for piece, (first, end) in zip(pieces, pairwise([0, *ends]), strict=True):
            inside = [packet for packet, number in zip(packets, numbers, strict=True) if first <= number < end]
            if whole and inside[0].is_keyframe and _together(numbers, first, end):
                _copy(piece, video, inside)
            else:
                _, start = max(key for key in keys if key[0] <= first)
                _encode(piece, clip, rate, range(first, end), start)
    return pieces


def _number(timed: av.Packet | av.VideoFrame, rate: Fraction) -> int:
    """Return the number of a packet's frame in the clip."""
    return round(timed.pts * timed.time_base * rate)


def _together(numbers: list[int], first: int, end: int) -> bool:
    """Return whether the frames ``first`` to ``end`` are contiguous in the file, ``first`` before the others."""
    at = numbers.index(first)
    return sorted(numbers[at : at + end - first]) == list(range(first, end))


def _copy(piece: Path, video: av.VideoStream, packets: list[av.Packet]) -> None:
    start = packets[0].pts
    with av.open(str(piece), "w", format="mp4", container_options={"movflags": "+faststart"}) as output:
        stream = output.add_stream_from_template(video)
        for packet in packets:
            packet.pts, packet.dts, packet.stream = packet.pts - start, packet.dts - start, stream
            output.mux(packet)


def _encode(piece: Path, clip: Path, rate: Fraction, inside: range, start: int) -> None:
    """Encode the frames ``inside``, decoding from the key frame on whose decoding time is ``start``."""
    with av.open(str(clip)) as source:
        video = source.streams.video[0]
        source.seek(start, stream=video)
        wanted = target("mp4", False, {}).capped(video.width, video.height, rate)
        encoder = VideoExporter(piece, wanted, video.width, video.height, rate)
        try:
            for picture in source.decode(video):
                if _number(picture, rate) in inside:
                    encoder.add_picture(picture.reformat(format=wanted.pixel_format))
            encoder.close()
        except BaseException:
            encoder.abort()
            raise
