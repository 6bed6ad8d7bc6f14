"""The training loop of the captioner: the translator's, on pictures in place of sentences.

It runs in float64, in one thread, as the translator's does: so another kind of CPU ends with the same weights.
"""

from __future__ import annotations

from pathlib import Path

import torch

from attention_scenes.training.captioner.captioner_network import captioner_with, start
from attention_scenes.training.captioner.captioner_scores import held_out_scores
from attention_scenes.training.captioner.picture_corpus import DRAWN, batch
from attention_scenes.training.captioner.written_captioner import write_model
from attention_scenes.training.translator.pair_run import (
    BATCH,
    BETAS,
    DECAY,
    LONGEST_GRADIENT,
    RATE,
    TranslatorRun,
    rate_at,
)
from attention_scenes.training.translator.pair_scores import loss_of


class CaptionerRun(TranslatorRun):
    """One run of the captioner's training; its state is kept and restored as the translator's is.

    Parameters
    ----------
    seed
        Draws the parameters at the start; ``seed + 1`` draws the batches.
    steps
        How many there will be, by which the rate falls.
    """

    def __init__(self, seed: int, steps: int) -> None:
        super().__init__(seed, steps, "encoder")
        self.parameters = start(seed)
        self.optimizer = torch.optim.AdamW(self.parameters.values(), lr=RATE, betas=BETAS, weight_decay=DECAY)

    def advance(self) -> float:
        """Take one step and return the loss before it."""
        drawn = torch.randint(0, DRAWN, (BATCH,), generator=self.source).tolist()
        loss = loss_of(captioner_with(self.parameters), batch(drawn))
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), LONGEST_GRADIENT)
        self.optimizer.param_groups[0]["lr"] = rate_at(self.step, self.steps)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())

    def measure(self) -> dict[str, float]:
        """Return the share of held-out pictures with the right caption, word for word, and the loss there."""
        return held_out_scores(captioner_with(self.parameters))

    def save(self, folder: Path) -> None:
        """Write the model as it stands into a folder, as float16."""
        write_model(folder, self.parameters, self.seed, self.step, self.steps)
