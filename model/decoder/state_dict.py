"""Load the tensors of a model folder into a decoder, whichever family wrote them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import torch
from torch import Tensor

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.folder_check import tensor_files
from attention_scenes.model.checkpoint.json_files import AGAIN
from attention_scenes.model.checkpoint.own.adapted_base import base_of
from attention_scenes.model.checkpoint.safetensors_header import tensors_in
from attention_scenes.model.decoder.adapted import adapted
from attention_scenes.model.decoder.architectures.read_config import config_of, family_of
from attention_scenes.model.decoder.architectures.tensor_names import named
from attention_scenes.model.decoder.assemble import assemble
from attention_scenes.model.decoder.hooks import is_finite
from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.model.errors import UserError


def load(checkpoint: Checkpoint, device: str | None = None) -> Transformer:
    """Read the weights of a checkpoint (safetensors) onto the GPU if there is one, else the CPU, as float32.

    Raises
    ------
    UserError
        A model that this decoder does not do; damaged weights, or some that are not finite; a tensor too few or too
        many, or of another size.
    """
    folder, data = checkpoint.folder, checkpoint.config
    config, found = config_of(data), read_tensors(folder, device)
    try:
        if base := base_of(data):
            found = adapted(read_tensors(base.folder, device), found)
        return assemble(config, named(family_of(data), config.n_layers, found))
    except KeyError as missing:
        raise UserError(
            f"The weights in {folder} have no tensor {missing}, which a model of its config.json has."
        ) from None
    except ValueError as error:
        raise UserError(f"The weights in {folder} are not what its config.json says: {error}.") from None


def read_tensors(folder: Path, device: str | None = None) -> dict[str, Tensor]:
    """Return the parameters of a model folder as float32, by the names that they are stored under."""
    from safetensors import SafetensorError, safe_open

    names = {path: tensors_in(path) for path in tensor_files(folder)}
    if twice := [name for name, count in Counter(n for some in names.values() for n in some).items() if count > 1]:
        raise UserError(f"Two files of {folder} hold a tensor {twice[0]}: keep the files of one model.")
    found: dict[str, Tensor] = {}
    for path, stored in names.items():
        try:
            with safe_open(path, "pt", device or ("cuda" if torch.cuda.is_available() else "cpu")) as file:
                # One at a time: the whole is never in memory twice.
                found |= {name: finite(path, name, file.get_tensor(name).float()) for name in stored}
        except (SafetensorError, OSError) as error:
            raise UserError(f"{path} is damaged ({error}). {AGAIN}.") from None
    return found


def finite(path: Path, name: str, tensor: Tensor) -> Tensor:
    """Return the same tensor; a UserError where a number in it is NaN or infinite."""
    if is_finite(tensor):
        return tensor
    place = ", ".join(map(str, (~tensor.isfinite()).nonzero()[0].tolist()))
    raise UserError(
        f"{path} holds {name} with {tensor[~tensor.isfinite()][0]:g} at [{place}]: no weight of a model. {AGAIN}."
    )
