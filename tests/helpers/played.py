"""Run a scene without drawing, and read its captions."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, NamedTuple

import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.captions import in_words_of
from tests.helpers.layout import play_through


def played(scene_class: Any, **given: Any) -> Any:
    """Return the scene with these parameters, run to its end; its layout is checked elsewhere.

    It is run once for several tests: they read it and change nothing. It has ``texts_read``, and as ``said`` the
    templates of its captions.
    """
    return _run(scene_class, **given)[0]


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
    return _play(*_run(scene_class, **given))


def default_play(scene_class: Any) -> Play:
    """Return what a scene with its default parameters was when it ran, once for the tests that look at it."""
    return _play(*_run(scene_class))


def _play(scene: Any, problems: list[str]) -> Play:
    return Play(json.loads(json.dumps(scene.bundle.sidecar() | scene.sidecar())), problems, scene.time)


def _run(scene_class: Any, **given: Any) -> tuple[Any, list[str]]:
    params = scene_class.Params(**given)
    return _kept(scene_class, params.model_dump_json(), json.dumps(scene_class.needs(params).to_json()))


@lru_cache(maxsize=8)  # tests of one scene run one after the other
def _kept(scene_class: Any, written: str, needs: str) -> tuple[Any, list[str]]:
    params = scene_class.Params.model_validate_json(written)
    said: set[str] = set()

    def overhear(text: str, translations: Any) -> str:
        said.add(getattr(text, "template", text))
        return in_words_of(text, translations)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("attention_scenes.scenes.framework.scene.in_words_of", overhear)
        scene, problems = play_through(scene_class, params, ensure(scene_class.needs(params)))
    scene.said = said
    scene.claim = lambda words, holds, *measured, **how: bool(holds)  # what tests ask it is no claim of this play
    return scene, problems
