"""Write the gallery page: one file that needs no network, with everything from sidecars escaped."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.languages import Wording, of_all
from attention_scenes.film.live.player.page_shape import framed
from attention_scenes.film.products.gallery.clip_card import PAGE
from attention_scenes.film.products.gallery.scan import scan_folder
from attention_scenes.film.system.console import clock, say, short
from attention_scenes.film.system.files import disk_errors, write_whole
from attention_scenes.model.errors import UserError

OURS = '<meta name="generator" content="attention-scenes gallery">'


def write_gallery(folder: Path, catalog: Mapping[str, SceneFile]) -> Path:
    """Write the gallery page ``index.html`` into a folder of clips and return its path.

    Parameters
    ----------
    folder
        Where the clips are.
    catalog
        The scenes there are, by name.

    Raises
    ------
    UserError
        If there is nothing to show, a page that is not ours is in the way, or the page cannot be written.
    """
    page = folder / PAGE
    with disk_errors(folder):
        if not folder.is_dir():
            raise UserError(f"There is no folder {short(str(folder))}: `python render.py -o DIR` puts clips into one.")
        chapters, others = scan_folder(folder, catalog)
        if not chapters and not others:
            raise UserError(f"{folder} has no clips yet: `python render.py --all` renders them, or give another -o.")
        if page.exists() and OURS not in page.read_text(encoding="utf-8", errors="replace"):
            raise UserError(f"{page} is no gallery of ours and stays: move it, or give another -o.")
        sidecars = [card.sidecar for chapter in chapters for card in chapter.cards]
        models = dict.fromkeys(model.label for one in sidecars for model in one.computed_by)
        template = _templates(of_all([one.params for one in sidecars])).get_template("page.html")
        html = template.render(ours=OURS, chapters=chapters, others=others, models=list(models))
        write_whole(page, html.encode())
    say(f"{page}  ({len(sidecars)} clip{'s' * (len(sidecars) != 1)})")
    return page


def _templates(words: Wording) -> Environment:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"words": words, "framed": framed}  # seen by macros, too
    found.filters |= {"clock": clock, "spoken": partial(_spoken, words), "data_url": _data_url}
    return found


def _spoken(words: Wording, seconds: float) -> str:
    """Return a length in words: ``1 minute 5 seconds``."""
    minutes, rest = divmod(round(seconds), 60)
    spoken = words("1 second") if rest == 1 else words("{count} seconds", count=rest)
    if not minutes:
        return spoken
    whole = words("1 minute") if minutes == 1 else words("{count} minutes", count=minutes)
    return f"{whole} {spoken}"


def _data_url(text: str) -> str:
    """Return a text track as a data URL: from disk, browsers refuse one in another file."""
    return f"data:text/vtt;base64,{base64.b64encode(text.encode()).decode()}"
