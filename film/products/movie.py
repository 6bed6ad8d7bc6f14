"""Join clips into one film, with title cards between them, chapters and subtitles."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.clip.sidecar_schema import ClipSidecar, FilmClip, FilmFacts, FilmSidecar
from attention_scenes.film.inputs.flags import output_folder
from attention_scenes.film.inputs.languages import Wording, of_all
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load
from attention_scenes.film.jobs.run import render_for
from attention_scenes.film.system.console import open_file, say, telling
from attention_scenes.film.system.files import (
    disk_errors,
    fingerprint,
    make_folder,
    remove,
    replace,
    sweep,
    write_whole,
)
from attention_scenes.model.atomic_files import part_path

LoadTheme = Callable[[str], tuple[Any, Any]]


@dataclass
class PlacedClip:
    """A clip in the film: its place, its sidecar, and the frames of the film with which its cards and it begin.

    ``sidecar_sha256`` is the digest of the sidecar's file.
    """

    place: Place
    sidecar: ClipSidecar
    sidecar_sha256: str
    cards_from: int
    begins: int

    @property
    def ends(self) -> int:
        return self.begins + self.sidecar.clip.frames


def make_film(
    programme: list[Place],
    catalog: dict[str, SceneFile],
    load: Load,
    flags: RenderFlags,
    child: list[str],
    load_theme: LoadTheme,
    chapter: str | None,
) -> int:
    """Render what is missing of the clips, join them, and write ``film.mp4``, ``film.srt`` and ``film.json``.

    Parameters
    ----------
    programme
        What to show, in order; a film of one chapter is called ``chapter-N``.
    catalog, load, flags, child
        As for :func:`film.jobs.run.render`; the clips stay beside the film.
    load_theme
        Given a palette's name returns its background colour and what makes a mobject of a text, a size and a role.
    chapter
        The chapter that was asked for, if any.

    Returns
    -------
    int
        0, or the exit code of the clips where one of them failed; then there is no film.

    Raises
    ------
    UserError
        If any of the input will not do, or the film cannot be written. Nothing unfinished is left.
    """
    folder = output_folder(flags.out)
    name = f"chapter-{chapter}" if chapter else "film"
    chosen = [catalog[place.scene] for place in programme]
    if code := render_for("film", chosen, load, list(catalog), flags, child):
        return code
    make_folder(folder, name)
    sweep(folder, name)
    film = part_path(folder, name, ".mp4")
    try:
        with (
            disk_errors(folder),
            telling(name) as tell,
            tempfile.TemporaryDirectory(prefix="attention-scenes-") as scratch,
        ):
            sidecar, subtitles = _put_together(film, name, programme, folder, Path(scratch), load_theme, tell)
            remove(folder / f"{name}.json")  # so that it never stands beside a film that is not its own
            replace(film, folder / f"{name}.mp4")
            write_whole(folder / f"{name}.srt", subtitles.encode())
            write_whole(folder / f"{name}.json", sidecar.to_json().encode())
    finally:
        remove(film)
    seconds = sidecar.film.seconds
    say(f"{folder / name}.mp4  ({len(programme)} clips, {seconds // 60:.0f} min {seconds % 60:.0f} s)")
    if flags.preview:
        open_file(folder / f"{name}.mp4")
    return 0


def _put_together(
    film: Path,
    name: str,
    programme: list[Place],
    folder: Path,
    scratch: Path,
    load_theme: LoadTheme,
    tell: Callable[[str, float | None], None],
) -> tuple[FilmSidecar, str]:
    """Write ``film``, which will be called ``name``, and return its sidecar and its subtitles."""
    from attention_scenes.film.clip.subtitles import Span, captions, srt
    from attention_scenes.film.encode.video import exact_rate
    from attention_scenes.film.products.concatenate import check_film, join
    from attention_scenes.film.products.credits import CREDITS, TITLE

    tell("title cards", None)
    pieces, placed, frames = _pieces(programme, folder, scratch, load_theme)
    rate = exact_rate(placed[0].sidecar.clip.fps)

    def at(frame: int) -> float:
        return float(frame / rate)

    spans = [span for item in placed for span in captions(item.sidecar.beats, at(item.begins))]
    tell("joining", None)
    marks = [Span(item.place.title, at(item.cards_from), at(item.ends)) for item in placed]
    words = of_all([item.sidecar.params for item in placed])
    first, last = Span(words.plain(TITLE), 0.0, marks[0].start), Span(words.plain(CREDITS), marks[-1].end, at(frames))
    silent = not any(item.sidecar.params["captions"] for item in placed)
    made = join(film, pieces, spans, [first, *marks, last], words.language, on=silent)
    if made != frames:
        raise RuntimeError(f"The film has {made} frames, its clips and cards {frames}.")
    check_film(film, frames, rate, lambda done: None if done % 100 else tell("checking", done / frames))
    facts = _facts(film, name, placed[0].sidecar.clip, frames, at(frames))
    return FilmSidecar(film=facts, clips=[_in_film(item, at) for item in placed]), srt(spans)


def _facts(film: Path, name: str, clip: ClipFacts, frames: int, seconds: float) -> FilmFacts:
    return FilmFacts.strict(
        {
            "file": f"{name}.mp4",
            **clip.model_dump(include={"width", "height", "fps"}),
            "frames": frames,
            "seconds": round(seconds, 3),
            **fingerprint(film),
        }
    )


def _in_film(item: PlacedClip, at: Callable[[int], float]) -> FilmClip:
    """A clip as the film's sidecar names it; ``at`` gives the second of a frame."""
    return FilmClip.strict(
        {
            **asdict(item.place),
            **item.sidecar.clip.model_dump(include={"file", "frames", "sha256"}),
            "digest": item.sidecar.digest,
            "sidecar": f"{item.place.scene}.json",
            "sidecar_sha256": item.sidecar_sha256,
            "cards": round(at(item.cards_from), 3),
            "start": round(at(item.begins), 3),
            "end": round(at(item.ends), 3),
        }
    )


