"""What this machine has, and the process that renders one clip."""

from __future__ import annotations

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.cli.options import command
from attention_scenes.film.system.console import say


@command()
def check() -> None:
    """Say what this machine has for rendering: GPU, encoders, fonts, weights, versions, caches."""
    from attention_scenes.film.cli.doctor import report

    for what, found in report():
        say(f"{what:<28} {found}")


@command(hidden=True)
@click.pass_obj
def one_clip(app: AppContext) -> int:
    """Do the order that stdin describes, for a parent process that reads events from stdout."""
    from attention_scenes.film.jobs.child import serve

    return serve(app.load)
