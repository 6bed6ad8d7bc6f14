"""The last token of a text, what the model expects after it, and the stack of layers that the text runs through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.answers.next_tokens import NextTokens, next_tokens
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack

MOST_WORDS = 18  # threads whose words can be read


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


def stack_of(scene: AttentionScene, added: Token | None = None) -> LayerStack:
    """Return the stack of all layers: in each, the mean of its heads' weights.

    With a token ``added`` behind the text there is a thread more and no arc, for the longer text was not traced.
    """
    bundle, frame, stage = scene.bundle, scene.layout.frame, scene.layout.stage
    each = bundle.read("pattern")
    mean = each[:, 0]
    for head in range(1, each.shape[1]):
        mean = mean + each[:, head]
    mean, tokens = mean / bundle.count("n_heads"), bundle.tokens()
    if added is not None:
        room = ((0, 0), (0, 1), (0, 1))
        mean, tokens = Reading(np.pad(mean.value, room), np.pad(mean.where, room), mean.name), [*tokens, added]
    layers = [bundle.count(f"layer.{layer}") for layer in range(len(mean))]
    low = frame.left, stage.bottom if scene.layout.is_wide else stage.bottom + 0.85
    stack = LayerStack(tokens, mean, layers, low, (frame.right, frame.top))
    stack.arcs = float(added is None)
    stack.rails = float(scene.layout.is_wide)
    stack.said = float(len(tokens) <= MOST_WORDS and (scene.layout.is_wide or scene.layout.is_tall))
    stack.sheets = np.zeros_like(stack.sheets)
    return stack
