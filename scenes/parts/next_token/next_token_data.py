"""The last token of a text, what the model expects after it, and the stack of layers that the text runs through."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import NextTokens, next_tokens
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack

AGAIN = "again"  # the trace of the text with the likeliest token behind it
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


def stack_of(scene: AttentionScene, trace: str = "") -> LayerStack:
    """Return the stack of all layers that the text of a trace runs through: in each, the mean of its heads' weights."""
    bundle, frame, stage = scene.bundle, scene.layout.frame, scene.layout.stage
    each = bundle.read("pattern", trace=trace)
    mean = each[:, 0]
    for head in range(1, each.shape[1]):
        mean = mean + each[:, head]
    mean, tokens = mean / bundle.count("n_heads"), bundle.tokens(trace)
    layers = [bundle.count(f"layer.{layer}") for layer in range(len(mean))]
    low = frame.left, stage.bottom if scene.layout.is_wide else stage.bottom + 0.85
    stack = LayerStack(tokens, mean, layers, low, (frame.right, frame.top))
    stack.rails = float(scene.layout.is_wide)
    stack.said = float(len(tokens) <= MOST_WORDS and (scene.layout.is_wide or scene.layout.is_tall))
    return stack
