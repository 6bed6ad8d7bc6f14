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
from typing import Any, ClassVar, NamedTuple, Protocol, Self

import numpy as np

Progress = Callable[[str, float | None], None]
Arrays = dict[str, np.ndarray]
MapChange = Callable[[np.ndarray], np.ndarray]
Found = tuple[Arrays, dict[str, Any]]  # arrays, and facts that are plain data, such as numbers of sentences


class Token(Protocol):
    """A token: its number, its text and which word of the sentence it is a part of."""

    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def word(self) -> int: ...


class MergedWord(NamedTuple):
    """A word as byte-pair merges build it: a forest of nodes, whose roots are its tokens.

    Attributes
    ----------
    nodes
        Numbers in the vocabulary: first those of the word's bytes or characters, then what each merge made.
    joins
        For each merge the two nodes that it joined, in the order in which they were joined.
    ranks
        The place of each merge in the list of merges, from 1.
    roots
        The nodes that are left, the word's tokens, from left to right.
    """

    nodes: list[int]
    joins: list[tuple[int, int]]
    ranks: list[int]
    roots: list[int]


class Earlier(NamedTuple):
    """What later tokens of a sentence see of the ``length`` earlier ones: turned keys and values, ``[L, G, T, K]``."""

    length: int
    keys: np.ndarray
    values: np.ndarray


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
    @property
    def n_context(self) -> int: ...
    @property
    def n_tokens(self) -> int:
        """How many rows the embedding has, read off its shape."""

    def run(self, texts: Sequence[str], arrays: Sequence[str]) -> list[Arrays]:
        """Return these arrays of each text, all layers; ``arrays.ARRAYS`` states their axes."""

    def run_rows(
        self, rows: Sequence[Sequence[int]], arrays: Sequence[str], changes: Sequence[Mapping[str, Any]] = ()
    ) -> list[Arrays]:
        """Return these arrays of rows of token numbers, all equally long: no first token is put before them.

        ``changes`` are interventions that are made in each, as tables such as ``interventions.to_json`` returns.
        """

    def run_ways(
        self, rows: Sequence[Sequence[int]], arrays: Sequence[str], ways: Sequence[Sequence[Mapping[str, Any]]]
    ) -> list[Arrays]:
        """Return these arrays of rows of token numbers of any lengths, each with the interventions of its way."""

    def run_streams(
        self,
        streams: np.ndarray | Sequence[np.ndarray],
        layer: int,
        arrays: Sequence[str],
        ways: Sequence[Sequence[Mapping[str, Any]]],
        sources: Mapping[str, Arrays],
    ) -> list[Arrays]:
        """Return these arrays, from a layer on, of streams ``[T, D]`` that enter it, each with its interventions.

        ``sources`` are what a ``Patch`` puts in: arrays of all layers, by its ``from_trace`` and its ``name``.
        """

    def neuron_parts(self, row: Sequence[int], wanted: int, rivals: Sequence[int]) -> np.ndarray:
        """Return each neuron's activation times the gradient of a lead by it, ``[L, T, M]``, in double precision.

        The lead is the last logit of ``wanted`` less the mean of those of ``rivals``.
        """

    def loss_step(self, row: Sequence[int], rate: float) -> Arrays:
        """Return what one gradient step on a row of tokens does, as ``decoder.loss_step`` lists it, in float64."""

    def unembed(self, normed_ND: np.ndarray) -> np.ndarray:
        """Return the logits ``[N, V]`` of vectors that the last norm has left (``final_norm``)."""

    def embedding(self) -> np.ndarray:
        """Return W_E ``[V, D]``, a row for each token."""

    def read_out(self, vectors_ND: np.ndarray) -> np.ndarray:
        """Return the logits ``[N, V]`` of streams, as if no layer came after them: the last norm, then W_U."""

    def own_unembedding(self) -> np.ndarray | None:
        """Return W_U ``[V, D]``; None where it is the embedding once more."""

    def head_output_maps(self, layer: int) -> np.ndarray:
        """Return W_O of each head of a layer, ``[H, D, K]``."""

    def layer_maps(self, layer: int) -> Mapping[str, np.ndarray]:
        """Return a layer's maps, ``[out, in]``, those there are of q, k, v, o, gate, up and down."""

    def position_vectors(self) -> np.ndarray | None:
        """Return the vectors ``[C, D]`` that places add to embeddings; None where they add none."""

    def rotary_speeds(self) -> np.ndarray | None:
        """Return by which angle each rotary pair turns from one place to the next, ``[R]`` float64; None for none."""

    def trained(self) -> Mapping[str, np.ndarray]:
        """Return what was trained of an adapted model, by the names in its file: nothing where none is adapted."""

    def frozen(self) -> ProbedModel | None:
        """Return the model that an adapted one adapts; None for most."""

    def with_maps(self, change: MapChange) -> ProbedModel:
        """Return the same model with ``change`` made in each map of all layers, as ``layer_maps`` has them."""


class MeasuredModel(ProbedModel, Protocol):
    """A model that is measured, with its tokenizer; equal to another of the same weights."""

    def __hash__(self) -> int: ...

    def tokens(self, text: str) -> Sequence[Token]:
        """Return the tokens of a text, the model's first token before them."""

    def single_token(self, word: str) -> Token:
        """Return the one token of a word with a space before it; a UserError where it is no single token."""

    def text_of(self, token: int) -> str:
        """Return the text of a token of the vocabulary."""

    def merged_words(self, text: str) -> list[MergedWord] | None:
        """Return a text's words as merges build them; None where merges are not what cuts it."""

    def merges(self) -> Sequence[tuple[int, int, int]]:
        """Return for each merge, best first, the numbers of its two tokens and of what it makes."""

    def token_bytes(self) -> Sequence[bytes]:
        """Return the bytes of every token of the vocabulary, a space in front of those that begin a word."""


class RemeasuredModel(ProbedModel, Protocol):
    """A model that is measured again, with a tokenizer written a second time."""

    def __hash__(self) -> int: ...
    @property
    def looks_back_only(self) -> bool:
        """Whether no token sees a later one, so that those before a change stay as they are."""

    def run_ends(
        self, streams: Sequence[np.ndarray], layer: int, arrays: Sequence[str], earlier: Sequence[Earlier]
    ) -> list[Arrays]:
        """Return these arrays, from a layer on, of streams of the last tokens of sentences, of any lengths."""

    def ids(self, text: str) -> list[int]:
        """Return the numbers of a text's tokens, the model's first token included."""

    def spellings(self) -> Sequence[bytes]:
        """Return the bytes of every token of the vocabulary, a space in front of those that begin a word."""

    def merge_list(self) -> Sequence[tuple[str, str]]:
        """Return the pairs that are merged, best first; none where the vocabulary has no such list."""

    def uncut_words(self, text: str) -> Sequence[Sequence[str]]:
        """Return a text's words, each as the bytes or characters that merges start from, spelt as the vocabulary is."""

    def numbers(self) -> Mapping[str, int]:
        """Return the number of each token by its spelling in the vocabulary."""


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
    exact
        Arrays of whole numbers that are looked up or counted and never rounded: ``verify`` allows them no error.
    timed
        Arrays of seconds by a clock. The sidecar states them, and ``verify`` takes the time again on its own machine.
    """

    name: str
    rankings: ClassVar[Mapping[str, str]] = {}
    exact: ClassVar[frozenset[str]] = frozenset()
    timed: ClassVar[frozenset[str]] = frozenset()

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
