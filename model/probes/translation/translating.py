"""Translator: what probes ask of a model that reads a sentence and says another, whichever code runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast, runtime_checkable

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays
from attention_scenes.model.probes.translation.lexicon import ENGLISH

Row = Sequence[int]  # numbers of words
# A query of the decoder, and what it may not look at in any cross head: a word, or some patches.
EdgeCut = tuple[int, int | list[int]]


@runtime_checkable
class Translator(Protocol):
    """An encoder–decoder: its encoder reads a row of words, its decoder says another, word by word.

    It is what a probe is handed whose class says ``of_translators``.
    """

    @property
    def reads(self) -> tuple[str, ...]:
        """The words that it reads, in the order of their numbers."""

    @property
    def says(self) -> tuple[str, ...]:
        """The words that it says: first the start, which stands before all others, and the end."""

    def run_pairs(
        self, read: Sequence[Row], said: Sequence[Row], arrays: Sequence[str], cuts: Sequence[EdgeCut | None] = ()
    ) -> list[Arrays]:
        """Return arrays of each pair: what is read, and what the decoder has said, its start included.

        Names are those of ``translator.pair_of_stacks``: ``logits`` ``[T, V]``, ``cross_pattern`` ``[L, H, T, S]``,
        ``encoder_pattern`` ``[L, H, S, S]`` and so on. Row t of the decoder's is the place about to say word t. A cut
        leaves out one edge of a pair in all cross heads of all layers.
        """

    def translate(self, read: Sequence[Row]) -> list[list[int]]:
        """Return what it says of each row, its likeliest word each time, up to and with the end."""


def translator_of(model: object) -> Translator:
    """Return the translator that a model is; a UserError where it is none, or knows other words."""
    if not isinstance(model, Translator):
        raise UserError(
            "This asks for translations, and the model has no encoder that reads a sentence: give --model "
            "ours:translator."
        )
    if model.reads != ENGLISH:
        raise UserError("The model reads other words than this grammar has: give --model ours:translator.")
    return model


def translator_again(model: object) -> Translator:
    """Return a model of the second way as the translator that it is: the first way has refused all others."""
    return cast(Translator, model)
