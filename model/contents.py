"""What a model folder must hold, and which of its files are read: never a pickle."""

from __future__ import annotations

import json
from pathlib import Path

from model.errors import UserError

INDEX = "model.safetensors.index.json"  # which file has which tensor, where there are several
PICKLES = (".bin", ".pt", ".pth")
CONVERT = "where you trust it, load it with transformers once and save_pretrained() it: that writes safetensors"
TOKENIZERS = (("tokenizer.json",), ("vocab.json", "merges.txt"))  # either will do
TOKENIZER = " or ".join(" with ".join(files) for files in TOKENIZERS)
SETTINGS = ("config.json", *(file for files in TOKENIZERS for file in files))


def check_folder(folder: Path) -> None:
    """Raise a UserError unless the folder has a config, a tokenizer and all its safetensors."""
    files = tensor_files(folder)
    if not files:
        pickles = sorted(path.name for path in folder.iterdir() if path.suffix in PICKLES)
        raise UserError(f"The model folder {folder} needs weights as *.safetensors: {why_not(pickles)}.")
    if missing := [path.name for path in files if not path.is_file()]:
        raise UserError(
            f"The model folder {folder} lacks {len(missing)} of {len(files)} files of weights, such as {missing[0]}: "
            "copy what is missing there from where the model came."
        )
    there = any(all(folder.joinpath(file).is_file() for file in files) for files in TOKENIZERS)
    for what, found in (("config.json", folder.joinpath("config.json").is_file()), (TOKENIZER, there)):
        if not found:
            raise UserError(f"The model folder {folder} has no {what}: copy it there from where the model came.")


def why_not(pickles: list[str]) -> str:
    """What is said of a model without safetensors."""
    return f"it has only {pickles[0]}, a pickle, which could run any code ({CONVERT})" if pickles else "it has none"


def tensor_files(folder: Path) -> list[Path]:
    """The files of a model's weights: those its index names, else model.safetensors, else all there are."""
    if (index := folder / INDEX).is_file():
        try:
            files = {str(name) for name in json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(f"Cannot read {index}: {error}. Fetch the model again.") from None
        if strange := [name for name in files if Path(name).name != name]:
            raise UserError(f"{index} names {min(strange)[:80]!r}, which is no file of this folder.")
        return [folder / name for name in sorted(files)]
    whole = folder / "model.safetensors"
    return [whole] if whole.is_file() else sorted(folder.glob("*.safetensors"))
