"""Rendering: what the command line does where no other command is named."""

from __future__ import annotations

from typing import Any

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import pick
from attention_scenes.film.cli.options import GIVEN, MAKING, OUT, PICTURE, PREVIEW, Command, command
from attention_scenes.film.encode.formats import choices_in_words, transparent_in_words
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError


class WithCommands(Command):
    """Tells of the other commands, too, at the end of its ``--help``."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        told = [(command.usage, command.summary) for command in context.obj.commands.values() if command.summary]
        with formatter.section("Commands, each with its own --help"):
            formatter.write_dl(told)
        super().format_epilog(context, formatter)


@command(
    cls=WithCommands,
    epilog="""\b
Examples:
  python render.py
  python render.py --all --jobs 2
  python render.py attention-pattern -qh --set text="three noisy green parrots ate the ripe fruit"
  python render.py -ql mole -o drafts --force
  python render.py mole -s -r 1920,1080
  python render.py mole -s --at 12.5
  python render.py attention-pattern --beat softmax --loop --format gif
  python render.py mole -t --format webm
  python render.py --params talk.toml
\b
talk.toml, where keys above the first table are for every scene that has them:
  captions = false
  [attention-pattern]
  text = "the old wooden door creaked"
""",
)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@PICTURE
@click.option("-s", "--save_last_frame", is_flag=True, help="Only the last frame, as PNG.")
@click.option("--at", metavar="SECONDS", help="With -s: the frame at that time, such as 12.5 or 1:07.")
@click.option("--beat", metavar="NAME,NAME", help="Only these beats of the scene, into SCENE-NAME.mp4.")
@click.option(
    "--loop", is_flag=True, help="To be played round and round: the end dissolves into the first frame (0.6 s)."
)
@click.option("--format", "container", metavar="FORMAT", help=f"{choices_in_words()}.")
@click.option("-t", "--transparent", is_flag=True, help=f"No background: {transparent_in_words()}.")
@PREVIEW
@OUT
@GIVEN
@MAKING
@click.option("--all", "every", is_flag=True, help="Every scene there is.")
@click.pass_obj
def clips(app: AppContext, scenes: tuple[str, ...], every: bool, **flags: Any) -> int:
    """Render the clips of the SCENEs: DIR/SCENE.mp4 and, with every number shown and its source, DIR/SCENE.json.

    Without a SCENE both headline clips are rendered, mole and attention-pattern; with --all every scene there is.
    Beside a clip stand its poster (SCENE.poster.png), its captions (SCENE.srt, SCENE.vtt) and a description for people
    who cannot see it (SCENE.txt); those of other formats begin with the whole name, as SCENE.webm.json does.
    Several clips are made side by side, and one that fails stops no other: the last lines name it and say why. A clip
    that is up to date is left alone. Flags may stand before or after the names, and those of Manim mean what they mean
    there.
    """
    if misplaced := app.commands.keys() & set(scenes):
        raise UserError(f"{min(misplaced)!r} is a command and comes first: python render.py {min(misplaced)} ...")
    if every and scenes:
        raise UserError(f"--all renders every scene there is: leave out {short(scenes[0])}, or leave out --all.")
    from attention_scenes.film.jobs.render_flags import RenderFlags
    from attention_scenes.film.jobs.run import render

    catalog = app.catalog()
    chosen = pick(tuple(catalog) if every else scenes or app.headline, catalog)
    return render(chosen, app.load, list(catalog), RenderFlags(**flags), app.child)
