"""Pairs of towers, a recurrent net's and attention's, for texts of several lengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from manim import DOWN, LEFT, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.parallelism.relay_beats import NAMES
from attention_scenes.scenes.parts.parallelism.waiting_facts import ROLES
from attention_scenes.scenes.parts.parallelism.waiting_places import places_in
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

STEEP = 2.6  # units of space that a group takes, so that towers fill their place both ways
BEGUN = 0.08  # of its height, a tower that is to rise: the stage is never empty
BESIDE = 1.9  # scene units for what a pane is called
LARGE = 100.0  # from here on a number has no decimal


def short(value: float) -> str:
    """Write a number as briefly as its size allows."""
    return f"{value:,.0f}" if value >= LARGE else written(value, 1)


def pairs_of(
    scene: AttentionScene, pairs: Sequence[Reading], sizes: Reading, heading: str, level: Level | None = None,
    write: Callable[[float], str] = short,
) -> tuple[RunTowers, Group]:  # fmt: skip
    """Return towers of each length of text, begun, and what they are with whose they are."""
    em, wide = scene.layout.em, scene.layout.is_wide
    groups = []
    for pair, size in zip(pairs, sizes, strict=True):
        count = grouped(size)
        groups.append(RunGroup(label_text("{count} words", count=count[0]), pair, ROLES, numbers=[count]))
    most, place = max(float(pair.value.max()) for pair in pairs), places_in(scene.layout).towers
    if level:
        most, place = max(most, float(level.value)), replace(place, right=place.right - BESIDE)
    drawn = RunTowers(
        groups, level, *place.corners, full=STEEP * len(groups) * place.height / place.width, below=1.2, most=most,
        em=1.2 * em.word if wide else em.note, mark_em=1.3 * em.word if wide else em.note, write=write,
    )  # fmt: skip
    drawn.growth[:] = 3 * BEGUN if level else BEGUN
    stage = scene.layout.stage
    over = heading_of(scene, heading)
    legend = Group(*[Lines(name, 1.1 * em.word, stage.width, role) for name, role in zip(NAMES, ROLES, strict=True)])
    legend.arrange(RIGHT, buff=0.7).next_to(over, DOWN, buff=0.25, aligned_edge=LEFT)
    return drawn, Group(over, legend)


def rise_pairs(scene: AttentionScene, drawn: RunTowers) -> None:
    """Let towers rise, length by length, and write their numbers."""
    scene.play(Change(drawn, growth=1.0, delays=np.linspace(0, 1, len(drawn.growth)), run_time=2.4))
    scene.play(Change(drawn, named=1.0, run_time=0.6))
