"""Panes of glass for some layers over one row of words: arcs land in one pane, go on to the next, and can be cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.slab import draw_pane
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 40.0  # of the lens, degrees
TOP, FLOOR, ASIDE = 2.5, -0.1, 0.45  # of a pane: its edges, and how far it goes beyond the words
APART = 3.4  # from pane to pane, in units of space
GAP, DOT_GAP, DOT = 0.34, 0.3, 0.05  # beside a named word, from dot to dot, radius of a dot
ARC, THIN = 0.17, 0.02  # width of the arc of a weight of 1, and the least
RISE, RISE_MORE, HIGHEST = 0.75, 0.17, 2.2  # height of an arc: that of a short one, more for each unit, the most
SAMPLES, HALF = 41, 20  # points along an arc
APART_CUT, LEFT_OVER = 0.32, 0.45  # how far the ends of a cut arc part, and how much light is left to them
BELOW, OVER = 0.5, 0.16  # from a foot to the baseline of its name; from an arc to its weight, in scene units
LINE, FEWEST = 1.15, 0.62  # em from a name to one below it; the least part of its size that a name may have
LEFT, RIGHT = Hold(-1.0), Hold(1.0)


Tag = tuple[NameTag, np.ndarray, float, Hold]  # a name, where it is held, its opacity, and how


class Arc(NamedTuple):
    """A weight between two words in a pane: ``query`` reads ``key``; ``less`` it falls to where another is cut."""

    pane: int
    query: int
    key: int
    weight: Reading
    role: str = "focus"
    less: Reading | None = None


class StepStage(Space):
    """A row of words under panes of glass, one behind the other, with arcs of attention in them.

    Parameters
    ----------
    names
        Of the T tokens, "" for one that is a dot.
    roles
        Palette roles of the names.
    panes
        For each pane its name, and the numbers in that.
    arcs
        What is read, and in which pane.
    carried
        The token whose thread carries on what it read, from the first pane to the last.
    em
        Of the names, in scene units; less where they have no room.
    margin
        How far names keep from the sides of the box.

    Attributes
    ----------
    growth, cuts, opacities
        ``[N]`` of the arcs: how far each has come from its key, how far it is cut, how bright it is.
    said
        ``[N]`` opacity of each arc's weight.
    fallen
        ``[N]``: how far each arc has come from its weight to the lesser one.
    glass
        ``[P]`` opacity of the panes and their names.
    lift
        How far what was read has come along the carrying thread.
    lit
        ``[T]`` light at the words' feet.
    """

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], panes: Sequence[tuple[str, list[tuple[str, Reading]]]],
        arcs: Sequence[Arc], low: Sequence[float], high: Sequence[float], *, carried: int, em: float,
        margin: float = 0.0,
    ) -> None:  # fmt: skip
        if not all(isinstance(arc.weight, Reading) for arc in arcs):
            raise TypeError("an arc on screen needs a source: give a Reading")
        colors = palette()
        self.x, em = _spread(names, em, high[0] - low[0] - 2 * margin)
        self.tags = tuple(NameTag(name, em, colors.rgba(role)) for name, role in zip(names, roles, strict=True))
        self.panes = tuple(panes)
        self.pane_tags = tuple(NameTag(name, em, colors.rgba("soft")) for name, _ in panes)
        self.arcs, self.carried, self.em, self.margin = tuple(arcs), carried, em, margin
        self.ends = tuple((arc.weight, arc.weight if arc.less is None else arc.less) for arc in arcs)
        self.weights = tuple(
            tuple(NameTag(f"{float(end):.2f}", 1.3 * em, colors.rgba(arc.role)) for end in ends)
            for ends, arc in zip(self.ends, arcs, strict=True)
        )
        count = len(arcs)
        self.growth, self.cuts, self.said, self.fallen = (np.zeros(count) for _ in range(4))
        self.opacities, self.glass, self.lit = np.ones(count), np.zeros(len(panes)), np.zeros(len(names))
        self.lift = 0.0
        pose = self.pose(low, high)
        super().__init__(low, high, eye=pose.eye, aim=pose.aim, angle=ANGLE, center=pose.center)

    def pose(
        self, low: Sequence[float], high: Sequence[float], pitch: float = 4.0, yaw: float = 0.0, panes: int = 1
    ) -> Pose:
        """Return the pose from which so many panes fill a box of the frame, with room for names below."""
        box = np.array([[self.x[0] - ASIDE, FLOOR, 0], [self.x[-1] + ASIDE, TOP, APART * (panes - 1)]])
        corners = np.array([[x, y, z] for x in box[:, 0] for y in box[:, 1] for z in box[:, 2]])
        return fitting(corners, (low[0], low[1] + BELOW + 0.1), high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def way(self, n: int) -> np.ndarray:
        """Return the points in space along an arc, from its key to its query, ``[SAMPLES, 3]``."""
        arc, u = self.arcs[n], np.linspace(0, 1, SAMPLES)
        start, end = self.x[arc.key], self.x[arc.query]
        high = min(RISE + RISE_MORE * abs(end - start), HIGHEST)
        along = start + (end - start) * u * u * (3 - 2 * u)
        return np.column_stack([along, 4 * high * u * (1 - u), np.full(SAMPLES, APART * arc.pane)])

    def top_of(self, n: int) -> np.ndarray:
        """Return where in the frame an arc is highest, ``[3]``: there it is cut."""
        return self.place(self.lens.project(self.way(n)[HALF : HALF + 1]).xy_N2)[0]

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        for pane in range(len(self.panes) - 1, -1, -1):
            self._paint_pane(canvas, lens, pane)
            for n, arc in enumerate(self.arcs):
                if arc.pane == pane and self.opacities[n] * self.opacity * self.growth[n] > FAINT:
                    self._paint_arc(canvas, lens, n)
            if pane:
                self._paint_threads(canvas, lens, pane)
        self._paint_feet(canvas, lens)
        for tag, at, share, hold in self._tags(lens):
            tag.draw(canvas, at, share, hold)

    def _paint_pane(self, canvas: skia.Canvas, lens: Lens, pane: int) -> None:
        share = float(self.glass[pane] * self.opacity)
        if share > FAINT:
            face = lens.project(self._face(pane)).xy_N2
            draw_pane(canvas, face, palette().rgba("data_high", share))

    def _face(self, pane: int) -> np.ndarray:
        left, right, z = self.x[0] - ASIDE, self.x[-1] + ASIDE, APART * pane
        return np.array([[left, FLOOR, z], [right, FLOOR, z], [right, TOP, z], [left, TOP, z]])

    def _paint_arc(self, canvas: skia.Canvas, lens: Lens, n: int) -> None:
        arc, cut = self.arcs[n], float(self.cuts[n])
        seen = lens.project(self.way(n))
        reach = max(2, round(float(self.growth[n]) * (SAMPLES - 1)) + 1)
        before, after = (float(end) for end in self.ends[n])
        width = max(ARC * (before + (after - before) * float(self.fallen[n])), THIN) * float(seen.scale_N.mean())
        light = float(self.opacities[n] * self.opacity) * (1 - (1 - LEFT_OVER) * cut)
        gap = round(APART_CUT * cut * SAMPLES / 2)
        pieces = [slice(0, reach)] if not gap else [slice(0, HALF - gap + 1), slice(HALF + gap, SAMPLES)]
        for piece in pieces:
            path = polygons(seen.xy_N2[None, piece], closed=False)
            draw_glowing_line(canvas, path, palette().rgba(arc.role, light), width)
        end = seen.xy_N2[reach - 1]
        if reach > 2 and not gap:
            draw_lamp(canvas, end, 0.5 * float(seen.scale_N[-1]), palette().rgba(arc.role, 0.7 * light))

    def _paint_threads(self, canvas: skia.Canvas, lens: Lens, pane: int) -> None:
        """Draw each token's way from one pane to the next, and how far what was read has come on one of them."""
        share = float(self.glass[pane] * self.opacity)
        if share <= FAINT:
            return
        start, end = self._feet(pane - 1), self._feet(pane)
        lines = np.stack([lens.project(start).xy_N2, lens.project(end).xy_N2], axis=1)
        canvas.drawPath(polygons(lines, closed=False), stroke_paint(palette().rgba("faint", 0.5 * share), 0.015))
        if self.lift > FAINT:
            one = start[self.carried]
            way = lens.project(np.array([one, one + self.lift * (end[self.carried] - one)]))
            path = polygons(way.xy_N2[None], closed=False)
            draw_glowing_line(canvas, path, palette().rgba("update", share), 0.07 * float(way.scale_N.mean()))
            draw_lamp(canvas, way.xy_N2[1], 0.6 * float(way.scale_N[1]), palette().rgba("update", share))

    def _feet(self, pane: int) -> np.ndarray:
        return np.column_stack([self.x, np.zeros_like(self.x), np.full_like(self.x, APART * pane)])

    def _paint_feet(self, canvas: skia.Canvas, lens: Lens) -> None:
        for pane in range(len(self.panes)):
            share = float(self.opacity * (1 if not pane else self.glass[pane]))
            seen = lens.project(self._feet(pane))
            for n, (xy, scale) in enumerate(zip(seen.xy_N2, seen.scale_N.tolist(), strict=True)):
                named = (
                    palette().rgba("soft", 0.6 * share)
                    if not self.tags[n].text
                    else self.tags[n].rgba * [1, 1, 1, share]
                )
                canvas.drawCircle(*xy.tolist(), DOT * scale, fill_paint(named))
                if not pane and self.lit[n] * share > FAINT:
                    draw_lamp(canvas, xy, 0.5 * scale, self.tags[n].rgba * [1, 1, 1, float(self.lit[n]) * share])

    def _tags(self, lens: Lens) -> list[Tag]:
        """What is written: words below their feet, panes' names at their corners, weights over their arcs."""
        found: list[Tag] = []
        feet = lens.project(self._feet(0)).xy_N2
        named = [(tag, foot) for tag, foot in zip(self.tags, feet, strict=True) if tag.text]
        for (tag, _), at in zip(named, self._below(named), strict=True):
            found.append((tag, at, self.opacity, Hold()))
        for pane, tag in enumerate(self.pane_tags):
            share, corners = float(self.glass[pane] * self.opacity), lens.project(self._face(pane)).xy_N2
            if pane:  # over the edge, as far as that rises along the name
                left, right = corners[3], corners[2]
                rise = max(0.0, (right[1] - left[1]) / (right[0] - left[0]) * tag.width)
                found.append((tag, left + [0.1, 0.1 + rise], share, LEFT))
            else:
                under = _under(found, tag, corners[1] - [0.0, BELOW + 1.6 * LINE * self.em])
                under[1] = max(under[1], self.low[1] + 0.4 * self.em)
                found.append((tag, under, share, RIGHT))
        for n, tags in enumerate(self.weights):
            tag = tags[self._end(n)]
            top = lens.project(self.way(n)[HALF : HALF + 1]).xy_N2[0]
            found.append((tag, _above(found, tag, top + [0, OVER]), self._read(n), Hold()))
        return [each for each in found if each[2] > FAINT]

    def _end(self, n: int) -> int:
        """Return which of its two weights an arc is nearer to."""
        return int(self.fallen[n] > 0.5)

    def _read(self, n: int) -> float:
        """Return the opacity of an arc's digits: they go before others come."""
        return float(self.said[n] * self.opacity) * abs(1 - 2 * float(self.fallen[n]))

    def _below(self, named: list[tuple[NameTag, np.ndarray]]) -> list[np.ndarray]:
        """Return where names stand below their feet, within the box; one that would touch another stands lower."""
        placed: list[tuple[NameTag, np.ndarray]] = []
        for tag, foot in named:
            half = tag.width / 2
            x = float(np.clip(foot[0], self.low[0] + self.margin + half, self.high[0] - self.margin - half))
            at = np.array([x, foot[1] - BELOW])
            for other, there in placed:
                near = abs(x - there[0]) < half + other.width / 2 + 0.15 * self.em
                if near and abs(at[1] - there[1]) < LINE * self.em:
                    at[1] = there[1] - LINE * self.em
            placed.append((tag, at))
        return [at for _, at in placed]

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        found: list[tuple[str, Reading]] = []
        for n in range(len(self.arcs)):
            if self.opacities[n] * self.opacity * self.growth[n] > VISIBLE:
                found.append(("⌒", self.ends[n][self._end(n)]))
            if self._read(n) > VISIBLE:
                found.append((self.weights[n][self._end(n)].text, self.ends[n][self._end(n)]))
        for pane, (_, numbers) in enumerate(self.panes):
            found += numbers if self.glass[pane] * self.opacity > VISIBLE else []
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, share, hold in self._tags(self.lens) if share > VISIBLE]


