"""The command ``gallery``: the clips of a folder on a web page."""

from __future__ import annotations

from pathlib import Path

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import OUT, PREVIEW
from attention_scenes.film.system.console import open_file


@command(
    examples="""
python render.py gallery
python render.py gallery -o talk -p
""",
)
@OUT
@PREVIEW
@click.pass_obj
def gallery(app: AppContext, out: str, preview: bool) -> None:
    """Write DIR/index.html, a page with all clips in DIR: it works from disk, and on any web server.

    Clips stand in the order of the chapters and play under the pointer or the keyboard's focus. Each has its files to
    take away, a tag for pages of your own, its parameters, and what its numbers were computed with. Films and slides
    in DIR are listed, too. Write it again when the clips have changed.
    """
    from attention_scenes.film.products.gallery.write import write_gallery

    page = write_gallery(Path(out), app.catalog())
    if preview:
        open_file(page)
