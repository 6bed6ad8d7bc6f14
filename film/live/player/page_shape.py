"""Shape of a frame that a page of a film fills, in a notebook or on another page."""

from __future__ import annotations

BAR = 0.2  # of the picture's height: what stands below it


def framed(width: int, height: int) -> float:
    """Return a frame's width over its height, for a picture of this shape with room for the controls."""
    return width / height / (1 + BAR)
