"""A prefix as a stair: what is guessed after it, what came; and how both are written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.distribution import percent_decimals
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.text.number_format import written

SMALLER = 0.86  # of a number beside its name
LEAST, SHORT = 0.75, 6  # em of a wide name, in its own; letters of one that is cut


class Stair(NamedTuple):
    """A prefix: the likeliest tokens after it, and the one that came; nothing came after the last.

    Attributes
    ----------
    names, shares
        ``[K]`` how the likeliest are written, and their probabilities.
    came, chance, cost
        The token that came, its probability, −ln of it.
    place
        Which of the likeliest came; −1 where none of them did.
    """

    names: Sequence[str]
    shares: Reading
    came: str = ""
    chance: Reading | None = None
    cost: Reading | None = None
    place: int = -1


class Tag(NamedTuple):
    """A text in the frame, where it is held and how, and its opacity."""

    tag: NameTag
    at: np.ndarray
    hold: Hold
    opacity: float = 1.0


def tag_within(text: str, em: float, rgba: np.ndarray, room: float) -> NameTag:
    """Return a name, set smaller where it is wider than its room; a very wide one ends in "…"."""
    tag = NameTag(text, em, rgba)
    if tag.width * LEAST > room and len(text) > SHORT:
        tag = NameTag(f"{text[:SHORT]}…", em, rgba)
    return tag if tag.width <= room else NameTag(tag.text, em * room / tag.width, rgba)


def named_share(
    name: str, share: Reading, roles: tuple[str, str], em: float, at: np.ndarray, hold: Hold, *, flat: bool,
    room: float = np.inf,
) -> list[Tag]:  # fmt: skip
    """Return a token's name and its probability, below it or, where they are ``flat``, behind it."""
    word = tag_within(name, em, palette().rgba(roles[0]), room)
    number = tag_within(share_text(share), SMALLER * em, palette().rgba(roles[1]), room)
    return [Tag(word, at, hold), Tag(number, at + ([word.width + 0.1, 0] if flat else [0, -em]), hold)]


def share_text(share: Reading) -> str:
    """Return how a probability is written."""
    return f"{written(100 * float(share), percent_decimals(float(share)))}%"


def cost_text(cost: Reading) -> str:
    """Return how a cost is written."""
    return written(float(cost), 2)
