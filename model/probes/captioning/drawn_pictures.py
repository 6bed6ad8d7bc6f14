"""Pictures that probes ask of, drawn, and their right captions as rows of numbers."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from attention_scenes.model.probes.captioning.captioning import Captioner
from attention_scenes.model.probes.captioning.draw_picture import Picture, draw_picture
from attention_scenes.model.probes.captioning.held_out_pictures import (
    held_out_pictures,
    new_pictures,
    picture_of,
    spelt,
    unseen_pictures,
)
from attention_scenes.model.probes.captioning.world import TwoThings


class Drawn(NamedTuple):
    """A picture, what it shows, and its right caption as numbers of words, the end among them."""

    name: str
    two: TwoThings
    picture: Picture
    row: list[int]


def drawn(captioner: Captioner, name: str) -> Drawn:
    """Return the picture of a name such as ``"a red square above a blue ring #7"``."""
    two, seed = picture_of(name)
    return Drawn(name, two, draw_picture(two, seed), [captioner.says.index(word) for word in (*two.words(), "</s>")])


# Always the same, and drawn from words until some hundred fit: a clip's needs are asked for again and again.
@cache
def held_out_names() -> tuple[str, ...]:
    """Return the names of the pictures of known things that training never shows together."""
    return tuple(spelt(*each) for each in held_out_pictures())


@cache
def unseen_names() -> tuple[str, ...]:
    """Return the names of the pictures with one thing that training never shows."""
    return tuple(spelt(*each) for each in unseen_pictures())


@cache
def new_names() -> tuple[str, ...]:
    """Return the names of the pictures with one new thing."""
    return tuple(spelt(*each) for each in new_pictures())
