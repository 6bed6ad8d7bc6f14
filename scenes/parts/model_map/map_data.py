"""What the map of a model is drawn from: the patterns of all layers, and the layer that is opened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.pattern_claims import choose_focus, find_word, nouns_with_adjectives
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.text.token_names import words_of
from attention_scenes.scenes.parts.model_map.map_places import places_in

# Chapters whose place is one head, one MLP, all that is learned, and beside other kinds of transformers.
OF_ONE_HEAD, OF_MLP, OF_LEARNING, OF_OTHERS = 2, 5, 6, 7


@dataclass(frozen=True)
class ModelOnMap:
    """All layers of a model on one sentence.

    Attributes
    ----------
    patterns
        ``[L, T, T]`` the mean of each layer's heads.
    opened
        The layer and head that are spoken of, with the layer's ``heads`` ``[H, T, T]``; None where none is.
    layer
        The layer that is opened: that head's, or for its MLP the middle one; None where none is.
    query
        The token whose arcs have a colour.
    guess, share
        The likeliest next token as it is written, and its probability.
    """

    patterns: Reading
    opened: tuple[int, int] | None
    heads: Reading | None
    layer: int | None
    query: int
    guess: str
    share: Reading

    @classmethod
    def of(cls, scene: AttentionScene) -> ModelOnMap:
        bundle, tokens = scene.bundle, scene.bundle.tokens()
        each = bundle.read("pattern")
        mean = each[:, 0]
        for head in range(1, each.shape[1]):
            mean = mean + each[:, head]
        opened = bundle.head
        heads = each[opened[0]] if opened else None
        query = len(tokens) - 1
        if (named := find_word(tokens, scene.params.focus) if scene.params.focus else None) is not None:
            query = named
        elif opened and heads is not None:
            ends = [word[-1] for word in words_of(tokens)]
            query = choose_focus(heads.value[opened[1]], nouns_with_adjectives(tokens, []), ends)
        after = next_tokens(bundle)
        layer = opened[0] if opened else len(each) // 2 if scene.params.chapter == OF_MLP else None
        share = after.probabilities[0]
        return cls(mean / bundle.count("n_heads"), opened, heads, layer, query, guessed(after.tokens[0]), share)

    def stack(self, scene: AttentionScene) -> LayerStack:
        """Return the stack of the layers, closed, with no vector in it yet."""
        box, frame = places_in(scene.layout).box, scene.layout.frame
        layers = [scene.bundle.count(f"layer.{layer}") for layer in range(len(self.patterns))]
        made = LayerStack(
            scene.bundle.tokens(), self.patterns, layers, *box.corners,
            query=self.query, heads={self.opened[0]: self.heads} if self.opened and self.heads else None,
            ceiling=frame.top - 0.02 * frame.height,
        )  # fmt: skip
        made.sheets = np.zeros_like(made.sheets)
        return made
