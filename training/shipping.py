"""Put trained checkpoints into ``assets/checkpoints``, and write the list of them with their digests."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from attention_scenes.model.own_models import FOLDER
from attention_scenes.training.registry import recipe_of, with_variants
from attention_scenes.training.resumable import folder_of

LIST = "checkpoints.toml"
# As the digest of any model folder is made, of those that are there.
DIGESTED = ("config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json")
HEAD = """\
# Models of our own that come with the project: by model, or variant of one, by seed and step the digest of their files.
# The first seed is the one that is meant where a name has none. `.ci/checkpoints` trains them and writes this.
"""


def ship(trained: Path, names: list[str], to: Path = FOLDER) -> None:
    """Copy the steps that recipes ship from a folder of trained models, in place of those that are there."""
    for name in names:
        shutil.rmtree(to / name, ignore_errors=True)
        for seed, steps in recipe_of(name).shipped.items():
            for step in steps:
                shutil.copytree(folder_of(trained, name, seed, step), folder_of(to, name, seed, step))
    to.joinpath(LIST).write_text(HEAD + listed(to), encoding="utf-8")


def listed(folder: Path) -> str:
    """Return the tables of all checkpoints below a folder, the shown seed of each model first."""
    lines = list[str]()
    for name in sorted(each for each in with_variants() if (folder / each).is_dir()):
        key = f'"{name}"' if "/" in name else name
        for seed in recipe_of(name).shipped:
            steps = sorted(folder_of(folder, name, seed).iterdir(), key=_number)
            lines += ["", f"[{key}.seed{seed}]", *(f'{step.name} = "{digest(step)}"' for step in steps)]
    return "\n".join([*lines, ""])


def digest(folder: Path) -> str:
    """Return the digest of a model folder, as ``model.checkpoint.locate`` makes it."""
    there = [path for path in map(folder.joinpath, DIGESTED) if path.is_file()]
    lines = (f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in there)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _number(path: Path) -> int:
    return int(path.name.removeprefix("step"))


def main(arguments: list[str]) -> None:
    """List the runs to train, a line each, or ship what was trained: ``.ci/checkpoints`` calls it.

    Variants of a model go with it. A line is what ``render.py train`` is given: ``decoder --variant no-mask --seed 0``.
    """
    what, *rest = arguments
    folder, names = (rest[0], rest[1:]) if what == "ship" else ("", rest)
    names = with_variants(names)
    if what == "ship":
        ship(Path(folder), names)
        return
    for name in names:
        for seed in recipe_of(name).shipped:
            model, _, variant = name.partition("/")
            print(model, *(["--variant", variant] if variant else []), "--seed", seed)


if __name__ == "__main__":
    main(sys.argv[1:])
