"""Where the parts of values stand in each layout: pictures beside what is told of them, or over it in a tall frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from manim import DOWN, Mobject, VGroup

from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.text.labels import fitted

NOTES, NARROW_NOTES = 1.25, 2.6  # height of small print under the stage, with air; where it takes more lines
LEAST_SHARE = 0.5  # of its full size, that a map may be drawn
RAISED = 0.45  # scene units that small print stands higher where a caption takes two lines
OUT = 0.4  # how far the stage of lamps reaches over the margin at each side

Placed = TypeVar("Placed", bound=Mobject)


@dataclass(frozen=True)
class ValuePlaces:
    """Places in scene units."""

    whole: Place  # the stage without small print
    row: Place  # the sentence
    heads: Place  # the table of both heads
    lamps: Place
    figure: Place  # the creature, or two
    told: Place  # what is told of it
    column: Place  # the first token's update
    lengths: Place
    keys: int  # of a sum, at most


def places_in(layout: Layout) -> ValuePlaces:
    stage = layout.stage
    top = layout.words.top - (1.2 if layout.is_tall else 0.45)
    notes = NARROW_NOTES if layout.is_tall else NOTES + (0 if layout.is_wide else 0.8)
    whole = Place(stage.left, stage.bottom + notes, stage.right, top)
    lamps = Place(stage.left, whole.bottom, stage.right, top)
    if layout.is_wide:
        lamps = Place(stage.left - OUT, stage.bottom + 0.6, stage.right + OUT, top)
    row, heads = whole.part(0.1, 0.42), whole.part(0.46, 1.0)
    left = Place(whole.left, whole.bottom, whole.left + 0.28 * whole.width, whole.top)
    right = Place(left.right, whole.bottom, whole.right, whole.top)
    start = (whole.part(0.0, 0.6), whole.part(0.62, 1.0)) if layout.is_tall else (left, right)
    if layout.is_tall or layout.aspect < 1.1:
        share = 0.48 if layout.is_tall else 0.34
        return ValuePlaces(whole, row, heads, lamps, whole.part(0.0, share), whole.part(share + 0.02, 0.95), *start, 5)
    middle = whole.left + 0.56 * whole.width
    figure = Place(middle + 0.2, whole.bottom, whole.right, whole.top)
    told = Place(whole.left, whole.bottom, middle - 0.2, whole.top)
    return ValuePlaces(whole, row, heads, lamps, figure, told, *start, 6 if layout.is_wide else 5)


def into(mobject: Placed, place: Place) -> Placed:
    """Set a mobject in the middle of a place, made smaller where it would not fit."""
    mobject.scale(min(1.0, place.width / mobject.width, place.height / mobject.height)).move_to(place.at())
    return mobject


def fitting_step(build: Callable[[float], Placed], place: Place) -> Placed:
    """Return what ``build`` makes of the largest share of its full size that fits into a place, in its middle.

    Unlike :func:`into` it leaves small print as large as it is.
    """
    for share in np.linspace(1.0, LEAST_SHARE, 9).tolist():
        made = build(share)
        if made.width <= place.width and made.height <= place.height:
            break
    return made.move_to(place.at())


def notes_under(scene: AttentionScene, texts: Sequence[tuple[str, Numbers]], size: float) -> VGroup:
    """Return small print under the stage: a line each at 16:9; elsewhere as many as it takes."""
    layout = scene.layout
    lowest = layout.stage.at(DOWN, up=0.05 if layout.is_wide else RAISED)
    if layout.is_wide:
        lines = [fitted(scene.label(text, size, numbers=numbers), 12.8) for text, numbers in texts]
        return VGroup(*lines).arrange(DOWN, buff=0.12).move_to(lowest, DOWN)
    broken = [
        scene.note(text, size, layout.words.width - 0.2, 0, role="text", numbers=numbers) for text, numbers in texts
    ]
    return VGroup(*broken).arrange(DOWN, buff=0.12).move_to(lowest, DOWN)
