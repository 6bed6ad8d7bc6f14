"""Poster frame: the picture of a clip before it is played."""

from __future__ import annotations

import numpy as np

from attention_scenes.film.frames.frame import Frame

FAINT = 24  # of 255: less than this from the background is not seen at a glance
_STEP = 4  # pixels each way, of which one is sampled


class Poster:
    """Poster: the pause that ends a beat; without such a beat, the pause that shows most.

    In a pause nothing moves or fades, and something is to be read. Of equals the later one counts, and of the pauses of
    one beat its last: a caption is fully there and so is what it speaks of.

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
        self._best_beat = ""

    def consider(self, frame: Frame, number: int, beat: str) -> None:
        """Take the frame as the poster if it is the best so far; it stands still for a while in this ``beat``."""
        named = bool(beat) and beat == self._beat
        worth = named, 0.0 if named else coverage(frame.pixels)
        ends_beat = bool(beat) and beat == self._best_beat
        if ends_beat or worth >= self._best:
            self.pixels, self.frame = frame.pixels.copy(), number
            self._best, self._best_beat = worth, beat


def coverage(pixels: np.ndarray) -> float:
    """Return the fraction of a picture, [height, width, 4] uint8, that differs from its upper left corner."""
    sample = pixels[::_STEP, ::_STEP].astype(np.int16)
    return float((np.abs(sample - sample[0, 0]) > FAINT).any(axis=-1).mean())
