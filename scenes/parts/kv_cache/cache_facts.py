"""Keys and values of a text that the model goes on with, and of the part that it began with, run alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.colonnade.colonnade import MOST_HEADS
from attention_scenes.scenes.mobjects.text.token_names import named_alone

BEGUN, OPEN, OPEN_BEGUN = "begun", "open", "open_begun"  # traces; two of them in a model without its mask
ARRAYS = ("rot_k", "v")
SAME = 1e-4  # of the largest: what rounding may change


@dataclass(frozen=True)
class CacheFacts:
    """The keys and values of all tokens, and what is asked of them.

    Attributes
    ----------
    names, guesses
        Of all tokens, the last ones appended by the model: what each is called, and the likeliest to follow it.
    begun
        How many the text began with.
    """

    bundle: Bundle
    names: list[str]
    guesses: list[str]
    begun: int

    @classmethod
    def of(cls, bundle: Bundle) -> CacheFacts:
        tokens = bundle.tokens()
        names, best = [named_alone(tokens, i) for i in range(len(tokens))], []
        for index in range(len(tokens)):
            guess, came = next_tokens(bundle, index).tokens[0], index + 1
            true = came < len(tokens) and guess.id == tokens[came].id
            best.append(names[came] if true else guessed(guess))
        return cls(bundle, names, best, len(bundle.tokens(BEGUN)))

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def ended(self) -> bool:
        """Whether the model ended the text before as many tokens had come as were asked for."""
        return self.count < self.begun + self.bundle.meta["needs"]["traces"][""]["steps"]

    def windows(self, array: str, trace: str = "") -> Reading:
        """Return the first number of each key or value, ``[L, H, T]``, of the heads that are seen."""
        return self.bundle.read(array, trace=trace)[:, :MOST_HEADS, :, 0]

    def moved(self, array: str) -> Reading:
        """Return by how much these are others in a model without its mask when the text has gone on, ``[L, H, N]``."""
        return self.windows(array, OPEN)[:, :, : self.begun] - self.windows(array, OPEN_BEGUN)

    def weights(self) -> Reading:
        """Return the mean of each layer's patterns, ``[L, T, T]``."""
        each = self.bundle.read("pattern")
        mean = each[:, 0]
        for head in range(1, each.shape[1]):
            mean = mean + each[:, head]
        return mean / self.bundle.count("n_heads")

    def apart(self, longer: str = "", shorter: str = BEGUN) -> Reading:
        """Return the largest difference of any number of any key or value of the first tokens, in two runs."""
        gaps = [
            (self.bundle.read(name, trace=longer)[:, :, : self.begun] - self.bundle.read(name, trace=shorter)).largest()
            for name in ARRAYS
        ]
        return max(gaps, key=float)

    @property
    def same(self) -> bool:
        """Whether keys and values of the first tokens are the same in the longer text, but for rounding."""
        return float(self.apart()) <= SAME * float(self.largest())

    def largest(self) -> Reading:
        """Return the largest number in a key or value of the first tokens."""
        return max((self.bundle.read(name, trace=BEGUN).largest() for name in ARRAYS), key=float)

    def compared(self) -> Reading:
        """Return how many numbers of keys and values the first tokens have."""
        return self.numbers() * self.bundle.count(f"{BEGUN}.tokens")

    def numbers(self) -> Reading:
        """Return how many numbers one token's keys and values are, in all layers."""
        each = self.bundle.count("n_kv_heads") * self.bundle.count("d_head")
        return self.bundle.count("n_layers") * Reading.constant(2) * each

    def alike(self) -> float:
        """Return the share of numbers that are the same bit for bit in both runs."""
        pairs = [(self.bundle.arrays[n][:, :, : self.begun], self.bundle.arrays[f"{BEGUN}.{n}"]) for n in ARRAYS]
        return float(np.mean([(a == b).mean() for a, b in pairs]))

    def first_layer_moves(self) -> bool:
        """Return whether a number of the first layer is another one without the mask."""
        pairs = [(self.bundle.arrays[f"{OPEN}.{n}"][0, :, : self.begun], self.bundle.arrays[f"{OPEN_BEGUN}.{n}"][0])
                 for n in ARRAYS]  # fmt: skip
        return any(float(np.abs(a - b).max()) > SAME * float(np.abs(b).max()) for a, b in pairs)
