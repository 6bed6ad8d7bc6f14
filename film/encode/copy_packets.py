"""Copy the packets of video files into another, one file after the other, without encoding again."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av

from attention_scenes.film.encode.formats import Target
from attention_scenes.model.errors import UserError

_ALPHA = "alpha_mode"  # by which players know that a WebM has an alpha channel


def join_videos(path: Path, pieces: Iterable[tuple[Path, int]], target: Target, rate: Fraction) -> int:
    """Join video files of one encoding into one and return its number of frames.

    Parameters
    ----------
    path
        File to write.
    pieces
        In order, with how many frames of each are left out at its start; the next needs none before it.
    target
        The encoding.
    rate
        Frames a second.

    Raises
    ------
    UserError
        If two pieces were encoded in different ways.
    """
    frames, first, stream = 0, None, None
    options = dict(target.container_options)
    with av.open(str(path), "w", format=target.suffix[1:], container_options=options) as joined:
        for piece, lead in pieces:
            with av.open(str(piece)) as source:
                video = source.streams.video[0]
                if stream is None:
                    first, stream = header(video), joined.add_stream_from_template(video)
                    stream.codec_context.codec_tag = video.codec_context.codec_tag  # it says which ProRes it is
                    stream.metadata.update({_ALPHA: video.metadata[_ALPHA]} if _ALPHA in video.metadata else {})
                elif first != header(video):
                    raise UserError("The parts of the clip were encoded in different ways: leave out --chunks.")
                frames += append_video(source, joined, stream, frames, rate, lead)
    return frames


def append_video(
    source: av.container.InputContainer,
    joined: av.container.OutputContainer,
    stream: av.VideoStream,
    frames: int,
    rate: Fraction,
    lead: int = 0,
) -> int:
    """Copy the video of a file, without its first ``lead`` frames, behind those of ``joined``; return how many.

    Times are counted in frames again: those of a file are rounded to its ticks, as a WebM's to milliseconds.
    """
    copied = 0
    for packet in source.demux(source.streams.video[0]):
        ticks = packet.time_base * rate
        if packet.size and (shown := round(packet.pts * ticks) - lead) >= 0:
            if not copied and not packet.is_keyframe:
                raise RuntimeError("A part of the clip does not begin with a frame of its own.")
            decoded = round(packet.dts * ticks) - lead
            packet.time_base, packet.duration = 1 / rate, 1
            packet.pts, packet.dts, packet.stream = frames + shown, frames + decoded, stream
            joined.mux(packet)
            copied += 1
    return copied


def header(video: av.VideoStream) -> tuple[object, ...]:
    """Return the properties that must be equal for two streams to be joined."""
    context = video.codec_context
    return context.name, context.extradata, context.width, context.height, video.time_base
