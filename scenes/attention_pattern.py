"""One head's attention pattern, from the words to the dots."""

from __future__ import annotations

from scenes.steps.head_scene import HeadScene
from scenes.steps.pattern import PatternSteps
from scenes.steps.query_key import show_query_and_key
from scenes.steps.words import show_tokens, show_vectors


class AttentionPattern(HeadScene):
    """One head's attention: words, vectors, queries and keys, scores, mask, softmax, dots."""

    seconds = 75

    def construct(self) -> None:
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(f"layer {self.layer} · head {self.head}", where)
        show_vectors(self, show_tokens(self))
        show_query_and_key(self)
        steps = PatternSteps(self)
        steps.scores()
        steps.softmax()
        steps.reading()
        steps.controls()
