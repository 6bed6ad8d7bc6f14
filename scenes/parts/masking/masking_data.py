"""One head with its mask on and off: the query that is followed, and what would leak."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.pattern_claims import find_word, nouns_with_adjectives
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import called, words_of

MUCH = 0.25  # a weight on later words worth following


@dataclass(frozen=True)
class MaskFocus:
    """A head on a sentence with its mask on (``closed``) and off (``open``), and the ``query`` that is followed."""

    bundle: Bundle
    tokens: list[Token]
    layer: int
    head: int
    closed: Reading
    open: Reading
    query: int

    @classmethod
    def of(cls, scene: AttentionScene) -> MaskFocus:
        bundle, (layer, head) = scene.bundle, scene.bundle.chosen_head()
        closed, opened = (bundle.read("pattern", layer, head, trace=trace) for trace in ("", "open"))
        query = choose_query(bundle.tokens(), opened, scene.params.focus)
        return cls(bundle, bundle.tokens(), layer, head, closed, opened, query)

    def ahead(self) -> int:
        """Return the later word that the followed one would weigh most; itself where nothing comes later."""
        later = self.open.value[self.query, self.query + 1 :]
        return self.query + 1 + int(later.argmax()) if len(later) else self.query

    def read(self, name: str, trace: str = "") -> Reading:
        """Return one of the head's arrays, of one of the forward passes."""
        return self.bundle.read(name, self.layer, self.head, trace=trace)

    def word(self, index: int, trace: str = "") -> str:
        return called(self.bundle.tokens(trace), index)


def choose_query(tokens: list[Token], opened: Reading, word: str) -> int:
    """Return the word named, else the first noun with adjectives that would look ahead, else whichever would most."""
    named = find_word(tokens, word) if word else None
    if named is not None:
        return named
    leaks = np.triu(opened.value, 1).sum(axis=1)
    leaks[0] *= len(tokens) == 2  # the first token only gathers attention
    for noun in nouns_with_adjectives(tokens):
        if leaks[noun.query] > MUCH:
            return noun.query
    ends = [indices[-1] for indices in words_of(tokens)]  # a piece alone is no word to follow
    return max([0, *ends], key=lambda i: leaks[i])
