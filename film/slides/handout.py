"""A deck on paper: three steps a page, each with lines for notes, set by Typst."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import typst

from film.slides.steps import Step

TEMPLATE = Path(__file__).with_name("handout.typ")
MEASURED, PAGE = "Checked before it is said", "{number} / {of}"


def write_handout(path: Path, title: str, steps: list[Step], pictures: list[Path], scratch: Path) -> None:
    """Write the PDF.

    Parameters
    ----------
    path, title
        File to write, and the document's title.
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
    words = {"title": title, "measured": MEASURED, "page": PAGE, "scenes": list(scenes.values())}
    (scratch / "handout.json").write_text(json.dumps(words), encoding="utf-8")
    source = shutil.copy(TEMPLATE, scratch)
    path.write_bytes(typst.compile(str(source), root=str(scratch), format="pdf"))


def _foot(step: Step) -> str:
    start, end = (f"{seconds:.1f}" for seconds in step.seconds)
    return " · ".join(filter(None, [step.beat, f"{start}–{end} s of {step.place.scene}"]))
