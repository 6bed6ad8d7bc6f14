"""Towers of what was counted, side by side under a heading, the number over each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from manim import Mobject

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import translated
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.place_towers import Mark, PlaceTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

HIGHEST = 3.0  # of the largest tower, in units of space, where a tower's place is 1 wide
STUB = 0.12  # of its height a tower has before it rises, so that there is something to see while the caption is read
FEW = 5  # towers: names below so few have room to be larger


class Bar(NamedTuple):
    """One tower: its name below, what was counted, its colour."""

    name: str
    counted: Reading
    role: str


def count_towers(
    scene: AttentionScene, at: Place, bars: Sequence[Bar], lit: Collection[int], full: float = 0.0
) -> PlaceTowers:
    """Return towers that have hardly risen, some of them lit; ``full`` is the highest there could be, if not theirs."""
    em, wide, count = scene.layout.em, scene.layout.is_wide, len(bars)
    values = join([bar.counted.reshape(1) for bar in bars]).reshape(1, count)
    marks: list[Mark] = [(0, n, *grouped(bar.counted)) for n, bar in enumerate(bars)]
    high = (1.25 if wide else 0.95) * count * at.height / at.width
    drawn = PlaceTowers(
        [str(translated(bar.name)) for bar in bars], values, full or float(values.value.max()),
        [[bar.role for bar in bars]], *at.corners, height=min(high, HIGHEST),
        em=(1.1 if count <= FEW else 0.9) * em.word if wide else em.note, turn=0.0, pitch=15, yaw=-9, marks=marks,
        lit=[(0, each) for each in lit], mark_em=em.heading if wide else em.word, below=1.3 if wide else 1.0,
    )  # fmt: skip
    drawn.growth[:], drawn.named = STUB, 1.0
    return drawn


def show_counts(
    scene: AttentionScene, beat: str, caption: tuple[str, Numbers], drawn: PlaceTowers, heading: tuple[str, Numbers],
    *beside: Mobject,
) -> None:  # fmt: skip
    """Stand towers under a heading, raise them once the caption is read, then write their numbers."""
    cut_to(scene, drawn, heading_of(scene, *heading), *beside)
    with scene.beat(beat, *caption):
        scene.play(Change(drawn, growth=1.0, run_time=1.3))
        scene.play(Change(drawn, marked=1.0, run_time=0.5))
        scene.wait(0.3)
