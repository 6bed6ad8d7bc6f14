"""A ball of arrows: arrows of length 1 from one point in space, and those of the axes that stand at right angles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, light_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 36.0  # of the lens, degrees
SHAFT, BOLD, TIP = 0.012, 0.028, 0.03  # widths of an arrow, of an axis; radius of a tip's bead, in units of space
LAMP = 0.16  # radius of the light at a tip
DIMMEST, NEAR = 0.25, 0.95  # light of the farthest arrow, of the nearest
CORNER, ARC = 0.16, 0.45  # sides of the right angle's sign, radius of a lean's arc, in units of space
RING = np.linspace(0, 2 * np.pi, 73)


class ArrowBall(Space):
    """N arrows and some axes, seen in depth: nearer tips are larger and brighter.

    Parameters
    ----------
    arrows
        ``[N, 2]`` or ``[N, 3]``, each of length 1.
    axes
        ``[A, 3]``: arrows at right angles, that a scene declares.
    low, high
        The box of the frame it is seen in.
    roles
        Palette roles of arrows and axes.
    bold, shaft
        How wide an axis and an arrow are, in units of space.

    Attributes
    ----------
    growth
        ``[N]`` from 0 to 1; ``axis_growth`` ``[A]``.
    opacities
        ``[N]``.
    rim
        Opacity of the circle on which all tips in a plane lie.
    corner, lean
        Opacity of the right angle’s sign between the first two axes, and of the angle from the first arrow to the axis
        that is nearest to it.
    """

    def __init__(
        self, arrows: Reading, axes: np.ndarray, low: Sequence[float], high: Sequence[float], *,
        roles: tuple[str, str] = ("token", "focus"), listed: int = 24, bold: float = BOLD,
        shaft: float = SHAFT,
    ) -> None:  # fmt: skip
        if not isinstance(arrows, Reading):
            raise TypeError("an arrow on screen needs a source: give a Reading")
        self.readings, self.listed, self.roles, self.bold, self.shaft = arrows, listed, roles, bold, shaft
        found = arrows.value.astype(float)
        self.tips = np.column_stack([found, np.zeros((len(found), 3 - found.shape[1]))])
        self.axes_A3 = np.asarray(axes, dtype=float)
        self.growth, self.opacities = np.zeros(len(found)), np.ones(len(found))
        self.axis_growth, self.rim = np.zeros(len(self.axes_A3)), 0.0
        self.corner, self.lean = 0.0, 0.0
        super().__init__(low, high, eye=[0, 0.01, -6], aim=[0, 0, 0], angle=ANGLE)

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which a ball of radius 1 fills a box of the frame."""
        around = np.column_stack([np.cos(RING), np.sin(RING), np.zeros(len(RING))])
        turned = around[:, [2, 1, 0]], around[:, [0, 2, 1]]
        return fitting(np.concatenate([around, *turned]), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        middle = lens.project(np.zeros((1, 3)))
        scale = float(middle.scale_N[0])
        if self.rim * self.opacity > FAINT:
            circle = lens.project(np.column_stack([np.cos(RING), np.sin(RING), np.zeros(len(RING))])).xy_N2
            rgba = palette().rgba("soft", 0.5 * self.rim * self.opacity)
            canvas.drawPath(polygons(circle[None], closed=False), stroke_paint(rgba, SHAFT * scale))
        self._paint_angles(canvas, scale)
        tips = lens.project(self.tips * self.growth[:, None])
        far = tips.depth_N
        near = np.clip((middle.depth_N[0] + 1 - far) / 2, 0, 1)
        light = self.opacities * self.opacity * (DIMMEST + (NEAR - DIMMEST) * near)
        rgba = palette().rgba(self.roles[0])
        for n in np.argsort(-far).tolist():
            if self.growth[n] > 0 and light[n] > FAINT:
                self._paint_arrow(canvas, middle.xy_N2[0], tips.xy_N2[n], float(tips.scale_N[n]), rgba, float(light[n]))
        ends = lens.project(self.axes_A3 * self.axis_growth[:, None]) if len(self.axes_A3) else None
        for n in np.flatnonzero(self.axis_growth > 0).tolist():
            assert ends is not None
            self._paint_axis(canvas, middle.xy_N2[0], ends.xy_N2[n], float(ends.scale_N[n]))
        canvas.restore()

    @property
    def nearest(self) -> int:
        """The axis that is nearest to the first arrow."""
        return int(np.argmax(self.axes_A3 @ self.tips[0]))

    def halfway(self, far: float) -> np.ndarray:
        """Return a place in the middle of the lean, so far from the centre, ``[3]``."""
        middle = self.axes_A3[self.nearest] + self.tips[0]
        return np.asarray(far * middle / np.linalg.norm(middle))

    def _paint_angles(self, canvas: skia.Canvas, scale: float) -> None:
        if self.corner * self.opacity > FAINT:
            one, two = CORNER * self.axes_A3[:2]
            sign = self.lens.project(np.stack([one, one + two, two])).xy_N2
            rgba = palette().rgba("text", self.corner * self.opacity)
            canvas.drawPath(polygons(sign[None], closed=False), stroke_paint(rgba, 2 * SHAFT * scale))
        if self.lean * self.opacity > FAINT:
            ways = np.linspace(self.axes_A3[self.nearest], self.tips[0], 33)
            arc = self.lens.project(ARC * ways / np.linalg.norm(ways, axis=1)[:, None]).xy_N2
            middle = self.lens.project(np.zeros((1, 3))).xy_N2
            rgba = palette().rgba(self.roles[0], self.lean * self.opacity)
            canvas.drawPath(polygons(np.concatenate([middle, arc])[None]), fill_paint(rgba * [1, 1, 1, 0.3]))
            canvas.drawPath(polygons(arc[None], closed=False), stroke_paint(rgba, 2 * SHAFT * scale))

    def _paint_arrow(
        self, canvas: skia.Canvas, start: np.ndarray, tip: np.ndarray, scale: float, rgba: np.ndarray, light: float
    ) -> None:
        color = rgba * [1, 1, 1, light]
        canvas.drawLine(*start.tolist(), *tip.tolist(), stroke_paint(color * [1, 1, 1, 0.55], self.shaft * scale))
        draw_lamp(canvas, tip, LAMP * scale, color * [1, 1, 1, 0.55])
        canvas.drawCircle(*tip.tolist(), max(TIP, self.shaft) * scale, fill_paint(color))

    def _paint_axis(self, canvas: skia.Canvas, start: np.ndarray, tip: np.ndarray, scale: float) -> None:
        rgba = palette().rgba(self.roles[1], self.opacity)
        for wide, share in ((5.0, 0.07), (2.6, 0.14)):
            paint = light_paint(rgba * [1, 1, 1, share], self.bold * wide * scale)
            canvas.drawLine(*start.tolist(), *tip.tolist(), paint)
        canvas.drawLine(*start.tolist(), *tip.tolist(), stroke_paint(rgba, self.bold * scale))
        draw_lamp(canvas, tip, 2 * LAMP * scale, rgba * [1, 1, 1, 0.9])
        canvas.drawCircle(*tip.tolist(), max(1.7 * TIP, self.bold) * scale, fill_paint(rgba))

    def tip_at(self, point: Sequence[float] | np.ndarray, pose: Pose) -> np.ndarray:
        """Return where a place in space is seen from a pose, ``[2]``."""
        return Lens(*pose[:2], ANGLE, pose.center).project(np.asarray(point, dtype=float)).xy_N2[0]

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return the arrows that are listed: the first ones, as they are read one by one nowhere."""
        there = (self.growth == 1) & (self.opacities * self.opacity > VISIBLE)
        return np.flatnonzero(there)[: self.listed]

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("↗", self.readings[n, d]) for n in self.visible().tolist() for d in range(self.readings.shape[1])]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return []
