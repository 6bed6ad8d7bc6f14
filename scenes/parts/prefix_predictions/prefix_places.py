"""Where prefix-predictions' parts stand in each layout: the sentence above the stairs, the first guess beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manim import UP

from attention_scenes.scenes.framework.layout import SENTENCE, Layout, Place
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Bars

FEW = 9  # examples whose numbers fit below their names


@dataclass(frozen=True)
class PrefixPlaces:
    """Places in scene units."""

    large: float  # em of the sentence alone
    row: float  # em of the sentence above the stairs
    row_top: float  # the top of its boxes there
    floor: float  # below it no stairs are seen
    near: Place  # what the first stair fills
    whole: Place  # what all of them fill
    deep: Place  # and with what they cost
    pitch: float  # of the camera that sees all, in degrees
    low_pitch: float
    yaw: float
    low_yaw: float
    step: float  # from stair to stair, in units of space
    em: float  # of names and numbers there
    angle: float  # of the lens, in degrees
    flat: bool  # whether a name and its number stand side by side
    bars: Bars
    heading: Place  # the two lines above the bars
    note: Place  # small print
    ledger: Place  # the loss and what it is compared with


def places_in(layout: Layout, count: int) -> PrefixPlaces:
    """Return the places for so many examples: where there are many, names and numbers stand closer."""
    stage, words = layout.stage, layout.words
    close: dict[str, Any] = {"em": 1.1 * layout.em.note, "flat": True}
    if layout.is_wide:
        many: dict[str, Any] = {
            "pitch": 26,
            "low_pitch": 24,
            "step": 1.7,
            "angle": 22,
            "yaw": 14,
            "low_yaw": 22,
        } | close
        few: dict[str, Any] = {
            "pitch": 20,
            "low_pitch": 13,
            "step": 0.85,
            "angle": 40,
            "yaw": 17,
            "low_yaw": 25,
            "em": layout.em.word,
            "flat": False,
        }
        return PrefixPlaces(
            large=0.9, row=0.42, row_top=3.75, floor=stage.bottom,
            near=Place(stage.left + 0.3, -2.4, -1.6, 2.7), whole=Place(stage.left + 0.2, -2.2, stage.right - 0.3, 2.35),
            deep=Place(stage.left + 0.1, -1.55, stage.right - 0.2, 2.35), bars=Bars(1.9, 1.0, 0.5, 3.0),
            heading=Place(-0.9, 1.5, stage.right, 2.6), note=Place(stage.left, -2.5, 2.0, -2.5),
            ledger=Place(stage.left + 0.1, -2.75, stage.right, -2.0), **(few if count <= FEW else many),
        )  # fmt: skip
    top = float(layout.band(*SENTENCE).at(UP)[1])
    return PrefixPlaces(
        large=0.85, row=0.4, row_top=top, floor=stage.bottom + 1.2,
        near=Place(stage.left + 1.6, 1.1, stage.right - 1.6, top - 1.6),
        whole=Place(stage.left + 0.2, stage.bottom + 1.4, stage.right - 1.0, top - 1.3),
        deep=Place(stage.left + 0.2, stage.bottom + 2.6, stage.right - 1.0, top - 1.3), pitch=34, low_pitch=26, yaw=10,
        low_yaw=10, step=2.2, angle=22, **close,
        bars=Bars(-0.6, -1.25, 0.5, 3.0), heading=Place(words.left, -0.35, words.right, 0.6),
        note=Place(words.left, stage.bottom + 0.5, words.right, stage.bottom + 0.5),
        ledger=Place(words.left, stage.bottom + 0.3, words.right, stage.bottom + 2.3),
    )  # fmt: skip
