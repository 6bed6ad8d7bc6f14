"""Aspect ratio: the 16:9 frame of a scene in a picture of any size, never stretched, with bands beside it."""

from __future__ import annotations

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
    """Return how many pixels a frame leaves free in a picture, across and down; what is less than one counts as none.

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


def other_shape(width: int, height: int) -> str:
    """Return a warning about a size that is not 16:9; empty where it is."""
    across, down = bands(width, height, WIDTH, HEIGHT)
    if not across and not down:
        return ""
    where = "above and below" if down else "on the left and on the right"
    return f"--resolution {width},{height} is not 16:9: the picture is scaled to fit, with bands {where}."
