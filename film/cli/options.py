"""Arguments and options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli.command_classes import Option
from attention_scenes.film.cli.parameter_types import PathText, SceneName, Text
from attention_scenes.film.encode.formats import CHOICES, choices_in_words, transparent_in_words
from attention_scenes.film.inputs.flags import QUALITIES, checked_theme, themes
from attention_scenes.film.inputs.languages import shipped_translations
from attention_scenes.model.own_models import own_names

Decorator = Callable[[Any], Any]
RENDERED, CONTENT, PICTURE, FILES = "What is rendered", "What it shows", "Size and rate", "Files"

option = partial(click.option, cls=Option)


def _each_once(context: click.Context, argument: click.Parameter, given: tuple[SceneFile, ...]) -> list[SceneFile]:
    return list(dict.fromkeys(given))


def scenes(required: bool = False) -> Decorator:
    """Return the argument that takes names of scenes; the command gets their files, each once."""
    metavar = "SCENE..." if required else "[SCENE]..."
    return click.argument("scenes", nargs=-1, required=required, type=SceneName(), metavar=metavar, callback=_each_once)


OUT = option(
    "-o", "--out", default="clips", metavar="DIR", type=PathText("dir"), section=FILES,
    help="Where files go (default: clips).",
)  # fmt: skip
PREVIEW = option("-p", "--preview", is_flag=True, section=FILES, help="Open each file when it is done.")
FORMAT = option(
    "--format", "container", metavar="FORMAT", type=Text(words=lambda: CHOICES), section=FILES,
    help=f"{choices_in_words()}.",
)  # fmt: skip
TRANSPARENT = option(
    "-t", "--transparent", is_flag=True, section=FILES,
    help=f"No background: {transparent_in_words()}.",
)  # fmt: skip
ENCODER = option(
    "--encoder", multiple=True, metavar="KEY=VALUE", section=FILES,
    help="An option of the encoder, such as crf=18 or preset=slow.",
)  # fmt: skip

SET = option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", section=CONTENT,
    help="A parameter; SCENE.KEY=VALUE for one scene only.",
)  # fmt: skip
PARAMS_FILE = option(
    "--params", "file", metavar="FILE.toml", type=PathText("file"), section=CONTENT,
    help="Parameters from a file; --set goes before it.",
)  # fmt: skip
MODEL = option(
    "--model", metavar="NAME", type=PathText("dir", words=own_names), section=CONTENT,
    help="A folder or hub name of a Llama- or GPT-2-family model in safetensors, or ours:decoder.",
)  # fmt: skip
MODELS = option(
    "--model", multiple=True, metavar="NAME", type=PathText("dir", words=own_names), section=CONTENT,
    help="A folder or hub name of a Llama- or GPT-2-family model in safetensors, or ours:decoder; KEY=NAME where a "
    "scene asks several.",
)  # fmt: skip
THEME = option(
    "--theme", metavar="NAME", type=Text(checked_theme, themes), section=CONTENT,
    help="dark (default), light (for white slides), colourblind; as --set palette=NAME.",
)  # fmt: skip
CAPTIONS = option(
    "--captions", metavar="FILE.toml", type=PathText("file", words=shipped_translations), section=CONTENT,
    help="Captions in another language: fr, or a translation of what `captions` prints.",
)  # fmt: skip

QUALITY = option(
    "-q", "--quality", metavar="l|m|h|p|k", type=Text(words=lambda: QUALITIES), section=PICTURE,
    help="480p15, 720p30 (default; gif: 480p25), 1080p60, 1440p60, 2160p60.",
)  # fmt: skip
RESOLUTION = option(
    "-r", "--resolution", metavar="W,H", section=PICTURE, help="Size in pixels, in place of the quality's."
)
FPS = option("--fps", "--frame_rate", metavar="N", section=PICTURE, help="Frames a second, in place of the quality's.")

DEVICE = option(
    "--device", default="auto", metavar="auto|gpu|cpu", type=Text(words=lambda: ("auto", "gpu", "cpu")),
    help="What draws the frames.",
)  # fmt: skip
JOBS = option("--jobs", metavar="N", help="How many clips at once (default: what cores and memory allow).")
ON = option(
    "--on", metavar="PLACE", type=Text(words=lambda: ("local:", "slurm:", "tcp://")),
    help="Let Dask's workers draw: tcp://HOST:8786, a scheduler that you trust, for it can run any code here; local:N, "
    "processes of this machine; slurm:N, jobs. See docs/many-machines.md.",
)  # fmt: skip
CHUNKS = option("--chunks", metavar="N", help="Draw each video in N parts side by side, and join them.")
FORCE = option("--force", is_flag=True, help="Render even where the file is up to date.")


def together(*options: Decorator) -> Decorator:
    """Return one decorator of several, whose options ``--help`` lists in this order."""

    def decorate(command: Any) -> Any:
        for decorator in reversed(options):
            command = decorator(command)
        return command

    return decorate


EXCERPT = together(
    option("--beat", metavar="NAME,NAME", section=RENDERED, help="Only these beats of the scene, into SCENE-NAME.mp4."),
    option(
        "-s", "--save_last_frame", is_flag=True, section=RENDERED,
        help="Only the last frame, as PNG, or as --format says.",
    ),
    option("--at", metavar="SECONDS", section=RENDERED, help="With -s: the frame at that time, such as 12.5 or 1:07."),
    option(
        "--loop", is_flag=True, section=RENDERED,
        help="To be played round and round: the end dissolves into the first frame (0.6 s).",
    ),
)  # fmt: skip
GIVEN = together(SET, PARAMS_FILE, MODELS, THEME, CAPTIONS)
SIZE = together(QUALITY, RESOLUTION, FPS)
WORK = together(DEVICE, JOBS, CHUNKS, ON, FORCE)
RENDERING = together(EXCERPT, GIVEN, SIZE, FORMAT, TRANSPARENT, OUT, PREVIEW, ENCODER, WORK)
CLIPS = together(GIVEN, SIZE, PREVIEW, OUT, ENCODER, WORK)  # of what is made of several clips
