"""Card of a clip on the gallery page."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.encode.formats import FORMATS, LIVE, VECTOR
from attention_scenes.film.inputs.languages import Wording, marked
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.system.program import command

PAGE = "index.html"

# Best first: what a page shows of a clip is the first of these that there is.
VIDEOS = {row.suffix: row.label for row in FORMATS.values() if row.shown_by == "video"}
PAGES = {row.suffix: row.label for row in LIVE.values()}
PICTURES = {row.suffix: row.label for row in (FORMATS | VECTOR).values() if row.shown_by == "img"} | {".png": "PNG"}
# To take away: a page cannot show them.
FRAMES = {row.suffix: row.label for row in (FORMATS | VECTOR).values() if row.suffix and not row.shown_by}
FRAMES[""] = marked("PNG frames")
KINDS = VIDEOS | PAGES | PICTURES | FRAMES
COMPANIONS = {
    "poster.png": marked("poster"),
    "srt": marked("subtitles, SRT"),
    "vtt": marked("subtitles, WebVTT"),
    "txt": marked("description"),
    "json": marked("numbers and sources, JSON"),
}


@dataclass(frozen=True)
class File:
    """File in the folder: its name, what it is, and its size in bytes (0 for a folder of frames)."""

    name: str
    what: str
    bytes: int

    @property
    def link(self) -> str:
        """Relative URL of the file."""
        return quote(self.name, safe="")


@dataclass(frozen=True)
class Card:
    """Card of a clip.

    Attributes
    ----------
    title, summary
        What the film calls it, and what it shows in one line.
    sidecar
        That of the best of its files.
    files
        All there is of it, best first.
    companions
        The files beside that best file, by suffix.
    track, description
        The captions as WebVTT, and in words what can be seen.
    verify
        The command that computes its numbers again.
    language
        The code of the language of all its words.
    """

    title: str
    summary: str
    sidecar: ClipSidecar
    files: list[File]
    companions: dict[str, File]
    track: str
    description: str
    verify: str
    language: str

    @classmethod
    def of(
        cls, folder: Path, stem: str, title: str, summary: str, sidecar: ClipSidecar, formats: list[ClipSidecar]
    ) -> Card:
        """Collect the files of a clip, whose names begin with ``stem``; all but the sidecar may be missing.

        ``formats`` are the sidecars of all its files, ``sidecar`` that of the best.
        """
        best = folder / sidecar.clip.file
        there = {Path(one.clip.file).suffix for one in formats}
        kinds = {suffix: what for suffix, what in KINDS.items() if suffix in there}
        companions = {
            suffix: file
            for suffix, what in COMPANIONS.items()
            for file in files_of(folder, beside(best, suffix).name, {"": what})
        }
        files = files_of(folder, stem, kinds) + files_of(folder, stem, {"-storyboard.png": marked("storyboard")})
        path = beside(best, "json")
        return cls(
            title,
            summary,
            sidecar,
            [*files, *companions.values()],
            companions,
            _text(beside(best, "vtt")),
            _text(beside(best, "txt")) or " ".join(beat.caption for beat in sidecar.beats if beat.caption),
            # A page may be published, so the path of the folder on this machine stays out of it.
            shlex.join([*command(), "verify", path.name if folder.is_absolute() else str(path)]),
            Wording.of(sidecar.params).language,
        )

    @property
    def facts(self) -> ClipFacts:
        return self.sidecar.clip

    @property
    def spoken(self) -> str:
        """Name of the clip for screen readers."""
        return ": ".join(filter(None, [self.title, self.summary]))

    @property
    def videos(self) -> list[File]:
        return [file for file in self.files if file.what in VIDEOS.values()]

    @property
    def page(self) -> File | None:
        """Page that plays what was drawn: it is shown before any video."""
        return next((file for file in self.files if file.what in PAGES.values()), None)

    @property
    def picture(self) -> File | None:
        """Picture that is shown where there is neither page nor video."""
        return next((file for file in self.files if file.what in PICTURES.values()), None)

    @property
    def rest(self) -> float:
        """Time in seconds of the frame that replaces a missing poster: near the end, as with ``-s``."""
        return round(max(0.0, self.facts.seconds - 0.2), 1)


@dataclass(frozen=True)
class Chapter:
    """Chapter of the page: a heading and its clips."""

    heading: str
    cards: list[Card]


def files_of(folder: Path, stem: str, kinds: dict[str, str]) -> list[File]:
    """Return those of the files ``stem`` + suffix that exist."""
    places = {folder / (stem + suffix): what for suffix, what in kinds.items()}
    return [
        File(path.name, what, path.stat().st_size if path.is_file() else 0)
        for path, what in places.items()
        if path.exists() and not path.name.startswith(".")
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
