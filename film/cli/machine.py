"""What this machine has, and the process that renders one clip."""

from __future__ import annotations

import click

from film.cli.house import House
from film.cli.options import command
from film.console import say


@command()
def check() -> None:
    """Say what this machine has for rendering: GPU, encoders, fonts, weights, versions, caches."""
    from film.checkup import report

    for what, found in report():
        say(f"{what:<28} {found}")


@command(hidden=True)
@click.pass_obj
def one_clip(house: House) -> int:
    """Do the order that stdin describes, for a parent process that reads events from stdout."""
    from film.serve import serve

    return serve(house.load)
