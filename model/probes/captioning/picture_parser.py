"""Parse what a picture shows, as “a red square left of a blue ring”: else it is refused, with the nearest one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from itertools import product

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.captioning.world import (
    COLORS,
    NEW_COLORS,
    NEW_SHAPES,
    RELATIONS,
    SHAPES,
    Thing,
    TwoThings,
)

USUAL = TwoThings(Thing("red", "square"), RELATIONS[0], Thing("blue", "ring"))
MOST_SHOWN, MOST_WORDS = 80, 20  # characters of a text that is refused; words that are looked at


def parse_picture(text: str) -> TwoThings | None:
    """Return what a text says of two things, new ones too; None where the grammar has no such text."""
    words = text.casefold().strip().removesuffix(".").split()
    if len(words) not in (7, 8) or words[0] != "a" or words[-3] != "a":
        return None
    first, second, relation = Thing(*words[1:3]), Thing(*words[-2:]), tuple(words[3:-3])
    colors, shapes = {*COLORS, *NEW_COLORS}, {*SHAPES, *NEW_SHAPES}
    known = all(thing.color in colors and thing.shape in shapes for thing in (first, second))
    return TwoThings(first, relation, second) if known and relation in RELATIONS and first != second else None


def read_picture(text: str) -> TwoThings:
    """Return what a text says of two things that have words; a UserError says which text is nearest."""
    if (found := parse_picture(text)) and not any(thing.is_new for thing in found.things):
        return found
    line = " ".join(text.split())
    shown = line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"
    raise UserError(
        f"{shown!r} is no picture of this world: two things that differ, of the colours {', '.join(COLORS)} and the "
        f"shapes {', '.join(SHAPES)}, one left of the other or above it. Nearest to it is {str(nearest_to(text))!r}."
    )


def nearest_to(text: str) -> TwoThings:
    """Return the picture that is nearest to a text: of each half the first words known, or those spelt like them."""
    words = text.casefold().replace(".", " ").split()[:MOST_WORDS]
    told = [_like(word, ("left", "above")) for word in words]
    middle = next((at for at, word in enumerate(told) if word), (len(words) + 1) // 2)
    relation = RELATIONS[1] if "above" in told else RELATIONS[0]
    first, second = (
        Thing(_first(half, COLORS) or usual.color, _first(half, SHAPES) or usual.shape)
        for half, usual in zip((words[:middle], words[middle:]), USUAL.things, strict=True)
    )
    if first == second:
        second = next(Thing(*each) for each in product(COLORS, SHAPES) if each != (first.color, first.shape))
    return TwoThings(first, relation, second)


def _first(words: Sequence[str], known: Iterable[str]) -> str:
    """Return the first of some words that is known, or is spelt like one that is; nothing where none is."""
    return next((found for word in words if (found := _like(word, known))), "")


def _like(word: str, known: Iterable[str]) -> str:
    """Return the word itself, or the one that is spelt most like it; nothing where none is."""
    return next(iter(difflib.get_close_matches(word, list(known), 1, 0.7)), "")
