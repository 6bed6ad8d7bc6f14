"""What was read off at each depth, as the beats show it: guesses of every prompt, and what holds of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import guessed

OPENED = slice(0, 14)  # characters of a guess that are shown
IN_CAPTIONS = 9  # and in captions


@dataclass(frozen=True)
class DepthFacts:
    """What a scene shows of P prompts at N depths: the text, other prompts, and last the question.

    Attributes
    ----------
    prompts
        The texts.
    ids
        ``[P, N]``, numbers of the likeliest tokens.
    names
        How they are written.
    right
        How the token that is right after the question is written.
    begins
        Whether more tokens of what is right would follow it.
    """

    bundle: Bundle
    prompts: tuple[str, ...]
    ids: np.ndarray
    names: tuple[tuple[str, ...], ...]
    right: str
    begins: bool

    @classmethod
    def of(cls, scene: AttentionScene) -> DepthFacts:
        bundle, params = scene.bundle, scene.params
        told = bundle.meta["probes"]["guesses"]
        names = tuple(tuple(written_guess(text) for text in row) for row in told["texts"])
        prompts = (params.text, *params.prompts, params.question)
        ids = bundle.probe("guesses.id").value.astype(int)
        right = told["rights"][-1]
        return cls(bundle, prompts, ids, names, written_guess(right), right.strip() != params.right.strip())

    @property
    def n_layers(self) -> int:
        return int(self.bundle.meta["n_layers"])

    @property
    def question(self) -> int:
        """Which prompt is the question."""
        return len(self.prompts) - 1

    def guesses(self, name: str, prompt: int) -> Reading:
        """Return an array of the prompts for one of them, ``[N]``."""
        return self.bundle.probe(f"guesses.{name}", prompt)

    def depth(self, name: str) -> Reading:
        """Return an array of the prose, the control in the second row."""
        return self.bundle.probe(f"depth.{name}")

    def layer(self, number: int) -> tuple[str, Reading]:
        """Return how many layers have been passed, as a label takes it."""
        return str(number), self.bundle.count(f"layer.{number}")

    def settled(self, prompt: int) -> int:
        """Return the depth from which on the last guess is the likeliest."""
        other = np.flatnonzero(self.ids[prompt] != self.ids[prompt, -1])
        return int(other[-1]) + 1 if len(other) else 0

    def last(self, prompt: int) -> str:
        """Return what is guessed at the last depth."""
        return self.names[prompt][-1]


def short(name: str) -> str:
    """Return a guess as a caption has it, cut where it is long."""
    return name if len(name) <= IN_CAPTIONS else f"{name[: IN_CAPTIONS - 1]}…"


def written_guess(text: str) -> str:
    """Return how a guess is written, cut where it is long."""
    whole = guessed(Token(0, text, 0))
    return whole if len(whole) <= OPENED.stop else f"{whole[OPENED]}…"
