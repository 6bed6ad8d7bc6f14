"""All heads of a model as small maps, a column for each layer; one head is lit."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from attention_scenes.scenes.mobjects.basics.palette import palette

WIDE, FREE, APART = 0.34, 0.35, 0.19  # in parts of a cell: a map, the air under one, its middle from the cell's
DIM = 0.4  # opacity of all but one


class HeadBoard(VGroup):
    """``layers`` × ``heads`` W_Q, W_K at the right of them, the first layer at the left and head 0 at the top.

    Parameters
    ----------
    cell
        Width and height of a head with what is free around it, in scene units.
    lit
        Layer and head of the one that is lit.
    share
        How many heads of a layer have one key map: it is drawn as high as all of them.
    """

    def __init__(self, layers: int, heads: int, cell: tuple[float, float], lit: tuple[int, int], share: int) -> None:
        size = np.array(cell)
        places = np.array([(layer, -head) for layer in range(layers) for head in range(heads)]) * size
        places -= places.mean(axis=0)
        head, maps = lit[0] * heads + lit[1], []
        for role, side, many in (("query", -1, 1), ("key", 1, share)):
            centers = places.reshape(-1, many, 2).mean(axis=1) + [side * APART * size[0], 0]
            maps.append((centers, size * [WIDE, many - FREE], role, np.arange(len(centers)) == head // many))
        self.others = VGroup(*[plates(at[~its], extent, role, DIM) for at, extent, role, its in maps])
        self.one = VGroup(*[plates(at[its], extent, role, 1.0) for at, extent, role, its in maps])
        super().__init__(self.others, self.one)


def plates(centers: np.ndarray, size: np.ndarray, role: str, opacity: float) -> VMobject:
    """Return equal rectangles around some places ``[N, 2]`` as one outline."""
    half = size / 2
    shape = VMobject(stroke_width=0, fill_color=getattr(palette(), role), fill_opacity=opacity)
    for x, y in centers.tolist():
        corners = [[x + a * half[0], y + b * half[1], 0] for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
        shape.start_new_path(np.array(corners[0]))
        shape.add_points_as_corners(np.array(corners[1:]))
    return shape
