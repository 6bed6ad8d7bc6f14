"""State of an Adam optimizer as arrays: parameters and moments, to be stored and gone on from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

MOMENTS = ("exp_avg", "exp_avg_sq", "step")  # Adam's and AdamW's, of each parameter


def adam_state(parameters: Mapping[str, Tensor], optimizer: torch.optim.Optimizer) -> dict[str, np.ndarray]:
    """Return parameters as ``weight/NAME``, and their moments, which no first step has, as ``MOMENT/NAME``."""
    found = {f"weight/{name}": tensor.detach().numpy() for name, tensor in parameters.items()}
    for name, tensor in parameters.items():
        kept = optimizer.state.get(tensor, {})
        found |= {f"{moment}/{name}": kept[moment].numpy() for moment in MOMENTS if moment in kept}
    return found


@torch.no_grad()
def restore_adam(
    parameters: Mapping[str, Tensor], optimizer: torch.optim.Optimizer, state: Mapping[str, np.ndarray]
) -> None:
    """Set parameters and moments to what :func:`adam_state` returned; KeyError where a parameter is missing."""
    for name, tensor in parameters.items():
        tensor.copy_(torch.from_numpy(state[f"weight/{name}"]))
        there = [moment for moment in MOMENTS if f"{moment}/{name}" in state]
        if there:
            optimizer.state[tensor] = {m: torch.from_numpy(state[f"{m}/{name}"].copy()) for m in there}
