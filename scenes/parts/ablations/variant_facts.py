"""What runs with one thing changed measured, as the beats of variants show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.ablations.variant_models import BASE, KINDS, SEEDS, SHOWN, SPOKEN, UNMASKED, key_of
from attention_scenes.scenes.parts.adapting.adapted_facts import above, roles


@dataclass(frozen=True)
class VariantFacts:
    """The runs by key."""

    bundles: Mapping[str, Bundle]

    def score(self, key: str, name: str, number: int = 0) -> Reading:
        return self.bundles[key].probe(f"variant.{name}", number)

    def right(self, kind: str) -> Reading:
        """Return of each seed of a kind how many first answers are right when they are said, ``[S]``."""
        return join([self.score(key_of(kind, seed), "right") for seed in SEEDS])

    @property
    def guess(self) -> Reading:
        """How many answers a guess among the adjectives of the sentence gets right."""
        return self.score(key_of(BASE, SHOWN), "guess")

    def above(self, shares: Reading) -> list[bool]:
        """Return of each share whether it is well above guessing."""
        return above(shares, self.guess)

    def roles(self, shares: Reading) -> list[str]:
        """Return the colour of each share: another where it is hardly more than guessing."""
        return roles(shares, self.guess)

    def ends(self, kind: str) -> tuple[Reading, Reading]:
        """Return the fewest and the most right answers of a kind."""
        shares = self.right(kind)
        return shares[int(shares.value.argmin())], shares[int(shares.value.argmax())]

    def spread(self, kind: str) -> float:
        """Return how far apart the seeds of a kind are."""
        return float(np.ptp(self.right(kind).value))

    def apart(self) -> float:
        """Return how far apart the means of all kinds are."""
        return float(np.ptp([float(self.right(kind).value.mean()) for kind in KINDS]))

    def of_seed(self, number: int) -> Reading:
        """Return right answers of one seed in every kind, ``[K]``."""
        return join([self.right(kind)[number] for kind in KINDS])

    def best_and_worst(self) -> tuple[int, int]:
        """Return which seed is best in its worst kind, and which is worst in its best."""
        seeds = [self.of_seed(n).value for n in range(len(SEEDS))]
        return int(np.argmax([each.min() for each in seeds])), int(np.argmin([each.max() for each in seeds]))

    def size(self, kind: str) -> Reading:
        """Return how many numbers a kind learns."""
        return self.bundles[key_of(kind, SHOWN)].count("n_parameters")

    def heads(self, kind: str) -> Reading:
        """Return how many heads a layer of a kind has."""
        return self.bundles[key_of(kind, SHOWN)].count("n_heads")

    # -- the run without a mask ---------------------------------------------------------------------------

    @property
    def unmasked(self) -> Bundle:
        return self.bundles[UNMASKED]

    @cached_property
    def ahead(self) -> tuple[int, int]:
        """The layer and head that give the next word most, the first token aside."""
        pattern = np.stack([self.unmasked.read("pattern", layer).value for layer in range(self._layers)])
        count = pattern.shape[-1]
        share = np.mean([pattern[..., q, q + 1] for q in range(1, count - 1)], axis=0)
        layer, head = np.unravel_index(int(share.argmax()), share.shape)
        return int(layer), int(head)

    @property
    def _layers(self) -> int:
        return int(self.unmasked.meta["n_layers"])

    @property
    def tokens(self) -> list[Token]:
        return list(self.unmasked.tokens())

    @property
    def words(self) -> list[str]:
        return [called(self.tokens, n) for n in range(len(self.tokens))]

    def next_word(self) -> Reading:
        """Return what that head gives the next word, in the mean of all words that have one."""
        pattern = self.unmasked.read("pattern", *self.ahead)
        shares = join([pattern[q, q + 1] for q in range(1, len(self.tokens) - 1)])
        return shares.sum() / len(shares)

    def said(self, key: str) -> list[Token]:
        """Return the tokens that a run was given and those that it went on with."""
        return list(self.bundles[key].tokens(SPOKEN))
