"""Run a scene without drawing, and read its captions."""

from __future__ import annotations

from typing import Any

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
