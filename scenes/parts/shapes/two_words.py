"""Every matrix of one head on a phrase of two words, and of all heads together, with their sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.phrases.genders import GenderProbe
from attention_scenes.scenes.mobjects.matrices.wall import Wall
from attention_scenes.scenes.mobjects.text.token_names import spoken

ROLES = {"q": "query", "k": "key", "v": "value"}


@dataclass(frozen=True)
class TwoWords:
    """A phrase in the model of whole numbers, as rows: ``x W``, one row a word."""

    bundle: Bundle
    head: int
    words: tuple[str, ...]
    probe: GenderProbe

    @classmethod
    def of(cls, bundle: Bundle) -> TwoWords:
        words = tuple(spoken(token) for token in bundle.tokens())
        return cls(bundle, bundle.chosen_head()[1], words, GenderProbe().filled())

    @property
    def inputs(self) -> Reading:
        """The rows of the words, X ``[n, d]``."""
        return self.bundle.read("embed")

    def map(self, letter: str) -> Reading:
        """Return W_Q, W_K or W_V as code writes it, ``[d, d_k]``."""
        return self.bundle.read(f"W_{letter.upper()}", 0, self.head).T

    def rows(self, letter: str) -> Reading:
        """Return Q, K or V, ``[n, d_k]``."""
        return self.bundle.read(letter, 0, self.head)

    @property
    def scores(self) -> Reading:
        """Q Kᵀ, ``[n, n]``: a row for each query."""
        return self.bundle.read("raw_scores", 0, self.head)

    @property
    def scaled(self) -> Reading:
        return self.bundle.read("attn_scores", 0, self.head)

    @property
    def weights(self) -> Reading:
        """The softmax of each row, A ``[n, n]``."""
        return self.bundle.read("pattern", 0, self.head)

    def mixed(self, head: int) -> Reading:
        """Return A V of a head, Z ``[n, d_k]``."""
        return self.bundle.read("z", 0, head)

    @property
    def n_heads(self) -> int:
        return int(self.bundle.meta["n_heads"])

    @property
    def concatenated(self) -> Reading:
        """All heads' Z side by side, ``[n, H d_k]``."""
        return join([self.mixed(head).T for head in range(self.n_heads)]).T

    @property
    def way_back(self) -> Reading:
        """W_O as code writes it, ``[H d_k, d]``."""
        return join([self.bundle.read("W_O", 0, head).T for head in range(self.n_heads)])

    @property
    def out(self) -> Reading:
        """What attention makes of each word, ``[n, d]``."""
        return self.bundle.read("attn_out", 0)

    @property
    def answer_ids(self) -> list[int]:
        """The numbers of the two answers in the vocabulary."""
        return list(self.bundle.meta["probes"]["gender"]["answers"])

    @property
    def answer_columns(self) -> Reading:
        """The two answers' columns of the unembedding, ``[d, 2]``."""
        return join([self.bundle.read("W_U", number).reshape(1, -1) for number in self.answer_ids]).T

    @property
    def answers(self) -> Reading:
        """The logit of each answer for each word, ``[n, 2]``."""
        return self.bundle.read("logits")[:, self.answer_ids]

    def gender(self, word: int) -> int:
        """Return the answer with the larger logit: 0 masculine, 1 feminine."""
        return int(self.answers.value[word].argmax())

    def is_right(self, word: int) -> bool:
        return self.probe.genders(" ".join(self.words))[word] == self.probe.answers[self.gender(word)]

    @property
    def asked(self) -> int:
        """The word whose gender is told at the end: the adjective, else the second word."""
        found = [n for n, word in enumerate(self.words) if word in self.probe.adjectives]
        return found[0] if found else 1

    @property
    def feminine_forms(self) -> dict[str, str]:
        """How adjectives are spelt beside a feminine noun: no model is asked for it."""
        return dict(self.probe.pairs)

    @property
    def others_are_zero(self) -> bool:
        """Whether all words but the answers have the logit 0, whatever is read."""
        left = np.delete(self.bundle.read("logits").value, self.answer_ids, axis=1)
        return not left.any()


def wall(
    readings: Reading, role: str, *, learnt: bool = False, digits: bool = True, decimals: int = 2, zeros: bool = True
) -> Wall:  # fmt: skip
    """Return a matrix with its look; whole numbers are written without decimals."""
    return Wall(readings, role, 0 if is_whole(readings) else decimals, learnt, digits, zeros)


def is_whole(readings: Reading) -> bool:
    return bool((readings.value == np.rint(readings.value)).all())
