"""Decks are made: clips rendered where they are missing, cut at their beats, put together."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from film.catalog import SceneFile
from film.chapters import Place
from film.console import Tell, file_size, open_file, say, short, telling
from film.encoder import exact_rate
from film.files import disk_errors, make_folder, part_path, remove, replace, sweep
from film.flags import output_folder
from film.orders import Load, Order
from film.slides.reveal import reveal
from film.slides.steps import Step, steps_of
from film.suite import render_for
from model.errors import UserError

KINDS = ("html", "pptx", "pdf")
Ink = Callable[[str], tuple[Any, Any]]


@dataclass(frozen=True)
class Cut:
    """A clip's steps, each with its video; what its sidecar says of the clip, and its background."""

    steps: list[Step]
    pieces: list[Path]
    clip: dict[str, Any]
    background: str


def kinds(text: str) -> list[str]:
    """The kinds of deck that ``--to`` asks for.

    Raises
    ------
    UserError
        If there is none such.
    """
    chosen = [kind.strip().lower() for kind in text.split(",")]
    if wrong := [kind for kind in chosen if kind not in KINDS]:
        raise UserError(f"--to takes {', '.join(KINDS)}, one or several with commas; got {short(wrong[0])}.")
    return [kind for kind in KINDS if kind in chosen]


def make_deck(
    programme: list[Place], catalog: dict[str, SceneFile], load: Load, flags: dict[str, Any], child: list[str], ink: Ink
) -> int:
    """Render what is missing of the clips, cut them, and write the deck in every kind asked for.

    Parameters
    ----------
    programme
        What to show, in order.
    catalog, load, flags, child, ink
        As for :func:`film.feature.make_film`, with ``to`` among the flags; the clips stay beside the deck.

    Returns
    -------
    int
        0, or the exit code of the clips where one of them failed; then there is no deck.

    Raises
    ------
    UserError
        If any of the input will not do, or the deck cannot be written. Nothing unfinished is left.
    """
    wanted, folder = kinds(flags["to"]), output_folder(flags["out"])
    name, title = _called(programme, flags["chapter"])
    if "html" in wanted:
        reveal()  # told before anything is rendered
    chosen = [catalog[place.scene] for place in programme]
    if code := render_for("deck", chosen, load, list(catalog), flags, child):
        return code
    make_folder(folder, name)
    sweep(folder, name)
    parts = {kind: part_path(folder, name, f".{kind}") for kind in wanted}
    orders = _orders(chosen, load, list(catalog), flags) if "pdf" in wanted else {}
    try:
        with (
            disk_errors(folder),
            telling(name) as tell,
            tempfile.TemporaryDirectory(prefix="attention-scenes-") as scratch,
        ):
            cuts = _cut(programme, folder, Path(scratch), ink, tell)
            pictures = [path for cut in cuts for path in _on_white(cut, orders, Path(scratch), ink, tell)]
            _write(parts, title, cuts, pictures, Path(scratch), tell)
            for kind, part in parts.items():
                replace(part, folder / f"{name}.{kind}")
    finally:
        for part in parts.values():
            remove(part)
    made = [folder / f"{name}.{kind}" for kind in wanted]
    steps = sum(len(cut.steps) for cut in cuts)
    counted = "1 step" if steps == 1 else f"{steps} steps"
    for path in made:
        say(f"{path}  ({counted}, {file_size(path.stat().st_size)})")
    if flags["preview"]:
        open_file(made[0])
    return 0


def _orders(chosen: list[SceneFile], load: Load, known: list[str], flags: dict[str, Any]) -> dict[str, Order]:
    from film.slides.on_white import orders_for

    return orders_for(chosen, load, known, flags)


def _called(programme: list[Place], chapter: str | None) -> tuple[str, str]:
    """The deck's file name, without a suffix, and its title."""
    if chapter:
        return f"chapter-{chapter}", programme[0].chapter
    if len(programme) == 1:
        return programme[0].scene, programme[0].title
    return "deck", f"{programme[0].title}, and {len(programme) - 1} more"


def _cut(programme: list[Place], folder: Path, scratch: Path, ink: Ink, tell: Tell) -> list[Cut]:
    from film.slides.cutting import cut

    cuts = []
    for number, place in enumerate(programme):
        tell(f"cutting {place.scene}", number / len(programme))
        sidecar = json.loads((folder / f"{place.scene}.json").read_text(encoding="utf-8"))
        clip, steps = sidecar["clip"], steps_of(place, sidecar)
        pieces = cut(folder / clip["file"], [step.end for step in steps], exact_rate(clip["fps"]), scratch)
        background, _ = ink(sidecar["params"]["palette"])
        cuts.append(Cut(steps, pieces, clip, background.to_hex()))
    return cuts


def _on_white(cut: Cut, orders: dict[str, Order], scratch: Path, ink: Ink, tell: Tell) -> list[Path]:
    """The pictures of a clip's steps for paper; none where no paper is asked for."""
    scene = cut.steps[0].place.scene
    if scene not in orders:
        return []
    from film.slides.on_white import write_pictures
    from model.bundle import ensure

    tell(f"drawing {scene} on white", None)
    order = orders[scene]
    bundle = ensure(order.needs, lambda message, part: tell(message, part))
    return write_pictures(order, bundle, cut.steps, cut.clip, scratch, ink)


def _write(
    parts: dict[str, Path], title: str, cuts: list[Cut], pictures: list[Path], scratch: Path, tell: Tell
) -> None:
    steps = [step for cut in cuts for step in cut.steps]
    if "pdf" in parts:
        from film.slides.handout import write_handout

        tell("handout", None)
        write_handout(parts["pdf"], title, steps, pictures, scratch)
    if not {"html", "pptx"} & set(parts):
        return
    from film.slides.page import write_page
    from film.slides.powerpoint import write_slides

    configs = [_config(cut) for cut in cuts]
    if "html" in parts:
        tell("web page", None)
        write_page(parts["html"], title, configs)
    if "pptx" in parts:
        tell("PowerPoint", None)
        write_slides(parts["pptx"], title, configs, steps)


def _config(cut: Cut) -> Any:
    """A clip as manim-slides wants it."""
    from manim_slides.config import PresentationConfig, SlideConfig

    # Only its own player, which is not used here, plays backwards: every step is its own reverse.
    slides = [
        SlideConfig(file=piece, rev_file=piece, notes=step.notes, dedent_notes=False)
        for step, piece in zip(cut.steps, cut.pieces, strict=True)
    ]
    return PresentationConfig(
        slides=slides, resolution=(cut.clip["width"], cut.clip["height"]), background_color=cut.background
    )
