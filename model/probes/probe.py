"""Probe: a measurement of a model over sentences that are not shown, made once and made again another way.

A probe is one file of this folder: a frozen dataclass that derives from :class:`Probe` and holds its sentences, how it
is measured, and how it is measured again. It runs no model itself: the torch decoder hands it arrays to measure, the
NumPy decoder hands it arrays to measure again. No measure rests on a head's best case alone: each has a control
beside it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar, Protocol, Self

import numpy as np

Progress = Callable[[str, float | None], None]
Arrays = dict[str, np.ndarray]
Found = tuple[Arrays, dict[str, Any]]  # arrays, and facts that are plain data, such as numbers of sentences


class Token(Protocol):
    """A token: its number, its text and which word of the sentence it is a part of."""

    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def word(self) -> int: ...


class ProbedModel(Protocol):
    """A model as both ways of measuring see it, whichever decoder runs it."""

    @property
    def n_layers(self) -> int: ...
    @property
    def n_heads(self) -> int: ...
    @property
    def d_model(self) -> int: ...
    @property
    def d_head(self) -> int: ...
    def run(self, texts: Sequence[str], arrays: Sequence[str]) -> list[Arrays]:
        """Return these arrays of each text, all layers; ``arrays.ARRAYS`` states their axes."""

    def embedding(self) -> np.ndarray:
        """Return W_E ``[V, D]``, a row for each token."""

    def head_output_maps(self, layer: int) -> np.ndarray:
        """Return W_O of each head of a layer, ``[H, D, K]``."""

    def position_vectors(self) -> np.ndarray | None:
        """Return the vectors ``[C, D]`` that places add to embeddings; None where they add none."""


class MeasuredModel(ProbedModel, Protocol):
    """A model that is measured, with its tokenizer; equal to another of the same weights."""

    def __hash__(self) -> int: ...

    def tokens(self, text: str) -> Sequence[Token]:
        """Return the tokens of a text, the model's first token before them."""

    def single_token(self, word: str) -> Token:
        """Return the one token of a word with a space before it; a UserError where it is no single token."""

    def text_of(self, token: int) -> str:
        """Return the text of a token of the vocabulary."""


class RemeasuredModel(ProbedModel, Protocol):
    """A model that is measured again, with a tokenizer written a second time."""

    def __hash__(self) -> int: ...
    def ids(self, text: str) -> list[int]:
        """Return the numbers of a text's tokens, the model's first token included."""

    def spellings(self) -> Sequence[bytes]:
        """Return the bytes of every token of the vocabulary, a space in front of those that begin a word."""


class Probe(ABC):
    """A probe: its sentences, how it is measured and how it is measured again.

    The class of one file; it is found by its ``kind``, or by its ``name`` where a clip has at most one of the kind. No
    function serves both ways: all of the second have ``again`` in their names and call none of the first.

    Attributes
    ----------
    name
        The arrays stand under it in the bundle: ``probe:NAME.ARRAY``.
    rankings
        Arrays ``[L, H]`` that rank heads: ``{"carry": "carry"}`` lets a scene ask for the head ``best:carry``.
    """

    name: str
    rankings: ClassVar[Mapping[str, str]] = {}

    def filled(self, model: str = "") -> Self:
        """Return the same probe with every empty field taken from the probe sentences of a model."""
        return self

    @abstractmethod
    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        """Return the arrays by name, and facts for the sidecar."""

    @staticmethod
    @abstractmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays by other steps; ``asked`` is the probe as a sidecar states it."""

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        """Return those facts that are counts, counted from the probe as a sidecar states it."""
        return {}

    def starts_from(self) -> Self | None:
        """Return the probe that this one starts from and that is cached on its own; None for most."""
        return None

    def measure_from(self, model: MeasuredModel, known: Arrays) -> Arrays:
        """Return what this probe adds to the arrays of the probe that it starts from."""
        return {}
