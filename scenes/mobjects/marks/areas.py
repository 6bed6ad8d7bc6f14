"""Areas for the parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia
from manim import DOWN, Group, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label


def parts_of(strips: Sequence[np.ndarray], width: float, height: float) -> np.ndarray:
    """Return a rectangle's parts ``[N, 4]`` (left, bottom, width, height), their areas in proportion to the numbers.

    Strips stand side by side, each cut from top to bottom.
    """
    whole, boxes, x = sum(float(strip.sum()) for strip in strips), [], 0.0
    for strip in strips:
        wide, y = width * float(strip.sum()) / whole, height
        for part in strip:
            tall = float(part) * width * height / wide / whole
            boxes.append((x, y - tall, wide, tall))
            y -= tall
        x += wide
    return np.array(boxes)


class Blocks(DataMobject):
    """Rectangles whose areas are shares of the whole box: strips side by side, cut into parts from top to bottom.

    Parameters
    ----------
    strips
        For each strip the shares in it, ``[n]`` each; all together sum to 1.
    colors
        ``[N, 4]`` RGBA, a part each.
    """

    entry_cost = 12

    def __init__(self, strips: Sequence[Reading], width: float, height: float, colors: np.ndarray) -> None:
        self.readings = join(list(strips))
        self.colors, self.boxes = colors, parts_of([strip.value for strip in strips], width, height)
        self.opacities = np.ones(len(self.boxes))
        super().__init__((0, 0), (width, height))

    def paint(self, canvas: skia.Canvas) -> None:
        paint = skia.Paint(AntiAlias=True)
        for (x, y, wide, tall), (r, g, b, a), opacity in zip(
            self.boxes.tolist(), self.colors.tolist(), self.opacities.tolist(), strict=True
        ):
            paint.setColor4f(skia.Color4f(r, g, b, a * opacity * self.opacity))
            inset = min(0.03, wide / 4, tall / 4)
            canvas.drawRect(skia.Rect.MakeXYWH(x + inset, y + inset, wide - 2 * inset, tall - 2 * inset), paint)

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.readings[i]) for i in self.visible()]


class NamedBlocks(Group):
    """Blocks with the name of each strip over it (none where the strip is too thin) and what an area means."""

    def __init__(
        self, names: Sequence[str], strips: Sequence[Reading], roles: Sequence[str], width: float, height: float
    ) -> None:
        self.blocks = Blocks(strips, width, height, np.array([palette().rgba(role, 0.75) for role in roles]))
        self.blocks.shift([-width / 2, -height / 2, 0])
        self.frame = Rectangle(width=width, height=height, stroke_width=1.5, stroke_color=palette().line)
        self.names = VGroup()
        x = self.blocks.points[0][0]
        for name, strip in zip(names, strips, strict=True):
            wide = width * float(strip.value.sum())
            label = Label(name, 0.26, "soft").move_to([x + wide / 2, 0, 0]).stand_on(height / 2 + 0.12)
            if label.width > 1.2 * wide:
                label.set_opacity(0)
            self.names.add(label)
            x += wide
        self.note = Label(label_text("area = numbers learned"), 0.26, "soft").next_to(self.blocks, DOWN, buff=0.14)
        super().__init__(self.frame, self.blocks, self.names, self.note)
