"""The commands ``list`` and ``params``: the scenes there are, and what can be set about them."""

from __future__ import annotations

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.parameter_types import SceneName
from attention_scenes.film.system.console import say


@command(
    examples="""
python render.py list
python render.py list | grep softmax
""",
)
@click.pass_obj
def list_(app: AppContext) -> None:
    """List the scenes there are, each with what it shows."""
    catalog = app.catalog()
    for scene in catalog.values():
        say(f"{scene.name:<{max(map(len, catalog))}}  {scene.summary}")


@command(
    examples="""
python render.py params mole
python render.py params attention-pattern
""",
)
@click.argument("scene", type=SceneName())
@click.pass_obj
def params(app: AppContext, scene: SceneFile) -> None:
    """Show what can be set about SCENE: each parameter's name, type, default, allowed values and meaning."""
    from attention_scenes.film.inputs.parameter_schema import table
    from attention_scenes.film.system.console import print_table

    print_table(("parameter", "type", "default", "allowed", "what it does"), table(app.load(scene).Params))
