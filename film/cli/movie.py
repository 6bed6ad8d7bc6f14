"""The command ``film``: the chapters as one file."""

from __future__ import annotations

from typing import Any

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import pick
from attention_scenes.film.cli.options import CLIPS, command


@command(
    epilog="""\b
Examples:
  python render.py film -qh
  python render.py film --chapter 2
  python render.py film mole attention-pattern -o talk
""",
)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--chapter", metavar="1|2", help="This chapter alone, as DIR/chapter-N.mp4.")
@CLIPS
@click.pass_obj
def film(app: AppContext, scenes: tuple[str, ...], chapter: str | None, **flags: Any) -> int:
    """Join the chapters, or the SCENEs, into DIR/film.mp4 with title cards, credits, chapter marks and subtitles.

    Players show the subtitles when they are asked for, or by themselves where no caption is in the picture.

    Clips in DIR that are up to date are used as they are; the others are rendered first. Beside the film stand film.srt
    with the captions and film.json, which lists the clips with their digests and times.
    """
    from attention_scenes.film.catalog.chapters import programme

    catalog = app.catalog()
    pick(scenes, catalog)
    places = programme(scenes, chapter, catalog)
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.products.movie import make_film

    return make_film(places, catalog, app.load, RenderFlags(**flags), app.child, app.load_theme, chapter)
