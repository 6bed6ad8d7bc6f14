"""Stairs of prefixes: a step for each, as long as its words, and at its end the distribution of what comes next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.tower_light import draw_pane
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.stairs.stair import Stair, Tag, cost_text, named_share, share_text
from attention_scenes.scenes.mobjects.stairs.stair_shapes import (
    BACK,
    HALF,
    THINNEST,
    draw_box,
    draw_column_glass,
    draw_hidden,
    draw_step,
)

ANGLE = 40.0  # of the lens, degrees
HIGH = 2.1  # units of space, of a probability of 1
MARGIN = 0.32  # scene units that names keep from the sides
NAT = 0.15  # of a cost of 1
DROP = 0.34  # width of a drop, in parts of a column
FALL = 2.2  # from how high glass falls
PANE = 1.2  # steps that a pane reaches before and behind the columns
FARTHEST = 0.75  # light of the last step
DIM = 0.45  # light of what is not spoken of
GUESSES = (0.62, 0.44, 0.32, 0.24, 0.18)  # light of the likeliest tokens, the first at the bottom


class PrefixStairs(Space):
    """N prefixes, the shortest in front; the words of each are a step, and at its end stands a column of glass.

    A column is a probability of 1: what came fills it from below in the colour of the focus, the other likeliest tokens
    lie above. Under it hangs what came cost, and across all drops lies a pane at their mean.

    Parameters
    ----------
    first, roles
        The token that every prefix begins with, as it is written; ``[N]`` palette roles of the tokens.
    stairs
        ``[N]``.
    mean, blind
        The mean of the costs, and what the mean would be, were all tokens equally likely.
    low, high
        The box of the frame it is seen in, ``[2]`` each, in scene units.
    em
        Of names and numbers, in scene units.
    step
        From step to step, in units of space.
    flat
        Whether a name's number stands behind it, and not below it.
    angle
        Of the lens, in degrees.

    Attributes
    ----------
    there, grown, lit, dropped
        ``[N]`` from 0 to 1: whether a step is there, how far its column has filled, whether what came is lit, how far
        its cost hangs down.
    glow
        ``[N]`` from 0, dim, to 1.
    up
        Where what came is told: 0, at the foot of its column; 1, above it.
    guessed, told, costs
        ``[N]`` opacities of the likeliest's name, of what came, and of its cost.
    fallen
        ``[N]`` how far the glass over what a prefix does not see has fallen.
    hidden, pane, blank
        Opacities of that glass, of the pane at the mean, and of that of blind guessing.
    """

    def __init__(
        self, first: str, roles: Sequence[str], stairs: Sequence[Stair], mean: Reading, blind: Reading,
        low: Sequence[float], high: Sequence[float], *, em: float = 0.3, step: float = 0.85, flat: bool = False,
        angle: float = ANGLE,
    ) -> None:  # fmt: skip
        self.first, self.stairs, self.em = first, tuple(stairs), em
        self.step, self.flat = float(step), flat
        self.shares = [list(stair.shares) for stair in self.stairs]
        self.mean, self.blind, self.count = mean, blind, len(self.stairs)
        by_color = sorted({*roles}, key=lambda role: tuple(palette().rgba(role)))
        self.columns = {role: np.flatnonzero(np.array(roles) == role) for role in by_color}
        self.chanced = np.array([stair.chance is not None and stair.cost is not None for stair in self.stairs])
        self.unlikely = self.chanced & (np.array([stair.place for stair in self.stairs]) < 0)
        self.x = np.arange(self.count + 1) - self.count / 2  # of the tokens, and of the place behind them
        self.z = np.arange(self.count) * self.step
        self.there, self.grown, self.lit, self.dropped = (np.zeros(self.count) for _ in range(4))
        self.guessed, self.told, self.costs, self.fallen = (np.zeros(self.count) for _ in range(4))
        self.glow, self.opacities = np.ones(self.count), np.ones(1)
        self.up, self.hidden, self.pane, self.blank = 0.0, 1.0, 0.0, 0.0
        super().__init__(low, high, eye=[0, 3, -10], aim=[0, 1, 0], angle=angle)

    def seen(
        self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float, rows: int, deep: float = 0.0
    ) -> Pose:
        """Return the pose from which the first ``rows`` steps, and costs down to ``deep``, fill a box of the frame."""
        ends = [(self.x[0] - 0.5, self.z[0]), (self.x[0] - 0.5, self.z[rows - 1])]
        ends += [(self.x[row + 1] + side, self.z[row]) for row in (0, rows - 1) for side in (-0.5, 0.9)]
        corners = np.array([[x, y, z] for x, z in ends for y in (-deep * NAT, HIGH)])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=self.angle)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        rows = [row for row in range(self.count - 1, -1, -1) if self.there[row] * self.opacity > FAINT]
        for row in rows:
            self._paint_drop(canvas, lens, row)
        for height, opacity, role in ((self.blind, self.blank, "data_low"), (self.mean, self.pane, "third")):
            if opacity > FAINT:
                draw_pane(canvas, lens, self._pane(-float(height) * NAT), opacity * self.opacity, role)
        for row in rows:
            self._paint_step(canvas, lens, row)
            self._paint_column(canvas, lens, row)
        canvas.restore()
        for tag, at, hold, opacity in self._tags(lens):
            tag.draw(canvas, at, opacity * self.opacity, hold)

    def light(self, row: int) -> float:
        """Return the light of a step: less the farther it is, and where it is not spoken of."""
        far = 1 - (1 - FARTHEST) * row / max(self.count - 1, 1)
        return float(self.there[row] * far * (DIM + (1 - DIM) * self.glow[row]) * self.opacity)

    def _paint_step(self, canvas: skia.Canvas, lens: Lens, row: int) -> None:
        light, z = self.light(row), float(self.z[row])
        for role, columns in self.columns.items():
            draw_step(canvas, lens, self.x[columns[columns <= row]], z, self.step, palette().rgba(role, light))
        if self.hidden * self.fallen[row] > FAINT:
            high = (1 - float(self.fallen[row])) * FALL
            xs = self.x[row + 1 : self.count]
            draw_hidden(
                canvas, lens, xs, z, self.step, high, light * self.hidden * min(1.0, 2 * float(self.fallen[row]))
            )

    def _paint_column(self, canvas: skia.Canvas, lens: Lens, row: int) -> None:
        light, stair = self.light(row), self.stairs[row]
        x, z = float(self.x[row + 1]), float(self.z[row])
        draw_column_glass(canvas, lens, x, z, HIGH, light)
        low = 0.0
        for size, rgba in self.layers(row):
            high = low + max(size * HIGH, THINNEST if not low and stair.chance is not None else 0.0) * self.grown[row]
            if high - low > 1e-4:
                draw_box(canvas, lens, x, z, low, high - 0.25 * min(0.08, high - low), rgba * [1, 1, 1, light])
            low = high

    def layers(self, row: int) -> list[tuple[float, np.ndarray]]:
        """What a column is filled with from below: heights of 1, and colours; what came lies at the bottom."""
        stair, lit = self.stairs[row], float(self.lit[row])
        plain = [palette().rgba("data_high", share) for share in GUESSES]
        layers = list(zip(stair.shares.value.tolist(), plain, strict=False))
        if stair.chance is None:
            return layers
        own = layers.pop(stair.place)[1] if stair.place >= 0 else palette().rgba("data_high", GUESSES[-1])
        return [(float(stair.chance), (1 - lit) * own + lit * palette().rgba("focus")), *layers]

    def _paint_drop(self, canvas: skia.Canvas, lens: Lens, row: int) -> None:
        cost = self.stairs[row].cost
        if cost is not None and self.dropped[row] > FAINT:
            low = -float(cost) * NAT * float(self.dropped[row])
            rgba = palette().rgba("third", 0.9 * self.light(row))
            draw_box(canvas, lens, float(self.x[row + 1]), float(self.z[row]), low, 0.0, rgba, thin=DROP)

    def _pane(self, height: float) -> np.ndarray:
        """Return the corners of a pane, ``[4, 3]``: along the columns: words below are free of it."""
        ends, aside = ((self.x[1] - 0.7, self.z[0]), (self.x[-1] + 0.6, self.z[-1])), PANE * self.step
        near, far = ([[x, height, z + side] for x, z in ends] for side in (-aside, aside))
        return np.array([*near, *far[::-1]])

    def _tags(self, lens: Lens) -> list[Tag]:
        """Names and numbers that can be seen, each with its place, its opacity, and how it is held."""
        begin = lens.project([self.x[0] - 0.5, 0.0, self.z[0] - 0.4]).xy_N2[0]
        white = palette().rgba("text")
        name = NameTag(self.first, self.em, white)
        found = self._inside([Tag(name, begin - [0.08, 0.08], Hold(1.0), float(self.there[0]))])
        for row in range(self.count):
            found += self._names(lens, row)
        return [each for each in found if each.opacity > FAINT]

    def _inside(self, names: list[Tag]) -> list[Tag]:
        """Return names that stand together, moved sideways until all are within the box's margin."""
        xs = np.concatenate([name.tag.points(name.at, name.hold)[:, 0] for name in names])
        over = max(self.low[0] + MARGIN - xs.min(), 0.0) - max(xs.max() + MARGIN - self.high[0], 0.0)
        return [name._replace(at=name.at + [over, 0.0]) for name in names]

    def _room(self, lens: Lens, row: int) -> float:
        """Return how far a column's top is from its nearest neighbour's, less a gap: as wide a name may be."""
        rows = [n for n in (row - 1, row, row + 1) if 0 <= n < self.count]
        tops = lens.project([[float(self.x[n + 1]), HIGH, float(self.z[n])] for n in rows]).xy_N2[:, 0]
        return float(np.abs(np.diff(tops)).min(initial=np.inf)) - 0.08

    def _names(self, lens: Lens, row: int) -> list[Tag]:
        """The likeliest token above a column, what came at its foot or above it, and its cost below."""
        stair, x, z = self.stairs[row], float(self.x[row + 1]), float(self.z[row])
        deep = 0.0 if stair.cost is None else float(stair.cost) * NAT
        top, foot, low = lens.project([
            [x, HIGH, z], [x + HALF, 0.0, z - BACK], [x, -deep, z - BACK],
        ]).xy_N2  # fmt: skip
        top = top + ([-0.3, 0.12] if self.flat else [0, 0.42])
        said = (1 - self.up) * (foot + [0.14, 0.08]) + self.up * top
        above, beside = Hold(-1.0 if self.flat else 0.0), Hold(-1.0 if self.flat else self.up - 1.0)
        em, flat, dim = self.em, self.flat, 0.6 + 0.4 * float(self.glow[row])
        room = np.inf if flat else self._room(lens, row)
        found = named_share(stair.names[0], self.shares[row][0], ("soft", "soft"), em, top, above, flat=flat, room=room)
        found = [each._replace(opacity=float(self.guessed[row])) for each in found]
        if stair.chance is not None:
            told = self._inside(
                named_share(stair.came, stair.chance, ("text", "focus"), em, said, beside, flat=flat, room=room)
            )
            kept = 1.0, 1.0 - self.up if self.flat else 1.0  # flat names alone have room above the columns
            found += [each._replace(opacity=float(self.told[row]) * s) for each, s in zip(told, kept, strict=True)]
        if stair.cost is not None:
            tag = NameTag(cost_text(stair.cost), em, palette().rgba("third"))
            found.append(Tag(tag, low - [0, 0.32], Hold(), float(self.costs[row])))
        return [each._replace(opacity=each.opacity * dim) for each in found]

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return for each row what can be seen of it, ``[6]``, and then which of both panes can."""
        seen = np.column_stack([
            self.there * self.grown > VISIBLE,
            self.guessed > VISIBLE,
            self.unlikely & (self.lit > VISIBLE),
            self.chanced & (self.told * (1 - self.up * self.flat) > VISIBLE),
            self.chanced & (self.dropped > VISIBLE),
            self.chanced & (self.costs > VISIBLE),
        ])  # fmt: skip
        panes = [self.pane > VISIBLE, self.blank > VISIBLE]
        return np.append(seen, panes) & (self.opacity >= VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        *seen, pane, blank = self.visible().tolist()
        found: list[tuple[str, Reading]] = []
        for row, (stair, shares) in enumerate(zip(self.stairs, self.shares, strict=True)):
            filled, guessed, lit, told, dropped, cost = seen[6 * row : 6 * row + 6]
            found += [("▬", share) for share in shares] if filled else []
            found += [(share_text(shares[0]), shares[0])] if guessed else []
            if stair.chance is None or stair.cost is None:
                continue
            found += [("▬", stair.chance)] if lit else []
            found += [(share_text(stair.chance), stair.chance)] if told else []
            found += [("▬", stair.cost)] if dropped else []
            found += [(cost_text(stair.cost), stair.cost)] if cost else []
        found += [("▬", self.mean)] if pane else []
        found += [("▬", self.blind)] if blank else []
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity < VISIBLE:
            return []
        return [tag.read_on(self, at, hold) for tag, at, hold, opacity in self._tags(self.lens) if opacity > VISIBLE]
