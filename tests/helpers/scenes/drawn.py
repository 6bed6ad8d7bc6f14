"""A scene's small clip, drawn once and looked at by several tests: its frames, its poster, when it pauses."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.encode.exporter import Exporter
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.playback import play_scene
from attention_scenes.film.verify.replay import replay
from attention_scenes.model.answers.store import ensure
from tests.helpers.file_decoders import frames_at

FPS = 4
TILE = 8  # pixels: what changes is told more finely than where clips are made


class Pause(NamedTuple):
    """What can be read at the end of a pause; ``starts`` where something begins to move with it."""

    beat: str
    end: float
    caption: tuple[str, float] | None
    starts: bool


class Stops(NamedTuple):
    """A clip of which only pauses were drawn: its beats, its pauses, its poster and the second that this shows."""

    beats: list[dict[str, Any]]
    pauses: list[Pause]
    poster: np.ndarray
    seconds: float


class DrawnClip(NamedTuple):
    """A clip that was drawn: its sidecar, its pauses, its poster, a picture at the end of some beats.

    ``told`` counts the frames that say where they changed, ``unseen`` numbers those that changed elsewhere, too.
    """

    sidecar: dict[str, Any]
    pauses: list[Pause]
    poster: np.ndarray
    pictures: dict[str, Image.Image]
    told: int
    unseen: list[int]

    @property
    def stops(self) -> Stops:
        """What stands still in it."""
        return Stops(self.sidecar["beats"], self.pauses, self.poster, self.sidecar["clip"]["poster"])


class Watch:
    """Exporter that hands frames on, and looks whether each changed only where it says."""

    def __init__(self, exporter: Exporter) -> None:
        self.exporter = exporter
        self.told, self.unseen = 0, list[int]()
        self._last, self._before = Frame(np.empty(0)), np.empty(0)

    @property
    def frames(self) -> int:
        return self.exporter.frames

    def add(self, frame: Frame, repeat: int = 1) -> None:
        if frame.changed is not None and frame.number == self._last.number + 1:
            same = frame.pixels == self._before
            for box in frame.changed:
                same[box] = True
            self.told += 1
            self.unseen += [] if same.all() else [frame.number]
        self._last, self._before = frame, frame.pixels.copy()
        self.exporter.add(frame, repeat)

    def close(self) -> None:
        self.exporter.close()

    def abort(self) -> None:
        self.exporter.abort()


def watched(scene_class: Any, pauses: list[Pause]) -> Any:
    """The scene's class, which notes in ``pauses`` when it pauses and what can be read then."""

    class Watched(scene_class):
        def wait(self, *args: Any, **kwargs: Any) -> None:
            super().wait(*args, **kwargs)
            read = self.caption and (self.caption.text, self.caption.get_fill_opacity())
            pauses.append(Pause(self.record.beats[-1].name, self.time, read, bool(self._waiting)))

    return Watched


def stops(scene_class: Any, **given: Any) -> Stops:
    """Play a scene with these parameters as for its clip, and draw what stands still."""
    params, pauses = scene_class.Params(**given), list[Pause]()
    options = ClipOptions(Path(), "", 640, 360, FPS, device="cpu")
    bundle = ensure(scene_class.needs(params))
    made = replay(watched(scene_class, pauses), params, bundle, options, (), lambda *_: None)
    assert made.poster.pixels is not None
    beats = made.scene.sidecar()["beats"]
    return Stops(beats, pauses, made.poster.pixels[..., :3], (made.poster.frame + 0.5) / FPS)


def drawn(scene_class: Any, **given: Any) -> DrawnClip:
    """Draw the clip of a scene with these parameters, without loss."""
    params, pauses, watches = scene_class.Params(**given), list[Pause](), list[Watch]()
    opened = play_scene.open_exporter

    def watch(*to: Any) -> Watch:
        watches.append(Watch(opened(*to)))
        return watches[-1]

    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr("attention_scenes.film.frames.frame.TILE", TILE)
        patch.setattr(play_scene, "open_exporter", watch)
        options = ClipOptions(
            Path(folder), "clip", 640, 360, FPS, device="cpu", encoder={"crf": "0", "preset": "ultrafast"}
        )
        made = render_clip(watched(scene_class, pauses), params, ensure(scene_class.needs(params)), options)
        sidecar = json.loads(made.sidecar.read_text())
        poster = np.asarray(Image.open(beside(made.path, "poster.png")).convert("RGB"))
        pictures = at_beats(sidecar["beats"][1::3], made.path, made.frames)
    [watch_] = watches
    return DrawnClip(sidecar, pauses, poster, pictures, watch_.told, watch_.unseen)


def at_beats(beats: list[dict[str, Any]], clip: Path, count: int) -> dict[str, Image.Image]:
    """Return the frame at the end of each beat by the beat's name, out of a clip of so many frames."""
    at = {beat["name"]: min(round(beat["end"] * FPS), count) - 1 for beat in beats}
    shown = frames_at(clip, {*at.values()})
    return {name: Image.fromarray(shown[number]) for name, number in at.items()}


@lru_cache(maxsize=2)  # tests of one scene run one after the other
def default_clip(scene_class: Any) -> DrawnClip:
    """Draw the clip of a scene with its default parameters, once for the tests that look at it."""
    return drawn(scene_class)
