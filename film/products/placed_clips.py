"""Place clips in a film: make the title cards, and compute the frames at which cards and clips begin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.clip.sidecar_schema import ClipSidecar, FilmClip, FilmFacts
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.jobs.requests import LoadTheme
from attention_scenes.film.system.files import fingerprint


@dataclass
class PlacedClip:
    """Clip in a film: its place, its sidecar, and the frames of the film at which its cards and it begin.

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


def film_facts(film: Path, name: str, clip: ClipFacts, frames: int, seconds: float) -> FilmFacts:
    """Return the facts of a finished film, to be called ``name``, of clips like this one."""
    return FilmFacts.strict(
        {
            "file": f"{name}.mp4",
            **clip.model_dump(include={"width", "height", "fps"}),
            "frames": frames,
            "seconds": round(seconds, 3),
            **fingerprint(film),
        }
    )


def film_clip(item: PlacedClip, at: Callable[[int], float]) -> FilmClip:
    """Return a clip's entry in the film's sidecar; ``at`` converts a frame number to seconds."""
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


def place_clips(
    programme: list[Place], folder: Path, scratch: Path, load_theme: LoadTheme
) -> tuple[list[Path], list[PlacedClip], int]:
    """Write the cards; return all pieces of the film, its placed clips, and its number of frames."""
    from attention_scenes.film.encode.formats import FORMATS, Target
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
        assert encoder  # every clip that was rendered just now has it
        wanted = Target(FORMATS["mp4"], False, encoder.codec, encoder.pixels, encoder.options, even=True)
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
