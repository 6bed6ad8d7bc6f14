"""File name and title of a deck, and what is said of it when it is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.system.console import file_size, open_file, say


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


def say_decks(made: Sequence[Path], steps: int, preview: bool) -> None:
    """Say which decks are written, of so many steps, and open the first where it is to be seen."""
    counted = "1 step" if steps == 1 else f"{steps} steps"
    for path in made:
        say(f"{path}  ({counted}, {file_size(path.stat().st_size)})")
    if preview:
        open_file(made[0])
