"""One head's attention pattern, from the words to the dots."""

from __future__ import annotations

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.parts.attention_pattern.grid_beats import PatternSteps
from attention_scenes.scenes.parts.shared.head_scene import HeadScene
from attention_scenes.scenes.parts.shared.query_key_beats import show_query_and_key
from attention_scenes.scenes.parts.shared.token_beats import show_tokens, show_vectors


class AttentionPattern(HeadScene):
    """One head's attention: words, vectors, queries and keys, scores, mask, softmax, dots.

    From the words to the dots in one clip: tokens, vectors, a query and a key, one dot product worked through, the grid
    of all scores, ÷ √d, the mask, softmax, dots whose area is the weight, and the controls that say what this head may
    be called.

    Answers: Are −100 and 100 bounds of a score? Why is it divided by √d? Does a head know grammar, or only neighbours?

    Measured: Every number and dot of one head of one layer, and the mean weights over other sentences in which other
    words stand in the adjectives' places.

    Told: The bubbles: what the query asks and the key answers.

    Yours: Give another `text`, `head`, `convention` or `focus`. The caption says that a noun reads its adjectives only
    where its largest weight, the start token and itself aside, is on one of them, and names what it does read
    elsewhere. The last word on the head is that of the controls.
    """

    seconds = 74
    poster = "dots"

    def construct(self) -> None:
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=self.layer, head=self.head), where)
        show_vectors(self, show_tokens(self))
        show_query_and_key(self)
        steps = PatternSteps(self)
        steps.scores()
        steps.softmax()
        steps.reading()
        steps.controls()
