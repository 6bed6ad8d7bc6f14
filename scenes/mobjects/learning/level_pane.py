"""A pane of glass at a level that towers stand in or pierce: what guessing would reach, say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.learning.blocks import draw_block
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint

GLASS, EDGE, THIN = 0.16, 0.7, 0.022  # opacity of the pane and of its edge, width of that


class Level(NamedTuple):
    """A level: its value, what is written beside it, the palette role of both, and the value's digits in the text."""

    value: Reading
    text: str
    role: str = "third"
    digits: str = ""

    def shown(self) -> list[tuple[str, Reading]]:
        """Return what a frame with the pane and its text shows: the mark of the level, and its digits if it has any."""
        return [(each, self.value) for each in ("▬", self.digits) if each]


class Block(NamedTuple):
    """A tower: its low and its high corner in space, ``[3]`` each, and its colour."""

    low: np.ndarray
    high: np.ndarray
    rgba: np.ndarray


def draw_pane(canvas: skia.Canvas, lens: Lens, corners: np.ndarray, role: str, share: float) -> None:
    """Draw a pane, its corners ``[4, 3]``."""
    path = polygons(lens.project(corners).xy_N2[None])
    canvas.drawPath(path, fill_paint(palette().rgba(role, GLASS * share)))
    canvas.drawPath(path, stroke_paint(palette().rgba(role, EDGE * share), THIN))


def draw_in_pane(
    canvas: skia.Canvas, lens: Lens, blocks: Sequence[Block], corners: np.ndarray, role: str, share: float
) -> None:
    """Draw towers, the farthest first, and a pane that they stand in: what is beyond it is seen through it."""
    level = float(corners[0, 1])
    under = [Block(low, np.minimum(high, [np.inf, level, np.inf]), rgba) for low, high, rgba in blocks]
    over = [Block(np.maximum(low, [-np.inf, level, -np.inf]), high, rgba) for low, high, rgba in blocks]
    parts = [[each for each in some if each.high[1] > each.low[1]] for some in (under, over)]
    first, then = parts if lens.eye[1] > level else parts[::-1]
    for block in first:
        draw_block(canvas, lens, *block)
    draw_pane(canvas, lens, corners, role, share)
    for block in then:
        draw_block(canvas, lens, *block)
