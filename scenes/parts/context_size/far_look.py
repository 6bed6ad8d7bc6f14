"""The farthest look of a head in a long text, and what is left of it when its reason is taken away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.request.needs import long_text
from attention_scenes.scenes.mobjects.text.token_names import readable, spoken
from attention_scenes.scenes.parts.context_size.context_size_data import Growth

STRONG = 0.5  # a weight from which a look is named
DRAWN = 0.02  # a weight from which an arc is drawn
NEAR, FEWEST = 20, 40  # tokens back that are not far; tokens of a text below which nothing is
AROUND = 5  # tokens told on each side of both ends
SWAP = "a dark line", "a thin line"  # in our own text: the earlier word, and another in its place
CONTROL = "swapped"  # the trace of it


def swapped_text() -> str:
    """Return our long text with another word where the far look finds its reason."""
    return long_text().replace(*SWAP, 1)


@dataclass(frozen=True)
class FarLook:
    """A query, the key it looks at most of all that are far away, and the pairs that are looked at from far.

    Attributes
    ----------
    repeated
        Whether the key's token follows an earlier one that is the query's token too.
    left
        The weight that is left with another word before the key; None where no such text was read.
    other, swapped
        That word, and the pattern of that text.
    """

    bundle: Bundle
    tokens: list[Token]
    query: int
    key: int
    pairs: np.ndarray
    weight: Reading
    left: Reading | None
    other: str
    swapped: Reading | None

    @classmethod
    def of(cls, growth: Growth) -> FarLook | None:
        """Return the farthest look of at least half a weight, else the largest far one; None in a short text."""
        weights, count = growth.pattern.value, growth.sizes[-1]
        if count < FEWEST:
            return None
        query, key = np.indices(weights.shape)
        far = (query - key >= NEAR) & (key > 0)
        strong = far & (weights >= STRONG)
        worth = np.where(strong, query - key, 0) if strong.any() else np.where(far, weights, 0)
        q, k = (int(n) for n in np.unravel_index(worth.argmax(), worth.shape))
        drawn = far & (weights >= DRAWN)
        drawn[q, k] = True
        bundle, tokens = growth.bundle, growth.bundle.tokens()
        left, other, pattern = None, "", None
        if CONTROL in bundle.meta["traces"]:
            swapped = bundle.tokens(CONTROL)
            changed = [i for i in range(min(len(swapped), len(tokens))) if swapped[i].id != tokens[i].id]
            if changed == [k - 1]:
                pattern = bundle.read("pattern", growth.layer, growth.head, trace=CONTROL)
                left = pattern[q, k]
                other = spoken(swapped[k - 1])
        return cls(bundle, tokens, q, k, np.argwhere(drawn), growth.pattern[q, k], left, other, pattern)

    @property
    def strong(self) -> bool:
        return float(self.weight) >= STRONG

    @property
    def repeated(self) -> bool:
        return self.tokens[self.key - 1].id == self.tokens[self.query].id

    @property
    def distance(self) -> Reading:
        """How many tokens the key is back."""
        return self.bundle.count(f"position.{self.query}") - self.bundle.count(f"position.{self.key}")

    def word(self, index: int) -> str:
        return spoken(self.tokens[index])

    def around(self, index: int, trace: str = "") -> tuple[str, str, str]:
        """Return what is read before a token, the token, and what is read after it."""
        tokens = self.bundle.tokens(trace)
        parts = (tokens[max(1, index - AROUND) : index], tokens[index + 1 : index + 1 + AROUND])
        before, after = (readable("".join(token.text for token in part)).strip() for part in parts)
        return before.lstrip(" .,;:"), self.word(index), after
