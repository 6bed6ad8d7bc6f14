"""Cache of preview frames, by scene and values of its form."""

from __future__ import annotations

import itertools
import json
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile

RATE = 30  # frames a second of the clip that is looked at
STEP = 8  # frames from one kept frame to the next, once all have been drawn
MOST_BYTES = 160_000_000  # of all scenes together
_numbers = itertools.count(1)


@dataclass(frozen=True)
class FrameRequest:
    """Request for frames: a scene and the values of its form."""

    scene: SceneFile
    values: dict[str, Any]
    model: str

    def question(self) -> dict[str, Any]:
        """Return the request as JSON, for a worker."""
        return asdict(self)

    def key(self) -> str:
        return json.dumps(self.question(), sort_keys=True)


@dataclass
class SceneFrames:
    """Frames of one request by their number in the clip (JPEG), and what is known once the scene was played.

    Attributes
    ----------
    number
        Another for each request.
    seconds
        How long the clip is; None until it was played.
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

    def learn(self, answer: dict[str, Any]) -> None:
        """Note what a worker answers after a whole play."""
        self.seconds, self.beats, self.head, self.text = (answer[k] for k in ("seconds", "beats", "head", "text"))
        self.poster, self.light = answer["poster"], answer["light"]

    def add(self, seconds: float, jpeg: bytes) -> int:
        """Keep a frame and return its number."""
        number = frame_number(seconds)
        self.frames[number] = jpeg
        return number

    def nearest(self, number: int, within: int) -> int | None:
        """Return the number of the frame nearest to ``number``, at most ``within`` away."""
        near = min(self.frames, key=lambda kept: abs(kept - number), default=None)
        return near if near is not None and abs(near - number) <= within else None

    def missing(self) -> list[float]:
        """Return the seconds of the frames that are still to be drawn."""
        if self.seconds is None:
            return []
        last = frame_number(self.seconds) - 1
        return [number / RATE for number in (*range(0, last, STEP), last) if number not in self.frames]


class FrameCache:
    """Frames of the last requests, up to a limit of memory."""

    def __init__(self) -> None:
        self._kept = OrderedDict[str, SceneFrames]()

    def of(self, request: FrameRequest) -> SceneFrames:
        """Return the frames of a request; an empty set if there are none."""
        scene_frames = self._kept.setdefault(request.key(), SceneFrames())
        self._kept.move_to_end(request.key())
        while len(self._kept) > 1 and self._size() > MOST_BYTES:
            self._kept.popitem(last=False)
        return scene_frames

    def frame(self, request: int, number: int) -> bytes | None:
        """Return a frame by the number of its request and its own, None if it is not there."""
        return next((s.frames.get(number) for s in self._kept.values() if s.number == request), None)

    def _size(self) -> int:
        return sum(len(frame) for scene_frames in self._kept.values() for frame in scene_frames.frames.values())


def frame_number(seconds: float) -> int:
    return max(0, int(seconds * RATE + 1e-6))
