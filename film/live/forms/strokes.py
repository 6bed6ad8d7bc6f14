"""One drawing as a tape keeps it: its style, and all that was drawn at once."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import skia

from attention_scenes.film.live.forms.gradients import Gradient

FAINT = 1 / 512  # opacity that changes no pixel
LAYER, UNLAYER = -1, -2  # in a shape's place
OPAQUE = (0.0, 0.0, 0.0, 1.0)
OVER, PLUS, DST_IN = range(3)
_BLENDS = {skia.BlendMode.kSrcOver: OVER, skia.BlendMode.kPlus: PLUS, skia.BlendMode.kDstIn: DST_IN}
_JOINS = {skia.Paint.kMiter_Join: 0, skia.Paint.kRound_Join: 1, skia.Paint.kBevel_Join: 2}
_CAPS = {skia.Paint.kButt_Cap: 0, skia.Paint.kRound_Cap: 1, skia.Paint.kSquare_Cap: 2}


class Style(NamedTuple):
    """Style: a line (1) or a filled shape (0), its ends and joins, how it meets what is below it, its winding rule."""

    stroke: int = 0
    cap: int = 0
    join: int = 0
    blend: int = OVER
    rule: int = 0


Box = tuple[tuple[float, float], ...]


class Clip(NamedTuple):
    """Boxes that drawings are cut to, each of four corners, the outermost first; their names are each frame's."""

    names: tuple[Hashable, ...] = ()
    boxes: tuple[Box, ...] = ()


class Op(NamedTuple):
    """A drawing.

    Attributes
    ----------
    key
        The same in each frame for what is the same thing.
    shape
        Verbs of an outline, or what a :class:`~film.live.tape.shape_table.ShapeTable` knows by name.
    place
        An outline's points ``[P, 2]``; of other shapes six numbers of an affine map, or a picture's four corners.
    rgba, width, style, clip, gradient
        Between 0 and 1; in scene units; boxes it is cut to.
    """

    key: tuple[Any, ...]
    shape: Any
    place: Any
    rgba: tuple[float, ...]
    width: float
    style: Style
    clip: Clip
    gradient: Gradient | None


PLAIN = Style()


def style_of(paint: skia.Paint) -> tuple[Style, float]:
    """Return a paint's style, and the width of its line."""
    blend = _BLENDS[paint.getBlendMode()]
    if paint.getStyle() == skia.Paint.kFill_Style:
        return Style(blend=blend), 0.0
    return Style(1, _CAPS[paint.getStrokeCap()], _JOINS[paint.getStrokeJoin()], blend), paint.getStrokeWidth()
