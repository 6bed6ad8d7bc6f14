"""The command ``train``: a model of our own, trained anew from a seed."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import click

from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import option
from attention_scenes.film.cli.parameter_types import PathText, Text
from attention_scenes.film.cli.train.loss_curve import spoken, watching
from attention_scenes.film.inputs.flags import output_folder
from attention_scenes.film.system.console import note, say, short
from attention_scenes.model.errors import UserError
from attention_scenes.training.registry import RECIPES, recipe_of, variants_of

MOST = 1_000_000


def whole_number(flag: str, least: int) -> Callable[[str], int]:
    """Return a function that reads a whole number from ``least`` to :data:`MOST`."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,7}", text) or not least <= int(text) <= MOST:
            raise UserError(f"{flag} needs a whole number from {least} to {MOST:,}; got {short(text)}.")
        return int(text)

    return parse


def _known() -> str:
    """Return what can be trained, a line each, for the end of the help."""
    lines, widest = ["\b", "What can be trained:"], max(map(len, RECIPES))
    for name in RECIPES:
        made = recipe_of(name)
        about = f"{made.about}; {made.seconds:.0f} s of CPU"
        lines += textwrap.wrap(about, 76, initial_indent=f"  {name:<{widest}}  ", subsequent_indent=" " * (widest + 4))
    for name in RECIPES:
        if variants := variants_of(name):
            lines += ["", "\b", f"Variants of {name}, one thing changed in each:"]
            for each, variant in variants.items():
                lines += textwrap.wrap(
                    variant.about, 76, initial_indent=f"  {each:<14}", subsequent_indent=" " * 16
                )  # fmt: skip
    return "\n".join(lines)


@command(
    epilog=_known(),
    examples="""
python render.py train decoder
python render.py train decoder --seed 0 -o my-models
python render.py train decoder --variant no-mask --seed 0
python render.py attention-pattern --model my-models/decoder/seed0/step1500
""",
)
@click.argument("name", type=Text(str, lambda: RECIPES), metavar="NAME")
@option(
    "--seed", metavar="N", type=Text(whole_number("--seed", 0)), help="Where it starts (default: the shipped run's)."
)
@option(
    "--variant", metavar="NAME", type=Text(str, lambda: [each for name in RECIPES for each in variants_of(name)]),
    help="The same with one thing changed (below): as many steps, the same start, sentences and batches.",
)  # fmt: skip
@option("--steps", metavar="N", type=Text(whole_number("--steps", 1)), help="How many (default: the shipped run's).")
@option(
    "-o", "--out", default="models", metavar="DIR", type=PathText("dir", output_folder),
    help="Where models go (default: models).",
)  # fmt: skip
@option("--force", is_flag=True, help="Train even where the run is there already.")
def train(name: str, seed: int | None, variant: str | None, steps: int | None, out: Path, force: bool) -> int:
    """Train one of our own small models anew, on the CPU, and watch its loss.

    It goes into DIR/NAME/seedN/stepN, a folder for each step that is kept, which --model reads; a variant into
    DIR/NAME/VARIANT/seedN/stepN. Which heads do what is decided by nobody: another seed, another model. So one run of
    a variant beside one run without says little: train several seeds of both before you say what the change did.

    A run that was interrupted or killed goes on where it was kept last, and ends with the same weights.

    docs/own-models.md says what they can and cannot do.
    """
    from attention_scenes.training import resumable

    name = name if variant is None else f"{name}/{variant}"
    recipe = recipe_of(name)
    seed, steps = recipe.seed if seed is None else seed, steps or recipe.steps
    place = resumable.folder_of(out, name, seed, steps)
    if resumable.is_done(out, name, seed, steps) and not force:
        say(f"{place}  (up to date)")
        return 0
    note(f"{name}: {recipe.about}; about {recipe.seconds * steps / recipe.steps:.0f} s of CPU")
    try:
        with watching(f"{name}, seed {seed}") as watch:
            scores = resumable.train(name, recipe, seed, steps, out, watch)
    except KeyboardInterrupt:
        note("Interrupted: the same command goes on where the run was kept last.")
        return 130
    say(f"{place}  ({spoken(scores)})")
    return 0
