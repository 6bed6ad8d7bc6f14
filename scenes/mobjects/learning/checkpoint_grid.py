"""One head's grid in space at every checkpoint of a training run; what the loss asks of one query's scores."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.learning.blocks import draw_block
from attention_scenes.scenes.mobjects.space.ground_dots import LEAST, draw_dot_lamps, draw_dots, radii_of
from attention_scenes.scenes.mobjects.space.light import draw_lamp, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.floor import Floor
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.stage.stage_light import draw_stage_light
from attention_scenes.scenes.mobjects.stage.token_edges import MIDDLE, Placed, TokenEdges, overlapping
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 40.0  # of the lens, degrees
DEEP = 6.0  # of the floor, in units of space
RIM = 0.1  # of the light around a dot, in units of space
HIGHEST = 1.7  # pillar of the largest slope, in units of space
LIFTED = 0.75  # of that, by how much the names behind rise with the pillars
LISTED = 0.03  # of the largest slope: a pillar of less cannot be seen
THICK, GLOW = 0.3, 0.5  # half of a pillar's width in parts of a cell; opacity of the light at its end


class CheckpointGrid(Space):
    """T × T dots on the ground: their areas are the weights of one head after so many steps; pillars for the focus.

    Parameters
    ----------
    tokens
        ``T`` tokens along both edges.
    patterns
        Of each checkpoint the weights ``[T, T]``, row = query.
    focus
        The query that is lit.
    low, high
        The box of the frame it is seen in.
    aspect
        Width of the ground over its depth.
    names
        Whether tokens are written along the edges, and over them which edge asks and which answers.

    Attributes
    ----------
    at
        Which checkpoint is seen; between two of them the dots are on their way.
    growth
        Share of all dots' area.
    lit
        Light on the focus.
    shade
        How much darker dots are that are not the focus's.
    rise
        How high the pillars stand.
    letters
        How many times as large as else the names are.
    """

    furniture = ("lattice",)

    def __init__(
        self, tokens: Sequence[Token], patterns: Sequence[Reading], focus: int, low: Sequence[float],
        high: Sequence[float], *, aspect: float = 1.0, names: bool = True, letters: float = 1.3, turn: float = 45.0,
    ) -> None:  # fmt: skip
        if not all(isinstance(pattern, Reading) for pattern in patterns):
            raise TypeError("a dot on screen needs a source: give Readings")
        count = len(tokens)
        self.floor, self.focus, self.named, self.letters = Floor(count, (DEEP * aspect, DEEP)), focus, names, letters
        self.tokens = TokenEdges(tokens, self.floor, (0.0, DEEP / 2), 12.0, turn=turn)
        self.pairs = np.array([(q, k) for q in range(count) for k in range(q + 1)])
        q, k = self.pairs.T
        self.weights = [pattern[q, k] for pattern in patterns]
        self.sizes = np.array([np.clip(each.value.astype(float), 0, 1) for each in self.weights])
        self.spots = self.floor.centers()[q, k]
        self.mine = q == focus
        self.slopes: Reading | None = None
        self.said: dict[int, NameTag] = {}
        self.at = self.lit = self.shade = self.rise = 0.0
        self.growth, self.lattice = 1.0, 1.0
        self.seen_names = np.ones(2 * count)
        self.opacities = np.ones(1)
        super().__init__(low, high, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)

    def blame(self, slopes: Reading, said: Mapping[int, str]) -> None:
        """Give the slopes ``[T, T]`` of the loss by the scores, and what is said at the pillars of some keys.

        Pillars show those of the focus: up where a larger score makes the loss smaller, else down.
        """
        q, k = self.pairs.T
        self.slopes = slopes[q, k]
        em = readable(self.letters * self.tokens.edge_em)
        asks = -slopes.value[self.focus]
        self.said = {key: NameTag(text, em, palette().rgba(_role(asks[key]))) for key, text in said.items()}

    def seen_from(
        self, low: Sequence[float], high: Sequence[float], pitch: float, yaw: float, rise: float = 0.0
    ) -> Pose:
        """Return the nearest pose from which the ground, and pillars ``rise`` high on it, fill a box of the frame."""
        last = self.floor.count - 1
        ground = self.floor.block((0, 0), (last, last))
        points = np.vstack([ground, ground + [0, rise * HIGHEST, 0]])
        return fitting(points, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def room_at(self, pose: Pose, rise: float = 0.0) -> np.ndarray:
        """Return opacities of all names ``[2 T]`` in a pose: 0 for those that would touch others, but the focus's."""
        there = copy.copy(self)
        there.stand_at(pose)
        there.rise = rise
        count = self.floor.count
        own = np.argsort(-self.sizes[-1][self.mine], kind="stable").tolist()
        found = np.zeros((2, count))
        for edge, whose in zip(found, ("queries", "keys"), strict=True):
            boxes = [placed.box() for placed in there._placed(whose)]
            order = [self.focus, *own] if whose == "queries" else [*own[:2], self.focus]
            kept: list[int] = []
            for index in dict.fromkeys([*order, *range(count)]):
                if not any(overlapping(boxes[index], boxes[other]) for other in kept):
                    kept.append(index)
            edge[kept] = 1
        return found.ravel()

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        self._paint_ground(canvas)
        self._paint_dots(canvas)
        self._paint_pillars(canvas)
        self._paint_names(canvas)
        canvas.restore()

    def _paint_ground(self, canvas: skia.Canvas) -> None:
        lens, share = self.lens, self.lattice * self.opacity
        if share > FAINT:
            xy = lens.project(self.floor.lines().reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
            canvas.drawPath(polygons(xy, closed=False), stroke_paint(palette().rgba("faint", 0.55 * share), 0.014))
        if self.lit * self.opacity > FAINT:
            block = self.floor.block((self.focus, 0), (self.focus, self.focus))
            draw_stage_light(canvas, lens, block, "focus", self.lit * self.opacity)

    def weights_now(self) -> np.ndarray:
        """Return the weights as they are drawn, ``[P]``: those of a checkpoint, or on the way to the next."""
        here, way = int(self.at), self.at - int(self.at)
        return (1 - way) * self.sizes[here] + way * self.sizes[min(here + 1, len(self.sizes) - 1)]

    def _paint_dots(self, canvas: skia.Canvas) -> None:
        weights, focus = self.weights_now() * self.growth, palette().rgba("focus")
        radii, there = radii_of(weights, float(self.floor.cell.min())), weights >= LEAST
        mine, others = there & self.mine, there & ~self.mine
        dim = palette().rgba("data_high", (1 - self.shade) * self.opacity)
        draw_dots(canvas, self.lens, self.spots[others], radii[others], dim)
        rgba = self.lit * focus + (1 - self.lit) * palette().rgba("data_high")
        draw_dots(canvas, self.lens, self.spots[mine], radii[mine], rgba * [1, 1, 1, self.opacity])
        if self.lit > FAINT:
            light = focus * [1, 1, 1, self.lit * self.opacity]
            draw_dot_lamps(canvas, self.lens, self.spots[mine], radii[mine], light, RIM)

    def _heights(self) -> np.ndarray:
        """Return how high each pair's pillar stands, ``[P]``, or how deep below 0; none without slopes."""
        if self.slopes is None:
            return np.zeros(len(self.pairs))
        asked = np.where(self.mine, -self.slopes.value.astype(float), 0.0)
        return np.asarray(HIGHEST * self.rise * asked / max(float(np.abs(asked).max()), 1e-12))

    def _paint_pillars(self, canvas: skia.Canvas) -> None:
        heights = self._heights()
        there = np.flatnonzero(np.abs(heights) > HIGHEST * LISTED * max(self.rise, 1e-9))
        if self.slopes is None or self.rise < 0.01 or not len(there):
            return
        lens, half = self.lens, THICK * float(self.floor.cell.min())
        for index in there[np.argsort(-self.spots[there, 2], kind="stable")].tolist():  # those in front cover others
            rgba = palette().rgba(_role(heights[index]), self.opacity)
            low, high = np.sort([0.0, heights[index]])
            spot = self.spots[index]
            draw_block(canvas, lens, spot + [-half, low, -half], spot + [half, high, half], rgba)
            end = lens.project(spot + [0, heights[index], 0])
            draw_lamp(canvas, end.xy_N2[0], 5 * half * float(end.scale_N[0]), rgba * [1, 1, 1, GLOW])

    def _placed(self, whose: str) -> list[Placed]:
        lifted = LIFTED * HIGHEST * self.rise if whose == "queries" and self.slopes is not None else 0.0
        return self.tokens.placed(self.lens, whose, 1.0, np.full(self.floor.count, lifted), self.letters)

    def _all_named(self) -> list[tuple[int, Placed]]:
        if not self.named:
            return []
        return [*enumerate(self._placed("queries")), *enumerate(self._placed("keys"), self.floor.count)]

    def _paint_names(self, canvas: skia.Canvas) -> None:
        for number, (tag, at, hold) in self._all_named():
            share = float(self.seen_names[number]) * self.opacity
            if share > FAINT:
                lit = self.lit if number == self.focus else 0.0
                own = self.tokens.rgba[number % self.floor.count]
                tag.rgba = (1 - lit) * own + lit * palette().rgba("focus")
                tag.draw(canvas, at, share, hold)
        for tag, at, hold in self._headed():
            tag.draw(canvas, at, self.opacity, hold)
        for tag, at, hold in self._said() if self.rise > FAINT else []:
            tag.draw(canvas, at, min(1.0, self.rise) * self.opacity, hold)

    def _headed(self) -> list[Placed]:
        """Return where it stands which edge asks and which answers."""
        return self.tokens.headed(self.lens, 0.0) if self.named else []

    def _said(self) -> list[Placed]:
        """Return what is said at the ends of pillars: right of them, or left where the ground ends before."""
        found: list[Placed] = []
        heights, half = self._heights(), THICK * float(self.floor.cell.min())
        ends = float(self.lens.project(self.floor.lines().reshape(-1, 3)).xy_N2[:, 0].max())
        for key, tag in self.said.items():
            [index] = np.flatnonzero((self.pairs == (self.focus, key)).all(axis=1))
            seen = self.lens.project(self.spots[index] + [0, heights[index], 0])
            aside, (x, y) = 2.0 * half * float(seen.scale_N[0]), seen.xy_N2[0]
            side = 1.0 if x + aside + tag.width < ends else -1.0
            placed = Placed(tag, np.array([x + side * aside, y - MIDDLE * tag.em]), Hold(-side))
            if not any(overlapping(placed.box(), other.box()) for other in found):
                found.append(placed)
        return found

    # -- what is read -----------------------------------------------------------------------------------

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity < VISIBLE:
            return []
        found: list[tuple[str, Reading]] = []
        here = int(round(self.at))
        if self.growth > VISIBLE and abs(self.at - here) < 1e-6:  # on the way no dot is a weight
            found += [("●", self.weights[here][int(i)]) for i in np.flatnonzero(self.sizes[here] >= LEAST)]
        if self.slopes is not None and self.rise > VISIBLE:
            tall = np.flatnonzero(np.abs(self._heights()) > HIGHEST * LISTED * self.rise)
            found += [("▬", self.slopes[int(i)]) for i in tall]
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity < VISIBLE or not self.named:
            return []
        names = [each for number, each in self._all_named() if self.seen_names[number] > VISIBLE]
        said = self._said() if self.rise > VISIBLE else []
        return [tag.read_on(self, at, hold) for tag, at, hold in [*names, *self._headed(), *said]]


def _role(asked: float) -> str:
    """Return the colour of a pillar: of a score that should grow, or shrink."""
    return "key" if asked > 0 else "value"
