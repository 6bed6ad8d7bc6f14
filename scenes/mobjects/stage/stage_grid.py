"""The pattern grid as a stage in space: arcs become its dots, glass covers the future, one query is lit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import fill_polygons, polygons
from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.arcs_to_dots import ArcsToDots
from attention_scenes.scenes.mobjects.stage.floor import Convention, Floor
from attention_scenes.scenes.mobjects.stage.glass import draw_glass
from attention_scenes.scenes.mobjects.stage.score_tiles import RAIN, ScoreTiles
from attention_scenes.scenes.mobjects.stage.stage_light import draw_shaft, draw_stage_light
from attention_scenes.scenes.mobjects.stage.stage_places import around, at_tops, in_wall, joined
from attention_scenes.scenes.mobjects.stage.token_edges import EDGE, TURN, Placed, TokenEdges
from attention_scenes.scenes.mobjects.stage.vector_wall import VectorWall

ANGLE = 40.0  # of the lens, degrees
DEEP = 6.0  # of the floor, in units of space
FULL = 0.49  # radius of the dot of a weight of 1, in parts of a cell
ASIDE = 0.5  # how much darker vectors are that are not those of the pair
KEYS_COME = 0.55  # of the way from the row to the edges
LEAST = 0.004  # a weight below is not drawn
START_ARCS = 0.6  # of the light of other arcs: what rests on "start" is much, and would drown what the focus reads
ARC_LEVELS = (0.03, 0.1, 0.3, 1.01)  # weights that are drawn with one opacity
STEEP = 1 / np.cos(np.deg2rad(56))
SPAN = 1_000_000  # more than a part has entries


class Shown(NamedTuple):
    """Entries of a Reading that can be read now, and the mark each is drawn as."""

    mark: str
    readings: Reading
    entries: np.ndarray


class StageGrid(Space):
    """T × T pairs of query and key on the ground of a stage, seen through a lens of 40°.

    Parameters
    ----------
    tokens
        ``T`` tokens: the sentence, then both edges of the grid.
    pattern
        ``[T, T]`` weights, row = query.
    scores
        ``[T, T]`` each, what the tiles show one after the other; brighter where larger, by the first.
    focus
        The query that is lit.
    low, high
        The box of the frame it is seen in.
    width
        Of the row of tokens, in scene units.
    aspect
        Width of the grid's ground over its depth.
    hang
        Em below which the tokens of the row hang from it.
    arcs
        Width of the arc of a weight of 1, height of the highest, in scene units.
    turn
        How steep the names at the back are where they are few, in degrees.
    every
        Whether there is a weight for each pair, later words too: the pattern of a head whose mask is off.

    Attributes
    ----------
    edges
        0: tokens are in a row; 1: along both edges of the grid.
    boxes, lattice, headings, lit, pair
        Opacity of the tokens' boxes, of lines between cells, of what the edges are called, of the light on the focus
        and on the pair of focus and partner.
    grown, fold, growth
        ``[P]`` by pair: the share of an arc's width, how far it has become a dot, share of a dot's area.
    hue
        How far what the focus reads, and its name, have the colour of the focus.
    shade
        How much darker all but the focus are.
    tiles
        ``[T * T]`` share of each score's tile; ``glare`` ``[T]`` the light of each query's, less where numbers stand.
    curtain
        ``[T]`` how far the glass over the future of each query has fallen; ``gleam`` how bright it is.
    rise
        ``[2 T]`` how far vectors stand, of queries and then of keys.
    stage
        ``[2 T]`` which vectors stand there, of queries and then of keys; see :class:`VectorWall`.
    letters
        How many times as large as else names along the edges are.
    names
        ``[2 T]`` opacity of the names of queries and of keys.
    rescaled
        0: weights as they are; 1: those of ``without``.
    """

    def __init__(
        self, tokens: Sequence[Token], pattern: Reading, scores: Sequence[Reading], focus: int,
        low: Sequence[float], high: Sequence[float], *, width: float, convention: Convention = "columns",
        aspect: float = 1.0, hang: float = EDGE, arcs: tuple[float, float] = (0.24, 2.9), turn: float = TURN,
        every: bool = False,
    ) -> None:  # fmt: skip
        if not isinstance(pattern, Reading):
            raise TypeError("a dot on screen needs a source: give a Reading")
        count = len(tokens)
        self.floor, self.focus, self.convention = Floor(count, (DEEP * aspect, DEEP), convention), focus, convention
        self.line = (0.0, DEEP / 2)
        self.tokens = TokenEdges(tokens, self.floor, self.line, width, hang, turn)
        self.pairs = np.array([(q, k) for q in range(count) for k in range(count if every else q + 1)])
        q, k = self.pairs.T
        self.weights, self.scores = pattern[q, k], [score.reshape(-1) for score in scores]
        xs = self.tokens.row[:, 0]
        above = 0.0 if self.tokens.hangs else 0.8 * self.tokens.row_em
        self.dots = ArcsToDots(
            np.clip(self.weights.value.astype(float), 0, 1), xs[k], xs[q], (self.line[0] + above, self.line[1]),
            self.floor.centers()[q, k], thick=arcs[0], full=FULL * float(self.floor.cell.min()), highest=arcs[1],
        )  # fmt: skip
        self.drawn = self.dots.weights >= LEAST
        self.mine, self.first, self.later = q == focus, k == 0, k > q
        self.every, self.gleam = every, 0.0
        self.without: Reading | None = None
        self.without_entries = np.arange(0)
        pairs = len(self.pairs)
        self.grown, self.fold, self.growth = np.zeros(pairs), np.zeros(pairs), np.ones(pairs)
        self.other_weights = self.dots.weights.copy()
        self.hue, self.letters = 0.0, 1.0
        self.edges = self.lattice = self.lit = self.pair = self.shade = self.rescaled = self.score = self.headings = 0.0
        self.boxes = 1.0
        self.tiles, self.curtain = np.zeros(count * count), np.zeros(count)
        self.glare = np.ones(count)
        self.score_tiles = ScoreTiles(scores[0], self.floor)
        self.walls: tuple[VectorWall, ...] = ()
        self.rise, self.stage, self.names = np.zeros(2 * count), np.zeros(2 * count), np.ones(2 * count)
        self.partner = focus
        self.opacities = np.ones(1)
        super().__init__(low, high, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)

    # -- what is prepared ----------------------------------------------------------------------------

    def stand(self, whose: Sequence[Sequence[Reading]], roles: Sequence[Sequence[str]], height: float) -> None:
        """Give the vectors that stand along the edges: stages and their roles, of queries and of keys."""
        walls = []
        for name, stages, own in zip(("queries", "keys"), whose, roles, strict=True):
            at_back = (name == "queries") == (self.convention == "columns")
            bases = self.floor.far_edge() if at_back else self.floor.left_edge()
            along = np.array([self.floor.cell[0], 0, 0]) if at_back else np.array([0, 0, -self.floor.cell[1]])
            walls.append(VectorWall(stages, own, bases, along, height))
        self.walls = tuple(walls)

    def reweigh(self, weights: Reading, entries: np.ndarray) -> None:
        """Give other weights of some pairs (``entries`` among all), as without the first key; others are gone."""
        self.without, self.without_entries = weights, entries
        self.other_weights = np.zeros(len(self.pairs))
        self.other_weights[entries] = np.clip(weights.value, 0, 1)

    def of_query(self, query: int) -> np.ndarray:
        """Return the weights of a query on the keys it is drawn with: itself and earlier ones, or all."""
        return self.dots.weights[self.pairs[:, 0] == query]

    def of_focus(self) -> np.ndarray:
        """Return the places in the frame of the focus's cells, by key: ``[T, 2]``."""
        return self.lens.project(self.floor.centers()[self.focus]).xy_N2

    # -- drawing --------------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.lattice * self.opacity > FAINT:
            xy = lens.project(self.floor.lines().reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
            canvas.drawPath(polygons(xy, closed=False), stroke_paint(self._rgba("faint", 0.55 * self.lattice), 0.014))
        clear = 1 - np.triu(np.ones((self.floor.count, self.floor.count)), 1) * self.curtain[:, None]
        light = (clear * self.glare[:, None]).ravel() * self.opacity
        self.score_tiles.paint(canvas, lens, self.tiles, light, RAIN * self._slant(lens))  # from above: in their places
        draw_glass(canvas, lens, self.floor, self.curtain, self.opacity, self.gleam)
        open_ = self.every and self.curtain[self.focus] < 0.5
        block = self.floor.block((self.focus, 0), (self.focus, self.floor.count - 1 if open_ else self.focus))
        if self.lit * self.opacity > FAINT:
            draw_stage_light(canvas, lens, self._across(block), "focus", self.lit * self.opacity)
        self._paint_walls(canvas, lens)
        if self.pair * self.opacity > FAINT:
            self._paint_pair(canvas, lens)
        self._paint_weights(canvas, lens)
        if (shaft := self.lit * self.opacity * self._slant(lens)) > FAINT:
            draw_shaft(canvas, lens, self._across(block), "focus", shaft)
        self._paint_names(canvas, lens)
        canvas.restore()

    @staticmethod
    def _slant(lens: Lens) -> float:
        """How much is seen of what stands upright: 0 from straight above, 1 from 56 degrees on."""
        return float(min(1.0, STEEP * np.hypot(*lens.axes_33[2, [0, 2]])))

    def _across(self, block: np.ndarray) -> np.ndarray:
        """A block's corners so that light runs along the query's cells, from its first key on."""
        return block if self.convention == "columns" else block[[3, 0, 1, 2]]

    def _rgba(self, role: str, share: float) -> np.ndarray:
        return palette().rgba(role, share * self.opacity)

    def _paint_walls(self, canvas: skia.Canvas, lens: Lens) -> None:
        count = self.floor.count
        rises, stages = self.rise.reshape(2, count), self.stage.reshape(2, count)
        for spoken_of, wall, rise, stage in zip((self.focus, self.partner), self.walls, rises, stages, strict=False):
            if (rise > 0.01).any():
                light = np.full(count, 1.0 - ASIDE * self.pair)
                light[spoken_of] = 1.0
                wall.paint(canvas, lens, rise, stage, light * self.opacity)

    def _paint_pair(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw light from a query and from a key to the cell where they meet."""
        spot = self.floor.centers()[self.focus, self.partner]
        for whose, index, role in (("queries", self.focus, "query"), ("keys", self.partner, "key")):
            foot = self.floor.edge("queries" if whose == "queries" else "keys")[index]
            line = polygons(lens.project([foot, spot]).xy_N2[None], closed=False)
            draw_glowing_line(canvas, line, self._rgba(role, 0.9 * self.pair), 0.06)
        seen = lens.project(spot)
        tile = self.floor.tiles(0.9)[self.focus, self.partner]
        canvas.drawPath(polygons(lens.project(tile).xy_N2[None]), fill_paint(self._rgba("text", self.pair)))
        draw_lamp(canvas, seen.xy_N2[0], 1.2 * float(seen.scale_N[0]), self._rgba("focus", 0.7 * self.pair))

    def _radii(self) -> np.ndarray:
        weights = (1 - self.rescaled) * self.dots.weights + self.rescaled * self.other_weights
        return self.dots.radii(self.growth, weights)

    def _paint_weights(self, canvas: skia.Canvas, lens: Lens) -> None:
        radii, there = self._radii(), self.drawn & (self.grown > 0.01) & (self.growth > 0.001)
        focus = palette().rgba("focus")
        for mine in (False, True):
            for kind, role, bright in (
                (self.first & ~self.later, "start", 0.8),
                (~self.first & ~self.later, "data_high", 0.92),
                (self.later, "future", 1.0),
            ):
                own = there & (self.mine == mine) & kind
                first = role == "start"
                lit = max(self.lit, self.hue) if mine and role != "future" else 0.0
                rgba = lit * focus + (1 - lit) * palette().rgba(role)
                share = lit + (1 - lit) * bright * (1 if mine else 1 - self.shade)
                arcs = START_ARCS if first and not mine else 1.0
                self._paint_some(canvas, lens, own, radii, rgba * [1, 1, 1, share * self.opacity], arcs)
        if self.lit > FAINT:
            for index in np.flatnonzero(there & self.mine & (self.fold == 1) & (radii > 0)).tolist():
                seen = lens.project(self.dots.spots[index])
                reach = (2.6 * radii[index] + 0.12) * float(seen.scale_N[0])
                role = "future" if self.later[index] else "focus"
                rgba = self._rgba(role, 0.45 * self.lit * float(self.growth[index]))
                draw_lamp(canvas, seen.xy_N2[0], reach, rgba)

    def _paint_some(
        self, canvas: skia.Canvas, lens: Lens, own: np.ndarray, radii: np.ndarray, rgba: np.ndarray, arcs: float
    ) -> None:
        """Draw weights of one colour: those that are dots, and those that are arcs, of less light, or on their way."""
        done = own & (self.fold == 1)
        if done.any():
            members = np.flatnonzero(done)
            xy = self._seen(lens, self.dots.discs(members, radii))
            fill_polygons(canvas, xy, fill_paint(rgba), np.ones(len(members)), 1, members)
        least = 0.0
        for most in ARC_LEVELS:
            level = own & ~done & (self.dots.weights >= least) & (self.dots.weights < most)
            least = most
            if not level.any():
                continue
            members = np.flatnonzero(level)
            way = float(self.fold[members].mean())
            light = way + (1 - way) * min(1.0, 0.35 + most) * arcs
            outlines = self.dots.ribbons(members, self.grown, self.fold, np.maximum(radii, 0.012))
            canvas.drawPath(polygons(self._seen(lens, outlines)), fill_paint(rgba * [1, 1, 1, light]))

    @staticmethod
    def _seen(lens: Lens, outlines: np.ndarray) -> np.ndarray:
        """Return outlines in space as the lens sees them."""
        return lens.project(outlines.reshape(-1, 3)).xy_N2.reshape(*outlines.shape[:2], 2)

    def _named(self, lens: Lens) -> list[tuple[int, Placed]]:
        """Number of each name, queries first, and where it stands."""
        count, height = self.floor.count, self.walls[0].height if self.walls else 0.0
        rises = self.rise.reshape(2, count) * height
        queries = self.tokens.placed(lens, "queries", self.edges, rises[0], self.letters)
        keys = self.tokens.placed(lens, "keys", 1.0, rises[1], self.letters) if self.answering > FAINT else []
        return [*enumerate(queries), *enumerate(keys, count)]

    @property
    def answering(self) -> float:
        """Opacity of the keys' names, from 0 to 1: they come where they stay, once the row has left."""
        return float(np.clip((self.edges - KEYS_COME) / (1 - KEYS_COME), 0, 1))

    def _paint_names(self, canvas: skia.Canvas, lens: Lens) -> None:
        colors = self._name_colors()
        if (boxes := self.boxes * max(0.0, 1 - 3 * self.edges) * self.opacity) > FAINT:
            self.tokens.paint_boxes(canvas, lens, colors[: self.floor.count], boxes)
        if self.edges * self.lattice * self.opacity > FAINT and not (self.rise > 0.01).any():
            self.tokens.paint_pieces(canvas, lens, self.edges * self.lattice * self.opacity)
        for number, (tag, at, hold) in self._named(lens):
            share = float(self.names[number]) * self.opacity * (1.0 if number < self.floor.count else self.answering)
            if share > FAINT:
                tag.rgba = colors[number]
                tag.draw(canvas, at, share, hold, halo=number == self.focus and self.lit > 0)  # it stands in the light

        for tag, at, hold in self._headed(lens):
            tag.draw(canvas, at, self.headings * self.opacity, hold)

    def _headed(self, lens: Lens) -> list[Placed]:
        if self.headings * self.opacity < VISIBLE:
            return []
        height = self.walls[0].height if self.walls else 0.0
        return self.tokens.headed(lens, float(self.rise.max()) * height)

    def _name_colors(self) -> np.ndarray:
        """Colours of the names of queries and of keys, ``[2 T, 4]``: the query that is lit has its light."""
        colors = np.vstack([self.tokens.rgba, self.tokens.rgba])
        share = max(self.lit, self.pair, self.hue)
        colors[self.focus] = (1 - share) * colors[self.focus] + share * palette().rgba("focus")
        key = self.floor.count + self.partner
        colors[key] = (1 - self.pair) * colors[key] + self.pair * palette().rgba("key")
        return colors

    # -- what can be read ------------------------------------------------------------------------------

    def shown(self) -> list[Shown | None]:
        """Return what can be read now, part by part; None where a part is between two states."""
        here = self.opacity > VISIBLE
        there = self.drawn & (self.grown > VISIBLE) & here
        dots = there & (self.fold == 1) & (self.growth > VISIBLE) & (self.rescaled == 0)
        parts: list[Shown | None] = [
            Shown("⌒", self.weights, np.flatnonzero(there & (self.fold == 0))),
            Shown("●", self.weights, np.flatnonzero(dots)),
            None,
        ]
        if self.without is not None and self.rescaled == 1 and here:
            big = self.without.value * self.growth[self.without_entries] > VISIBLE * LEAST
            parts[2] = Shown("●", self.without, np.flatnonzero(big))
        count = self.floor.count
        future = np.triu(np.ones((count, count), bool), 1) & (self.curtain[:, None] > 0.5)
        tiles = (self.tiles * self.score_tiles.light > VISIBLE) & ~future.ravel() & here
        parts.append(Shown("■", self.scores[int(self.score)], np.flatnonzero(tiles)))
        stages = self.stage.reshape(2, count)
        for wall, rise, stage in zip(self.walls, self.rise.reshape(2, count), stages, strict=False):
            readings = wall.readings(stage)
            stand = np.repeat(rise == 1, wall.shares.shape[2]) & here
            parts.append(None if readings is None else Shown("■", readings, np.flatnonzero(stand)))
        return parts

    def visible(self) -> np.ndarray:
        numbers = [np.array([self.score, *self.stage, self.rescaled])]
        for part, found in enumerate(self.shown()):
            if found is not None:
                numbers.append(found.entries + part * SPAN)
        return np.concatenate(numbers)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        parts = [part for part in self.shown() if part is not None]
        return [(mark, readings[int(i)]) for mark, readings, entries in parts for i in entries]

    def number_places(self) -> np.ndarray:
        lens, radii, count = self.lens, np.maximum(self._radii(), 0.0), self.floor.count
        arcs, dots, others, tiles, *walls = [part.entries if part else np.arange(0) for part in self.shown()]
        rest = self.without_entries[others] if self.without is not None else others
        boxes = [
            at_tops(lens, self.dots.arcs[arcs]),
            around(lens, self.dots.discs(dots, radii)),
            around(lens, self.dots.discs(rest, radii)),
            around(lens, self.floor.tiles().reshape(-1, 4, 3)[tiles]),
        ]
        for wall, rise, entries in zip(self.walls, self.rise.reshape(2, count), walls, strict=False):
            boxes.append(in_wall(lens, wall, rise, entries))
        return self.in_frame(joined(boxes))

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        found = []
        for number, (tag, at, hold) in self._named(self.lens):
            own = 1.0 if number < self.floor.count else self.answering
            if self.names[number] * self.opacity * own > VISIBLE:
                points = self.place(tag.points(at, hold))[:, :2]
                found.append((tag.text, points, tag.em * hold.scale * self.zoom))
        for tag, at, hold in self._headed(self.lens):
            found.append(tag.read_on(self, at, hold))
        return found
