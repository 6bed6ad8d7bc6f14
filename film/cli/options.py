"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from attention_scenes.film.system.program import named

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(click.Command):
    """A command whose ``--help`` calls the program as it was called."""

    def get_help(self, context: click.Context) -> str:
        return named(super().get_help(context))


class Group(Command, click.Group):
    """Such a command with others below it."""


def command(cls: type[click.Command] = Command, **settings: Any) -> Any:
    """Decorate a function as one of the command line's commands, whose help ``-h`` shows, too."""
    return click.command(cls=cls, context_settings=HELP, **settings)


OUT = click.option("-o", "--out", default="clips", metavar="DIR", help="Where files go (default: clips).")
PREVIEW = click.option("-p", "--preview", is_flag=True, help="Open each file when it is done.")
SET = click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="A parameter; SCENE.KEY=VALUE for one scene only."
)
PARAMS_FILE = click.option(
    "--params", "file", metavar="FILE.toml", help="Parameters from a file; --set goes before it."
)
MODEL = click.option(
    "--model", metavar="NAME", help="A folder or hub name of a Llama- or GPT-2-family model in safetensors."
)
THEME = click.option(
    "--theme", metavar="NAME", help="dark (default), light (for white slides), colourblind; as --set palette=NAME."
)
CAPTIONS = click.option(
    "--captions",
    metavar="FILE.toml",
    help="Captions in another language: fr, or a translation of what `captions` prints.",
)
QUALITY = click.option(
    "-q", "--quality", metavar="l|m|h|p|k", help="480p15, 720p30 (default; gif: 480p25), 1080p60, 1440p60, 2160p60."
)
RESOLUTION = click.option("-r", "--resolution", metavar="W,H", help="Size in pixels, in place of the quality's.")
FPS = click.option("--fps", "--frame_rate", metavar="N", help="Frames a second, in place of the quality's.")
DEVICE = click.option("--device", default="auto", metavar="auto|gpu|cpu", help="What draws the frames.")
ENCODER = click.option(
    "--encoder", multiple=True, metavar="KEY=VALUE", help="An option of the encoder, such as crf=18 or preset=slow."
)
JOBS = click.option("--jobs", metavar="N", help="How many clips at once (default: what cores and memory allow).")
FORCE = click.option("--force", is_flag=True, help="Render even where the file is up to date.")

Decorator = Callable[[Any], Any]


def together(*options: Decorator) -> Decorator:
    """One decorator of several, which ``--help`` lists in this order."""

    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


GIVEN = together(SET, PARAMS_FILE, MODEL, THEME, CAPTIONS)
PICTURE = together(QUALITY, RESOLUTION, FPS)
MAKING = together(DEVICE, ENCODER, JOBS, FORCE)
CLIPS = together(PICTURE, PREVIEW, OUT, GIVEN, MAKING)  # of what is made of several clips