def _pieces(
    programme: list[Place], folder: Path, scratch: Path, load_theme: LoadTheme
) -> tuple[list[Path], list[PlacedClip], int]:
    """Make the cards; return all pieces of the film, where in it each clip stands, and the number of its frames."""
    from attention_scenes.film.encode.formats import Target
    from attention_scenes.film.encode.video import exact_rate
    from attention_scenes.film.products.credits import closing, opening
    from attention_scenes.film.products.title_cards import Card, title_card, write_card

    pieces: list[Path] = []
    placed: list[PlacedClip] = []

    def add(card: Card) -> int:
        pieces.append(scratch / f"{len(pieces)}.mp4")
        return write_card(pieces[-1], card, *load_theme(sidecar.params["palette"]), wanted, size)

    for place in programme:
        data = (folder / f"{place.scene}.json").read_bytes()
        sidecar, digest = ClipSidecar.model_validate_json(data), hashlib.sha256(data).hexdigest()
        words = Wording.of(sidecar.params)
        place = place.in_words(words.plain)
        clip, encoder = sidecar.clip, sidecar.encoder
        assert encoder  # every clip that was rendered just now says how
        wanted = Target("video", ".mp4", encoder.codec, encoder.pixels, True, False, encoder.options)
        size = clip.width, clip.height, exact_rate(clip.fps)
        cards = [(place.heading, place.title)]
        if place.number and (not placed or placed[-1].place.number != place.number):
            cards.insert(0, (words("Chapter {number}", number=place.number), place.chapter))
        cards_from = frame = placed[-1].ends if placed else add(opening(words))
        for eyebrow, title in cards:
            frame += add(title_card(eyebrow, title))
        pieces.append(folder / clip.file)
        placed.append(PlacedClip(place, sidecar, digest, cards_from, frame))
    credits = sum(add(card) for card in closing([item.sidecar for item in placed], words))
    return pieces, placed, placed[-1].ends + credits
