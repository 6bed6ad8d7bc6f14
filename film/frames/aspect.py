"""Aspect ratio: fit a scene's frame, 16:9 where it has no other, into a picture of any size, with bands beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

WIDTH, HEIGHT = 128 / 9, 8.0  # of the frame, in scene units


def film_frame(width: int, height: int) -> dict[str, float]:
    """Return the Manim settings for a picture of this size in pixels; its frame is 8 scene units high.

    A size such as 854 x 480 is 16:9 but for a part of a pixel: there the frame is as wide as the picture.
    """
    fills = not any(bands(width, height, WIDTH, HEIGHT))
    return {
        "pixel_width": width,
        "pixel_height": height,
        "frame_height": HEIGHT,
        "frame_width": HEIGHT * width / height if fills else WIDTH,
    }


def bands(width: int, height: int, frame_width: float, frame_height: float) -> tuple[float, float]:
    """Return the width and height in pixels that a frame leaves free; less than one pixel counts as none.

    Parameters
    ----------
    width, height
        The picture's size in pixels.
    frame_width, frame_height
        The frame's, in scene units.
    """
    scale = min(width / frame_width, height / frame_height)
    across, down = width - frame_width * scale, height - frame_height * scale
    return (across if across >= 1 else 0.0, down if down >= 1 else 0.0)


def other_shape(width: int, height: int, frames: Sequence[tuple[float, float]] = ((WIDTH, HEIGHT),)) -> str:
    """Return a warning about a size that has the aspect of none of some frames (width, height); empty where it has."""
    if any(not any(bands(width, height, *frame)) for frame in frames):
        return ""
    nearest = min(frames, key=lambda frame: abs(math.log(width / height * frame[1] / frame[0])))
    where = "above and below" if bands(width, height, *nearest)[1] else "on the left and on the right"
    ratios = [Fraction(across / up).limit_denominator(20) for across, up in frames]
    known = [f"{ratio.numerator}:{ratio.denominator}" for ratio in ratios]
    listed = " or ".join(filter(None, [", ".join(known[:-1]), known[-1]]))
    return f"--resolution {width},{height} is not {listed}: the picture is scaled to fit, with bands {where}."
