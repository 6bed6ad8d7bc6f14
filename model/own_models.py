"""Models of our own, trained for this project: their names, and their folders in ``assets/checkpoints``.

A name is ``ours:MODEL``, which is its last step from the seed that is shown; ``ours:MODEL@STEP`` is another step,
``ours:MODEL/seedN`` another seed, ``ours:MODEL/seedN@STEP`` both. A run with one thing changed has the change's name
after the model's: ``ours:MODEL/VARIANT``, ``ours:MODEL/VARIANT/seedN``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.files import asset

PREFIX = "ours:"
NAME = re.compile(
    r"ours:(?P<model>[a-z][a-z-]{0,40})(?:/(?P<variant>[a-z][a-z-]{0,40}))?(?:/seed(?P<seed>\d{1,7}))?(?:@(?P<step>\d{1,7}))?"
)
FOLDER = asset("checkpoints")
EXAMPLE = f"{PREFIX}decoder"


class OwnModel(NamedTuple):
    """One checkpoint that is shipped: its folder, and the digest of its files."""

    folder: Path
    digest: str


@cache
def shipped() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the digest of each checkpoint, by model, seed and step: ``["decoder"]["seed2"]["step1500"]``.

    A variant stands beside its model, as ``["decoder/no-mask"]``. The first seed of a model is the one that is meant
    where none is named.
    """
    return tomllib.loads((FOLDER / "checkpoints.toml").read_text(encoding="utf-8"))


def own_names() -> list[str]:
    """Return the names of what is shown of each model: ``ours:decoder``."""
    return [f"{PREFIX}{model}" for model in shipped()]


def is_own(name: str) -> bool:
    """Check for a name of a model of our own, there or not."""
    return name.startswith(PREFIX)


def own_model(name: str) -> OwnModel:
    """Return the checkpoint of a name; UserError where the name is none, or of nothing that is shipped."""
    if not (match := NAME.fullmatch(name)):
        models = sorted(model for model in shipped() if "/" not in model)
        raise UserError(
            f"No model {name[:80]!r}: models of our own are called {PREFIX}NAME, {PREFIX}NAME@STEP and "
            f"{PREFIX}NAME/seedN@STEP, such as {EXAMPLE}; there are {', '.join(models)}."
        )
    if (model := match["model"]) not in shipped():
        raise UserError(f"No model of our own is called {model!r}. {nearest(model, shipped())}")
    if match["variant"]:
        model = _variant(model, match["variant"])
    seed = _seed(model, match["seed"])
    steps = shipped()[model][seed]
    step = f"step{int(match['step'])}" if match["step"] else max(steps, key=_number)
    if step not in steps:
        raise UserError(_no_step(model, seed, step, [_number(each) for each in steps]))
    return OwnModel(FOLDER / model / seed / step, steps[step])


def words_folder(name: str) -> Path:
    """Return the folder with what is known of a model's words: its own, or that of the model which it adapts."""
    folder = own_model(name).folder
    adapts = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("adapts")
    return own_model(adapts["model"]).folder if adapts else folder


def _variant(model: str, named: str) -> str:
    """Return a model's variant as the list has it; a UserError names those there are."""
    there = [name.partition("/")[2] for name in shipped() if name.startswith(f"{model}/")]
    if not there:
        raise UserError(f"{PREFIX}{model} has no variants: leave /{named} out.")
    if named not in there:
        raise UserError(f"{PREFIX}{model} has no variant {named!r}. {nearest(named, there)}")
    return f"{model}/{named}"


def _seed(model: str, named: str | None) -> str:
    seeds = list(shipped()[model])
    if named is None:
        return seeds[0]
    if (seed := f"seed{int(named)}") not in seeds:
        known = ", ".join(str(number) for number in sorted(map(_number, seeds)))
        model_name, _, variant = model.partition("/")
        which = f"{model_name} --variant {variant}" if variant else model_name
        raise UserError(
            f"{PREFIX}{model} is not here from seed {int(named)}, only from {known}: "
            f"`python render.py train {which} --seed {int(named)}` trains it and says which folder to give to --model."
        )
    return seed


def _no_step(model: str, seed: str, step: str, kept: list[int]) -> str:
    """Return what to say of a step that was not kept: which were, the nearest where they are many."""
    wanted = _number(step)
    near = sorted(sorted(kept, key=lambda each: abs(each - wanted))[:4])
    named = ", ".join(map(str, near))
    were = "was" if len(kept) == 1 else "were"
    which = f"{len(kept)} other steps were, near it {named}" if len(kept) > len(near) else f"{named} {were}"
    return f"{PREFIX}{model} from seed {_number(seed)} was not kept after step {wanted:,}: {which}."


def _number(part: str) -> int:
    """Return the number at the end of ``seed2`` or ``step500``."""
    return int(part.lstrip("abcdefghijklmnopqrstuvwxyz"))


def refuse_damaged(name: str, digest: str) -> None:
    """Raise a UserError where the files of a model of our own are not those that were shipped."""
    made = own_model(name)
    if digest != made.digest:
        raise UserError(
            f"The files of {name} in {made.folder} are damaged or changed (digest {digest[:12]}…, not "
            f"{made.digest[:12]}…): `git checkout -- assets/checkpoints` brings them back, or install again."
        )
