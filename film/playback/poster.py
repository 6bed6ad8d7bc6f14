"""Poster frames: the picture of a clip before it is played."""

from __future__ import annotations

import numpy as np

from attention_scenes.film.frames.frame import Frame

FAINT = 24  # of 255: less than this from the background is not seen at a glance
_STEP = 4  # pixels: of so many each way one is looked at


class Poster:
    """The pause in which a beat ends; where there is no such beat, of all pauses the one in which most is shown.

    In a pause nothing moves or fades, and something is to be read. Of equals the later one counts.

    Parameters
    ----------
    beat
        The beat that a scene names as its ``poster``, if any.

    Attributes
    ----------
    pixels
        [height, width, 4] uint8, straight RGBA; None before the first frame.
    frame
        Its number in the clip.
    """

    def __init__(self, beat: str = "") -> None:
        self.pixels: np.ndarray | None = None
        self.frame = 0
        self._beat = beat
        self._best = False, -1.0

    def look(self, frame: Frame, number: int, beat: str) -> None:
        """Consider the frame with this ``number``, which stands for a while in this ``beat``."""
        named = bool(beat) and beat == self._beat
        worth = named, 0.0 if named else coverage(frame.pixels)
        if worth >= self._best:
            self.pixels, self.frame, self._best = frame.pixels.copy(), number, worth


def coverage(pixels: np.ndarray) -> float:
    """Return which part of a picture, [height, width, 4] uint8, is not like its upper left corner."""
    sample = pixels[::_STEP, ::_STEP].astype(np.int16)
    return float((np.abs(sample - sample[0, 0]) > FAINT).any(axis=-1).mean())
