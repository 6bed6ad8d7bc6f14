"""The command ``captions``: the texts of scenes as a file to translate."""

from __future__ import annotations

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import CAPTIONS, scenes
from attention_scenes.film.system.console import say


@command(
    examples="""
python render.py captions > nl.toml                      # to be translated
python render.py mole --captions nl.toml
python render.py captions --captions nl.toml > new.toml  # to go on
""",
)
@scenes()
@CAPTIONS
@click.pass_obj
def captions(app: AppContext, scenes: list[SceneFile], captions: str | None) -> None:
    """Print all texts that the SCENEs, or all, can show, as a TOML file to translate.

    Those are captions, labels in the picture, speech bubbles, title cards, descriptions and speaker's notes, in groups
    that say where each is seen; those are listed, too, that are said only of some sentences. What stands in braces is
    filled in on rendering. With --captions the file begins with these translations in place. A whole one comes with
    the project: --captions fr.

    Any script can be used, right-to-left ones included, where this machine has its fonts; there, a formula of your own
    such as −∞ is held together by U+2066 before it and U+2069 behind it.
    """
    from attention_scenes.film.inputs.translation_file import captions_toml
    from attention_scenes.film.inputs.translations import Captions, file_of, read_captions

    catalog = app.catalog()
    chosen = scenes or list(catalog.values())
    given = read_captions(file_of(captions), chosen, catalog) if captions is not None else Captions("en", {})
    say(captions_toml(chosen, given.texts, given.language).rstrip("\n"))
