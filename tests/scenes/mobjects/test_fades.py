"""Fades: words that go are gone before words that come can be seen; pictures dissolve into each other."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Group, Scene, Square, linear, smooth

from attention_scenes.scenes.mobjects.basics.fades import Fade, FadeIn, FadeOut, cut_text, leaving
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.text.labels import Label

SECONDS = 1.2


def picture(words: str) -> Group:
    use_palette("dark")
    return Group(Label(words), Square(fill_opacity=1))


def seen(fade: Fade, seconds: float) -> tuple[float, float]:
    """The opacities of words and of a square at a time of their fade."""
    fade.interpolate(min(1.0, seconds / fade.run_time))
    words, square = fade.mobject
    return float(words.fill_rgbas[0, 3]), float(square.fill_rgbas[0, 3])


def fades(going: Group, coming: Group, ease: object = smooth) -> tuple[FadeOut, FadeIn]:
    made = (FadeOut(going, rate_func=leaving, run_time=SECONDS), FadeIn(coming, rate_func=ease, run_time=SECONDS))
    cut_text(made[:1], made[1:])
    for fade in made:
        fade.begin()
    return made


@pytest.mark.parametrize("seconds", np.linspace(0, SECONDS, 25))
def test_words_are_never_seen_through_words(seconds: float) -> None:
    going, coming = (seen(fade, seconds) for fade in fades(picture("first"), picture("second")))
    assert min(going[0], coming[0]) == 0 < max(going[0], coming[0])
    assert going[1] + coming[1] > 0.5  # pictures are never both gone


def test_a_fade_with_an_ease_of_its_own_keeps_it() -> None:
    going, coming = fades(picture("first"), picture("second"), ease=linear)
    assert seen(coming, 0.3) == (0.25, 0.25) and len(set(seen(going, 0.3))) == 1


def test_words_stay_as_long_as_their_picture_where_none_come() -> None:
    going, _ = fades(picture("first"), Group(Square(), Square()))
    assert len(set(seen(going, 0.4))) == 1


@pytest.mark.parametrize("gone", [(), (Square(fill_opacity=1),)])
def test_words_come_as_they_are_told_to_where_none_go(gone: tuple[Square, ...]) -> None:
    coming = FadeIn(picture("second"), run_time=SECONDS)
    cut_text([FadeOut(each, rate_func=leaving, run_time=SECONDS) for each in gone], [coming])
    assert coming.text_ease is None


def test_what_went_is_whole_for_whoever_shows_it_again() -> None:
    going, _ = fades(picture("first"), picture("second"))
    going.finish()
    assert seen(going, SECONDS) == (0, 0)
    going.clean_up_from_scene(Scene())
    assert [float(part.fill_rgbas[0, 3]) for part in going.mobject] == [1, 1]
