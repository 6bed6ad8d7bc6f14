"""Lengths of vectors as towers in space, a row for each layer, and a glass that only a far longer one goes through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import name_part, polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.tower_light import draw_beams, draw_pane
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 40.0
DEPTH, GLASS = 0.55, 2.7  # units of space: from row to row, how high the glass is
HALF, BACK = 0.34, 0.2  # of a tower's width and depth
FRONT, SIDE, TOP = 0.3, 0.14, 0.85  # opacity of a tower's faces
DIM, LEAST = 0.4, 0.38  # light of what is not spoken of, and of the farthest row
TAGS = 1.4  # units of space: room for the rows' numbers
EVERY, TURN = 5, 32  # every so many rows have their number; by how many degrees names are turned


class TokenTowers(Space):
    """R rows of T towers, the first row in front; a tower's height is a vector's length.

    Below the glass heights are to scale. What is longer than ``ceiling`` goes through the glass as a beam, whose height
    says nothing: the scene states that, and the number.

    Parameters
    ----------
    lengths
        ``[R, T]``.
    names
        T names, which stand before the first row.
    ceiling
        The length at which the glass lies.
    low, high
        The box of the frame it is seen in, ``[2]`` each, in scene units.
    rows
        The rows' numbers, R counts; none where rows need no number.
    em
        Of the names, in scene units.
    apart
        From token to token, in units of space.
    turn
        By how many degrees the names are turned.

    Attributes
    ----------
    grown
        ``[R]`` from 0, not there, to 1.
    glow
        ``[T]``, or ``[R, T]``, from 0, dim, to 1, as bright as can be; from 1 to 2 in the colour of the focus.
    glass, said, rails
        Opacity of the glass, of the names, of the rows' numbers.
    """

    def __init__(
        self, lengths: Reading, names: Sequence[str], ceiling: float, low: Sequence[float], high: Sequence[float], *,
        rows: Sequence[Reading] = (), em: float = 0.28, apart: float = 1.0, turn: float = TURN,
    ) -> None:  # fmt: skip
        if not isinstance(lengths, Reading):
            raise TypeError("a tower on screen needs a source: give a Reading")
        self.readings, self.names, self.rows = lengths, tuple(names), tuple(rows)
        self.em, self.turn = em, float(turn)
        self.n_rows, self.count = lengths.value.shape
        self.heights = np.abs(lengths.value) / ceiling * GLASS
        self.x, self.z = (np.arange(self.count) - (self.count - 1) / 2) * apart, np.arange(self.n_rows) * DEPTH
        self.half = HALF * min(apart, 1.0)
        self.grown, self.glow = np.zeros(self.n_rows), np.full(self.count, 1.0)
        self.opacities = np.ones(self.n_rows)
        self.glass, self.said, self.rails = 0.0, 1.0, 1.0
        super().__init__(low, high, eye=[0, 4, -12], aim=[0, 1, 0], angle=ANGLE)

    def seen(
        self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float, above: float = 0.4
    ) -> Pose:
        """Return the pose from which all towers and so much above the glass fill a box of the frame."""
        aside = 0.6 + (TAGS if self.rows else 0)
        xs, ys, zs = self.x[[0, -1]] + [-0.6, aside], (-0.3, GLASS + above), (-0.6, self.z[-1])
        corners = np.array([[x, y, z] for x in xs for y in ys for z in zs])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        drawn = [row for row in range(self.n_rows - 1, -1, -1) if self.grown[row] * self.opacity > FAINT]
        for row in drawn:
            name_part(canvas, row)
            self._paint_row(canvas, lens, row)
        name_part(canvas, None)
        if self.glass > FAINT:
            draw_pane(canvas, lens, self._pane(), self.glass * self.opacity)
        for row in drawn:
            through = np.flatnonzero(self.heights[row] * self.grown[row] > GLASS)
            light = self._light(row) * np.clip(self._glow(row)[through], DIM, 1) * self.opacity
            name_part(canvas, row)
            draw_beams(canvas, lens, self._fronts(row, through, GLASS), light, self._colors(row)[through])
        name_part(canvas, None)
        canvas.restore()
        for tag, at, hold in self._tags(lens):
            opacity = self.said if hold.turn else self.rails
            tag.draw(canvas, at, opacity * self.opacity, hold)

    def _paint_row(self, canvas: skia.Canvas, lens: Lens, row: int) -> None:
        """Draw a row's towers up to the glass: those of one light together."""
        glow, colors = self._glow(row), self._colors(row)
        for light in np.unique(glow).tolist():
            tokens = np.flatnonzero(glow == light)
            rgba = colors[tokens[0]]
            share = self._light(row) * (DIM + (1 - DIM) * min(light, 1.0)) * self.opacity
            for faces, part in zip(self._faces(row, tokens), (SIDE, FRONT, TOP), strict=True):
                xy = lens.project(faces.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
                canvas.drawPath(polygons(xy), fill_paint(rgba * [1, 1, 1, part * share]))

    def _glow(self, row: int) -> np.ndarray:
        return self.glow if self.glow.ndim == 1 else self.glow[row]

    def _colors(self, row: int) -> np.ndarray:
        """Colours of a row's towers, ``[T, 4]``."""
        toward = np.clip(self._glow(row) - 1, 0, 1)[:, None]
        return (1 - toward) * palette().rgba("data_high") + toward * palette().rgba("focus")

    def _light(self, row: int) -> float:
        """Light of a row: less the farther it is."""
        return float(self.grown[row] * self.opacities[row] * (1 - (1 - LEAST) * row / max(self.n_rows - 1, 1)))

    def _fronts(self, row: int, tokens: np.ndarray, low: float) -> np.ndarray:
        """Lower corners of some towers' front faces, left and right: ``[N, 2, 3]``."""
        x = self.x[tokens]
        near = np.full_like(x, self.z[row] - BACK)
        ends = [np.column_stack([x + side * self.half, np.full_like(x, low), near]) for side in (-1, 1)]
        return np.stack(ends, axis=1)

    def _faces(self, row: int, tokens: np.ndarray) -> list[np.ndarray]:
        """Corners of the right, front and upper faces of some towers, ``[N, 4, 3]`` each."""
        height = np.minimum(self.heights[row, tokens] * self.grown[row], GLASS)
        low = self._fronts(row, tokens, 0.0)
        up, back = np.zeros((len(tokens), 1, 3)), np.array([0, 0, 2 * BACK])
        up[:, 0, 1] = height
        left, right = low[:, :1], low[:, 1:]
        side = np.concatenate([right, right + back, right + back + up, right + up], axis=1)
        front = np.concatenate([left, right, right + up, left + up], axis=1)
        top = np.concatenate([left + up, right + up, right + up + back, left + up + back], axis=1)
        return [side, front, top]

    def _pane(self) -> np.ndarray:
        left, right = self.x[0] - 0.7, self.x[-1] + 0.7
        near, far = -0.7 * DEPTH, self.z[-1] + 0.7 * DEPTH
        return np.array([[left, GLASS, near], [right, GLASS, near], [right, GLASS, far], [left, GLASS, far]])

    def _tags(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, Hold]]:
        """The names before the first row and the rows' numbers at the right, each with its place and how it is held."""
        front = np.column_stack([self.x, np.zeros(self.count), np.full(self.count, -0.55)])
        places = lens.project(front).xy_N2 + [0.12, -0.3]
        colors = self._colors(0)
        found = [
            (NameTag(name, self.em, rgba * [1, 1, 1, 0.6 + 0.4 * min(light, 1)]), at, Hold(1.0, self.turn))
            for name, at, rgba, light in zip(self.names, places, colors, self._glow(0).tolist(), strict=True)
        ]
        shown = [row for row in range(len(self.rows)) if row % EVERY == 0 and self.grown[row] > VISIBLE]
        at_side = np.array([[self.x[-1] + 0.8, 0, self.z[row]] for row in shown]).reshape(-1, 3)
        soft = palette().rgba("soft")
        numbers = [
            (NameTag(_said(row, row == shown[-1]), 0.24, soft), at, Hold(-1.0))
            for row, at in zip(shown, lens.project(at_side).xy_N2 if shown else [], strict=True)
        ]
        return [*found, *numbers]

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Entries of the lengths that are seen; the rows' numbers behind the last of them."""
        rows = np.flatnonzero(self.grown * self.opacities * self.opacity > VISIBLE)
        cells = (rows[:, None] * self.count + np.arange(self.count)).ravel()
        told = rows[(rows % EVERY == 0) & (rows < len(self.rows))] if self.rails > VISIBLE else rows[:0]
        return np.concatenate([cells, self.readings.value.size + told]).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat, size = self.readings.reshape(-1), self.readings.value.size
        return [("▬", flat[i]) if i < size else (str(i - size), self.rows[i - size]) for i in self.visible().tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity < VISIBLE:
            return []
        return [
            tag.read_on(self, at, hold)
            for tag, at, hold in self._tags(self.lens)
            if (self.said if hold.turn else self.rails) > VISIBLE
        ]


def _said(row: int, is_last: bool) -> str:
    return label_text("{count} layers", count=row) if is_last else str(row)
