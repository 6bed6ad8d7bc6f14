#!/usr/bin/env python
"""Sentences become clips. This file is the command line: it joins model, scenes and film, and nothing else does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from film.catalog import SceneFile, pick, scenes_in
from film.console import say, short
from film.guard import guarded, leave_on_sigterm
from model.errors import UserError

ROOT = Path(__file__).resolve().parent
HEADLINE = ("mole", "attention-pattern")
CHILD = [sys.executable, str(ROOT / "render.py"), "one-clip"]
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

OUT = click.option("-o", "--out", default="clips", metavar="DIR", help="Where files go (default: clips).")
PREVIEW = click.option("-p", "--preview", is_flag=True, help="Open each file when it is done.")
SET = click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="A parameter; SCENE.KEY=VALUE for one scene only."
)
PARAMS_FILE = click.option(
    "--params", "file", metavar="FILE.toml", help="Parameters from a file; --set goes before it."
)
MODEL = click.option(
    "--model", metavar="NAME", help="A local folder or hub name of a Llama-family model in safetensors."
)
QUALITY = click.option(
    "-q", "--quality", default="m", metavar="l|m|h|p|k", help="480p15, 720p30 (default), 1080p60, 1440p60, 2160p60."
)
RESOLUTION = click.option("-r", "--resolution", metavar="W,H", help="Size in pixels, in place of the quality's.")
FPS = click.option("--fps", "--frame_rate", metavar="N", help="Frames a second, in place of the quality's.")
DEVICE = click.option("--device", default="auto", metavar="auto|gpu|cpu", help="What draws the frames.")
ENCODER = click.option(
    "--encoder", multiple=True, metavar="KEY=VALUE", help="An option of the encoder, such as crf=18 or preset=slow."
)
JOBS = click.option("--jobs", metavar="N", help="How many clips at once (default: what cores and memory allow).")
FORCE = click.option("--force", is_flag=True, help="Render even where the file is up to date.")


@click.command(
    context_settings=HELP,
    epilog="""\b
Commands, each with its own --help:
  list              the scenes there are
  storyboard SCENE  a scene at a glance: a PNG of some of its frames with their captions
  film              the chapters as one file: clips, title cards, chapter marks, subtitles
  params SCENE      what can be set about a scene, with defaults
  trace "TEXT"      write the model's arrays for a text into a .safetensors file
  verify CLIP       compute every number of a clip again, by a second way
  check             what this machine has: GPU, encoders, fonts, weights
  weights           fetch the model's weights now
\b
Examples:
  python render.py
  python render.py --all --jobs 2
  python render.py attention-pattern -qh --set text="three noisy green parrots ate the ripe fruit"
  python render.py -ql mole -o drafts --force
  python render.py mole -s -r 1920,1080
  python render.py --params talk.toml
\b
talk.toml, where keys above the first table are for every scene that has them:
  captions = false
  [attention-pattern]
  text = "the old wooden door creaked"
""",
)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@QUALITY
@RESOLUTION
@FPS
@click.option("-s", "--save_last_frame", is_flag=True, help="Only the last frame, as PNG.")
@click.option(
    "--format", "container", metavar="FORMAT", help="mp4 (default), mov, webm, gif, png (last frame), png-sequence."
)
@click.option("-t", "--transparent", is_flag=True, help="No background: straight alpha, mov or webm.")
@PREVIEW
@OUT
@SET
@PARAMS_FILE
@MODEL
@DEVICE
@ENCODER
@click.option("--all", "every", is_flag=True, help="Every scene there is.")
@JOBS
@FORCE
def clips(scenes: tuple[str, ...], every: bool, **flags: Any) -> int:
    """Render the clips of the SCENEs: DIR/SCENE.mp4 and, with every number shown and its source, DIR/SCENE.json.

    Without a SCENE both headline clips are rendered, mole and attention-pattern; with --all every scene there is.
    Several clips are made side by side, and one that fails stops no other: the last lines name it and say why. A clip
    that is up to date is left alone. Flags may stand before or after the names, and those of Manim mean what they mean
    there.
    """
    if misplaced := COMMANDS.keys() & set(scenes):
        raise UserError(f"{min(misplaced)!r} is a command and comes first: python render.py {min(misplaced)} ...")
    if every and scenes:
        raise UserError(f"--all renders every scene there is: leave out {short(scenes[0])}, or leave out --all.")
    from film.suite import render

    catalog = scenes_in(ROOT / "scenes")
    return render(
        pick(tuple(catalog) if every else scenes or HEADLINE, catalog),
        load,
        list(catalog),
        flags,
        CHILD,
    )


@click.command(context_settings=HELP)
def list_() -> None:
    """List the scenes there are, each with what it shows."""
    catalog = scenes_in(ROOT / "scenes")
    for scene in catalog.values():
        say(f"{scene.name:<{max(map(len, catalog))}}  {scene.summary}")


@click.command(context_settings=HELP, epilog="Example: python render.py params mole")
@click.argument("scene")
def params(scene: str) -> None:
    """Show what can be set about SCENE: each parameter's name, type, default, allowed values and meaning."""
    from film.console import print_table
    from film.parameters import table

    [found] = pick((scene,), scenes_in(ROOT / "scenes"))
    print_table(("parameter", "type", "default", "allowed", "what it does"), table(load(found).Params))


