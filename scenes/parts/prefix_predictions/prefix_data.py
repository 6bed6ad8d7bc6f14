"""Prefixes of a sentence as examples: what the model expects after each, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, guessed
from attention_scenes.scenes.mobjects.stairs.prefix_stairs import GUESSES, PrefixStairs
from attention_scenes.scenes.mobjects.stairs.stair import Stair
from attention_scenes.scenes.mobjects.text.token_names import named_alone, role_of

TOP = 5  # tokens that have a bar of their own


@dataclass(frozen=True)
class Bars:
    """Where the bars of a guess stand: their left edge, the first one's middle; their step, the longest, the names."""

    left: float
    top: float
    step: float = 0.6
    full: float = 2.4
    widest: float = 2.8


@dataclass(frozen=True)
class Examples:
    """The positions after which a token of the text came, the probability of each that came, and what it cost."""

    bundle: Bundle
    tokens: list[Token]
    positions: range
    chances: Reading
    costs: Reading

    @classmethod
    def of(cls, bundle: Bundle) -> Examples:
        positions = range(1, len(bundle.tokens()) - 1)
        chances = join([chance_of_next(bundle, position) for position in positions])
        return cls(bundle, bundle.tokens(), positions, chances, -chances.log())

    @property
    def count(self) -> Reading:
        return self.bundle.count("tokens") - 2

    @property
    def best(self) -> int:
        """Which token that came was expected most."""
        return int(self.chances.value.argmax())

    @property
    def worst(self) -> int:
        """Which token that came was expected least."""
        return int(self.chances.value.argmin())

    @property
    def loss(self) -> Reading:
        """The mean of the costs."""
        return self.costs.sum() / float(len(self.positions))

    @property
    def blind(self) -> Reading:
        """What each would cost, were all tokens equally likely."""
        return self.bundle.count("n_vocab").log()

    def word(self, example: int) -> str:
        """Return how the token that an example was to guess is named."""
        return named_alone(self.tokens, self.positions[example] + 1)

    def stairs(self, low: Sequence[float], high: Sequence[float], **look: Any) -> PrefixStairs:
        """Return a stair for each prefix, the whole text among them, after which no token came; none is there yet."""
        roles = [role_of(self.tokens, index) for index in range(1, len(self.tokens))]
        stairs = [self.stair(position) for position in range(1, len(self.tokens))]
        return PrefixStairs(named_alone(self.tokens, 1), roles, stairs, self.loss, self.blind, low, high, **look)

    def stair(self, position: int) -> Stair:
        found = next_tokens(self.bundle, position)
        names = [guessed(token) for token in found.tokens]
        if position not in self.positions:
            return Stair(names, found.probabilities)
        at, place = position - self.positions.start, self.place_of_came(position)
        came = guessed(self.tokens[position + 1])
        return Stair(names, found.probabilities, came, self.chances[at], self.costs[at], -1 if place == TOP else place)

    def guesses(self, position: int, with_came: bool, at: Bars) -> Distribution:
        """Return the bars of a prefix; one more for what really came where that is not among the likeliest."""
        found = next_tokens(self.bundle, position)
        names, shares, others, rest = [guessed(t) for t in found.tokens], found.probabilities, found.others, found.rest
        blank, place = 1, self.place_of_came(position)
        if with_came and place == TOP:
            chance = chance_of_next(self.bundle, position)
            names, shares = [*names, guessed(self.tokens[position + 1])], join([shares, chance])
            others, rest, blank = others - 1, rest - chance, 0
        bars = Distribution(
            names, join([shares, rest]), others, full=at.full, step=at.step, widest=at.widest, blank=blank, tiny=True
        )
        for row in range(len(names)):  # as they are in the column
            lit = with_came and row == place
            share = GUESSES[min(row, len(GUESSES) - 1)]
            bars.bars.colors[row] = palette().rgba("focus") if lit else palette().rgba("data_high", share)
        return bars.at(at.left, at.top)

    def place_of_came(self, position: int) -> int:
        """Return the row of the token that really came."""
        ids = [token.id for token in next_tokens(self.bundle, position).tokens]
        came = self.tokens[position + 1].id
        return ids.index(came) if came in ids else TOP


def chance_of_next(bundle: Bundle, position: int) -> Reading:
    """Return the probability of the token that came after a position."""
    chance = next_tokens(bundle, position).came_probability
    assert chance is not None
    return chance
