"""The commands ``film`` and ``slides``: several scenes as one film, or as a talk."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.chapters import CHAPTERS, Place, programme
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import CLIPS, RENDERED, option, scenes
from attention_scenes.film.cli.parameter_types import Text
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

KINDS = Text(words=lambda: ("html", "pptx", "pdf"), commas=True)
NUMBERS = [str(number) for number in range(1, len(CHAPTERS) + 1)]
CHAPTER = Text(words=lambda: NUMBERS)


def _places(app: AppContext, scenes: list[SceneFile], chapter: str | None) -> list[Place]:
    return programme(tuple(scene.name for scene in scenes), chapter, app.catalog())


@command(
    examples="""
python render.py film -qh
python render.py film --chapter 2
python render.py film mole attention-pattern -o talk
""",
)
@scenes()
@option(
    "--chapter", metavar="|".join(NUMBERS), type=CHAPTER, section=RENDERED,
    help="This chapter alone, as DIR/chapter-N.mp4.",
)  # fmt: skip
@CLIPS
@click.pass_obj
def film(app: AppContext, scenes: list[SceneFile], chapter: str | None, **flags: Any) -> int:
    """Join the chapters, or the SCENEs, into DIR/film.mp4 with title cards, credits, chapter marks and subtitles.

    Players show the subtitles when they are asked for, or by themselves where no caption is in the picture.

    Clips in DIR that are up to date are used as they are; the others are rendered first. Beside the film stand film.srt
    with the captions and film.json, which lists the clips with their digests and times.
    """
    places = _places(app, scenes, chapter)
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.products.movie import make_film

    return make_film(places, app.catalog(), app.load, RenderFlags(**flags), app.child, app.load_theme, chapter)


@command(
    epilog="""\b
On each page:
  arrows, space, a clicker   the next step, the one before
  R                          plays a step again
  B                          empties the screen
  S                          the speaker's window, with the notes
  F                          the whole screen

\b
With video alone:
  Esc                        all steps at a glance

\b
With --live alone:
  N, ?                       asks a number; shows all keys
  #step=3                    behind its address: that step
""",
    examples="""
python render.py slides mole
python render.py slides queries-keys attention-pattern -qh -o talk
python render.py slides --chapter 2 --to html
python render.py slides --chapter 2 --live
""",
)
@scenes()
@option(
    "--chapter", metavar="|".join(NUMBERS), type=CHAPTER, section=RENDERED,
    help="The scenes of this chapter, as DIR/chapter-N.html and so on.",
)  # fmt: skip
@option(
    "--to", default="html,pptx,pdf", metavar="KIND,KIND", type=KINDS, section=RENDERED,
    help="html, pptx or pdf (default: all three).",
)  # fmt: skip
@option(
    "--live", is_flag=True, section=RENDERED,
    help="Without video: one web page that plays what was drawn, sharp at any size, and tells each number's source.",
)  # fmt: skip
@CLIPS
@click.pass_context
def slides(
    context: click.Context, scenes: list[SceneFile], chapter: str | None, to: str, live: bool, **flags: Any
) -> int:
    """Make a deck of the SCENEs, or of a chapter: each beat is a step, which plays once and stops.

    DIR/SCENE-deck.html (deck.html for several) is one file that plays in a browser from any folder, without a network;
    the .pptx is for PowerPoint and LibreOffice, the .pdf a handout on white: three steps a page, with lines for notes.
    The speaker's notes hold the captions, what viewers ask, which numbers are new, and what was measured. Clips in DIR
    that are up to date are used as they are; the others are rendered first. --live makes DIR/SCENE-live.html alone.
    """
    app: AppContext = context.obj
    if not scenes and chapter is None:
        raise click.UsageError("Which scenes? Name them, or a --chapter: python render.py list shows all.")
    places = _places(app, scenes, chapter)
    from attention_scenes.film.jobs.render_flags import RenderFlags

    if live:
        if context.get_parameter_source("to") is ParameterSource.COMMANDLINE and to != "html":
            raise UserError(f"--live makes a web page alone: leave out --to {short(to)}, or --live.")
        from attention_scenes.film.products.slides.live_deck import make_live_deck

        return make_live_deck(places, app.catalog(), app.load, RenderFlags(**flags), app.child, chapter)
    from attention_scenes.film.products.slides.deck import make_deck

    return make_deck(places, app.catalog(), app.load, RenderFlags(**flags), app.child, app.load_theme, chapter, to)
