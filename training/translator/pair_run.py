"""The training loop of the translator: batches, AdamW, a rate that rises and falls like a cosine.

It runs in float64, in one thread, as the decoder's does: so another kind of CPU ends with the same weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from attention_scenes.model.translator.pair_of_stacks import Values
from attention_scenes.training.adam_state import adam_state, restore_adam
from attention_scenes.training.translator.pair_corpus import TRAINED, trained
from attention_scenes.training.translator.pair_network import pair_of, start
from attention_scenes.training.translator.pair_scores import held_out_scores, loss_of
from attention_scenes.training.translator.written_pair import write_model

BATCH = 64  # sentences
RATE, LAST_RATE = 3e-3, 0.05  # it falls to 0.05 of itself
WARM_UP = 50  # steps
BETAS, DECAY, LONGEST_GRADIENT = (0.9, 0.98), 0.01, 1.0


def rate_at(step: int, steps: int) -> float:
    """Return the learning rate of a step: up over the first, then down along half a cosine."""
    falls = (1 + math.cos(math.pi * step / steps)) / 2
    return RATE * min(1.0, (step + 1) / WARM_UP) * (LAST_RATE + (1 - LAST_RATE) * falls)


class TranslatorRun:
    """One run of the translator's training.

    Parameters
    ----------
    seed
        Draws the parameters at the start; ``seed + 1`` draws the batches.
    steps
        How many there will be, by which the rate falls.
    values
        What the values of cross-attention are made of.
    """

    def __init__(self, seed: int, steps: int, values: Values) -> None:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        self.seed, self.steps, self.values, self.step = seed, steps, values, 0
        self.parameters = start(seed)
        self.optimizer = torch.optim.AdamW(self.parameters.values(), lr=RATE, betas=BETAS, weight_decay=DECAY)
        self.source = torch.Generator().manual_seed(seed + 1)

    def advance(self) -> float:
        """Take one step and return the loss before it."""
        drawn_N = torch.randint(0, TRAINED, (BATCH,), generator=self.source)
        loss = loss_of(pair_of(self.parameters, self.values), trained().some(drawn_N))
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), LONGEST_GRADIENT)
        self.optimizer.param_groups[0]["lr"] = rate_at(self.step, self.steps)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())

    def measure(self) -> dict[str, float]:
        """Return the share of sentences of pairs never trained that are translated exactly, and the loss there."""
        return held_out_scores(pair_of(self.parameters, self.values))

    def state(self) -> dict[str, np.ndarray]:
        """Return parameters, AdamW's moments and the state of the generator that draws batches."""
        return adam_state(self.parameters, self.optimizer) | {"source": self.source.get_state().numpy()}

    def restore(self, step: int, state: Mapping[str, np.ndarray]) -> None:
        """Go on from what :meth:`state` returned after ``step`` steps."""
        self.step = step
        restore_adam(self.parameters, self.optimizer, state)
        self.source.set_state(torch.from_numpy(state["source"].copy()))

    def save(self, folder: Path) -> None:
        """Write the model as it stands into a folder, as float16."""
        write_model(folder, self.parameters, self.values, self.seed, self.step, self.steps)
