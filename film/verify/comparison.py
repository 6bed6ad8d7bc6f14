"""Compare frames drawn again with those of a finished file.

How unlike two frames may be was measured over the formats' default settings, at 480p and 720p: what the codecs lose
comes to at most 15 (x264, GIF's palette), 12 (VP9) and 1.2 (ProRes); one digit changed, the smallest on screen and the
most alike (9.3 to 9.8), to no less than 33.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from attention_scenes.film.encode.formats import is_lossless
from attention_scenes.film.system.console import clock
from attention_scenes.film.verify.decoded_frames import UNREADABLE, Decoded, Source, distance
from attention_scenes.model.verify.problems import Problem

MOST_LOSSY, MOST_LOSSLESS = 24.0, 4.0  # see above; a lossless file differs by another processor's rounding
DRAWN_BY_LOT = 12


class FrameComparison:
    """Comparison of drawn frames with those of a file; both come in the order of their numbers.

    Parameters
    ----------
    source
        Where the file's frames are.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._decoded: Iterator[Decoded] = iter(source.decoded())
        self._number, self._frame = -1, None
        self._most = MOST_LOSSLESS if is_lossless(source.target.codec) else MOST_LOSSY
        self.compared = 0
        self.problems: list[Problem] = []

    def compare(self, number: int, repeat: int, pixels: np.ndarray) -> None:
        """Compare a drawn picture, [height, width, 4] uint8, with the first and the last of its frames."""
        expected = self._source.expected(pixels)
        for each in sorted({number, number + repeat - 1}):
            self._compare_frame(each, expected)

    def finish(self, frames: int) -> None:
        """Decode the rest of the file and check that it has ``frames`` frames."""
        while self._step():
            pass
        if not self._unreadable and self._number + 1 != frames:
            self._note("frame.count", f"the file ends with frame {self._number + 1} of {frames}")

    @property
    def _unreadable(self) -> bool:
        return any(problem.code in ("frame.unreadable", "frame.size") for problem in self.problems)

    def _compare_frame(self, number: int, expected: np.ndarray) -> None:
        while self._number < number and self._step():
            pass
        if self._number != number or self._unreadable:
            return  # GIFs leave frames out, and a file that is too short is noticed at its end
        found = self._source.channels(self._frame)
        if found.shape != expected.shape:
            sizes = [f"{shape[2]} x {shape[1]}" for shape in (found.shape, expected.shape)]
            self._note("frame.size", f"the file's frames are {sizes[0]}, the scene's {sizes[1]}")
            return
        self.compared += 1
        if (apart := distance(found, expected)) > self._most:
            at = clock(number / self._source.fps)
            self._note("frame.mismatch", f"frame {number} ({at}) is not the scene's: {apart:.0f} of 255 apart")

    def _step(self) -> bool:
        """Decode the next frame; False where there is none."""
        try:
            self._number, self._frame = next(self._decoded)
        except StopIteration:
            return False
        except UNREADABLE as error:
            self._note("frame.unreadable", f"the file cannot be decoded after frame {self._number}: {error}")
            self._decoded = iter(())
            return False
        return True

    def _note(self, code: str, what: str) -> None:
        self.problems.append(Problem(code, what))


def by_lot(sha256: str, frames: int) -> set[int]:
    """Return random frame numbers below ``frames``, seeded by the digest, so that no forger can pick the others."""
    lots = (hashlib.sha256(f"{sha256} {number}".encode()).digest() for number in range(DRAWN_BY_LOT))
    return {int.from_bytes(lot[:8]) % frames for lot in lots}
