"""The four layouts, 16:9, 4:3, 1:1 and 9:16, and which of them a picture of some size gets."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from manim import config

from attention_scenes.scenes.framework.layout import (
    CAPTION,
    PROVENANCE,
    SENTENCE,
    STAGE,
    Layout,
    Place,
    wide,
    without_margin,
)

NARROW = 11.4  # scene units across, of 4:3 and of 1:1: what is 12.9 wide at 16:9 is set closer there


@cache
def four_to_three() -> Layout:
    """Return the layout of a 4:3 frame: what is in it at 16:9, closer together."""
    return _narrow(0.75 * NARROW)


@cache
def square() -> Layout:
    """Return the layout of a 1:1 frame: as 4:3, and higher."""
    return _narrow(NARROW)


@cache
def tall() -> Layout:
    """Return the layout of a 9:16 frame, 8 units wide: what stands beside the picture at 16:9 stands below it."""
    frame = Place(-4.0, -64 / 9, 4.0, 64 / 9)
    stage = without_margin(frame).part(*STAGE)
    upper, lower = stage.part(0.12, 0.52), stage.part(0.642, 1.0)
    return _of(frame, Place(stage.left + 1.5, upper.bottom, stage.right - 0.5, upper.top), lower)


def _narrow(height: float) -> Layout:
    frame = Place(-NARROW / 2, -height / 2, NARROW / 2, height / 2)
    stage = without_margin(frame).part(*STAGE)
    pattern = Place(stage.left + 1.5, stage.bottom + 0.75, stage.left + 5.9, stage.top - 1.0)
    return _of(frame, pattern, Place(stage.right - 4.42, stage.bottom + 0.2, stage.right, pattern.top))


def _of(frame: Place, pattern: Place, side: Place) -> Layout:
    words = without_margin(frame)
    return Layout(
        frame=frame,
        stage=words.part(*STAGE),
        sentence=words.part(*[sum(SENTENCE) / 2] * 2),
        pattern=pattern,
        side=side,
        notes=words.part(*[STAGE[1] - 0.02] * 2),
        caption=words.part(CAPTION, CAPTION),
        footer=words.part(PROVENANCE, PROVENANCE),
    )


def all_four() -> tuple[Layout, ...]:
    """Return the layouts of a scene that has all: 16:9, 4:3, 1:1 and 9:16."""
    return wide(), four_to_three(), square(), tall()


def layout_for(layouts: Iterable[Layout], width: float, height: float) -> Layout:
    """Return, of some layouts, that of a picture's aspect; the first of them where none has it.

    A picture between two aspects, such as 4:5, gets the layout that leaves the narrowest bands.
    """
    return min(layouts, key=lambda layout: abs(math.log(width / height / layout.aspect)))


def set_frame(layout: Layout, *cameras: object) -> None:
    """Tell Manim, and cameras that are made already, how many scene units the frame is wide and high."""
    for told in (config, *cameras):
        told.frame_width, told.frame_height = layout.frame.width, layout.frame.height
