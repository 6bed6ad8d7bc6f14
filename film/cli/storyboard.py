"""The command ``storyboard``: frames of a scene on one sheet."""

from __future__ import annotations

from typing import Any

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import GIVEN, OUT, PREVIEW, scenes


@command(
    examples="""
python render.py storyboard mole attention-pattern
python render.py storyboard mole --theme light -o talk -p
""",
)
@scenes(required=True)
@GIVEN
@OUT
@PREVIEW
@click.pass_obj
def storyboard(app: AppContext, scenes: list[SceneFile], **flags: Any) -> None:
    """Draw each SCENE at a glance: DIR/SCENE-storyboard.png.

    It shows twelve frames evenly spaced and the last one of each beat, each with its time, its beat and the caption.
    Frames that look alike are shown once.
    """
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.products.storyboard import storyboards

    _, write = app.load_theme("dark")
    storyboards(scenes, app.load, list(app.catalog()), RenderFlags(**flags), write)
