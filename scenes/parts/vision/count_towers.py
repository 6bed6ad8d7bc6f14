"""Towers of right answers side by side: what is counted of our own runs on digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, translated
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.place_towers import Mark, PlaceTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.vision_places import places_in

HIGHEST = 3.0  # of the largest tower, in units of space, where a tower's place is 1 wide
STUB = 0.12  # of its height a tower has before it rises, so that there is something to see while the caption is read


class Bar(NamedTuple):
    """One tower: its name below, what was counted, its colour."""

    name: str
    right: Reading
    role: str


def show_towers(
    scene: AttentionScene, beat: str, caption: tuple[str, Numbers], bars: Sequence[Bar], heading: tuple[str, Numbers],
    lit: int,
) -> None:  # fmt: skip
    """Raise towers under a heading; one of them is lit."""
    at, em, wide = places_in(scene.layout).towers, scene.layout.em, scene.layout.is_wide
    marks: list[Mark] = [(0, n, grouped(bar.right)[0], bar.right) for n, bar in enumerate(bars)]
    values = join([bar.right.reshape(1) for bar in bars]).reshape(1, len(bars))
    high = (1.25 if wide else 0.95) * len(bars) * at.height / at.width
    drawn = PlaceTowers(
        [str(translated(bar.name)) for bar in bars], values, float(values.value.max()), [[bar.role for bar in bars]],
        *at.corners, height=min(high, HIGHEST), em=1.1 * em.word if wide else em.note, turn=0.0, pitch=15, yaw=-9,
        marks=marks, lit=[(0, lit)], mark_em=em.heading if wide else em.word, below=1.3 if wide else 1.0,
    )  # fmt: skip
    drawn.growth[:], drawn.named = STUB, 1.0
    scene.change_provenance(label_text("counted on held-out digits"))
    cut_to(scene, drawn, heading_of(scene, *heading))
    with scene.beat(beat, *caption):
        scene.play(Change(drawn, growth=1.0, run_time=1.3))
        scene.play(Change(drawn, marked=1.0, run_time=0.5))
        scene.wait(0.3)
