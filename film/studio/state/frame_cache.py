"""Frames that have been drawn, kept while they may be looked at again."""

from __future__ import annotations

import itertools
import json
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile

RATE = 30  # frames a second of the clip that is looked at
STEP = 8  # frames from one kept frame to the next, once all have been drawn
MOST_BYTES = 160_000_000  # of all strips together
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Look:
    """A scene and what its form says."""

    scene: SceneFile
    values: dict[str, Any]
    model: str

    def question(self) -> dict[str, Any]:
        """What a worker is asked about it, as JSON."""
        return asdict(self)

    def key(self) -> str:
        return json.dumps(self.question(), sort_keys=True)


@dataclass
class SceneFrames:
    """The frames of one look by their number in the clip (JPEG), and what is known of it once it was played.

    Attributes
    ----------
    number
        Another for each strip.
    seconds
        How long the clip is; None while nobody knows.
    beats
        ``name``, ``caption``, ``start`` and ``end`` (seconds) of each.
    head, text
        The head that was chosen, [layer, head], if any, and the first sentence.
    poster
        The name of the beat that stands for the scene; ``""`` where it names none.
    light
        Whether the ground of its pictures is bright.
    """

    number: int = field(default_factory=lambda: next(_numbers))
    frames: dict[int, bytes] = field(default_factory=dict)
    seconds: float | None = None
    beats: list[dict[str, Any]] = field(default_factory=list)
    head: list[int] | None = None
    text: str = ""
    poster: str = ""
    light: bool = False

    def learn(self, told: dict[str, Any]) -> None:
        """Note what a worker tells after a whole play."""
        self.seconds, self.beats, self.head, self.text = (told[k] for k in ("seconds", "beats", "head", "text"))
        self.poster, self.light = told["poster"], told["light"]

    def add(self, seconds: float, jpeg: bytes) -> int:
        """Keep a frame and return its number."""
        number = frame_number(seconds)
        self.frames[number] = jpeg
        return number

    def nearest(self, number: int, within: int) -> int | None:
        """The number of the frame nearest to ``number``, at most ``within`` away."""
        near = min(self.frames, key=lambda kept: abs(kept - number), default=None)
        return near if near is not None and abs(near - number) <= within else None

    def missing(self) -> list[float]:
        """The seconds of the frames that a whole strip has besides those that are there."""
        if self.seconds is None:
            return []
        last = frame_number(self.seconds) - 1
        return [number / RATE for number in (*range(0, last, STEP), last) if number not in self.frames]


class FrameCache:
    """The strips looked at last, as many as memory is meant for."""

    def __init__(self) -> None:
        self._strips = OrderedDict[str, SceneFrames]()

    def of(self, look: Look) -> SceneFrames:
        """The strip of a look; a new one where there is none."""
        strip = self._strips.setdefault(look.key(), SceneFrames())
        self._strips.move_to_end(look.key())
        while len(self._strips) > 1 and self._size() > MOST_BYTES:
            self._strips.popitem(last=False)
        return strip

    def frame(self, strip: int, number: int) -> bytes | None:
        """A frame of a strip by both numbers."""
        return next((s.frames.get(number) for s in self._strips.values() if s.number == strip), None)

    def _size(self) -> int:
        return sum(len(frame) for strip in self._strips.values() for frame in strip.frames.values())


def frame_number(seconds: float) -> int:
    return max(0, int(seconds * RATE + 1e-6))
