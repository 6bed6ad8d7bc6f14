"""The tensors of an adapted model: a frozen model's, with what was trained added to them or in their place."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

DOWN, UP = ".lora_A.weight", ".lora_B.weight"  # as the library peft ends the names of the two maps


def adapted(frozen: Mapping[str, Tensor], trained: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a frozen model's tensors, adapted: W becomes W + B·A where A ``[rank, in]`` and B ``[out, rank]`` are.

    Other trained tensors stand in the place of the frozen one of their name, or are new.

    Raises
    ------
    KeyError, ValueError
        One of a pair without the other; a pair that no matrix of the model has.
    """
    found = dict(frozen)
    for name, tensor in trained.items():
        if name.endswith(UP):
            stem = name.removesuffix(UP)
            found[f"{stem}.weight"] = frozen[f"{stem}.weight"] + tensor @ trained[stem + DOWN]
        elif name.endswith(DOWN):
            trained[name.removesuffix(DOWN) + UP]  # a KeyError says which is missing
        else:
            found[name] = tensor
    return found
