"""A lane of beads in space, a row for each layer over its words: each lights up when what it waits for is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE, YAW = 38.0, -5.0
DEEP = 1.45  # from row to row, in units of space, where a word is 1 wide
BEAD, LAMP = 0.17, 1.1  # radius of a bead and of its light, in units of space
STRIP, STRIP_LIGHT = 0.4, 0.6  # half the depth of a line of time, in units of space; its opacity
CLOSE = 2.0  # radius of a bead on a line of time, in parts of what a product takes there
AFTER = 1.5  # products: so long a bead goes on giving light
LINK, THREAD = 0.3, 0.075  # opacity of a way that light has not come along, width of one that it has
AROUND = 0.5  # scene units round the box, for lights
Waits = Literal["before", "all", "last"]


class RelayLane(Space):
    """Words in front, and behind them a bead for each word in each layer.

    Light runs along the ways to a bead while it is computed: it starts when the last of what the bead waits for is
    there. ``tick`` counts products in line.

    Parameters
    ----------
    words
        Below the front row.
    lines
        ``[R, T]``: how many products in line each bead takes.
    waits
        For whom a bead waits: ``"before"`` for the one before it in its row and the one in front of it; ``"all"`` for
        all up to its own place in the row in front of it; ``"last"`` for the one before it alone, and no words stand
        in front: the first bead is there at once.
    role
        Palette role of the beads.
    low, high
        The box of the frame that the lane fills; words stand below it.
    em, turn
        Of the words; by how many degrees they are turned.
    below
        Scene units under the box, for the words.
    until
        Beads stand side by side, or where this is given on a line of time: so many products in line are at its end.

    Attributes
    ----------
    tick
        How many products in line are done.
    named
        Opacity of the words.
    """

    def __init__(
        self, words: Sequence[str], lines: Reading, waits: Waits, role: str, low: Sequence[float],
        high: Sequence[float], *, em: float, turn: float = 0.0, below: float = 0.6, pitch: float = 30.0,
        until: float | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(lines, Reading):
            raise TypeError("a bead on screen needs a source: give a Reading")
        self.readings, self.role, self.turn = lines, role, turn
        self.rows, self.count = lines.shape
        self.fronts = 0 if waits == "last" else 1  # rows that are there at once
        self.lines = np.vstack([np.zeros((self.fronts, self.count)), lines.value.astype(float)])
        self.tags = [NameTag(word, readable(em), palette().rgba("text")) for word in words]
        half, self.bead = (self.count - 1) / 2, BEAD
        x = np.arange(self.count) - half
        if until:
            x = 2 * half * self.lines[-1] / until - half
            self.bead = CLOSE * half / until
        self.ends = np.array([[-half, 0.0, 0.0], [half, 0.0, DEEP * (len(self.lines) - 1)]])
        self.timed = bool(until)
        self.places = np.array([[(each, 0.0, DEEP * row) for each in x] for row in range(len(self.lines))])
        self.ways = self._ways(waits)
        self.tick, self.named, self.opacities = 0.0, 1.0, np.ones(1)
        around = (low[0] - AROUND, low[1] - below), (high[0] + AROUND, high[1] + AROUND)
        super().__init__(*around, eye=(0, 2, -8), aim=(0, 0, 0), angle=ANGLE)
        self.stand_at(self.seen((low[0], low[1]), (high[0], high[1]), pitch))

    def seen(self, low: Sequence[float], high: Sequence[float], pitch: float) -> Pose:
        """Return the pose from which the lane fills a box of the frame, so many degrees from above."""
        return fitting(np.vstack([self.places.reshape(-1, 3), self.ends]), low, high, pitch=pitch, yaw=YAW, angle=ANGLE)

    def _ways(self, waits: Waits) -> list[tuple[float, float, np.ndarray]]:
        """Return ways along which light comes, those of one time together: when it starts, when it is there, ends."""
        found: dict[tuple[float, float], list[np.ndarray]] = {}
        for row in range(self.fronts, len(self.lines)):
            for t in range(0 if self.fronts else 1, self.count):
                given = [(row - 1, s) for s in range(t + 1)]
                if waits != "all":
                    given = [(row - 1, t)] * self.fronts + [(row, t - 1)] * bool(t)
                starts = max(float(self.lines[each]) for each in given)
                ends = [np.stack([self.places[each], self.places[row, t]]) for each in given]
                found.setdefault((starts, float(self.lines[row, t])), []).extend(ends)
        return [(*when, np.array(ends)) for when, ends in found.items()]

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        if self.timed:
            self._paint_time(canvas)
        for starts, there, ends in self.ways:
            xy = lens.project(ends.reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
            rgba = palette().rgba("soft", LINK * self.opacity * min(1.0, 24 / len(self.ways) + 8 / len(ends)))
            canvas.drawPath(polygons(xy, closed=False), stroke_paint(rgba, 0.014))
            come = float(np.clip((self.tick - starts) / max(there - starts, 1e-6), 0, 1))
            fresh = float(np.exp(-max(self.tick - there, 0.0) / AFTER))
            if come > 0 and fresh > 0.02:
                xy[:, 1] = xy[:, 0] + come * (xy[:, 1] - xy[:, 0])
                light = palette().rgba(self.role, (0.25 + 0.6 / len(ends) ** 0.5) * fresh * self.opacity)
                draw_glowing_line(canvas, polygons(xy, closed=False), light, THREAD / (1 + 0.02 * len(ends)))
        self._paint_beads(canvas)
        for tag, at, hold in self._named():
            tag.draw(canvas, at, self.named * self.opacity, hold)

    def _paint_time(self, canvas: skia.Canvas) -> None:
        """Draw a strip as long as it takes to the last bead, lit as far as it is, and a line on to the end of time."""
        line = polygons(self.lens.project(self.ends).xy_N2[None], closed=False)
        canvas.drawPath(line, stroke_paint(palette().rgba("soft", LINK * self.opacity), 0.02))
        (left, _, z), last = self.ends[0], float(self.lines[-1, -1])
        right = float(self.places[-1, -1, 0])
        now = left + (right - left) * min(self.tick / last, 1.0)
        for start, end, role in ((left, now, self.role), (now, right, "soft")):
            strip = [[start, 0, z - STRIP], [end, 0, z - STRIP], [end, 0, z + STRIP], [start, 0, z + STRIP]]
            paint = fill_paint(palette().rgba(role, STRIP_LIGHT * self.opacity))
            canvas.drawPath(polygons(self.lens.project(strip).xy_N2[None]), paint)

    def _paint_beads(self, canvas: skia.Canvas) -> None:
        seen = self.lens.project(self.places.reshape(-1, 3))
        lines = self.lines.ravel()
        for n in np.argsort(-seen.depth_N).tolist():
            at, unit, late = seen.xy_N2[n], float(seen.scale_N[n]), float(self.tick - lines[n])
            is_word, lit = n < self.count * self.fronts, late >= -1e-6
            role = "text" if is_word or (lit and self.timed) else self.role if lit else "soft"
            fill = palette().rgba(role, (0.95 if lit else 0.5) * self.opacity)
            canvas.drawCircle(*at.tolist(), self.bead * unit * (0.7 if is_word else 1.0), fill_paint(fill))
            if lit and not is_word:
                glow = 0.25 + 0.75 * float(np.exp(-late / AFTER))
                around = LAMP * self.bead / BEAD * unit * glow
                draw_lamp(canvas, at, around, palette().rgba(self.role, 0.75 * glow * self.opacity))

    def _named(self) -> list[tuple[NameTag, np.ndarray, Hold]]:
        if self.named * self.opacity < FAINT:
            return []
        hold, found = Hold(1.0 if self.turn else 0.0, self.turn), []
        for tag, at in zip(self.tags, self.lens.project(self.places[0]).xy_N2, strict=True):
            down = 0.8 if self.turn else 1.45
            found.append((tag, at + [0.3 * tag.em if self.turn else 0.0, -down * tag.em], hold))
        return found

    def paint_bounds(self) -> skia.Rect | None:
        if self.opacity < FAINT:
            return None
        seen = self.lens.project(np.vstack([self.places.reshape(-1, 3), self.ends]))
        out = LAMP * seen.scale_N[:, None]
        low, high = (seen.xy_N2 - out).min(axis=0), (seen.xy_N2 + out).max(axis=0)
        bounds = self.matrix().mapRect(skia.Rect.MakeLTRB(*low.tolist(), *high.tolist()))
        return with_tags(self, bounds, [(tag, at, 1.0, hold) for tag, at, hold in self._named()])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity < VISIBLE:
            return []
        lit = np.argwhere(self.tick >= self.lines[self.fronts :] - 1e-6).tolist()
        return [("■", self.readings[tuple(at)]) for at in lit]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold in self._named()] if self.opacity > VISIBLE else []