@click.command(
    context_settings=HELP,
    epilog='Example: python render.py trace "The capital of France is" -o france.safetensors --only pattern',
)
@click.argument("text")
@click.option("-o", "--out", required=True, metavar="FILE.safetensors", help="The file to write.")
@click.option("--layers", metavar="0,11", help="Only these layers (default: all).")
@click.option("--only", metavar="NAME,NAME", help="Only these arrays (default: all).")
@MODEL
def trace(text: str, out: str, layers: str | None, only: str | None, model: str | None) -> None:
    """Run the model on TEXT and write its arrays: q, k, v, attn_scores, pattern, resid_post, logits and so on.

    Arrays are stacked, row is query and column is key: pattern [layer, head, query, key], logits [token, vocabulary].
    """
    from film.commands import trace as write

    write(text, out, layers, only, model)


@click.command(context_settings=HELP, epilog="Example: python render.py verify clips/mole.json")
@click.argument("files", nargs=-1, required=True, metavar="CLIP.json...")
def verify(files: tuple[str, ...]) -> int:
    """Compute every number of CLIP.json again, with plain NumPy from the weights up, and say what differs."""
    from film.commands import verify as check_files

    return check_files(files)


@click.command(context_settings=HELP)
def check() -> None:
    """Say what this machine has for rendering: GPU, encoders, fonts, weights, versions, caches."""
    from film.checkup import report

    for what, found in report():
        say(f"{what:<28} {found}")


@click.command(context_settings=HELP, epilog="Example: python render.py storyboard mole attention-pattern")
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE...")
@PREVIEW
@OUT
@SET
@PARAMS_FILE
@MODEL
def storyboard(scenes: tuple[str, ...], **flags: Any) -> None:
    """Draw each SCENE at a glance: DIR/SCENE-storyboard.png.

    It shows twelve frames evenly spaced and the last one of each beat, each with its time, its beat and the caption.
    """
    catalog = scenes_in(ROOT / "scenes")
    chosen = pick(scenes, catalog)
    from film.storyboard import storyboards
    from scenes.mobjects.labels import Label

    storyboards(chosen, load, list(catalog), flags, Label)


@click.command(
    context_settings=HELP,
    epilog="""\b
Examples:
  python render.py film -qh
  python render.py film --chapter 2
  python render.py film mole attention-pattern -o talk
""",
)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--chapter", metavar="1|2", help="This chapter alone, as DIR/chapter-N.mp4.")
@QUALITY
@RESOLUTION
@FPS
@PREVIEW
@OUT
@SET
@PARAMS_FILE
@MODEL
@DEVICE
@ENCODER
@JOBS
@FORCE
def film_(scenes: tuple[str, ...], **flags: Any) -> int:
    """Join the chapters, or the SCENEs, into DIR/film.mp4 with title cards, chapter marks and subtitles.

    Clips in DIR that are up to date are used as they are; the others are rendered first. Beside the film stand film.srt
    with the captions and film.json, which lists the clips with their digests and times.
    """
    from film.chapters import programme

    catalog = scenes_in(ROOT / "scenes")
    pick(scenes, catalog)
    places = programme(scenes, flags["chapter"], catalog)
    from film.feature import make_film

    return make_film(places, catalog, load, flags, CHILD, ink)


@click.command(context_settings=HELP)
@click.option("--model", metavar="NAME", help="A hub name; the default model otherwise.")
def weights(model: str | None) -> None:
    """Fetch, check and convert the model's weights, so that renders need no network."""
    from film.commands import fetch

    fetch(model)


@click.command(hidden=True)
def one_clip() -> int:
    """Do the order that stdin describes, for a parent process that reads events from stdout."""
    from film.serve import serve

    return serve(load)


COMMANDS = {
    "list": list_,
    "params": params,
    "trace": trace,
    "verify": verify,
    "storyboard": storyboard,
    "film": film_,
    "check": check,
    "weights": weights,
    "one-clip": one_clip,
}


def load(scene: SceneFile) -> Any:
    """Import a scene's class."""
    from importlib import import_module

    return getattr(import_module(scene.module), scene.class_name)


def ink(name: str) -> tuple[Any, Any]:
    """Return the background colour of a palette, now in use, and what writes words in its colours."""
    from scenes.mobjects.labels import Label
    from scenes.mobjects.palette import use_palette

    return use_palette(name).background, Label


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    first, *rest = arguments or [""]
    if first in COMMANDS:
        return guarded(lambda: COMMANDS[first].main(rest, f"render.py {first}", standalone_mode=False))
    return guarded(lambda: clips.main(arguments, "render.py", standalone_mode=False))


if __name__ == "__main__":
    leave_on_sigterm()
    sys.exit(main(sys.argv[1:]))
