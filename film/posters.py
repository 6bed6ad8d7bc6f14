"""The picture that stands for a clip before it is played."""

from __future__ import annotations

import numpy as np

from film.frame import Frame

FAINT = 24  # of 255: less than this from the background is not seen at a glance
_STEP = 4  # pixels: of so many each way one is looked at


class Poster:
    """Of the pauses in a clip, in which something is to be read, the one in which most is shown; the later of equals.

    Attributes
    ----------
    pixels
        [height, width, 4] uint8, straight RGBA; None before the first frame.
    frame
        Its number in the clip.
    """

    def __init__(self) -> None:
        self.pixels: np.ndarray | None = None
        self.frame = 0
        self._best = -1.0

    def look(self, frame: Frame, number: int) -> None:
        """Consider the frame with this ``number``, which stands for a while."""
        shown = ink(frame.pixels)
        if shown >= self._best:
            self.pixels, self.frame, self._best = frame.pixels.copy(), number, shown


def ink(pixels: np.ndarray) -> float:
    """Return which part of a picture, [height, width, 4] uint8, is not like its upper left corner."""
    sample = pixels[::_STEP, ::_STEP].astype(np.int16)
    return float((np.abs(sample - sample[0, 0]) > FAINT).any(axis=-1).mean())
