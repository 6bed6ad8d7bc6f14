"""Check a model folder and choose its files: those that ``transformers`` reads, never a pickle."""

from __future__ import annotations

import re
from pathlib import Path

from attention_scenes.model.checkpoint.json_files import AGAIN, POINTER, read_object, refuse_pointer
from attention_scenes.model.checkpoint.vision_kinds import PREPROCESSOR, reads_pictures
from attention_scenes.model.errors import UserError

WHOLE = "model.safetensors"
INDEX = "model.safetensors.index.json"  # which file has which tensor, where there are several
SCATTERED = re.compile(r"shard-\d{5}-model-\d{5}-of-\d{5}\.safetensors")  # as distributed training leaves them
ADAPTER = "adapter_config.json"
PICKLES = (".bin", ".pt", ".pth")
CONVERT = "where you trust it, load it with transformers once and save_pretrained() it: that writes safetensors"
TOKENIZERS = (("tokenizer.json",), ("vocab.json", "merges.txt"))  # either will do
TOKENIZER = " or ".join(" with ".join(files) for files in TOKENIZERS)
TOKENIZER_SETTINGS = "tokenizer_config.json"
SETTINGS = ("config.json", *(file for files in TOKENIZERS for file in files), TOKENIZER_SETTINGS, PREPROCESSOR)


def check_folder(folder: Path) -> None:
    """Raise a UserError unless the folder has a config, all its safetensors, and what text or pictures need."""
    files = tensor_files(folder)
    if not files:
        pickles = sorted(path.name for path in folder.iterdir() if path.suffix in PICKLES)
        raise UserError(f"The model folder {folder} needs weights as *.safetensors: {why_not(pickles)}.")
    if missing := [path.name for path in files if not path.is_file()]:
        raise UserError(
            f"The model folder {folder} lacks {len(missing)} of {len(files)} files of weights, such as {missing[0]}: "
            "copy what is missing there from where the model came."
        )
    if not folder.joinpath("config.json").is_file():
        raise UserError(f"The model folder {folder} has no config.json: copy it there from where the model came.")
    if reads_pictures(read_object(folder / "config.json")):
        _check_preprocessor(folder)
    else:
        _check_tokenizer(folder)
    for path in (*files, *(folder / file for file in SETTINGS)):
        if path.is_file():
            with path.open("rb") as file:
                refuse_pointer(path, file.read(len(POINTER)))


def _check_preprocessor(folder: Path) -> None:
    if not folder.joinpath(PREPROCESSOR).is_file():
        raise UserError(
            f"The model folder {folder} has no {PREPROCESSOR}, which says how pictures are made ready: copy it there "
            "from where the model came."
        )


def _check_tokenizer(folder: Path) -> None:
    if any(all(folder.joinpath(file).is_file() for file in files) for files in TOKENIZERS):
        return
    if folder.joinpath("tokenizer.model").is_file():
        raise UserError(
            f"The model folder {folder} has its tokenizer as tokenizer.model alone, which is not read: load it with "
            "transformers' AutoTokenizer once and save_pretrained() it there, that writes tokenizer.json."
        )
    raise UserError(f"The model folder {folder} has no {TOKENIZER}: copy it there from where the model came.")


def why_not(pickles: list[str]) -> str:
    """Return the words for a model without safetensors."""
    return f"it has only {pickles[0]}, a pickle, which could run any code ({CONVERT})" if pickles else "it has none"


def tensor_files(folder: Path) -> list[Path]:
    """Return the files of a model's weights, as ``transformers`` chooses: model.safetensors, else what the index names.

    Raises
    ------
    UserError
        Files that nothing chooses among, an adapter, an index that cannot be.
    """
    there = sorted(path.name for path in folder.glob("*.safetensors"))
    if folder.joinpath(ADAPTER).is_file():
        raise UserError(
            f"The model folder {folder} holds an adapter ({ADAPTER}), which changes the weights of another model: "
            "merge the two with peft's merge_and_unload() and save_pretrained() what comes of it."
        )
    if scattered := [name for name in there if SCATTERED.fullmatch(name)]:
        raise UserError(
            f"The model folder {folder} holds {scattered[0]}, a piece of distributed training: load it with "
            "transformers once and save_pretrained() it elsewhere."
        )
    indexed = _indexed(folder / INDEX) if folder.joinpath(INDEX).is_file() else None
    names = [WHOLE] if WHOLE in there else indexed or []
    if there and not names:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise UserError(
            f"The model folder {folder} has {there[0]}{more}, and neither {WHOLE} nor {INDEX}, which says "
            f"what the model is made of: fetch the index, or give the one right file the name {WHOLE}."
        )
    return [folder / name for name in names]


def left_over(folder: Path) -> str | None:
    """Return a note about weights beside those that are read; None where there are none."""
    read = {path.name for path in tensor_files(folder)}
    left = sorted(path.name for path in folder.glob("*.safetensors") if path.name not in read)
    if not left:
        return None
    return f"reading {min(read)}{' and its like' if len(read) > 1 else ''}, not {left[0]} beside it"


def _indexed(index: Path) -> list[str]:
    """Return the files that an index names."""
    weight_map = read_object(index).get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map:
        raise UserError(f"Cannot read {index}: it has no weight_map of tensors and files. {AGAIN}.")
    files = {str(name) for name in weight_map.values()}
    if strange := [name for name in files if Path(name).name != name or not name.endswith(".safetensors")]:
        raise UserError(f"{index} names {min(strange)[:80]!r}, which is no file of this folder that holds safetensors.")
    return sorted(files)
