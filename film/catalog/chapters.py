"""Chapters of the film: their titles, and the scenes of each in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

OTHERS = "Other scenes"  # those that are in no chapter
CHAPTERS = (
    "Meaning",
    "One head of attention",
    "Many heads",
    "Many layers",
    "Facts and features",
    "Learning",
    "Other transformers",
)  # a scene's class says which it is in: chapter = 2


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


def title_of(scene: str) -> str:
    """Return the title of a scene that states none: its name."""
    return scene.replace("-", " ").capitalize()


def place_of(scene: SceneFile) -> Place:
    """Return the place that a scene's class states; without a chapter's number where it is in none that there is."""
    title = scene.title or title_of(scene.name)
    if not 1 <= scene.chapter <= len(CHAPTERS):
        return Place(scene.name, title)
    return Place(scene.name, title, scene.chapter, CHAPTERS[scene.chapter - 1])


def in_order(scenes: Iterable[SceneFile]) -> list[Place]:
    """Return the places of scenes in the film's order, then of those that no film shows, by name."""
    placed = [(place_of(scene), scene) for scene in scenes]

    def rank(pair: tuple[Place, SceneFile]) -> tuple[bool, int, bool, bool, int, str]:
        place, scene = pair
        return (
            not place.number, place.number, not scene.opens_chapters, scene.closes_chapters, scene.order, scene.name,
        )  # fmt: skip

    placed.sort(key=rank)
    return [place for place, _ in placed]


def programme(names: tuple[str, ...], chapter: str | None, catalog: Mapping[str, SceneFile]) -> list[Place]:
    """Return the scenes to show: the named ones in the order given, those of one chapter, or the whole film.

    Parameters
    ----------
    names
        Scenes that there are; a scene outside the film has no chapter, and its name is its title.
    chapter
        A chapter's number as typed.
    catalog
        The scenes there are, by name.

    Raises
    ------
    UserError
        If there is no such chapter, or names and a chapter are given.
    """
    if names:
        if chapter is not None:
            raise UserError("Name scenes or give a --chapter: leave out one of them.")
        return [place_of(catalog[name]) for name in dict.fromkeys(names)]
    numbers = [str(number) for number in range(1, len(CHAPTERS) + 1)]
    if chapter is not None and chapter not in numbers:
        raise UserError(f"--chapter takes one of {', '.join(numbers)}; got {short(chapter)}.")
    there = in_order([*catalog.values(), *_repeated(catalog.values()).values()])
    found = [place for place in there if place.number and chapter in (None, str(place.number))]
    if not found:
        raise UserError("None of the scenes asked for is there yet.")
    return found


def files_of(places: Iterable[Place], catalog: Mapping[str, SceneFile]) -> list[SceneFile]:
    """Return the files of the scenes of a programme; a scene that is in each chapter has a clip for each."""
    there = {**_repeated(catalog.values()), **catalog}
    return [there[place.scene] for place in places]


def _repeated(scenes: Iterable[SceneFile]) -> dict[str, SceneFile]:
    """Return, by name, clips of scenes that are in each chapter, for other chapters than their own that have scenes.

    A scene that closes chapters closes none of a single scene: there is nothing yet to call back.
    """
    scenes = list(scenes)
    count = Counter(scene.chapter for scene in scenes if not scene.in_each_chapter)
    found = [
        scene.for_chapter(number)
        for scene in scenes
        if scene.in_each_chapter
        for number in range(1, len(CHAPTERS) + 1)
        if number != scene.chapter and count[number] > scene.closes_chapters
    ]
    taken = {scene.name for scene in scenes}
    return {scene.name: scene for scene in found if scene.name not in taken}
