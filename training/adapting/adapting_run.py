"""The training loop of an adapted decoder: the loss of the new task's answers alone, no old sentence among them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from attention_scenes.training.adam_state import adam_state, restore_adam
from attention_scenes.training.adapting.adapted_network import answers_of, network_of, start
from attention_scenes.training.adapting.adapted_scores import scores_of
from attention_scenes.training.adapting.new_task import TRAINED, trained
from attention_scenes.training.adapting.ways import WAYS
from attention_scenes.training.adapting.written_adapted import write_adapted

BATCH = 64  # sentences
WARM_UP = 20  # steps
FALLS_FROM, LAST_RATE = 0.6, 0.03  # the rate falls over the last 0.4 of all steps, to 0.03 of itself
BETAS, LONGEST_GRADIENT = (0.9, 0.98), 1.0


def share_of_rate(step: int, steps: int) -> float:
    """Return a step's share of the highest learning rate: up over the first, then level, then down."""
    return min(1.0, (step + 1) / WARM_UP) * min(1.0, (steps - step) / ((1 - FALLS_FROM) * steps) + LAST_RATE)


class AdaptingRun:
    """One run: the decoder stays as it is, but for the numbers that a way trains.

    Parameters
    ----------
    seed
        Draws the numbers at the start, where any are drawn; ``seed + 1`` draws the batches.
    steps
        How many there will be, by which the rate falls.
    way
        Which numbers are trained.
    """

    def __init__(self, seed: int, steps: int, way: str) -> None:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        self.seed, self.steps, self.step, self.way = seed, steps, 0, way
        self.parameters = start(WAYS[way], torch.Generator().manual_seed(seed))
        self.optimizer = torch.optim.AdamW(self.parameters.values(), lr=WAYS[way].rate, betas=BETAS, weight_decay=0.0)
        self.source = torch.Generator().manual_seed(seed + 1)

    def advance(self) -> float:
        """Take one step and return the loss before it."""
        asked = trained().some(torch.randint(0, TRAINED, (BATCH,), generator=self.source))
        loss = cross_entropy(answers_of(network_of(self.way, self.parameters), asked), asked.answer_N)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), LONGEST_GRADIENT)
        self.optimizer.param_groups[0]["lr"] = WAYS[self.way].rate * share_of_rate(self.step, self.steps)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())

    def measure(self) -> dict[str, float]:
        """Return right answers of the new task and of the old one, about phrases never trained, and the loss there."""
        return scores_of(network_of(self.way, self.parameters))

    def state(self) -> dict[str, np.ndarray]:
        """Return the trained numbers, AdamW's moments and the state of the generator that draws batches."""
        return adam_state(self.parameters, self.optimizer) | {"source": self.source.get_state().numpy()}

    def restore(self, step: int, state: Mapping[str, np.ndarray]) -> None:
        """Go on from what :meth:`state` returned after ``step`` steps."""
        self.step = step
        restore_adam(self.parameters, self.optimizer, state)
        self.source.set_state(torch.from_numpy(state["source"].copy()))

    def save(self, folder: Path) -> None:
        """Write what was trained, as float16, with the name of the decoder that it adapts."""
        write_adapted(folder, self.parameters, self.seed, self.step, self.steps, self.way)
