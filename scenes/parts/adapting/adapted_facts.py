"""What the frozen decoder and its adapted versions measured, as the beats of adapting show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import NextTokens, next_tokens, probabilities_of
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.adapting.tasks import new_question
from attention_scenes.model.probes.adapting.weight_change import PARTS
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.adapting.adapted_models import FROZEN, RANK, SOFT, asked_of, key_of, seeds_of

NEW, OLD = 0, 1  # tasks: columns of the probe's arrays
MARGIN = 0.1  # a share of right answers so near to that of guessing is called a guess


@dataclass(frozen=True)
class AdaptedFacts:
    """The models by key, and the question of the clip.

    Attributes
    ----------
    text, adjective, noun
        The sentence, what is asked about, and what is right.
    """

    bundles: Mapping[str, Bundle]
    text: str
    adjective: str
    noun: str

    @classmethod
    def of(cls, bundles: Mapping[str, Bundle], params: Any) -> AdaptedFacts:
        adjective = asked_of(params)
        return cls(bundles, params.text, adjective, new_question(params.text, adjective).right[0])

    @property
    def frozen(self) -> Bundle:
        return self.bundles[FROZEN]

    @property
    def low_rank(self) -> Bundle:
        return self.bundles[key_of(RANK)]

    @property
    def soft(self) -> Bundle:
        return self.bundles[key_of(SOFT)]

    def right(self, way: str, task: int) -> Reading:
        """Return right answers of a task, from every seed of a way, ``[S]``."""
        if way == FROZEN:
            return self.frozen.probe("adapted.right", task).reshape(1)
        return join([self.bundles[key_of(way, seed)].probe("adapted.right", task) for seed in seeds_of(way)])

    def guess(self, task: int) -> Reading:
        """Return how many answers a guess among the sentence's nouns, or adjectives, gets right."""
        return self.frozen.probe("adapted.guess", task)

    def guess_here(self) -> Reading:
        """Return how probable the right noun is to a guess among the nouns of the clip’s own sentence."""
        among = new_question(self.text, self.adjective).among
        return Reading.constant(1.0) / Reading.constant(float(len(among)))

    def trained(self, way: str) -> Reading:
        """Return how many numbers a way trains."""
        return self.bundles[key_of(way)].probe("adapted.trained", 0)

    @property
    def maps(self) -> Reading:
        """How many maps of attention there are, each with an addition of its own."""
        return Reading.constant(float(len(self.low_rank.probe("change.sigma"))))

    def rank_of(self, way: str) -> tuple[str, Reading]:
        """Return how thick a way's additions are: what it trains, over both sides of all its maps."""
        return grouped(self.trained(way) / (self.low_rank.count("d_model") * 2.0 * self.maps))

    def pair(self) -> tuple[str, Reading]:
        """Return how many numbers the two thin maps of one map have together."""
        return grouped(self.trained(RANK) / self.maps)

    def learns(self, way: str) -> bool:
        """Return whether every run of a way is well above guessing in the new task."""
        return float(self.right(way, NEW).value.min()) > float(self.guess(NEW)) + MARGIN

    def next(self, key: str) -> NextTokens:
        """Return what a model says after the clip's question."""
        return next_tokens(self.bundles[key])

    def chance(self, way: str) -> Reading:
        """Return the probability that a way's shown run gives the right noun."""
        number = next(token.id for token in self.frozen.tokens() if token.text.strip() == self.noun)
        return probabilities_of(self.bundles[key_of(way)], [number])[0]

    def sigma(self, way: str) -> Reading:
        """Return the singular values of a way's change of the shown map, ``[D]``."""
        layer, part = self.map_at
        bundle = self.bundles[key_of(way)]
        return bundle.probe("change.sigma", len(PARTS) * layer + PARTS.index(part))

    @property
    def map_at(self) -> tuple[int, str]:
        """The layer of the shown map, and its letter."""
        [asked] = [each for each in self.low_rank.meta["needs"]["probes"] if each["name"] == "change"]
        return int(asked["layer"]), str(asked["part"])

    def rank(self) -> int:
        """Return the rank of the addition that is seen from near."""
        return int(self.low_rank.probe("change.down").shape[0])

    def largest(self) -> tuple[int, int]:
        """Return row and column of the largest entry of the change."""
        change = np.abs(self.low_rank.probe("change.change").value)
        row, column = np.unravel_index(int(change.argmax()), change.shape)
        return int(row), int(column)


def is_guess(share: Reading, guess: Reading) -> bool:
    """Return whether a share of right answers is about that of guessing."""
    return abs(float(share) - float(guess)) < MARGIN


def above(shares: Reading, guess: Reading) -> list[bool]:
    """Return of each share whether it is well above guessing."""
    return [float(share) > float(guess) + MARGIN for share in shares]


def roles(shares: Reading, guess: Reading) -> list[str]:
    """Return the colour of each share: another where it is hardly more than guessing."""
    return ["key" if well else "soft" for well in above(shares, guess)]
