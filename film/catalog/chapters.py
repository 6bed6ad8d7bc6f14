"""Chapters of the film, read from ``chapters.toml``: the order of the scenes, and their titles."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

TABLE = Path(__file__).with_name("chapters.toml")


@dataclass(frozen=True)
class Place:
    """Place of a scene in the film: its name, its title, and its chapter's number (from 1; 0 for none) and title."""

    scene: str
    title: str
    number: int = 0
    chapter: str = ""

    @property
    def heading(self) -> str:
        """Number and title of its chapter; empty where it is in none."""
        return f"{self.number} · {self.chapter}" if self.number else ""

    def in_words(self, words: Callable[[str], str]) -> Place:
        """Return a copy with its titles translated by ``words``."""
        return replace(self, title=words(self.title), chapter=words(self.chapter))


def unplaced(scene: str) -> Place:
    """Return the place of a scene that no film shows: its name is its title."""
    return Place(scene, scene.replace("-", " ").capitalize())


def places() -> list[Place]:
    """Return the scenes of the whole film in order."""
    chapters = tomllib.loads(TABLE.read_text(encoding="utf-8"))["chapter"]
    return [
        Place(scene, title, number, chapter["title"])
        for number, chapter in enumerate(chapters, start=1)
        for scene, title in chapter["scenes"].items()
    ]


def in_order(known: Iterable[str]) -> list[Place]:
    """Return the places of the ``known`` scenes in the film's order, then of those that no film shows."""
    there = set(known)
    placed = [place for place in places() if place.scene in there]
    return placed + [unplaced(name) for name in sorted(there - {place.scene for place in placed})]


def programme(names: tuple[str, ...], chapter: str | None, known: Iterable[str]) -> list[Place]:
    """Return the scenes to show: the named ones in the order given, those of one chapter, or the whole film.

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
            raise UserError("Name scenes or give a --chapter: leave out one of them.")
        by_name = {place.scene: place for place in whole}
        return [by_name.get(name) or unplaced(name) for name in dict.fromkeys(names)]
    numbers = sorted({place.number for place in whole})
    if chapter is not None and chapter not in map(str, numbers):
        raise UserError(f"--chapter takes one of {', '.join(map(str, numbers))}; got {short(chapter)}.")
    found = [place for place in whole if place.scene in known and chapter in (None, str(place.number))]
    if not found:
        raise UserError("None of the scenes asked for is there yet.")
    return found
