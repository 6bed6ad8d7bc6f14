"""Make decks of slides: render missing clips, cut them at their beats, and assemble them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.chapters import Place, files_of
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.flags import output_folder
from attention_scenes.film.inputs.languages import Wording, of_all
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, LoadTheme, RenderRequest
from attention_scenes.film.jobs.run import render_for
from attention_scenes.film.products.slides.cut_clips import Cut, cut_clips, pictures_on_white
from attention_scenes.film.products.slides.deck_names import deck_title, file_stem, say_decks
from attention_scenes.film.products.slides.reveal_assets import reveal
from attention_scenes.film.system.console import OnProgress, progress_bar, short
from attention_scenes.film.system.files import disk_errors, make_folder, remove, replace
from attention_scenes.film.system.scratch import scratch_folder, temporary_files_in
from attention_scenes.model.atomic_files import part_path
from attention_scenes.model.errors import UserError

KINDS = ("html", "pptx", "pdf")


def kinds(text: str) -> list[str]:
    """Parse ``--to`` into kinds of decks.

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
    programme: list[Place],
    catalog: dict[str, SceneFile],
    load: Load,
    flags: RenderFlags,
    child: list[str],
    load_theme: LoadTheme,
    chapter: str | None,
    to: str,
) -> int:
    """Render the clips that are missing, cut them, and write the deck in every chosen kind.

    Parameters
    ----------
    programme
        What to show, in order.
    catalog, load, flags, child, load_theme
        As for :func:`film.products.movie.make_film`; the clips stay beside the deck.
    chapter, to
        The chosen chapter, if any, and the kinds of deck, see :func:`kinds`.

    Returns
    -------
    int
        0, or the exit code of the clips where one of them failed; then there is no deck.

    Raises
    ------
    UserError
        If any of the input will not do, or the deck cannot be written. Nothing unfinished is left.
    """
    wanted, folder = kinds(to), output_folder(flags.out)
    name = file_stem(programme, chapter)
    if "html" in wanted:
        reveal()  # it says what is missing before anything is rendered
    if "pptx" in wanted:
        _check_clock()
    chosen = files_of(programme, catalog)
    if code := render_for("deck", chosen, load, list(catalog), flags, child):
        return code
    make_folder(folder, name)
    parts = {kind: part_path(folder, name, f".{kind}") for kind in wanted}
    requests = _requests(chosen, load, list(catalog), flags) if "pdf" in wanted else {}
    try:
        with (
            disk_errors(folder),
            progress_bar(name) as on_progress,
            scratch_folder() as scratch,
            temporary_files_in(scratch),
        ):
            cuts = cut_clips(programme, folder, scratch, load_theme, on_progress)
            pictures = [
                path for cut in cuts for path in pictures_on_white(cut, requests, scratch, load_theme, on_progress)
            ]
            words = of_all([cut.params for cut in cuts])
            title = deck_title(programme, chapter, words)
            if "pptx" in wanted:
                _check_clock()  # once more: clips take long
            _write(parts, title, words, cuts, pictures, scratch, on_progress)
            for kind, part in parts.items():
                replace(part, folder / f"{name}.{kind}")
    finally:
        for part in parts.values():
            remove(part)
    made = [folder / f"{name}.{kind}" for kind in wanted]
    say_decks(made, sum(len(cut.steps) for cut in cuts), flags.preview)
    return 0


def _check_clock() -> None:
    """Refuse a clock that was never set: a PowerPoint file is a ZIP, whose times begin with 1980."""
    if (year := time.localtime().tm_year) < 1980:
        raise UserError(f"This machine's clock says {year}, and no PowerPoint file can say that: set it.")


def _requests(chosen: list[SceneFile], load: Load, known: list[str], flags: RenderFlags) -> dict[str, RenderRequest]:
    from attention_scenes.film.products.slides.white_stills import requests_for

    return requests_for(chosen, load, known, flags)


def _write(
    parts: dict[str, Path],
    title: str,
    words: Wording,
    cuts: list[Cut],
    pictures: list[Path],
    scratch: Path,
    on_progress: OnProgress,
) -> None:
    steps = [step for cut in cuts for step in cut.steps]
    if "pdf" in parts:
        from attention_scenes.film.products.slides.handout import write_handout

        on_progress("handout", None)
        write_handout(parts["pdf"], title, words, steps, pictures, scratch)
    if not {"html", "pptx"} & set(parts):
        return
    from attention_scenes.film.products.slides.powerpoint import write_slides
    from attention_scenes.film.products.slides.web_page import write_page

    configs = [_config(cut) for cut in cuts]
    if "html" in parts:
        on_progress("web page", None)
        write_page(parts["html"], title, words.language, configs)
    if "pptx" in parts:
        on_progress("PowerPoint", None)
        write_slides(parts["pptx"], title, words.language, configs, steps)


def _config(cut: Cut) -> Any:
    """Return a clip's configuration for manim-slides."""
    from manim_slides.config import PresentationConfig, SlideConfig

    # Only its own player, which is not used here, plays backwards: every step is its own reverse.
    slides = [
        SlideConfig(file=piece, rev_file=piece, notes=step.notes, dedent_notes=False)
        for step, piece in zip(cut.steps, cut.pieces, strict=True)
    ]
    return PresentationConfig(
        slides=slides, resolution=(cut.clip.width, cut.clip.height), background_color=cut.background
    )