def _above(names: Sequence[Tag], tag: NameTag, at: np.ndarray) -> np.ndarray:
    """Return a place for a name, higher where it would lie on another."""
    for other, there, share, hold in names:
        middle = there[0] - hold.align * other.width / 2
        near = abs(at[0] - middle) < (tag.width + other.width) / 2 + 0.1
        if share > FAINT and near and abs(at[1] - there[1]) < tag.em:
            return np.array([at[0], there[1] + LINE * other.em])
    return at


def _under(names: Sequence[Tag], tag: NameTag, end: np.ndarray) -> np.ndarray:
    """Return where a name may end, lower where it would lie on another."""
    for other, there, _, _ in sorted(names, key=lambda each: -each[1][1]):
        near = abs(end[0] - tag.width / 2 - there[0]) < (tag.width + other.width) / 2 + 1.5 * other.em
        if near and abs(end[1] - there[1]) < LINE * other.em:
            end = np.array([end[0], there[1] - LINE * other.em])
    return end


def _spread(names: Sequence[str], em: float, width: float) -> tuple[np.ndarray, float]:
    """Return where tokens stand, each with the room of its name, around 0; and the names' em, at which they have it."""
    rgba = palette().rgba("text")
    for part in np.linspace(1.0, FEWEST, 8).tolist():
        rooms = [NameTag(name, part * em, rgba).width + part * GAP if name else part * DOT_GAP for name in names]
        if sum(rooms) + 2 * ASIDE <= width:
            break
    ends = np.cumsum(rooms)
    return np.asarray(ends - np.array(rooms) / 2 - ends[-1] / 2), part * em


def changed(stage: StepStage, **entries: dict[int, float]) -> dict[str, Any]:
    """Return arrays of a stage with some entries changed, for ``Change(stage, **changed(stage, cuts={0: 1.0}))``."""
    found = {}
    for name, some in entries.items():
        array = getattr(stage, name).copy()
        for n, value in some.items():
            array[n] = value
        found[name] = array
    return found
