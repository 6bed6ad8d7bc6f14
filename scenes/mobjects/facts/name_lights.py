"""Names as lights: each is lit as much as a neuron says at it, with a bar of its length for each neuron."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint
from attention_scenes.scenes.mobjects.space.name_tag import MIDDLE, Hold, NameTag
from attention_scenes.scenes.mobjects.text.shaping import least_em

FILL = 0.92  # of its column's width, that a name may take
BAR, GAP = 0.25, 0.05  # height of a bar in em of names, and scene units from bar to bar
UNDER = 0.34  # em from a name's baseline to its first bar
DARK = 0.62  # light of a name at which the neuron says nothing
GLOW, HIGHEST = 0.8, 1.7  # radius of the light behind a name: of its column's width, and at most of its row's height
LIGHT = 0.8  # of a lamp behind a name, shared by the neurons
BELOW = 0.35  # opacity of a bar below 0
TICK, OVER = 0.03, 0.4  # width of a tick in scene units, and so far it stands out, in parts of the bar
USUAL, SMALL = 0.7, 0.26  # so many of the names have their full size, the longest less; em of the smallest


class NameLights(DataMobject):
    """N names in columns and rows; K neurons, a bar of each under every name, and light behind it.

    Parameters
    ----------
    names
        What they are called.
    values
        ``[K, N]`` what each neuron says at each name.
    roles
        Palette roles of the neurons.
    low, high
        The box that they fill, ``[2]`` each, row by row from the upper left.
    columns
        How many in a row.
    em
        Of the names; less where they have no room.
    full
        Of each neuron the activation with the longest bar; its largest here where empty.
    above
        ``[K]``, of each neuron the activation from which on it is said to fire: names below stay dark. Each bar has
        a tick there, where it is above 0 and no bar ends before it. None where there is none: any bar above 0 is light.
    digits
        What the first neuron says at each name, as it is written: at the right over its bar, with the name at the
        left. Empty for none: names stand over the middle.

    Attributes
    ----------
    growth
        ``[K N]`` how far each bar has come, and the light with it.
    opacities
        ``[N]``.
    ticked
        ``[K]``, whether a neuron's bars have a tick.
    """

    def __init__(
        self, names: Sequence[str], values: Reading, roles: Sequence[str], low: Sequence[float],
        high: Sequence[float], *, columns: int, em: float = 0.36, full: Sequence[float] = (),
        above: Reading | None = None, digits: Sequence[str] = (),
    ) -> None:  # fmt: skip
        if not isinstance(values, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.count = values, len(names)
        self.kinds, rows = values.value.shape[0], -(-len(names) // columns)
        self.wide, self.tall = (high[0] - low[0]) / columns, (high[1] - low[1]) / max(rows, 1)
        row, column = np.divmod(np.arange(self.count), columns)
        em = min(em, 0.52 * self.tall)
        self.bar = BAR * em
        bars = self.kinds * (self.bar + GAP)
        self.middles = low[0] + (column + 0.5) * self.wide
        self.at = np.column_stack([self.middles, high[1] - (row + 0.5) * self.tall + bars / 2])
        self.glow = min(GLOW * self.wide, HIGHEST * self.tall)
        room = FILL * self.wide
        ends = self.middles + room / 2
        self.digits = tuple(NameTag(text, em, palette().rgba("text")) for text in digits)
        room -= max([tag.width + 0.5 * em for tag in self.digits], default=0.0)
        widths = [NameTag(name, em, palette().rgba("text")).width for name in names]
        em = max(
            em * min(1.0, room / max(float(np.quantile(widths or [room], USUAL)), 1e-9)), least_em(), min(SMALL, em)
        )
        self.tags = tuple(_fitted(name, em, room) for name in names)
        self.ends = np.column_stack([ends, self.at[:, 1]])
        if digits:
            self.at[:, 0] = ends - FILL * self.wide + [tag.width / 2 for tag in self.tags]
        self.roles = tuple(roles)
        most = np.array(full) if len(full) else np.abs(values.value).max(axis=1)
        self.shares = np.clip(values.value.astype(float) / np.maximum(most, 1e-9)[:, None], -1, 1)
        self.above, limits = above, np.zeros(self.kinds) if above is None else above.value.astype(float)
        self.fires = (values.value > limits[:, None]).astype(float)
        self.ticks = limits / np.maximum(most, 1e-9)
        self.ticked = (self.ticks > 0) & (self.ticks < 1) & (above is not None)
        self.growth, self.opacities = np.zeros(self.kinds * self.count), np.ones(self.count)
        super().__init__(low, high)

    def paint(self, canvas: skia.Canvas) -> None:
        growth = self.growth.reshape(self.kinds, self.count)
        lit = self.fires * growth
        light = np.clip(self.shares, 0, 1) * lit
        for kind, n in zip(*np.nonzero(light * self.opacities * self.opacity > FAINT), strict=True):
            own = float(light[kind, n])
            strength = LIGHT / self.kinds * own**0.7 * float(self.opacities[n]) * self.opacity
            glow = palette().rgba(self.roles[kind], strength)
            draw_lamp(canvas, self.at[n], self.glow * (0.4 + 0.6 * own**0.5) / (1 + 0.35 * kind), glow)
        for n, (tag, at) in enumerate(zip(self.tags, self.at, strict=True)):
            share = float(self.opacities[n]) * self.opacity
            light = share * (DARK + (1 - DARK) * float(lit[:, n].max()))
            tag.draw(canvas, at, light, MIDDLE, halo=False)
            if self.digits:
                self.digits[n].draw(canvas, self.ends[n], light * float(growth[0, n]), Hold(1.0), halo=False)
            self._paint_bars(canvas, n, share, growth)

    def _paint_bars(self, canvas: skia.Canvas, n: int, share: float, growth: np.ndarray) -> None:
        y, wide = float(self.at[n, 1]), FILL * self.wide
        left = float(self.middles[n]) - wide / 2
        for kind, role in enumerate(self.roles):
            top = y - UNDER * self.tags[n].em - kind * (self.bar + GAP)
            rail = skia.Rect.MakeLTRB(left, top - self.bar, left + wide, top)
            canvas.drawRect(rail, fill_paint(palette().rgba("line", 0.55 * share)))
            long = float(self.shares[kind, n] * growth[kind, n])
            rgba = palette().rgba(role, share * (1.0 if long > 0 else BELOW))
            bar = skia.Rect.MakeLTRB(left, top - self.bar, left + max(abs(long) * wide, 0.012), top)
            canvas.drawRect(bar, fill_paint(rgba))
            if self.ticked[kind]:
                x, out = left + float(self.ticks[kind]) * wide, OVER * self.bar
                tick = skia.Rect.MakeLTRB(x - TICK / 2, top - self.bar - out, x + TICK / 2, top + out)
                canvas.drawRect(tick, fill_paint(palette().rgba("text", share)))

    def paint_bounds(self) -> skia.Rect | None:
        """Return the box with the light of its outer names, which shines out of it."""
        bounds = super().paint_bounds()
        if bounds and self.count:
            ends = self.at.min(axis=0) - self.glow, self.at.max(axis=0) + self.glow
            (left, bottom), (right, top) = (end.tolist() for end in ends)
            bounds.join(self.matrix().mapRect(skia.Rect.MakeLTRB(left, bottom, right, top)))
        return bounds

    def visible(self) -> np.ndarray:
        """Return the bars that can be read, then the neurons whose ticks can."""
        seen = np.tile(self.opacities, self.kinds) * self.opacity * self.growth > VISIBLE
        ticks = np.flatnonzero(self.ticked & seen.reshape(self.kinds, -1).any(axis=1))
        return np.concatenate([np.flatnonzero(seen), seen.size + ticks]).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat, found = self.readings.reshape(-1), []
        for i in self.visible().tolist():
            if i < len(self.growth):
                found.append((self.digits[i].text if i < len(self.digits) else "▬", flat[i]))
            elif self.above is not None:
                found.append(("▬", self.above[i - len(self.growth)]))
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        seen = np.flatnonzero(self.opacities * self.opacity > VISIBLE).tolist()
        found = [self.tags[n].read_on(self, self.at[n], Hold()) for n in seen]
        said = [n for n in seen if self.digits and self.growth[n] > VISIBLE]
        return found + [self.digits[n].read_on(self, self.ends[n], Hold(1.0)) for n in said]


def _fitted(name: str, em: float, width: float) -> NameTag:
    """Return a name no wider than its column: smaller, and cut with "…" where it would be too small to read."""
    rgba, text, least = palette().rgba("text"), name, max(least_em(), min(SMALL, em))
    tag = NameTag(text, em, rgba)
    while tag.width * least / em > width and len(text) > 2:
        text = text.rstrip("…")[:-1] + "…"
        tag = NameTag(text, em, rgba)
    return NameTag(text, em * min(1.0, width / max(tag.width, 1e-9)), rgba)
