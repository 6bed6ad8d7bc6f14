"""All products of a dot product as bars, up where positive and down where negative."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import fill_paint, light_paint

BAR, LEFT_OUT = 0.72, 0.55  # of its place, a bar; opacity of those that are not written out
GLOW = 0.12  # how wide the light round a bar that is written out is, and how strong


class ProductBars(DataMobject):
    """K bars from a line in the middle; the first ``written_out`` of them are lit.

    Attributes
    ----------
    growth
        ``[K]``, from 0 to 1.
    """

    def __init__(self, products: Reading, written_out: int, width: float, height: float) -> None:
        self.readings, count = products, len(products)
        values = products.value.astype(float)
        top, bottom = max(float(values.max()), 0.0), min(float(values.min()), 0.0)
        self.unit = height / max(top - bottom, 1e-9)
        self.heights, self.step, self.lit = values * self.unit, width / count, written_out
        self.growth, self.opacities = np.ones(count), np.ones(count)
        super().__init__((0.0, bottom * self.unit), (width, top * self.unit))

    def paint(self, canvas: skia.Canvas) -> None:
        colors = palette()
        width = float(self.high[0])
        canvas.drawRect(skia.Rect.MakeLTRB(0, -0.008, width, 0.008), fill_paint(colors.rgba("soft", self.opacity)))
        for k, (height, grown) in enumerate(zip(self.heights.tolist(), self.growth.tolist(), strict=True)):
            if not grown:
                continue
            left, now = (k + (1 - BAR) / 2) * self.step, grown * height
            ends = (left, min(0.0, now), left + BAR * self.step, max(0.0, now))
            lit = k < self.lit
            role = "focus" if height >= 0 else "weight_minus"
            canvas.drawRect(
                skia.Rect.MakeLTRB(*ends), fill_paint(colors.rgba(role, self.opacity * (1 if lit else LEFT_OUT)))
            )
            if lit:
                around = skia.Rect.MakeLTRB(*ends).makeOutset(0.06, 0.06)
                canvas.drawRect(around, light_paint(colors.rgba(role, GLOW * self.opacity)))

    def visible(self) -> np.ndarray:
        return np.flatnonzero((self.growth == 1) & (self.opacity > VISIBLE))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[i]) for i in self.visible()]
