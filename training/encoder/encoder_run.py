"""The training loop of the encoder and its twin: sentences with holes, AdamW, the translator's rate.

It runs in float64, in one thread, as the others do: so another kind of CPU ends with the same weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.training.adam_state import adam_state, restore_adam
from attention_scenes.training.encoder.encoder_network import start, transformer_of
from attention_scenes.training.encoder.encoder_scores import held_out_scores, loss_of
from attention_scenes.training.encoder.hidden_words import trained
from attention_scenes.training.encoder.written_encoder import write_model
from attention_scenes.training.translator.pair_run import BATCH, BETAS, DECAY, LONGEST_GRADIENT, RATE, rate_at


class EncoderRun:
    """One run of the encoder's training.

    Parameters
    ----------
    seed
        Draws the parameters at the start; ``seed + 1`` draws the batches and which of their words are hidden.
    steps
        How many there will be, by which the rate falls.
    causal
        Whether no word sees a later one; all else stays.
    """

    def __init__(self, seed: int, steps: int, causal: bool) -> None:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        self.seed, self.steps, self.causal, self.step = seed, steps, causal, 0
        self.parameters = start(seed)
        self.optimizer = torch.optim.AdamW(self.parameters.values(), lr=RATE, betas=BETAS, weight_decay=DECAY)
        self.source = torch.Generator().manual_seed(seed + 1)

    def advance(self) -> float:
        """Take one step and return the loss before it."""
        ids_NT, is_word_NT = trained()
        drawn_N = torch.randint(0, len(ids_NT), (BATCH,), generator=self.source)
        loss = loss_of(self._transformer(), ids_NT[drawn_N], is_word_NT[drawn_N], self.source)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), LONGEST_GRADIENT)
        self.optimizer.param_groups[0]["lr"] = rate_at(self.step, self.steps)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())

    def measure(self) -> dict[str, float]:
        """Return the share of hidden articles whose gender is right, and the loss of words that are hidden."""
        return held_out_scores(self._transformer())

    def _transformer(self) -> Transformer:
        return transformer_of(self.parameters, self.causal)

    def state(self) -> dict[str, np.ndarray]:
        """Return parameters, AdamW's moments and the state of the generator that draws batches and holes."""
        return adam_state(self.parameters, self.optimizer) | {"source": self.source.get_state().numpy()}

    def restore(self, step: int, state: Mapping[str, np.ndarray]) -> None:
        """Go on from what :meth:`state` returned after ``step`` steps."""
        self.step = step
        restore_adam(self.parameters, self.optimizer, state)
        self.source.set_state(torch.from_numpy(state["source"].copy()))

    def save(self, folder: Path) -> None:
        """Write the model as it stands into a folder, as float16."""
        write_model(folder, self.parameters, self.causal, self.seed, self.step, self.steps)
