"""The order of the film, from ``chapters.toml``: which scene stands in which chapter, under which title."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from film.console import short
from model.errors import UserError

TABLE = Path(__file__).with_name("chapters.toml")


@dataclass(frozen=True)
class Place:
    """A scene in the film: its name, its title, and its chapter's number (from 1; 0 for none) and title."""

    scene: str
    title: str
    number: int = 0
    chapter: str = ""


def places() -> list[Place]:
    """Return the scenes of the whole film in order."""
    chapters = tomllib.loads(TABLE.read_text(encoding="utf-8"))["chapter"]
    return [
        Place(scene, title, number, chapter["title"])
        for number, chapter in enumerate(chapters, start=1)
        for scene, title in chapter["scenes"].items()
    ]


def programme(names: tuple[str, ...], chapter: str | None, known: Iterable[str]) -> list[Place]:
    """Return what is to be shown: the named scenes in the order given, one chapter, or the whole film.

    Parameters
    ----------
    names
        Scenes that there are; a scene outside the film has no chapter, and its name is its title.
    chapter
        A chapter's number as typed.
    known
        The names of all scenes there are.

    Raises
    ------
    UserError
        If there is no such chapter, or names and a chapter are given.
    """
    whole, known = places(), set(known)
    if names:
        if chapter is not None:
            raise UserError("A film is of scenes by name or of a --chapter: leave out one of them.")
        by_name = {place.scene: place for place in whole}
        return [by_name.get(name) or Place(name, name.replace("-", " ").capitalize()) for name in dict.fromkeys(names)]
    numbers = sorted({place.number for place in whole})
    if chapter is not None and chapter not in map(str, numbers):
        raise UserError(f"--chapter takes one of {', '.join(map(str, numbers))}; got {short(chapter)}.")
    found = [place for place in whole if place.scene in known and chapter in (None, str(place.number))]
    if not found:
        raise UserError("None of the scenes of this film is there yet.")
    return found
