"""The world of our captioner: two things, each of a colour and a shape, one left of the other or above it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

COLORS: dict[str, tuple[int, int, int]] = {
    "red": (224, 49, 49), "yellow": (250, 204, 21), "green": (47, 158, 68), "blue": (59, 110, 246),
    "violet": (134, 62, 199), "pink": (247, 131, 172),
}  # fmt: skip
SHAPES = ("square", "disc", "ring", "triangle", "cross", "diamond")
RELATIONS = (("left", "of"), ("above",))
NEW_COLORS: dict[str, tuple[int, int, int]] = {"brown": (140, 90, 43)}  # no word of its own stands for these
NEW_SHAPES = ("star",)
START, END = "<s>", "</s>"
WORDS = (START, END, "a", *COLORS, *SHAPES, "left", "of", "above")
MOST_SAID = 8  # words of a caption
# Of each colour the shape that training never shows in it.
NEVER = dict(zip(COLORS, ("disc", "square", "triangle", "cross", "ring", "diamond"), strict=True))
SALT = "apart 12"  # chosen so that a red square and a blue ring are such a pair
APART_OF = 8  # of all pairs of things one in so many is never shown together


@dataclass(frozen=True)
class Thing:
    """One thing of a picture."""

    color: str
    shape: str

    @property
    def is_new(self) -> bool:
        """Whether no word of the captioner names its colour or its shape."""
        return self.color not in COLORS or self.shape not in SHAPES

    @property
    def is_unseen(self) -> bool:
        """Whether training never shows this colour with this shape."""
        return NEVER.get(self.color) == self.shape


@dataclass(frozen=True)
class TwoThings:
    """What a picture shows: its first thing is left of the second, or above it."""

    first: Thing
    relation: tuple[str, ...]
    second: Thing

    @property
    def things(self) -> tuple[Thing, Thing]:
        return self.first, self.second

    @property
    def is_held_out(self) -> bool:
        """Whether training never shows these two things together, in whatever relation, though it shows both."""
        if any(thing.is_unseen or thing.is_new for thing in self.things):
            return False
        names = " ".join(sorted(f"{thing.color}-{thing.shape}" for thing in self.things))
        return int(hashlib.sha256(f"{SALT} {names}".encode()).hexdigest(), 16) % APART_OF == 0

    def words(self) -> list[str]:
        """Return its caption, word by word."""
        return ["a", self.first.color, self.first.shape, *self.relation, "a", self.second.color, self.second.shape]

    def kinds(self) -> list[str]:
        """Return what each word of its caption is: article, color, shape, or relation."""
        thing = ["article", "color", "shape"]
        return [*thing, *["relation"] * len(self.relation), *thing]

    def named(self) -> list[int | None]:
        """Return which thing each word is about: 0, 1, or None for both."""
        return [0, 0, 0, *[None] * len(self.relation), 1, 1, 1]

    def __str__(self) -> str:
        return " ".join(self.words())


EVERY = tuple(Thing(color, shape) for color in COLORS for shape in SHAPES)
KNOWN = tuple(thing for thing in EVERY if not thing.is_unseen)
UNSEEN = tuple(thing for thing in EVERY if thing.is_unseen)


def any_two(source: Random, one_of: Sequence[Thing] = KNOWN) -> TwoThings:
    """Draw how two different things stand, and the things: the first or the second of ``one_of``, the other known."""
    relation = source.choice(RELATIONS)
    one = source.choice(one_of)
    other = source.choice([thing for thing in KNOWN if thing != one])
    first, second = (one, other) if source.random() < 0.5 else (other, one)
    return TwoThings(first, relation, second)


def two_trained(source: Random) -> TwoThings:
    """Draw two things that are trained on."""
    while (found := any_two(source)).is_held_out:
        pass
    return found


def two_held_out(source: Random) -> TwoThings:
    """Draw two known things that training never shows together."""
    while not (found := any_two(source)).is_held_out:
        pass
    return found
