"""Hardware encoders: find one that works here by encoding with it.

No hardware has encoded with these settings yet. On a card without an encoder (NVIDIA H100) the probe of ``h264_nvenc``
failed and libx264 was used; the tests see that a codec that fails is left alone, and that FFmpeg knows every option of
:data:`film.encode.codecs.HARDWARE`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import av
import numpy as np

from attention_scenes.film.encode.codecs import H264, HARDWARE
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.video import VideoExporter, check_encoder
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.system.scratch import scratch_folder
from attention_scenes.model.errors import UserError

_FRAMES = 3  # enough to come out of an encoder's own queue, one after the other
_REPLACED = H264.name  # others stand for what hardware does not do: transparency, VP9


def works(wanted: Target, width: int, height: int, fps: Fraction) -> bool:
    """Return whether an encoder works here: a short clip of this size (pixels) decodes to all its frames.

    Being compiled in means nothing: the driver, the card, its limits on size and on sessions decide.
    """
    try:
        check_encoder(wanted, width, height, fps)
        with scratch_folder() as folder:
            path = folder / f"probe{wanted.suffix}"
            exporter = VideoExporter(path, wanted, width, height, fps)
            try:
                exporter.add(Frame(np.full((height, width, 4), 255, dtype=np.uint8)), repeat=_FRAMES)
                exporter.close()
            finally:
                exporter.abort()
            with av.open(str(path)) as container:
                return sum(1 for _ in container.decode(video=0)) == _FRAMES
    except (UserError, av.FFmpegError, ValueError, OSError):
        return False


def in_hardware(wanted: Target, width: int, height: int, fps: Fraction) -> Target:
    """Return ``wanted`` with the first hardware encoder that works here; unchanged where there is none.

    Parameters
    ----------
    wanted
        From :func:`film.encode.formats.target`, with no options but the codec's defaults.
    width, height
        In pixels: cards have a smallest and a largest size.
    fps
        Frames a second.
    """
    if wanted.codec != _REPLACED:
        return wanted
    choices = (replace(wanted, codec=codec, options=dict(options), most=0.0) for codec, options in HARDWARE.items())
    return next((choice for choice in choices if works(choice, width, height, fps)), wanted)
