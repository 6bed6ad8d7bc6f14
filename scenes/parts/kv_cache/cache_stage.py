"""The colonnade on the stage, and the column of numbers beside it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, VGroup

from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.colonnade.colonnade import Colonnade
from attention_scenes.scenes.mobjects.stage.pose import Pose
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.kv_cache.cache_facts import ARRAYS, CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_places import places_in

FEW = 7  # columns that stand beside what is said of them, and not over it
GUESS = 5.5  # em, of a long name
Line = tuple[str, str, Numbers]  # what is said, its role or "hero", the Readings of its digits


def colonnade_of(scene: AttentionScene, facts: CacheFacts) -> Colonnade:
    """Return the columns, none of them there yet, seen so that the first ones and two more fill the stage."""
    at = places_in(scene.layout)
    keys, values = (facts.windows(name) for name in ARRAYS)
    columns = Colonnade(
        keys, values, facts.weights(), facts.names, facts.guesses, (at.box.left, at.box.bottom),
        (at.box.right, at.box.top), changes=[facts.moved(name) for name in ARRAYS], em=at.em,
    )  # fmt: skip
    columns.stand_at(view(scene, columns, min(facts.begun + 2, facts.count)))
    return columns


def view(scene: AttentionScene, columns: Colonnade, count: int, *, guesses: bool = False) -> Pose:
    """Return the pose from which so many columns fill their place; with room for what they guess over them."""
    at = places_in(scene.layout)
    beside = at.ledger.right - 0.3 if count < FEW and scene.layout.is_wide else at.filled.left
    room = (GUESS * at.em if guesses else 0.0) * np.array([0.7, 0.7])
    low, high = (beside, at.filled.bottom), np.array([at.filled.right, at.filled.top]) - room
    return columns.seen(count, low, high.tolist(), pitch=at.pitch, yaw=at.yaw)


def first(columns: Colonnade, count: int, value: float = 1.0) -> np.ndarray:
    """Return ``[T]``: a value for the first columns, 0 for the others."""
    return np.where(np.arange(columns.count) < count, value, 0.0)


def ledger(scene: AttentionScene, lines: list[Line]) -> VGroup:
    """Return what is said beside the columns, line by line; a line of the role ``hero`` is the number it is about."""
    at, layout = places_in(scene.layout), scene.layout
    found = VGroup()
    for text, role, numbers in lines:
        if role == "hero":
            found.add(scene.label(text, 0.8, "focus", numbers=numbers))
        else:
            em = 0.34 if layout.is_wide else layout.em.word
            found.add(Lines(text, em, at.ledger.width, role, edge=-1, numbers=numbers))
    found.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    return fitted(found, at.ledger.width).move_to(at.ledger.at(DOWN + LEFT), DOWN + LEFT)
