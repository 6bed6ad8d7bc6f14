"""Scan a folder for clips: each with the files beside it, in the order of the chapters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attention_scenes.film.catalog.chapters import Place, in_order, title_of
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.clip.sidecar_schema import ClipSidecar, FilmSidecar
from attention_scenes.film.inputs.languages import Wording, marked
from attention_scenes.film.products.gallery.clip_card import KINDS, PAGE, Card, Chapter, File, files_of
from attention_scenes.film.products.gallery.found_sidecars import read

DECKS = {".html": marked("slides for a browser"), ".pptx": marked("slides, PowerPoint"), ".pdf": "PDF"}
FILMS = {
    ".mp4": marked("film, MP4"),
    ".srt": marked("its subtitles, SRT"),
    ".json": marked("its clips and their times, JSON"),
}


def scan_folder(folder: Path, catalog: Mapping[str, SceneFile]) -> tuple[list[Chapter], list[File]]:
    """Scan a folder: return the clips by chapter, and the films and decks.

    Parameters
    ----------
    folder
        Where clips and sidecars are; JSON that is none is passed over with a note.
    catalog
        The scenes there are, by name.
    """
    clips: dict[str, list[ClipSidecar]] = {}
    films: list[str] = []
    for path in sorted(folder.glob("*.json")):
        match read(path):
            case ClipSidecar() as sidecar:
                clips.setdefault(_stem(sidecar.clip.file), []).append(sidecar)
            case FilmSidecar() as sidecar:
                films.append(_stem(sidecar.film.file))
    names = {scene.class_name: name for name, scene in catalog.items()}
    places = {place.scene: place for place in in_order(catalog.values())}
    numbers = {name: number for number, (name, place) in enumerate(places.items()) if place.number}
    chapters: dict[str, list[Card]] = {}
    scenes = {stem: names.get(found[0].scene, stem) for stem, found in clips.items()}
    for stem in sorted(clips, key=lambda stem: (numbers.get(scenes[stem], len(numbers)), stem)):
        name = scenes[stem]
        best = min(clips[stem], key=lambda each: _rank(each.clip))
        words = Wording.of(best.params)
        place = (places.get(name) or Place(name, title_of(name))).in_words(words.plain)
        heading = place.heading or words("More clips")
        summary = words.plain(catalog[name].summary) if name in catalog else ""
        title = ", ".join([place.title, *_part(best.clip, words)])
        chapters.setdefault(heading, []).append(Card.of(folder, stem, title, summary, best, clips[stem]))
    found = [file for stem in films for file in files_of(folder, stem, FILMS)]
    return [Chapter(heading, cards) for heading, cards in chapters.items()], found + _decks(
        folder, {each.clip.file for sidecars in clips.values() for each in sidecars}
    )


def _part(facts: ClipFacts, words: Wording) -> list[str]:
    """Return what the title adds for a clip that is only part of its scene."""
    moment = [] if facts.at is None else [words("at {seconds} s", seconds=f"{facts.at:g}")]
    return [*(beat.replace("-", " ") for beat in facts.beats), *moment, *[words("in a loop")] * facts.loop]


def _rank(facts: ClipFacts) -> int:
    """Return the rank of a clip's file; the one with the lowest is the clip's main file."""
    return [*KINDS].index(Path(facts.file).suffix)


def _stem(file: str) -> str:
    path = Path(file)
    return path.stem if path.suffix in KINDS else file


def _decks(folder: Path, clips: set[str]) -> list[File]:
    """Return the decks in a folder, where some of the same suffixes are files of ``clips``."""
    found = sorted(path for path in folder.iterdir() if path.suffix in DECKS and path.name not in {PAGE, *clips})
    return [file for path in found for file in files_of(folder, path.stem, {path.suffix: DECKS[path.suffix]})]
