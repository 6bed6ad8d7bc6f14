"""Poster frame: the picture of a clip before it is played."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from attention_scenes.film.frames.frame import Frame

FAINT = 24  # of 255: less than this from the background is not seen at a glance
_STEP = 4  # pixels each way, of which one is sampled


class Pause(NamedTuple):
    """Pause of a clip: its first frame's number, its beat, whether that is the poster's, and how much it shows."""

    frame: int
    beat: str
    named: bool
    shows: float


class Choice:
    """Choice of the best among pauses that come one after the other; it is ``best``."""

    def __init__(self) -> None:
        self.best: Pause | None = None

    def takes(self, pause: Pause) -> bool:
        """Return whether a pause is the best so far, and take it if so.

        Of equals the later one counts, and of the pauses of one beat its last: a caption is fully there and so is what
        it speaks of.
        """
        best = self.best
        ends_beat = best is not None and bool(pause.beat) and pause.beat == best.beat
        if best is None or ends_beat or (pause.named, pause.shows) >= (best.named, best.shows):
            self.best = pause
            return True
        return False


class Poster:
    """Poster: the pause that ends a beat; without such a beat, the pause that shows most.

    In a pause nothing moves or fades, and something is to be read. See :class:`Choice` for which one counts.

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
    pauses
        All that were considered.
    """

    def __init__(self, beat: str = "") -> None:
        self.pixels: np.ndarray | None = None
        self.frame = 0
        self.pauses: list[Pause] = []
        self._beat = beat
        self._choice = Choice()

    def consider(self, frame: Frame, number: int, beat: str) -> None:
        """Take the frame as the poster if it is the best so far; it stands still for a while in this ``beat``."""
        named = bool(beat) and beat == self._beat
        pause = Pause(number, beat, named, 0.0 if named else coverage(frame.pixels))
        self.pauses.append(pause)
        if self._choice.takes(pause):
            self.pixels, self.frame = frame.pixels.copy(), number

    def fall_back(self, frame: Frame, number: int) -> None:
        """Take the frame where nothing has paused."""
        if self.pixels is None:
            self.pixels, self.frame = frame.pixels.copy(), number


def coverage(pixels: np.ndarray) -> float:
    """Return the fraction of a picture, [height, width, 4] uint8, that differs from its upper left corner."""
    sample = pixels[::_STEP, ::_STEP].astype(np.int16)
    return float((np.abs(sample - sample[0, 0]) > FAINT).any(axis=-1).mean())
