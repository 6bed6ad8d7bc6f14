"""Make a deck that plays what was drawn: pages of clips recorded where they are missing, joined into one page."""

from __future__ import annotations

import re
from pathlib import Path

from attention_scenes.film.catalog.chapters import Place, files_of
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.flags import output_folder
from attention_scenes.film.inputs.languages import Wording, of_all
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load
from attention_scenes.film.jobs.run import render_for
from attention_scenes.film.live.player.deck_writer import DeckFilm, DeckStep, write_deck
from attention_scenes.film.live.player.page_writer import PageFacts
from attention_scenes.film.products.slides.deck_names import deck_title, file_stem, say_decks
from attention_scenes.film.products.slides.steps import steps_of
from attention_scenes.film.system.files import disk_errors, write_whole
from attention_scenes.film.system.program import INSTALLED

TAPE = re.compile('<script type="application/octet-stream" id="tape">([^<]+)</script>')


def make_live_deck(
    programme: list[Place],
    catalog: dict[str, SceneFile],
    load: Load,
    flags: RenderFlags,
    child: list[str],
    chapter: str | None,
) -> int:
    """Record the pages that are missing, and write the deck of all: one file that needs no network.

    Parameters
    ----------
    programme, catalog, load, flags, child, chapter
        As for :func:`film.products.slides.deck.make_deck`; the pages of the clips stay beside the deck.

    Returns
    -------
    int
        0, or the exit code of the clips where one of them failed; then there is no deck.

    Raises
    ------
    UserError
        If any of the input will not do, or the deck cannot be written. Nothing unfinished is left.
    """
    folder = output_folder(flags.out)
    path = folder / f"{file_stem(programme, chapter, live=True)}.html"
    if code := render_for("deck", files_of(programme, catalog), load, list(catalog), flags, child, "html"):
        return code
    pages = [folder / f"{place.scene}.html" for place in programme]
    sidecars = [ClipSidecar.read(beside(page, "json")) for page in pages]
    steps = [
        step
        for number, (place, sidecar) in enumerate(zip(programme, sidecars, strict=True))
        for step in _steps(number, place, sidecar)
    ]
    words = of_all([sidecar.params for sidecar in sidecars])
    title = deck_title(programme, chapter, words)
    with disk_errors(folder):
        films = [_film(*found) for found in zip(programme, pages, sidecars, strict=True)]
        write_whole(path, write_deck(title, words, films, steps))
    say_decks([path], len(steps), flags.preview)
    return 0


def _steps(number: int, place: Place, sidecar: ClipSidecar) -> list[DeckStep]:
    """Return the steps of a film; each rests on its last frame, before the next one's first."""
    rate = sidecar.clip.fps
    return [
        DeckStep(number, round(step.first / rate, 4), round((step.end - 1) / rate, 4), step.words, step.notes)
        for step in steps_of(place, sidecar)
    ]


def _film(place: Place, page: Path, sidecar: ClipSidecar) -> DeckFilm:
    words = Wording.of(sidecar.params)
    facts = PageFacts(
        place.in_words(words.plain).title,
        words.plain(sidecar.summary.partition("\n")[0]),
        words,
        tuple((claim.claim, claim.holds, claim.measured) for claim in sidecar.claims),
        tuple((model.label, model.weight_digest) for model in sidecar.computed_by),
        f"{INSTALLED} verify {page.name}",
    )
    found = TAPE.search(page.read_text(encoding="utf-8"))
    assert found, f"{page} has no tape"  # its digest was checked: we wrote it
    return DeckFilm(found[1], facts)
