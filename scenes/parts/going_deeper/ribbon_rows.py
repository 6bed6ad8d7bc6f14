"""Rows of ribbons over one axis of depth, each with its name and what it ends in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import LEFT, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import clipped
from attention_scenes.scenes.mobjects.falling.depth_ribbons import DepthRibbons
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.going_deeper.depth_facts import DepthFacts

LARGE, FEW = 0.4, 3  # em of names at 16:9 where no more ribbons than these share the height
SMALLER = 0.8  # of its size, to which a word without a break may be set to fit
NAMES, ENDS = 3.5, 2.1  # width of names and of what stands behind the ribbons, at 16:9


@dataclass(frozen=True)
class Row:
    """A ribbon: its name, its role, and what is written where it ends, with its numbers."""

    name: str
    role: str
    end: str
    digits: tuple[str, Reading]


def ribbon_rows(
    scene: AttentionScene, facts: DepthFacts, rows: Sequence[Row], shares: Reading, *,
    controls: Reading | None = None, marks: tuple[int, ...] = (), low: float = 0.0,
) -> tuple[DepthRibbons, Group]:  # fmt: skip
    """Return ribbons, none of them grown, and all that is written at them; ``low`` is left free below."""
    stage, is_wide, em = scene.layout.stage, scene.layout.is_wide, scene.layout.em
    step = min((stage.height - 0.75 - low) / len(rows), 2.5 if is_wide else 3.0)
    left = stage.left + (NAMES + 0.3 if is_wide else 0.15)
    width = (stage.right - ENDS if is_wide else stage.right - 0.15) - left
    ys = stage.top - step * (np.arange(len(rows)) + 1) + (0.12 if is_wide else 0.05)
    tall = step * 0.78 if is_wide else step - 1.25 * em.word - 0.3
    roles = tuple(row.role for row in rows)
    ribbons = DepthRibbons(shares, ys, width, tall, roles, controls, marks).shift([left, 0, 0])
    words = Group()
    size = (LARGE if len(rows) <= FEW else LARGE - 0.06) if is_wide else em.word
    for row, y in zip(rows, ys.tolist(), strict=True):
        words.add(*_written(scene, row, y, tall, left + width, size))
    return ribbons, words.add(*ticks(scene, facts, left, width, float(ys.min())))


def _written(scene: AttentionScene, row: Row, y: float, tall: float, right: float, size: float) -> list[Group]:
    """Return a row's name and what it ends in: beside its ribbon, or above it in a tall frame."""
    stage, is_wide = scene.layout.stage, scene.layout.is_wide
    digits = scene.label(row.digits[0], size, "text", numbers=[row.digits])
    if is_wide:
        name = Lines(row.name, size, NAMES, "text", edge=-1)
        if min(label.em for label in name) < SMALLER * size:
            name = clipped(row.name, size, NAMES)
        name.move_to([stage.left, y + tall / 2, 0], LEFT)
        end = clipped(row.end, size, ENDS - 0.2, row.role)
        end.move_to([right + 0.2, 0, 0], LEFT).stand_on(y + tall / 2 + 0.12)
        digits.move_to([right + 0.2, 0, 0], LEFT).stand_on(y + tall / 2 - 0.33)
        return [name, end, digits]
    line = y + tall + 0.3
    digits.move_to([stage.right, 0, 0], RIGHT).stand_on(line)
    end = clipped(row.end, size, 2.0, row.role).next_to(digits, LEFT, buff=0.25).stand_on(line)
    room = end.get_left()[0] - stage.left - 0.3
    name = clipped(row.name, size, room).move_to([stage.left, 0, 0], LEFT).stand_on(line)
    return [name, end, digits]


def ticks(scene: AttentionScene, facts: DepthFacts, left: float, width: float, bottom: float) -> list[Group]:
    """Return how many layers have been passed, under the last ribbon, and what the axis is."""
    count, em = facts.n_layers, 0.28 if scene.layout.is_wide else scene.layout.em.note
    every = 5 if count >= 10 else 1
    found = []
    for n in range(0, count + 1, every):
        label = scene.label(str(n), em, "soft", numbers=[facts.layer(n)])
        found.append(label.move_to([left + width * n / count, 0, 0]).stand_on(bottom - 1.25 * em))
    axis = scene.label(label_text("layers passed"), em, "text")
    if scene.layout.is_wide:
        return [*found, axis.move_to([left + width + 0.4, 0, 0], LEFT).stand_on(bottom - 1.25 * em)]
    return [*found, axis.move_to([left + width, 0, 0], RIGHT).stand_on(bottom - 2.6 * em)]
