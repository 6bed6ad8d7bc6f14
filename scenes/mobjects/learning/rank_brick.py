"""A low-rank addition as a brick of glass beside the frozen map it is added to: as thick as its rank.

The brick's left side is B ``[out, rank]``, its top A ``[rank, in]``, its front their product, the change of the map.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.slab import draw_slabs
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_signed, signed_levels
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 34.0
SIDE, THICK, APART = 6.0, 0.62, 2.5  # of a map; of the brick, for each rank; between the two, in units of space
OVER = 4.4  # between the two where one stands over the other
GROUND = 0.45  # thickness of the frozen map's glass
PART = 0.86  # of its place, a tile
ICE, LIT = 0.55, 1.0  # how bright frozen tiles are, and trained ones
LAMP, LINE = 0.7, 0.02
Name = tuple[str, str]  # what a part is called, and its palette role


class RankBrick(Space):
    """A frozen map ``[out, in]``, and ``up`` ``[out, rank]`` times ``down`` ``[rank, in]``, which is ``change``.

    Parameters
    ----------
    low, high
        The box of the frame that both fill; names stand below and above it.
    names
        Of the frozen map, the sides B and A, and the front.
    em
        Of the names.
    stacked
        The brick stands under the frozen map and not beside it.

    Attributes
    ----------
    sides
        How far the tiles of B and A have come, from 0 to 1.
    swept
        How many rows of the product are there, from the top.
    spoken
        Opacity of the light on one row of B, one column of A and their entry, which is ``entry``.
    named
        Opacity of the names of all parts but the frozen map's.
    """

    def __init__(
        self, frozen: Reading, up: Reading, down: Reading, change: Reading, low: Sequence[float],
        high: Sequence[float], *, names: Sequence[Name], em: float, entry: tuple[int, int], stacked: bool = False,
        pitch: float = 22.0, yaw: float = -27.0,
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in (frozen, up, down, change)):
            raise TypeError("a tile on screen needs a source: give Readings")
        self.parts, self.entry, self.rank = (frozen, up, down, change), entry, up.shape[1]
        self.size, self.deep = change.shape[0], THICK * up.shape[1]
        step = np.array([0, -SIDE - OVER, 0]) if stacked else np.array([SIDE + APART, 0, 0])
        self.at = step.astype(float)
        self.levels = [signed_levels(each.value.ravel()) for each in self.parts]
        self.tags = [NameTag(text, readable(em), palette().rgba(role)) for text, role in names]
        self.sides, self.swept, self.spoken, self.named = 0.0, 0.0, 0.0, 0.0
        self.opacities = np.ones(1)
        around = (low[0] - 0.4, low[1] - 0.9), (high[0] + 0.4, high[1] + 0.9)
        super().__init__(*around, eye=(0, 0, -20), aim=(0, 0, 0), angle=ANGLE)
        ends = [self._box(np.zeros(3), GROUND), self._box(self.at, self.deep)]
        corners = np.array([[x, y, z] for low_, high_ in ends for x in (low_[0], high_[0])
                            for y in (low_[1], high_[1]) for z in (low_[2], high_[2])])  # fmt: skip
        self.stand_at(fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE))

    @staticmethod
    def _box(at: np.ndarray, deep: float) -> np.ndarray:
        """Return the low and the high corner of a block whose front's lower left corner is at ``at``."""
        return np.array([at, at + [SIDE, SIDE, deep]])

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity > FAINT:
            draw_slabs(canvas, self.lens, self._box(np.zeros(3), GROUND)[None], palette().rgba("soft", self.opacity))
            draw_signed(canvas, self.lens, self._front(np.zeros(3)), self.levels[0], ICE * self.opacity)
        shown = self.sides * self.opacity
        if shown > FAINT:
            draw_slabs(canvas, self.lens, self._box(self.at, self.deep)[None], palette().rgba("update", shown), 0.4)
            for tiles, levels in ((self._left(), self.levels[1]), (self._top(), self.levels[2])):
                draw_signed(canvas, self.lens, tiles, levels, LIT * shown)
            count = int(self.swept) * self.size
            if count:
                draw_signed(canvas, self.lens, self._front(self.at)[:count], self.levels[3][:count], self.opacity)
            self._paint_spoken(canvas)
        for tag, at, hold, share in self._named():
            tag.draw(canvas, at, share, hold)

    def _front(self, at: np.ndarray) -> np.ndarray:
        """Return corners ``[out in, 4, 3]`` of the tiles on a front, row by row from the top."""
        rows, columns = np.mgrid[: self.size, : self.size]
        step = SIDE / self.size
        middle = np.stack([(columns + 0.5) * step, SIDE - (rows + 0.5) * step, 0 * rows], axis=-1).reshape(-1, 1, 3)
        return at + middle + _square((1, 0, 0), (0, 1, 0)) * PART * step

    def _left(self) -> np.ndarray:
        """Return corners ``[out rank, 4, 3]`` of B's tiles, on the left side."""
        rows, ranks = np.mgrid[: self.size, : self.rank]
        step = SIDE / self.size
        middle = np.stack([0 * rows, SIDE - (rows + 0.5) * step, (ranks + 0.5) * THICK], axis=-1).reshape(-1, 1, 3)
        return self.at + middle + _square((0, 0, PART * THICK), (0, PART * step, 0))

    def _top(self) -> np.ndarray:
        """Return corners ``[rank in, 4, 3]`` of A's tiles, on the top."""
        ranks, columns = np.mgrid[: self.rank, : self.size]
        step = SIDE / self.size
        middle = np.stack([(columns + 0.5) * step, SIDE + 0 * ranks, (ranks + 0.5) * THICK], axis=-1).reshape(-1, 1, 3)
        return self.at + middle + _square((PART * step, 0, 0), (0, 0, PART * THICK))

    def _paint_spoken(self, canvas: skia.Canvas) -> None:
        share = self.spoken * self.opacity
        if share < FAINT:
            return
        (row, column), step = self.entry, SIDE / self.size
        x, y = (column + 0.5) * step, SIDE - (row + 0.5) * step
        lines = [[[0, y, self.deep], [0, y, 0], [x, y, 0]], [[x, SIDE, self.deep], [x, SIDE, 0], [x, y, 0]]]
        for line in lines:
            xy = self.lens.project(self.at + np.array(line)).xy_N2
            draw_glowing_line(canvas, polygons(xy[None], closed=False), palette().rgba("focus", share), LINE)
        seen = self.lens.project(self.at + [x, y, 0])
        draw_lamp(canvas, seen.xy_N2[0], 0.4, palette().rgba("focus", LAMP * share))

    def _named(self) -> list[tuple[NameTag, np.ndarray, Hold, float]]:
        """Names: where each stands, how it is held, its opacity."""
        ice, left, top, front = self.tags
        em = ice.em
        middle = np.array([SIDE / 2, 0.0, 0.0])
        places = [
            (ice, middle, np.array([0, -1.9 * em]), Hold(), 1.0),
            (front, self.at + middle, np.array([0, -1.9 * em]), Hold(), self.named * min(1.0, self.swept)),
            (left, self.at + [0, SIDE / 2, self.deep], np.array([-0.35 * em, 0]), Hold(1.0), self.named),
            (top, self.at + [SIDE / 2, SIDE, self.deep], np.array([0, 0.4 * em]), Hold(), self.named),
        ]
        found = []
        for tag, at, aside, hold, share in places:
            if share * self.opacity > FAINT:
                found.append((tag, self.lens.project(at).xy_N2[0] + aside, hold, share * self.opacity))
        return found

    def paint_bounds(self) -> skia.Rect | None:
        named = [(tag, at, share, hold) for tag, at, hold, share in self._named()]
        return with_tags(self, super().paint_bounds(), named)

    def visible(self) -> np.ndarray:
        """Return whether each part can be seen: the frozen map, both sides, and how much of the front."""
        sides = self.sides * self.opacity > VISIBLE
        return np.array([self.opacity > VISIBLE, sides, sides, int(self.swept) if sides else 0], dtype=int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        ice, left, top, rows = self.visible().tolist()
        frozen, up, down, change = self.parts
        seen = [*([frozen] if ice else []), *([up] if left else []), *([down] if top else []), change[:rows]]
        return [("■", reading) for each in seen for reading in each.reshape(-1)]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, share in self._named() if share > VISIBLE]


def _square(across: Sequence[float], up: Sequence[float]) -> np.ndarray:
    """Return the corners of a tile round its middle, ``[4, 3]``, given its two sides."""
    signs = np.array([[-0.5, 0.5], [0.5, 0.5], [0.5, -0.5], [-0.5, -0.5]])
    return signs @ np.array([across, up], dtype=float)
