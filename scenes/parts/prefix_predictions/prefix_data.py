"""Prefixes of a sentence as examples: what the model expects after each, and what came."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, guessed

TOP = 5  # bars


@dataclass(frozen=True)
class Bars:
    """Where the bars of a guess stand: their left edge, the first one's middle; their step, the longest, the names."""

    left: float = -3.5
    top: float = 1.6
    step: float = 0.56
    full: float = 2.4
    widest: float = 2.8


@dataclass(frozen=True)
class Examples:
    """The positions after which a token of the text came, and the probability of each that came."""

    bundle: Bundle
    tokens: list[Token]
    positions: range
    chances: Reading

    @classmethod
    def of(cls, bundle: Bundle) -> Examples:
        positions = range(1, len(bundle.tokens()) - 1)
        chances = join([chance_of_next(bundle, position) for position in positions])
        return cls(bundle, bundle.tokens(), positions, chances)

    @property
    def count(self) -> Reading:
        return self.bundle.count("tokens") - 2

    def guesses(self, position: int, with_came: bool, at: Bars) -> Distribution:
        """Return the bars of a prefix; one more for what really came where that is not among the likeliest."""
        found = next_tokens(self.bundle, position)
        names, shares, others, rest = [guessed(t) for t in found.tokens], found.probabilities, found.others, found.rest
        blank = 1
        if with_came and self.place_of_came(position) == TOP:
            chance = chance_of_next(self.bundle, position)
            names, shares = [*names, guessed(self.tokens[position + 1])], join([shares, chance])
            others, rest, blank = others - 1, rest - chance, 0
        bars = Distribution(
            names, join([shares, rest]), others, full=at.full, step=at.step, widest=at.widest, blank=blank, tiny=True
        )
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
