"""The command ``storyboard``: a scene at a glance."""

from __future__ import annotations

from typing import Any

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import pick
from attention_scenes.film.cli.options import GIVEN, OUT, PREVIEW, command


@command(epilog="Example: python render.py storyboard mole attention-pattern")
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE...")
@PREVIEW
@OUT
@GIVEN
@click.pass_obj
def storyboard(app: AppContext, scenes: tuple[str, ...], **flags: Any) -> None:
    """Draw each SCENE at a glance: DIR/SCENE-storyboard.png.

    It shows twelve frames evenly spaced and the last one of each beat, each with its time, its beat and the caption.
    Frames that look alike are shown once.
    """
    catalog = app.catalog()
    chosen = pick(scenes, catalog)
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.products.storyboard import storyboards

    _, write = app.load_theme("dark")
    storyboards(chosen, app.load, list(catalog), RenderFlags(**flags), write)
