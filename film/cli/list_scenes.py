"""What scenes there are and what can be set about them."""

from __future__ import annotations

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import pick
from attention_scenes.film.cli.options import command
from attention_scenes.film.system.console import say


@command()
@click.pass_obj
def list_(app: AppContext) -> None:
    """List the scenes there are, each with what it shows."""
    catalog = app.catalog()
    for scene in catalog.values():
        say(f"{scene.name:<{max(map(len, catalog))}}  {scene.summary}")


@command(epilog="Example: python render.py params mole")
@click.argument("scene")
@click.pass_obj
def params(app: AppContext, scene: str) -> None:
    """Show what can be set about SCENE: each parameter's name, type, default, allowed values and meaning."""
    from attention_scenes.film.inputs.parameters import table
    from attention_scenes.film.system.console import print_table

    [found] = pick((scene,), app.catalog())
    print_table(("parameter", "type", "default", "allowed", "what it does"), table(app.load(found).Params))
