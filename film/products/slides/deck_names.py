"""File name and title of a deck."""

from __future__ import annotations

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.inputs.languages import Wording


def file_stem(programme: list[Place], chapter: str | None, live: bool = False) -> str:
    """Return the deck's file name without suffix; never that of a clip, which may be a page or a PDF, too."""
    alone = not chapter and len(programme) == 1
    name = f"chapter-{chapter}" if chapter else programme[0].scene if alone else "deck"
    return f"{name}-live" if live else f"{name}-deck" if alone else name


def deck_title(programme: list[Place], chapter: str | None, words: Wording) -> str:
    """Return the deck's title, in the language of its clips."""
    first = programme[0].in_words(words.plain)
    if chapter:
        return first.chapter
    if len(programme) == 1:
        return first.title
    return words("{title}, and {count} more", title=first.title, count=len(programme) - 1)
