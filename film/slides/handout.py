"""A deck on paper: a page for each step, set by Typst."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import typst

from film.slides.cutting import last_picture
from film.slides.steps import Step

TEMPLATE = Path(__file__).with_name("handout.typ")
QUALITY = 92  # of JPEG: small text stays clean, at a fourth of the size of a PNG


def write_handout(
    path: Path,
    title: str,
    language: str,
    steps: list[Step],
    pieces: list[Path],
    scratch: Path,
    progress: Callable[[float], None],
) -> None:
    """Write the PDF.

    Parameters
    ----------
    path, title, language
        File to write, the document's title, and the code of its language.
    steps, pieces
        The steps and the video of each.
    scratch
        A folder for what Typst reads.
    progress
        Called with the share of pages that is done.
    """
    pages = []
    for number, (step, piece) in enumerate(zip(steps, pieces, strict=True)):
        picture = piece.with_suffix(".jpg")
        last_picture(piece).save(picture, quality=QUALITY, subsampling=0)
        pages.append(_page(step, picture.name, opens=not number or steps[number - 1].place != step.place))
        progress((number + 1) / len(steps))
    (scratch / "handout.json").write_text(
        json.dumps({"title": title, "lang": language, "steps": pages}), encoding="utf-8"
    )
    source = shutil.copy(TEMPLATE, scratch)
    path.write_bytes(typst.compile(str(source), root=str(scratch), format="pdf"))


def _page(step: Step, picture: str, opens: bool) -> dict[str, object]:
    place, words = step.place, step.wording
    start, end = (f"{seconds:.1f}" for seconds in step.seconds)
    return {
        "title": place.title,
        "opens": opens,
        "chapter": place.heading,
        "picture": picture,
        "caption": step.words,
        "measured": step.measured,
        "foot": " · ".join(
            filter(None, [step.beat, words("{start}–{end} s of {scene}", start=start, end=end, scene=place.scene)])
        ),
    }
