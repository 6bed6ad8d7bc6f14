"""The commands ``render``, meant where no other is named, and ``batch``; the processes below them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import SceneFile, pick
from attention_scenes.film.cli.command_classes import DEFAULT, Command, LazyGroup, command
from attention_scenes.film.cli.options import RENDERED, RENDERING, option, scenes
from attention_scenes.film.cli.parameter_types import PathText
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError


class DefaultCommand(Command):
    """The command that is meant where none is named: its help lists the others, too."""

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_usage(context, formatter)
        if context.info_name == DEFAULT:
            formatter.write_usage(context.command_path, "COMMAND [ARGUMENTS]...", prefix="       ")

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(context, formatter)
        if isinstance(program := context.find_root().command, LazyGroup):
            program.format_commands(context, formatter)


@command(
    cls=DefaultCommand,
    epilog="""\b
A file for --params, where keys above the first table are for every scene that
has them:
  captions = false
  [attention-pattern]
  text = "the old wooden door creaked"
""",
    examples="""
python render.py mole attention-pattern -ql -o drafts
python render.py masking -s --at 12.5 --set text="a quick brown fox ran"
python render.py attention-pattern --beat softmax --loop --format gif
python render.py --all --params talk.toml --theme light --captions fr
""",
)
@scenes()
@option("--all", "every", is_flag=True, section=RENDERED, help="Every scene there is.")
@RENDERING
@click.pass_obj
def render(app: AppContext, scenes: list[SceneFile], every: bool, **flags: Any) -> int:
    """Render the clips of the SCENEs: DIR/SCENE.mp4 and, with every number shown and its source, DIR/SCENE.json.

    Without a SCENE both headline clips are rendered, mole and attention-pattern; with --all every scene there is. Flags
    may stand before or after the names, and those of Manim mean what they mean there.

    Beside a clip stand its poster (SCENE.poster.png), its captions (SCENE.srt, SCENE.vtt) and a description for people
    who cannot see it (SCENE.txt); those of other formats begin with the whole name, as SCENE.webm.json does.

    Several clips are made side by side, and one that fails stops no other: the last lines name it and say why. A clip
    that is up to date is left alone.
    """
    if every and scenes:
        raise UserError(f"--all renders every scene there is: leave out {short(scenes[0].name)}, or leave out --all.")
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.jobs.run import render

    catalog = app.catalog()
    chosen = list(catalog.values()) if every else scenes or pick(app.headline, catalog)
    return render(chosen, app.load, list(catalog), RenderFlags(**flags), app.child)


@command(
    epilog="""\b
A table, saved as CSV (UTF-8) from a spreadsheet:
  scene,name,text,head
  attention-pattern,anna,three noisy green parrots ate the ripe fruit,
  attention-pattern,ben,the old wooden door creaked,13.6
""",
    examples="""
python render.py batch sentences.csv -s -ql -o class
python render.py batch sentences.csv -ql -o class --captions fr --jobs 2
python render.py batch sentences.csv -s -ql -o class --set head=13.6 -p
""",
)
@click.argument("table", metavar="FILE.csv", type=PathText("file"))
@RENDERING
@click.pass_obj
def batch(app: AppContext, table: str, **flags: Any) -> int:
    """Render a clip for each row of a table, and report on which rows each claim of a scene holds.

    The column scene names the scene and name, where it has one, the file: DIR/NAME.mp4, else DIR/SCENE-ROW.mp4, rows
    counted as a spreadsheet does. Any other column is a parameter of the scenes; an empty cell leaves its default, or
    what --set and --params say.

    The whole table is checked before anything is rendered, and all that will not do is listed. A row that fails stops
    no other. Rows whose clip is up to date are left alone: the same line goes on where a run was stopped.

    DIR/FILE.report.html is a page to search and sort, DIR/FILE.report.csv the same for a spreadsheet: each claim with
    whether it holds and what was measured. With -s -ql a row costs one small frame: the claims are the same.
    """
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.products.batch.run_batch import run_batch

    return run_batch(Path(table), app.catalog(), app.load, RenderFlags(**flags), app.child)


@command(hidden=True)
@click.pass_obj
def one_clip(app: AppContext) -> int:
    """Render the clip that stdin describes, for a parent process that reads events from stdout."""
    from attention_scenes.film.jobs.child import serve

    return serve(app.load)


@command(hidden=True)
def cluster_worker() -> int:
    """Do errands for the scheduler that stdin names, see ``--on local:N``."""
    from attention_scenes.film.cluster.local_workers import work

    return work()
