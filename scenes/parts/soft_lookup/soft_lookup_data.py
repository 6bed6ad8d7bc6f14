"""Cosines of a word with each key of a dictionary, and their softmax."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.framework.scene import AttentionScene


def cosines_with_keys(scene: AttentionScene, asked: str) -> Reading:
    """Return the cosine of the word asked with each key, ``[N]``."""
    row = scene.bundle.word(asked).word
    keys = [scene.bundle.word(key).word for key, _ in scene.params.entries]
    return join([scene.bundle.probe("embedding.cosine", row, key) for key in keys])


def weights_of(cosines: Reading, sharpness: float) -> Reading:
    """Return softmax(sharpness · cosine), ``[N]``."""
    return (cosines * sharpness).softmax()
