"""Clips as a talk."""

from __future__ import annotations

from typing import Any

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import pick
from attention_scenes.film.cli.options import CLIPS, command


@command(
    epilog="""\b
Examples:
  python render.py slides mole
  python render.py slides queries-keys attention-pattern -qh -o talk
  python render.py slides --chapter 2 --to html
\b
On the page:
  arrows, space, a clicker   the next step, the one before
  R                          plays a step again
  S                          the speaker's window, with the notes
  F, Esc                     the whole screen; all steps at a glance
""",
)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--chapter", metavar="1|2", help="The scenes of this chapter, as DIR/chapter-N.html and so on.")
@click.option("--to", default="html,pptx,pdf", metavar="KIND,KIND", help="html, pptx or pdf (default: all three).")
@CLIPS
@click.pass_obj
def slides(app: AppContext, scenes: tuple[str, ...], chapter: str | None, to: str, **flags: Any) -> int:
    """Make a deck of the SCENEs, or of a chapter: each beat is a step, which plays once and stops.

    DIR/SCENE.html (deck.html for several) is one file that plays in a browser from any folder, without a network;
    the .pptx is for PowerPoint and LibreOffice, the .pdf a handout on white: three steps a page, with lines for notes.
    The speaker's notes hold the captions, what viewers ask, which numbers are new, and what was measured. Clips in DIR
    that are up to date are used as they are; the others are rendered first.
    """
    from attention_scenes.film.catalog.chapters import programme

    if not scenes and chapter is None:
        raise click.UsageError("Which scenes? Name them, or a --chapter: python render.py list shows all.")
    catalog = app.catalog()
    pick(scenes, catalog)
    places = programme(scenes, chapter, catalog)
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.products.slides.deck import make_deck

    return make_deck(places, catalog, app.load, RenderFlags(**flags), app.child, app.load_theme, chapter, to)
