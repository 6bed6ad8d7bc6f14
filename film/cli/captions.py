"""The texts of scenes, for whoever puts them into another language."""

from __future__ import annotations

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import pick
from attention_scenes.film.cli.options import CAPTIONS, command
from attention_scenes.film.system.console import say


@command(
    epilog="""\b
Examples:
  python render.py captions > fr.toml                        # then translate, and:
  python render.py mole --captions fr.toml
  python render.py captions --captions fr.toml > new.toml    # after captions changed
""",
)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@CAPTIONS
@click.pass_obj
def captions(app: AppContext, scenes: tuple[str, ...], captions: str | None) -> None:
    """Print all texts that the SCENEs, or all, can show, as a TOML file to translate.

    Those are captions, labels in the picture, speech bubbles, title cards, descriptions and speaker's notes, in groups
    that say where each is seen; those are listed, too, that are said only of some sentences. What stands in braces is
    filled in on rendering. With --captions the file begins with these translations in place. A whole one comes with
    the project: --captions fr.

    Any script can be used, right-to-left ones included, where this machine has its fonts; there, a formula of your own
    such as −∞ is held together by U+2066 before it and U+2069 behind it.
    """
    from attention_scenes.film.inputs.translation_file import listing
    from attention_scenes.film.inputs.translations import Captions, file_of, read_captions

    catalog = app.catalog()
    chosen = pick(scenes or tuple(catalog), catalog)
    given = read_captions(file_of(captions), chosen, catalog) if captions is not None else Captions("en", {})
    say(listing(chosen, given.texts, given.language).rstrip("\n"))
