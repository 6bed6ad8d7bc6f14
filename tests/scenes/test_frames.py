"""No empty frame, no frozen stretch, and a caption is read before anything moves: for every scene, dark and light.

What scenes that are not remade yet fall short of stands in ``frames_left.toml``, beat by beat in seconds. It may only
shrink: a scene that does better than it says fails, too, and the failure prints what to put there.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from manim import RIGHT, Rectangle

from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from tests.conftest import ROOT
from tests.helpers.counted_scene import Counted
from tests.helpers.scenes.frozen import name_of
from tests.helpers.scenes.ink import Ink, empty_seconds, inked, moving_seconds, still_seconds
from tests.scenes.test_scenes import SCENES

LEFT = ROOT / "tests" / "scenes" / "frames_left.toml"
RATES = {"dark": 4, "light": 2}  # moments a second
NOISE = 0.3  # seconds: a moment at the limit may fall on either side of it
FALL_SHORT = {"multi-head"}  # the scenes that may have a table: no other, no new one

Faults = dict[str, dict[str, float]]


def faults(scene: Any, inks: list[Ink], theme: str) -> Faults:
    """What falls short in a theme, in seconds a beat; what moves and what stands still is the same in both."""
    found = {f"empty_{theme}": empty_seconds(scene, inks)}
    if theme == "dark":
        found |= {"still": still_seconds(scene, inks), "moving": moving_seconds(scene, inks)}
    return {kind: beats for kind, beats in found.items() if beats}


def left() -> dict[str, Faults]:
    return tomllib.loads(LEFT.read_text(encoding="utf-8"))


def differ(found: Faults, known: Faults) -> list[str]:
    """What is worse or better than known."""
    told = []
    for kind in sorted(found.keys() | known.keys()):
        now, before = found.get(kind, {}), known.get(kind, {})
        for beat in sorted(now.keys() | before.keys()):
            a, b = now.get(beat, 0.0), before.get(beat, 0.0)
            if abs(a - b) > NOISE or (a and not b) or (b and not a):
                told.append(f"{kind}: {a:g} s in beat {beat!r}, {'worse' if a > b else 'better'} than {b:g}")
    return told


def as_toml(name: str, found: Faults) -> str:
    lines = [f"{kind} = {{ {beats_as_toml(beats)} }}" for kind, beats in found.items()]
    return "\n".join([f"[{name}]", *lines])


def beats_as_toml(beats: dict[str, float]) -> str:
    return ", ".join(f"{json.dumps(beat, ensure_ascii=False)} = {seconds:g}" for beat, seconds in beats.items())


@pytest.mark.parametrize("scene_class", SCENES)
def test_no_frame_is_empty_none_stands_too_long_and_captions_are_read_first(scene_class: Any) -> None:
    name, found = name_of(scene_class), Faults()
    for theme, rate in RATES.items():
        params = scene_class.Params(palette=theme)
        scene, inks = inked(scene_class, params, ensure(scene_class.needs(params)), rate)
        assert len(inks) > (12 if scene_class.opens_chapters else 20) * rate
        found |= faults(scene, inks, theme)
    told = differ(found, left().get(name, {}))
    assert not told, "\n".join([*told, f"{LEFT.name} is to say:", as_toml(name, found)])


def test_no_other_scene_falls_short_in_anything() -> None:
    assert left().keys() <= FALL_SHORT <= {name_of(scene) for scene in SCENES}


def played(construct: Callable[[Any], None], **attributes: Any) -> Faults:
    """The faults of a scene that does this."""
    own = type("Own", (Counted,), {"construct": construct, **attributes})
    params = own.Params()
    return faults(*inked(own, params, ensure(own.needs(params)), 4), "dark")


def box(**attributes: Any) -> Rectangle:
    drawn = Rectangle(width=4, height=3, fill_opacity=1, fill_color="#ffffff", stroke_width=0)
    for name, value in attributes.items():
        setattr(drawn, name, value)
    return drawn


def test_a_frame_is_empty_between_two_fades_and_not_where_they_overlap() -> None:
    def apart(scene: Any) -> None:
        scene.add(first := box())
        with scene.beat("first", "One."):
            scene.wait(1)
        scene.play(FadeOut(first), run_time=0.5)
        with scene.beat("second", "Two."):
            scene.play(FadeIn(box()), run_time=0.5)

    def together(scene: Any) -> None:
        scene.add(box())
        with scene.beat("first", "One."):
            scene.wait(1)
        scene.make_way()
        with scene.beat("second", "Two."):
            scene.play(FadeIn(box().shift(3 * RIGHT)), run_time=0.5)

    assert "second" in played(apart)["empty_dark"]
    assert "empty_dark" not in played(together)


def test_furniture_is_nothing_to_see() -> None:
    def grid(scene: Any) -> None:
        scene.add(box(furniture=True))
        with scene.beat("grid", "A grid."):
            scene.wait(2)

    assert played(grid) == {"empty_dark": {"grid": pytest.approx(2, abs=0.6)}}


def test_what_stands_for_longer_than_its_caption_takes_is_found() -> None:
    def stands(scene: Any) -> None:
        scene.add(box())
        for name, words in (("short", "One."), ("long", "w" * 150)):
            with scene.beat(name, words):
                scene.wait(8)

    assert played(stands) == {"still": {"short": pytest.approx(8, abs=1)}}


def test_what_moves_while_its_caption_is_new_is_found() -> None:
    def moves(scene: Any) -> None:
        scene.add(moving := box())
        scene.wait(1)
        with scene.beat("moves", "A caption that takes a while to read."):
            scene.play(moving.animate.shift(3 * RIGHT), run_time=1)

    assert "moves" in played(moves)["moving"]
    assert "moving" not in played(moves, reads_first=True)


def test_better_and_worse_are_told() -> None:
    known = {"still": {"one": 8.0}}
    assert not differ({"still": {"one": 8.2}}, known)
    assert [told.split(", ")[1][:6] for told in differ({"still": {"one": 9.0}}, known)] == ["worse "]
    assert [told.split(", ")[1][:6] for told in differ({}, known)] == ["better"]
    assert tomllib.loads(as_toml("mole", known)) == {"mole": known}
