"""A picture on a floor as slabs that lift off: tokens in a row with their vectors, and strands to the class token."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.patches.class_bead import draw_bead, draw_strands
from attention_scenes.scenes.mobjects.patches.patch_faces import PatchFaces
from attention_scenes.scenes.mobjects.patches.slabs import Slabs, draw_slabs
from attention_scenes.scenes.mobjects.space.light import stroke_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose
from attention_scenes.scenes.mobjects.stage.vector_wall import VectorWall

ANGLE = 38.0
THIN = 0.1  # of a slab, in parts of its side


class PatchBoard(Space):
    """A slab with its picture for each of N patches; a bead for the class token.

    Parameters
    ----------
    faces
        The picture.
    low, high
        The box of the frame it is seen in.
    pose
        From where.
    weights
        ``[N]`` how much the class token reads of each.
    columns
        The vectors of all tokens.
    large
        How large bead and strands are, beside those of a picture of four patches by four.

    Attributes
    ----------
    at, thick, stand, shares, blank, lit
        Of each slab, as in :class:`~scenes.mobjects.patches.slabs.Slabs`.
    towered
        How far the slabs' sides have the colour of a weight.
    bead
        ``[3]`` where the class token is, and ``beaded`` how far it is there.
    flow
        ``[N]`` how far each strand has grown, from slab to bead.
    rise, stage
        ``[T]`` of the vectors: how far each has risen, and in which stage it is.
    floor
        Opacity of the lines that are left where the picture lay.
    """

    furniture = ("floor",)

    def __init__(
        self, faces: PatchFaces, low: Sequence[float], high: Sequence[float], pose: Pose, *,
        weights: Reading | None = None, columns: VectorWall | None = None,
        bead: Sequence[float] = (0.0, 4.0, 0.0), large: float = 1.0,
    ) -> None:  # fmt: skip
        if weights is not None and not isinstance(weights, Reading):
            raise TypeError("a strand on screen needs a source: give a Reading")
        self.faces, self.weights, self.columns = faces, weights, columns
        count = len(faces)
        self.at, self.thick = lying(faces), np.full(count, THIN)
        self.stand, self.blank, self.lit, self.flow = (np.zeros(count) for _ in range(4))
        self.shares, self.opacities, self.floor, self.towered = np.ones(count), np.ones(1), 0.0, 0.0
        self.bead, self.beaded = np.asarray(bead, dtype=float), 0.0
        self.large = large
        tokens = len(columns.bases) if columns else 0
        self.rise, self.stage = np.zeros(tokens), np.zeros(tokens)
        super().__init__(low, high, eye=pose.eye, aim=pose.aim, angle=ANGLE, center=pose.center)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        if self.floor * self.opacity > FAINT:
            self._paint_floor(canvas)
        if self.columns:
            light = np.full(len(self.rise), self.opacity)
            self.columns.paint(canvas, lens, self.rise, self.stage, light)
        slabs = Slabs(
            np.arange(len(self.faces)), self.at, np.ones(len(self.faces)), self.thick, self.stand,
            self.shares * self.opacity, self.blank, self.lit,
        )  # fmt: skip
        draw_slabs(canvas, lens, self.faces, slabs, "query", self.towered)
        if self.weights is not None:
            grown = self.flow * self.shares
            draw_strands(canvas, lens, self.at, self.bead, self.weights.value, grown, self.opacity, self.large)
        draw_bead(canvas, lens, self.bead, self.beaded * self.opacity, self.large)

    def _paint_floor(self, canvas: skia.Canvas) -> None:
        rows, columns = self.faces.rows, self.faces.columns
        right, back = columns / 2, rows / 2
        ends = [[[x, 0, -back], [x, 0, back]] for x in np.linspace(-right, right, columns + 1)]
        ends += [[[-right, 0, z], [right, 0, z]] for z in np.linspace(-back, back, rows + 1)]
        xy = self.lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        rgba = palette().rgba("faint", 0.6 * self.floor * self.opacity)
        canvas.drawPath(polygons(xy, closed=False), stroke_paint(rgba, 0.014))

    def spot(self, point_3: np.ndarray) -> np.ndarray:
        """Return where in the frame a point of space is, ``[3]``."""
        return np.append(self.lens.project(point_3).xy_N2[0], 0.0)

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return which slabs, strands and stages of vectors can be seen."""
        pictures = self.shares * (1 - self.blank) * self.opacity > VISIBLE
        strands = self.flow * self.shares * self.opacity * (self.weights is not None) > VISIBLE
        towers = np.full(len(self.faces), self.towered * self.opacity * (self.weights is not None) > VISIBLE)
        risen = bool(len(self.rise)) and self.rise.min() * self.opacity > VISIBLE
        return np.concatenate([pictures, strands, towers, [risen], self.stage])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        count = len(self.faces)
        seen = self.visible()
        pictures, strands, towers = (seen[n * count : (n + 1) * count] for n in range(3))
        found = [each for n in np.flatnonzero(pictures).tolist() for each in self.faces.listed(n)]
        if self.weights is not None:
            found += [("⌒", self.weights[n]) for n in np.flatnonzero(strands).tolist()]
            found += [("▬", self.weights[n]) for n in np.flatnonzero(towers).tolist()]
        if self.columns and seen[3 * count] and (vectors := self.columns.readings(self.stage)) is not None:
            found += [("■", each) for each in vectors.flat()]
        return found


def lying(faces: PatchFaces) -> np.ndarray:
    """Return the middles of all patches as a picture that lies on the floor, ``[P, 3]``."""
    x, z = faces.middles.T
    return np.column_stack([x, np.full_like(x, THIN), z])


def apart(faces: PatchFaces, by: float, up: float) -> np.ndarray:
    """Return the middles of patches that have lifted off, with so much between two of them."""
    x, z = (1 + by) * faces.middles.T
    return np.column_stack([x, np.full_like(x, up), z])


def in_row(count: int, step: float, y: float) -> np.ndarray:
    """Return the middles of ``count`` slabs side by side, a place left free before them."""
    x = (np.arange(count) + 1 - count / 2) * step
    return np.column_stack([x, np.full(count, y), np.zeros(count)])
