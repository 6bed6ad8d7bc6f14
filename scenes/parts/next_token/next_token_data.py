"""The last token of a text, and what the model expects after it."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import NextTokens, next_tokens
from attention_scenes.scenes.mobjects.charts.distribution import guessed


@dataclass(frozen=True)
class LastToken:
    """The position of the last token, the tokens likeliest after it, and how they are written."""

    index: int
    next: NextTokens
    names: list[str]

    @classmethod
    def of(cls, bundle: Bundle) -> LastToken:
        found = next_tokens(bundle)
        return cls(len(bundle.tokens()) - 1, found, [guessed(token) for token in found.tokens])
