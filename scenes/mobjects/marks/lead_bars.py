"""Bars up where something leads and down where it is behind: a row for each of several, a bar for each layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.layer_ticks import LayerTicks, Tick, digits_of, readable_of

THINNEST = 0.02  # a lead of nothing can still be seen
FILLED, WIDEST = 0.72, 0.3  # of the room that a bar has, and scene units
TICK, TICK_AT = 0.28, 0.26  # em of a layer's number, and how far below the rows it stands
LINE = 0.016
WORD = 0.8  # how far the word before the first layer's number reaches to the left


class LeadBars(DataMobject):
    """P rows of L bars, side by side from left to right; each row has a line for no lead at all.

    Parameters
    ----------
    leads
        ``[P, L]``: how far each is ahead after each layer, below 0 where it is behind.
    colors
        ``[P, L, 4]``: the colour of a bar, that of whoever leads.
    layers
        Counts of the L layers, for numbers below the bars.
    width
        Scene units of a row.
    step
        Scene units from row to row.
    unit
        Scene units of a lead of 1.
    above
        How far the first row's bars reach; half a step where 0.

    Attributes
    ----------
    window
        How many layers a row holds: few are wider.
    reached
        How many layers can be seen, perhaps between two: the newest bar grows.
    since, marked
        The layer from which on a line marks that all lead, 0 for none, and the line's opacity.
    """

    def __init__(
        self, leads: Reading, colors: np.ndarray, layers: Sequence[Reading], *, width: float, step: float, unit: float,
        above: float = 0.0,
    ) -> None:  # fmt: skip
        if not isinstance(leads, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.colors, self.ticks = leads, np.asarray(colors, dtype=float), LayerTicks(layers, TICK)
        rows, count = leads.shape
        self.width_of_all, self.unit = width, unit
        self.window, self.reached, self.since, self.marked = float(count), 0.0, 0, 0.0
        self.ys, self.opacities = -np.arange(rows) * step, np.ones(rows)
        self.bottom, self.top = float(self.ys[-1]) - step / 2, above or step / 2
        super().__init__((0, self.bottom - TICK_AT), (width, self.top))

    @property
    def pitch(self) -> float:
        """Scene units from bar to bar."""
        return self.width_of_all / self.window

    def paint(self, canvas: skia.Canvas) -> None:
        for y in self.ys.tolist():
            canvas.drawRect(skia.Rect.MakeXYWH(0, y - LINE / 2, self.width_of_all, LINE), self._paint("faint", 0.8))
        if self.since and self.marked * self.opacity > FAINT:
            x = (self.since - 1) * self.pitch
            line = skia.Rect.MakeLTRB(x - 0.012, self.bottom, x + 0.012, self.top)
            canvas.drawRect(line, self._paint("text", 0.85 * self.marked))
        for rgba, path in self._bars().items():
            canvas.drawPath(path, skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*rgba)))
        self.ticks.draw(canvas, self._ticked(), self.opacity, halo=False)

    def _paint(self, role: str, share: float) -> skia.Paint:
        return skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*palette().rgba(role, share * self.opacity).tolist()))

    def _bars(self) -> dict[tuple[float, ...], skia.Path]:
        """All bars that can be seen, those of one colour as one shape."""
        found: dict[tuple[float, ...], skia.Path] = {}
        grown = self._grown()
        rows, layers = np.nonzero(grown > 0)
        tall = self.readings.value[rows, layers] * self.unit * grown[rows, layers]
        tall = np.where(np.abs(tall) > THINNEST, tall, np.copysign(THINNEST, tall))
        x, y, half = (layers + 0.5) * self.pitch, self.ys[rows], min(FILLED * self.pitch, WIDEST) / 2
        boxes = np.column_stack([x - half, np.minimum(y, y + tall), x + half, np.maximum(y, y + tall)])
        shares = np.column_stack([np.ones((len(rows), 3)), self.opacities[rows] * self.opacity])
        for rgba, box in zip((self.colors[rows, layers] * shares).tolist(), boxes.tolist(), strict=True):
            found.setdefault(tuple(rgba), skia.Path()).addRect(skia.Rect.MakeLTRB(*box))
        return found

    def _grown(self) -> np.ndarray:
        """How far each bar has grown, ``[P, L]``, from 0 to 1; one whose lead is undefined never does."""
        layers = np.clip(self.reached - np.arange(self.readings.shape[1]), 0, 1)
        return np.where(np.isnan(self.readings.value), 0.0, layers)

    def _ticked(self) -> list[Tick]:
        """The numbers of the layers that the rows hold now."""
        held = np.arange(min(int(self.window), self.readings.shape[1]))
        return self.ticks.placed(
            np.column_stack([(held + 0.5) * self.pitch, np.full(len(held), self.bottom - TICK_AT)]), even=True
        )

    def paint_bounds(self) -> skia.Rect | None:
        bounds = super().paint_bounds()
        if bounds:
            bounds.fLeft -= WORD * self.zoom
        return bounds

    def visible(self) -> np.ndarray:
        """Entries of the bars that have grown to their length, then those of ticks."""
        ticks = [int(float(tick.reading)) for tick in readable_of(self._ticked(), self.opacity)]
        return np.array([*self._full(), -1, *ticks])

    def _full(self) -> np.ndarray:
        return np.flatnonzero((self._grown() >= 1) & (self.opacities[:, None] * self.opacity > VISIBLE))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat = self.readings.reshape(-1)
        bars = [("▬", flat[int(i)]) for i in self._full()]
        return bars + digits_of(readable_of(self._ticked(), self.opacity))

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        ticks = readable_of(self._ticked(), self.opacity)
        return [t.tag.read_on(self, t.at) for t in ticks]
