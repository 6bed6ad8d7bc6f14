"""Piles of cubes on the stage, to scale, and what a cube of them stands for."""

from __future__ import annotations

from collections.abc import Sequence

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.cost.byte_piles import CUBES, WIDE, BytePiles
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import power_of_ten


def staged_piles(
    scene: AttentionScene, place: Place, piles: Sequence[Sequence[tuple[Reading, str]]], per_cube: float,
    *, pitch: float, yaw: float, wide: int = WIDE,
) -> BytePiles:  # fmt: skip
    """Return piles that fill a place: of each pile's kinds how much, and its palette role; no cube there yet."""
    stage, frame = scene.layout.stage, scene.layout.frame
    made = BytePiles(
        [[(round(float(count) / per_cube), count, role) for count, role in pile] for pile in piles],
        (frame.left, stage.bottom), (frame.right, frame.top), wide,
    )  # fmt: skip
    made.stand_at(made.seen(*place.corners, pitch=pitch, yaw=yaw))
    return made


def bytes_per_cube(largest: Reading) -> int:
    """Return how many bytes a cube stands for, where the largest pile has so many."""
    return power_of_ten(float(largest), CUBES)


def note_of_cube(scene: AttentionScene, piles: BytePiles, per_cube: int, width: float) -> Lines:
    """Return what a cube stands for; and that less than half of one is not drawn, where something is as little."""
    each = grouped(constant(per_cube))
    text = label_text("a cube: {count} bytes", count=each[0])
    if not piles.drawn.all():
        text = label_text("a cube: {count} bytes; less than half a cube is not drawn", count=each[0])
    return Lines(text, 0.4, width, edge=-1, numbers=[each])
