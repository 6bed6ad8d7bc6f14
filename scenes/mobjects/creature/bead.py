"""A bead in place of a noun that there is no drawing of: a ball as coloured as a measured value says."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.creature.coat import mixed, named, shades
from attention_scenes.scenes.mobjects.space.light import draw_lamp

LIGHT, STEPS = np.array([-0.36, 0.42]), np.array([0.95, 0.62, 0.40, 0.08])  # where it is lightest; from there outwards


class Bead(DataMobject):
    """A ball that stands on the floor and has a state for each of some values; ``state`` says which is seen.

    Parameters
    ----------
    tint
        How much of its colour each state has, ``[S]``: 0 is plain grey, 1 the full colour; None for a plain bead.
    colour
        A word for a colour.
    height
        In scene units, with the light around it.
    """

    def __init__(self, tint: Reading | None, colour: str = "", height: float = 2.0) -> None:
        if not (tint is None or isinstance(tint, Reading)):
            raise TypeError("a tint on screen needs a source: give a Reading")
        rgb = named(colour if tint is not None else "grey")
        if rgb is None:
            raise ValueError(f"{colour!r} names no colour")
        self.tint, self.rgb, self.state, self.opacities = tint, rgb, 0.0, np.ones(1)
        super().__init__((-height / 2, -height / 2), (height / 2, height / 2))

    def share(self, state: int) -> float:
        """Return how much of the colour a state has, within 0 and 1."""
        return 0.0 if self.tint is None else float(np.clip(np.nan_to_num(self.tint.value[state]), 0, 1))

    @property
    def floor(self) -> float:
        """The height in the scene at which it stands."""
        return float(self.place(np.array([0.0, 0.6 * self.low[1]]))[0, 1])

    def paint(self, canvas: skia.Canvas) -> None:
        last = 0 if self.tint is None else len(self.tint) - 1
        first = min(int(self.state), last)
        share = float(self.state) - first if first < last else 0.0
        self._lay(canvas, first, self.opacity)
        if share > 1e-3:
            self._lay(canvas, first + 1, self.opacity * share)

    def _lay(self, canvas: skia.Canvas, state: int, opacity: float) -> None:
        five, radius = shades(self.rgb, self.share(state), palette().on_white), float(0.6 * self.high[1])
        draw_lamp(canvas, np.zeros(2), float(self.high[1]), np.array([*five[2], 0.6 * opacity]))
        colors = [skia.Color4f(*c, opacity).toColor() for c in mixed(five, STEPS).tolist()]
        paint = skia.Paint(AntiAlias=True)
        middle = skia.Point(*(LIGHT * radius).tolist())
        paint.setShader(skia.GradientShader.MakeRadial(middle, 1.5 * radius, colors))
        canvas.drawCircle(0, 0, radius, paint)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        """Return the value of the state that is seen most."""
        if self.tint is None or self.opacity <= VISIBLE:
            return []
        return [("■", self.tint[min(round(float(self.state)), len(self.tint) - 1)])]
