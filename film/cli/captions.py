"""The captions of scenes, for whoever puts them into another language."""

from __future__ import annotations

import click

from film.catalog import pick
from film.cli.house import House
from film.cli.options import CAPTIONS, command
from film.console import say


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
def captions(house: House, scenes: tuple[str, ...], captions: str | None) -> None:
    """Print the captions that the SCENEs, or all, can say, as a TOML file to translate.

    Those are listed, too, that are said only of some sentences. What stands in braces is filled in on rendering. With
    --captions the file begins with these translations in place. A whole one comes with the project: --captions fr.

    Any script can be used, right-to-left ones included, where this machine has its fonts; there, a formula of your own
    such as −∞ is held together by U+2066 before it and U+2069 behind it.
    """
    from film.captions import file_of, listing, read_captions

    catalog = house.catalog()
    chosen = pick(scenes or tuple(catalog), catalog)
    given = read_captions(file_of(captions), chosen, catalog) if captions is not None else {}
    say(listing(chosen, given).rstrip("\n"))
