"""What this machine has, and the process that renders one clip."""

from __future__ import annotations

import click

from film.cli.house import House
from film.cli.options import HELP
from film.console import say


@click.command(context_settings=HELP)
def check() -> None:
    """Say what this machine has for rendering: GPU, encoders, fonts, weights, versions, caches."""
    from film.checkup import report

    for what, found in report():
        say(f"{what:<28} {found}")


@click.command(hidden=True)
@click.pass_obj
def one_clip(house: House) -> int:
    """Do the order that stdin describes, for a parent process that reads events from stdout."""
    from film.serve import serve

    return serve(house.load)
