"""The command ``studio``: a local web page to set scenes up, and its worker processes."""

from __future__ import annotations

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import MODEL, option
from attention_scenes.film.cli.parameter_types import PathText


@command(
    examples="""
python render.py studio
python render.py studio --port 8123 --no-open -o talk
""",
)
@option(
    "-o",
    "--out",
    default="clips",
    metavar="DIR",
    type=PathText("dir"),
    help="Clips go into DIR/studio (default: clips).",
)
@option("--port", metavar="N", help="The port on 127.0.0.1 (default: one that is free).")
@option("--no-open", is_flag=True, help="Print the address and open no browser.")
@option("--max-disk", default="4", metavar="GB", help="The most that DIR/studio may take (default: 4).")
@MODEL
@click.pass_obj
def studio(app: AppContext, out: str, port: str | None, no_open: bool, max_disk: str, model: str | None) -> int:
    """Open a local page on which a scene is set up, looked at and rendered.

    The page is for this machine alone: it listens on 127.0.0.1, and its address holds a key that is new each time.
    Ctrl-C ends it; clips that are done stay in DIR/studio.
    """
    from attention_scenes.film.studio.server import serve
    from attention_scenes.film.studio.state.settings import settings

    return serve(app, settings(out, port, no_open, max_disk, model))


@command(hidden=True)
@click.argument("role", type=click.Choice(["scene_worker", "model_worker"]))
@click.pass_obj
def worker(app: AppContext, role: str) -> int:
    """Answer the studio's questions on stdin until it is closed."""
    from attention_scenes.film.studio.workers.loop import listen

    if role == "model_worker":
        from attention_scenes.film.studio.workers.model_worker import answer

        return listen(answer)
    from attention_scenes.film.studio.workers.scene_worker import SceneWorker

    return listen(SceneWorker(app.load).answer)
