"""Run a scene without drawing, and read its captions."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from attention_scenes.model.answers.store import ensure
from tests.helpers.layout import play_through


def played(scene_class: Any, **given: Any) -> Any:
    """Return the scene with these parameters, run to its end; its layout is checked elsewhere."""
    params = scene_class.Params(**given)
    return play_through(scene_class, params, ensure(scene_class.needs(params)))[0]


def captions(scene: Any) -> dict[str, str]:
    """Return each caption by the name of its beat."""
    return {beat.name: beat.caption for beat in scene.record.beats}


def spoken(scene: Any) -> str:
    """Return all captions in a row."""
    return " ".join(beat.caption for beat in scene.record.beats)


class Play(NamedTuple):
    """A scene run to its end: its sidecar without a clip, its layout problems, its seconds."""

    sidecar: dict[str, Any]
    problems: list[str]
    seconds: float


def play_in_full(scene_class: Any, **given: Any) -> Play:
    """Run a scene with these parameters, its layout checked on the way."""
    params = scene_class.Params(**given)
    bundle = ensure(scene_class.needs(params))
    scene, problems = play_through(scene_class, params, bundle)
    return Play(json.loads(json.dumps(bundle.sidecar() | scene.sidecar())), problems, scene.time)


@cache
def default_play(scene_class: Any) -> Play:
    """Run a scene with its default parameters, once a process."""
    return play_in_full(scene_class)
