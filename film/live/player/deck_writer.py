"""Page of a deck: the tapes of several films in one file, and the steps that a talk goes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from attention_scenes.film.inputs.languages import Wording, marked
from attention_scenes.film.live.player.page_writer import PageFacts, filled, spoken_texts


@dataclass(frozen=True)
class DeckFilm:
    """Film of a deck: its tape as it stands in the film's own page, and what that page states."""

    tape: str
    facts: PageFacts


@dataclass(frozen=True)
class DeckStep:
    """Step of a talk.

    Attributes
    ----------
    film
        The number of its film, from 0 on.
    start, end
        The seconds at which it begins to play, and on which it rests.
    words, notes
        The step in one line; what the speaker reads.
    """

    film: int
    start: float
    end: float
    words: str
    notes: str


def write_deck(title: str, words: Wording, films: Sequence[DeckFilm], steps: Sequence[DeckStep]) -> bytes:
    """Return the page of a talk: everything from films and steps is escaped, and nothing is fetched."""
    texts = {
        "notes": marked("Speaker’s notes"),
        "next": marked("Next: {words}"),
        "last": marked("This is the last step."),
    }
    talk = {
        "titles": [film.facts.title for film in films],
        "steps": [asdict(step) for step in steps],
        **{name: words.plain(text) for name, text in texts.items()},
    }
    return filled(
        "deck.html",
        "talk.js",
        title=title,
        words=words,
        films=[(film.facts, film.facts.words, spoken_texts(film.facts.words)) for film in films],
        tapes=[film.tape for film in films],
        talk=talk,
        deck=True,
    )
