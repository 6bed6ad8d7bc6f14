"""The film: clips in their order with title cards between them, in one file with chapters and subtitles."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from film.catalog import SceneFile
from film.chapters import Place
from film.console import open_file, say, telling
from film.files import disk_errors, fingerprint, make_folder, part_path, remove, replace, sweep, write_whole
from film.flags import output_folder
from film.orders import Load
from film.suite import render_for
from film.wording import Wording, of_all

Ink = Callable[[str], tuple[Any, Any]]


@dataclass
class Shown:
    """A clip in the film: its place, its sidecar, and the frames of the film with which its cards and it begin."""

    place: Place
    sidecar: dict[str, Any]
    cards_from: int
    begins: int

    @property
    def ends(self) -> int:
        return self.begins + self.sidecar["clip"]["frames"]


def make_film(
    programme: list[Place], catalog: dict[str, SceneFile], load: Load, flags: dict[str, Any], child: list[str], ink: Ink
) -> int:
    """Render what is missing of the clips, join them, and write ``film.mp4``, ``film.srt`` and ``film.json``.

    Parameters
    ----------
    programme
        What to show, in order; a film of one chapter is called ``chapter-N``.
    catalog, load, flags, child
        As for :func:`film.suite.render`, with a ``chapter`` among the flags; the clips stay beside the film.
    ink
        Given a palette's name returns its background colour and what makes a mobject of a text, a size and a role.

    Returns
    -------
    int
        0, or the exit code of the clips where one of them failed; then there is no film.

    Raises
    ------
    UserError
        If any of the input will not do, or the film cannot be written. Nothing unfinished is left.
    """
    folder = output_folder(flags["out"])
    name = f"chapter-{flags['chapter']}" if flags["chapter"] else "film"
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
            told = _put_together(film, programme, folder, Path(scratch), ink, tell)
            text = told.pop("srt")
            told["film"] = {"file": f"{name}.mp4", **told["film"], **fingerprint(film)}
            replace(film, folder / f"{name}.mp4")
            write_whole(folder / f"{name}.srt", text.encode())
            write_whole(folder / f"{name}.json", (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())
    finally:
        remove(film)
    seconds = told["film"]["seconds"]
    say(f"{folder / name}.mp4  ({len(programme)} clips, {seconds // 60:.0f} min {seconds % 60:.0f} s)")
    if flags["preview"]:
        open_file(folder / f"{name}.mp4")
    return 0


def _put_together(
    film: Path, programme: list[Place], folder: Path, scratch: Path, ink: Ink, tell: Callable[[str, float | None], None]
) -> dict[str, Any]:
    """Write ``film`` and return what is to be said about it; ``srt`` is the text of the subtitles."""
    from film.encoder import exact_rate
    from film.joining import check_film, join
    from film.subtitles import Span, captions, srt

    tell("title cards", None)
    pieces, shown = _pieces(programme, folder, scratch, ink)
    clip = shown[0].sidecar["clip"]
    rate, frames = exact_rate(clip["fps"]), shown[-1].ends

    def at(frame: int) -> float:
        return float(frame / rate)

    said = [span for item in shown for span in captions(item.sidecar["beats"], at(item.begins))]
    tell("joining", None)
    language = of_all([item.sidecar["params"] for item in shown]).language
    made = join(
        film, pieces, said, [Span(item.place.title, at(item.cards_from), at(item.ends)) for item in shown], language
    )
    if made != frames:
        raise RuntimeError(f"The film has {made} frames, its clips and cards {frames}.")
    check_film(film, frames, rate, lambda done: None if done % 100 else tell("checking", done / frames))
    return {
        "film": {
            **{key: clip[key] for key in ("width", "height", "fps")},
            "frames": frames,
            "seconds": round(at(frames), 3),
        },
        "clips": [
            {
                **asdict(item.place),
                **{key: item.sidecar["clip"][key] for key in ("file", "frames", "sha256")},
                "digest": item.sidecar["digest"],
                "cards": round(at(item.cards_from), 3),
                "start": round(at(item.begins), 3),
                "end": round(at(item.ends), 3),
            }
            for item in shown
        ],
        "srt": srt(said),
    }


def _pieces(programme: list[Place], folder: Path, scratch: Path, ink: Ink) -> tuple[list[Path], list[Shown]]:
    """Make the cards; return all pieces of the film, and where in it each clip stands."""
    from film.cards import write_card
    from film.encoder import exact_rate
    from film.formats import Target

    pieces: list[Path] = []
    shown: list[Shown] = []
    for place in programme:
        sidecar = json.loads((folder / f"{place.scene}.json").read_text(encoding="utf-8"))
        words = Wording.of(sidecar["params"])
        place = place.in_words(words.plain)
        clip, codec = sidecar["clip"], sidecar["encoder"]
        wanted = Target("video", ".mp4", codec["codec"], codec["pixels"], True, False, codec["options"])
        size = clip["width"], clip["height"], exact_rate(clip["fps"])
        cards = [(place.heading, place.title)]
        if place.number and (not shown or shown[-1].place.number != place.number):
            cards.insert(0, (words("Chapter {number}", number=place.number), place.chapter))
        frame = cards_from = shown[-1].ends if shown else 0
        for eyebrow, title in cards:
            pieces.append(scratch / f"{len(pieces)}.mp4")
            frame += write_card(pieces[-1], eyebrow, title, *ink(sidecar["params"]["palette"]), wanted, size)
        pieces.append(folder / clip["file"])
        shown.append(Shown(place, sidecar, cards_from, frame))
    return pieces, shown
