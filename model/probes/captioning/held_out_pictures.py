"""Pictures of things never shown together, of things that training never shows, and of things without a word."""

from __future__ import annotations

from random import Random

from attention_scenes.model.probes.captioning.picture_parser import parse_picture
from attention_scenes.model.probes.captioning.world import (
    COLORS,
    NEW_COLORS,
    NEW_SHAPES,
    SHAPES,
    UNSEEN,
    Thing,
    TwoThings,
    any_two,
    two_held_out,
)

HOW_MANY, HOW_MANY_NEW = 300, 100
FAR = 1_000_000  # seeds from here on draw no picture that is trained on
NEW = (
    *(Thing(color, shape) for color in COLORS for shape in NEW_SHAPES),
    *(Thing(color, shape) for color in NEW_COLORS for shape in SHAPES),
)


def held_out_pictures() -> list[tuple[TwoThings, int]]:
    """Return pictures of known things that training never shows together, and their seeds."""
    source = Random("held out")
    return [(two_held_out(source), FAR + n) for n in range(HOW_MANY)]


def unseen_pictures() -> list[tuple[TwoThings, int]]:
    """Return pictures with one thing that training never shows: its colour is known, and its shape is."""
    source = Random("unseen")
    return [(any_two(source, UNSEEN), FAR + n) for n in range(HOW_MANY)]


def new_pictures() -> list[tuple[TwoThings, int]]:
    """Return pictures with one new thing beside one that is known."""
    source = Random("new")
    return [(any_two(source, NEW), FAR + n) for n in range(HOW_MANY_NEW)]


def spelt(two: TwoThings, seed: int) -> str:
    """Return a picture as a probe names it: ``"a red square above a blue ring #7"``."""
    return f"{two} #{seed}"


def picture_of(name: str) -> tuple[TwoThings, int]:
    """Return the picture of such a name; ValueError where it is none."""
    text, _, seed = name.rpartition(" #")
    if (two := parse_picture(text)) is None:
        raise ValueError(f"{name[:80]!r} names no picture")
    return two, int(seed)
