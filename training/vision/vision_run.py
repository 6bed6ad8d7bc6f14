"""The training loop of the vision transformer: batches of digits, AdamW, a rate that rises and falls in a line.

It runs in float64, in one thread, as the decoder's does: so another kind of CPU ends with the same weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, pad

from attention_scenes.model.vision.vision_transformer import VisionTransformer
from attention_scenes.training.adam_state import adam_state, restore_adam
from attention_scenes.training.vision.digits import MEAN, SPREAD, Digits, tested, trained
from attention_scenes.training.vision.vision_network import logits_of, model_of, start
from attention_scenes.training.vision.written_vision import write_model

BATCH = 64  # digits
RATE, LAST_RATE = 3e-3, 0.03  # it falls to 0.03 of itself
WARM_UP = 30  # steps
DECAY, LONGEST_GRADIENT = 0.05, 1.0
GROUND = -MEAN / SPREAD  # a black pixel as the model takes it


def rate_at(step: int, steps: int) -> float:
    """Return the learning rate of a step: up over the first, and down in a line."""
    return RATE * min(1.0, (step + 1) / WARM_UP) * (1 - (1 - LAST_RATE) * step / steps)


class VisionRun:
    """One run of the vision transformer's training.

    Parameters
    ----------
    seed
        Draws the parameters at the start; ``seed + 1`` draws the batches and how they are shifted.
    steps
        How many there will be, by which the rate falls.
    variant
        What is changed.
    """

    def __init__(self, seed: int, steps: int, variant: str) -> None:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        self.seed, self.steps, self.variant, self.step = seed, steps, variant, 0
        self.parameters = start(seed, variant)
        self.optimizer = torch.optim.AdamW(self.parameters.values(), lr=RATE, weight_decay=DECAY)
        self.source = torch.Generator().manual_seed(seed + 1)

    def advance(self) -> float:
        """Take one step and return the loss before it."""
        loss = loss_of(model_of(self.parameters, self.variant), self._batch())
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), LONGEST_GRADIENT)
        self.optimizer.param_groups[0]["lr"] = rate_at(self.step, self.steps)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())

    def _batch(self) -> Digits:
        """Draw a batch; those of every second step are moved by a pixel at most, up or down and to a side."""
        digits = trained()
        drawn_N = torch.randint(0, len(digits.labels), (BATCH,), generator=self.source)
        down, right = torch.randint(-1, 2, (2,), generator=self.source).tolist()
        pixels = digits.pixels[drawn_N]
        return Digits(moved(pixels, down, right) if self.step % 2 else pixels, digits.labels[drawn_N])

    def measure(self) -> dict[str, float]:
        """Return the share of held-out digits that are read right, and the loss there."""
        return held_out_scores(model_of(self.parameters, self.variant))

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
        stored = {name: tensor.detach().half() for name, tensor in self.parameters.items()}
        scores = held_out_scores(model_of({name: each.double() for name, each in stored.items()}, self.variant))
        write_model(folder, stored, scores, self.variant, self.seed, self.step, self.steps)


def moved(pixels: Tensor, down: int, right: int) -> Tensor:
    """Return pictures ``[N, 8, 8, 1]`` moved by as many pixels; what comes in from outside is ground."""
    wide = pad(pixels, (0, 0, 1, 1, 1, 1), value=GROUND)
    return wide[:, 1 - down : 9 - down, 1 - right : 9 - right]


def loss_of(model: VisionTransformer, digits: Digits) -> Tensor:
    """Return the mean of −ln p of what digits are."""
    return cross_entropy(logits_of(model, digits), digits.labels)


@torch.no_grad()
def held_out_scores(model: VisionTransformer) -> dict[str, float]:
    """Return the share of held-out digits that are read right, and the loss there."""
    digits = tested()
    right = (logits_of(model, digits).argmax(-1) == digits.labels).double().mean()
    return {"right answers": float(right), "held-out loss": float(loss_of(model, digits))}
