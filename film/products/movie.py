"""Join clips into one film, with title cards between them, chapters and subtitles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attention_scenes.film.catalog.chapters import Place, files_of
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_schema import FilmSidecar
from attention_scenes.film.inputs.flags import output_folder
from attention_scenes.film.inputs.languages import of_all
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, LoadTheme
from attention_scenes.film.jobs.run import render_for
from attention_scenes.film.products.placed_clips import film_clip, film_facts, place_clips
from attention_scenes.film.system.console import open_file, progress_bar, say
from attention_scenes.film.system.files import (
    disk_errors,
    make_folder,
    remove,
    replace,
    write_whole,
)
from attention_scenes.film.system.scratch import scratch_folder
from attention_scenes.model.atomic_files import part_path


def make_film(
    programme: list[Place],
    catalog: dict[str, SceneFile],
    load: Load,
    flags: RenderFlags,
    child: list[str],
    load_theme: LoadTheme,
    chapter: str | None,
) -> int:
    """Render the clips that are missing, join them, and write ``film.mp4``, ``film.srt`` and ``film.json``.

    Parameters
    ----------
    programme
        The scenes to show, in order; a film of one chapter is called ``chapter-N``.
    catalog, load, flags, child
        As for :func:`film.jobs.run.render`; the clips stay beside the film.
    load_theme
        Given a palette's name returns its background colour and what makes a mobject of a text, a size and a role.
    chapter
        The chosen chapter, if any.

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
    chosen = files_of(programme, catalog)
    if code := render_for("film", chosen, load, list(catalog), flags, child):
        return code
    make_folder(folder, name)
    film = part_path(folder, name, ".mp4")
    try:
        with (
            disk_errors(folder),
            progress_bar(name) as on_progress,
            scratch_folder() as scratch,
        ):
            sidecar, subtitles = _put_together(film, name, programme, folder, scratch, load_theme, on_progress)
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
    on_progress: Callable[[str, float | None], None],
) -> tuple[FilmSidecar, str]:
    """Join the clips into ``film``, to be called ``name``, and return its sidecar and subtitles."""
    from attention_scenes.film.clip.subtitles import Span, captions, srt
    from attention_scenes.film.encode.video import exact_rate
    from attention_scenes.film.products.concatenate import check_film, join
    from attention_scenes.film.products.credits import CREDITS, TITLE

    on_progress("title cards", None)
    pieces, placed, frames = place_clips(programme, folder, scratch, load_theme)
    rate = exact_rate(placed[0].sidecar.clip.fps)

    def at(frame: int) -> float:
        return float(frame / rate)

    spans = [span for item in placed for span in captions(item.sidecar.beats, at(item.begins))]
    on_progress("joining", None)
    marks = [Span(item.place.title, at(item.cards_from), at(item.ends)) for item in placed]
    words = of_all([item.sidecar.params for item in placed])
    first, last = Span(words.plain(TITLE), 0.0, marks[0].start), Span(words.plain(CREDITS), marks[-1].end, at(frames))
    silent = not any(item.sidecar.params["captions"] for item in placed)
    made = join(film, pieces, spans, [first, *marks, last], words.language, on=silent)
    if made != frames:
        raise RuntimeError(f"The film has {made} frames, its clips and cards {frames}.")
    check_film(film, frames, rate, lambda done: None if done % 100 else on_progress("checking", done / frames))
    facts = film_facts(film, name, placed[0].sidecar.clip, frames, at(frames))
    return FilmSidecar(film=facts, clips=[film_clip(item, at) for item in placed]), srt(spans)
