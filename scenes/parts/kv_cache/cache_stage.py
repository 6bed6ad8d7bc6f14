"""The colonnade on the stage, and the column of numbers beside it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.colonnade.colonnade import Colonnade
from attention_scenes.scenes.mobjects.stage.pose import Pose
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.kv_cache.cache_facts import ARRAYS, CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_places import places_in

FEW = 7  # columns that stand beside what is said of them, and not over it
OVER = 0.6  # scene units by which more columns stand higher, over what is said
GUESS = 3.2  # em, of two rows of guesses over the columns
TURNED_WIDE, TURNED_TALL = (1.3, 1.9), (0.9, 1.3)  # of that, what turned ones take to the right and over them
Line = tuple[str, str, Numbers]  # what is said, its role or "hero", the Readings of its digits


def colonnade_of(scene: AttentionScene, facts: CacheFacts) -> Colonnade:
    """Return the columns, none of them there yet, seen so that the first ones and two more fill the stage."""
    at = places_in(scene.layout)
    keys, values = (facts.windows(name) for name in ARRAYS)
    columns = Colonnade(
        keys, values, facts.weights(), facts.names, facts.guesses, (at.box.left, at.box.bottom),
        (at.box.right, at.box.top), changes=[facts.moved(name) for name in ARRAYS], em=at.em,
        turn=at.turn,
    )  # fmt: skip
    columns.stand_at(view(scene, columns, min(facts.begun + 2, facts.count)))
    return columns


def view(scene: AttentionScene, columns: Colonnade, count: int, *, guesses: bool = False) -> Pose:
    """Return the pose from which so many columns fill their place; with room for what they guess over them."""
    at = places_in(scene.layout)
    beside = at.ledger.right - 0.3 if count < FEW and scene.layout.is_wide else at.filled.left
    turned = TURNED_WIDE if scene.layout.is_wide else TURNED_TALL
    low = at.filled.bottom + OVER * (count >= FEW and scene.layout.is_wide)
    room = GUESS * at.em * guesses * np.array(turned if columns.turn else (0.0, 1.0))
    high = np.array([at.filled.right, at.filled.top]) - room
    return columns.seen(count, (beside, low), high.tolist(), pitch=at.pitch, yaw=at.yaw)


def first(columns: Colonnade, count: int, value: float = 1.0) -> np.ndarray:
    """Return ``[T]``: a value for the first columns, 0 for the others."""
    return np.where(np.arange(columns.count) < count, value, 0.0)


def legend(scene: AttentionScene) -> VGroup:
    """Return which side of a column is its key and which its value; it stays as long as columns are seen."""
    em = 0.4 if scene.layout.is_wide else scene.layout.em.word
    names = [(label_text("front: key"), "key"), (label_text("side: value"), "value")]
    found = VGroup(*[scene.label(text, em, role) for text, role in names]).arrange(RIGHT, buff=0.6)
    found[1].stand_on(found[0].baseline)
    high = scene.layout.frame.top - 0.35
    return found.move_to([scene.layout.stage.right, high, 0], UP + RIGHT)


def ledger(scene: AttentionScene, lines: list[Line]) -> VGroup:
    """Return what is said beside the columns, line by line; a line of the role ``hero`` is the number it is about."""
    at, layout = places_in(scene.layout), scene.layout
    found = VGroup()
    for text, role, numbers in lines:
        if role == "hero":
            found.add(scene.label(text, 0.62, "focus", numbers=numbers))
        else:
            em = 0.34 if layout.is_wide else layout.em.word
            found.add(Lines(text, em, at.ledger.width, role, edge=-1, numbers=numbers))
    found.arrange(DOWN, buff=0.15, aligned_edge=LEFT)
    return fitted(found, at.ledger.width).move_to(at.ledger.at(DOWN + LEFT), DOWN + LEFT)
