"""The training loop of whole numbers: Adam on what is rounded in every step, at a rate that falls to 0."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from attention_scenes.model.decoder.transformer import open_logits
from attention_scenes.training.adam_state import adam_state, restore_adam
from attention_scenes.training.shapes.phrases import Phrases, held_out, trained
from attention_scenes.training.shapes.whole_network import start, transformer_of
from attention_scenes.training.shapes.written_whole import write_model

RATE = 0.03


class ShapesRun:
    """One run of the training of whole numbers: every step sees all phrases that are not held out.

    Parameters
    ----------
    seed
        Draws the parameters at the start.
    steps
        How many there will be, by which the rate falls.
    """

    def __init__(self, seed: int, steps: int) -> None:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        self.seed, self.steps, self.step = seed, steps, 0
        self.parameters = start(seed)
        self.optimizer = torch.optim.Adam(self.parameters.values(), lr=RATE)
        self.phrases = trained()

    def advance(self) -> float:
        """Take one step and return the loss before it."""
        found = open_logits(transformer_of(self.parameters), self.phrases.ids_P2)
        loss = cross_entropy(found.flatten(0, 1), self.phrases.answers_P2.flatten())
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.param_groups[0]["lr"] = RATE * (1 - self.step / self.steps)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())

    def measure(self) -> dict[str, float]:
        """Return the share of words answered right, of phrases held out and of those learnt from."""
        return {"held_out": self._right(held_out()), "trained": self._right(self.phrases)}

    def _right(self, phrases: Phrases) -> float:
        with torch.no_grad():
            said = open_logits(transformer_of(self.parameters), phrases.ids_P2).argmax(-1)
        return float((said == phrases.answers_P2).double().mean())

    def state(self) -> dict[str, np.ndarray]:
        """Return parameters and Adam's moments."""
        return adam_state(self.parameters, self.optimizer)

    def restore(self, step: int, state: Mapping[str, np.ndarray]) -> None:
        """Go on from what :meth:`state` returned after ``step`` steps."""
        self.step = step
        restore_adam(self.parameters, self.optimizer, state)

    def save(self, folder: Path) -> None:
        """Write the model as it stands into a folder, as float16, which holds its whole numbers exactly."""
        write_model(folder, self.parameters, self.seed, self.step, self.steps, self.measure())
