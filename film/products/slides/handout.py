"""Handout of a deck on paper: three steps a page, each with lines for notes, set by Typst."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import typst

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.products.slides.steps import Step

TEMPLATE = Path(__file__).with_name("handout.typ")
PAGE = "{number} / {of}"


def write_handout(
    path: Path, title: str, words: Wording, steps: list[Step], pictures: list[Path], scratch: Path
) -> None:
    """Write the handout as a PDF.

    Parameters
    ----------
    path, title, words
        File to write, the document's title, and its language.
    steps, pictures
        The steps, and of each the picture on which it ends, all of them in ``scratch``.
    scratch
        A folder for what Typst reads.
    """
    scenes: dict[str, dict[str, Any]] = {}
    for step, picture in zip(steps, pictures, strict=True):
        place = step.place
        scene = scenes.setdefault(place.scene, {"title": place.title, "chapter": place.heading, "steps": []})
        scene["steps"].append({"picture": picture.name, "caption": step.words, "foot": _foot(step)})
        scene["measured"] = step.measured
    deck = {
        "title": title,
        "lang": words.language,
        "measured": words("Checked before it is said"),
        "page": PAGE,
        "scenes": list(scenes.values()),
    }
    (scratch / "handout.json").write_text(json.dumps(deck), encoding="utf-8")
    source = shutil.copy(TEMPLATE, scratch)
    path.write_bytes(typst.compile(str(source), root=str(scratch), format="pdf"))


def _foot(step: Step) -> str:
    words = step.wording
    start, end = (f"{seconds:.1f}" for seconds in step.seconds)
    return " · ".join(
        filter(None, [step.beat, words("{start}–{end} s of {scene}", start=start, end=end, scene=step.place.scene)])
    )
