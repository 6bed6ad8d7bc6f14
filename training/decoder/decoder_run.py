"""The training loop of the decoder: batches, AdamW, a rate that rises and falls.

It runs in float64, in one thread. In float32 two kinds of CPU end with weights 0.02 apart after 1,500 steps (sums are
taken in another order, and each step enlarges what differs); in float64 they agree to 1e-10.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.training.adam_state import adam_state, restore_adam
from attention_scenes.training.decoder.corpus import TRAINED, trained
from attention_scenes.training.decoder.network import logits_of, start, transformer_of
from attention_scenes.training.decoder.scores import held_out_scores, loss_of
from attention_scenes.training.decoder.variants import BASE
from attention_scenes.training.decoder.written import write_model

BATCH = 64  # sentences
RATE = 3e-3
WARM_UP = 50  # steps
FALLS_FROM, LAST_RATE = 0.6, 0.03  # the rate falls over the last 0.4 of all steps, to 0.03 of itself
BETAS, DECAY, LONGEST_GRADIENT = (0.9, 0.98), 0.01, 1.0


def rate_at(step: int, steps: int) -> float:
    """Return the learning rate of a step: up over the first, then level, then down."""
    return RATE * min(1.0, (step + 1) / WARM_UP) * min(1.0, (steps - step) / ((1 - FALLS_FROM) * steps) + LAST_RATE)


class DecoderRun:
    """One run of the decoder's training.

    Parameters
    ----------
    seed
        Draws the parameters at the start; ``seed + 1`` draws the batches.
    steps
        How many there will be, by which the rate falls.
    variant
        What is changed in the network; sentences, batches and optimiser stay.
    """

    def __init__(self, seed: int, steps: int, variant: str = BASE) -> None:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        self.seed, self.steps, self.step, self.variant = seed, steps, 0, variant
        self.parameters = start(seed, variant)
        self.optimizer = torch.optim.AdamW(self.parameters.values(), lr=RATE, betas=BETAS, weight_decay=DECAY)
        self.source = torch.Generator().manual_seed(seed + 1)
        self.gradient = 0.0  # length of the last one, before it is cut

    def advance(self) -> float:
        """Take one step and return the loss before it."""
        ids_NT, is_word_NT = self._batch()
        loss = loss_of(logits_of(self._transformer(), ids_NT, is_word_NT), ids_NT, is_word_NT)
        self.optimizer.zero_grad()
        loss.backward()
        self.gradient = float(torch.nn.utils.clip_grad_norm_(self.parameters.values(), LONGEST_GRADIENT))
        self.optimizer.param_groups[0]["lr"] = rate_at(self.step, self.steps)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())

    def _batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Draw sentences, cut where the longest of them ends."""
        drawn_N = torch.randint(0, TRAINED, (BATCH,), generator=self.source)
        ids_NT, is_word_NT = trained().ids_NT[drawn_N], trained().is_word_NT[drawn_N].double()
        longest = int(is_word_NT.sum(1).max())
        return ids_NT[:, :longest], is_word_NT[:, :longest]

    def measure(self) -> dict[str, float]:
        """Return the share of right answers about phrases that were never trained, and the loss there."""
        return held_out_scores(self._transformer())

    def _transformer(self) -> Transformer:
        return transformer_of(self.parameters, self.variant)

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
        write_model(folder, self.parameters, self.seed, self.step, self.steps, self.variant)
