"""Every token of a vocabulary round one word: its distance is its angle to that word, its direction three main axes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.dust import Cloud, draw_dust
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.text.number_format import written

UNIT = 60.0  # degrees that one unit of space stands for
GRAIN = 1 / 470 * 135 / 135  # radius of a grain in parts of the scale at its depth
HERO, NAMED, NOTE = 0.53, 0.32, 0.24  # em
CULL = 0.28  # nearer than this no grain is drawn: it would fill the frame
RINGS = (30, 60)  # degrees


class TokenSky(Space):
    """A cloud of N tokens as light, and K of them by name with their cosines.

    Parameters
    ----------
    cosines
        ``[K]`` of the named tokens with the word in the middle, best first.
    names
        Their texts; the word in the middle is ``hero``.
    angles, directions
        ``[N]`` degrees and ``[N, 3]`` unit vectors of all tokens; the named ones are rows ``rows``.
    begins
        ``[N]`` whether a token begins a word: the others have another colour.

    Attributes
    ----------
    dust, tags, rings
        Opacity of these parts.
    """

    def __init__(
        self,
        hero: str,
        cosines: Reading,
        names: Sequence[str],
        rows: Sequence[int],
        angles: np.ndarray,
        directions: np.ndarray,
        begins: np.ndarray,
        low: Sequence[float],
        high: Sequence[float],
        *,
        eye: Sequence[float],
        center: Sequence[float] = (0.0, 0.0),
        angle: float = 50.0,
    ) -> None:
        if not isinstance(cosines, Reading):
            raise TypeError("a named token on screen needs a source: give a Reading")
        colors = palette()
        self.readings = cosines.reshape(-1)
        self.points_N3 = (directions * (np.asarray(angles)[:, None] / UNIT)).astype(np.float32)
        self.begins, self.rows = np.asarray(begins, dtype=bool), np.asarray(rows)
        self.opacities = np.ones(len(self.rows))
        self.dust = self.tags = self.rings = 1.0
        self.cut = 1.0
        self.hero = NameTag(hero, HERO, colors.rgba("focus"))
        self.names = [NameTag(name, NAMED if i < 6 else NOTE, colors.rgba("text")) for i, name in enumerate(names)]
        self.figures = [written(float(value), 2) for value in self.readings.value]
        self.numbers = [NameTag(digits, NOTE, colors.rgba("soft")) for digits in self.figures]
        super().__init__(low, high, eye=eye, aim=(0, 0, 0), angle=angle, center=center)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.opacity * self.dust > FAINT:
            self._paint_dust(canvas, lens)
        if self.opacity * self.rings > FAINT:
            self._paint_rings(canvas, lens)
        self._paint_named(canvas, lens)
        canvas.restore()

    def _paint_dust(self, canvas: skia.Canvas, lens: Lens) -> None:
        seen = lens.project(self.points_N3)
        far = float(np.linalg.norm(self.eye))
        behind = seen.depth_N - far
        scale_N = seen.scale_N * 135
        radius_N = np.clip(scale_N / 470, 0.3, 2.9) / 135
        light_N = np.clip((scale_N / 520) ** 1.6, 0.1, 8.0) * (2.3 + 1.6 * self.cut) * self.dust * self.opacity
        light_N = light_N * np.clip((seen.depth_N - CULL) / 0.35, 0, 1)
        light_N = (
            light_N * (1 - self.cut * np.clip((0.15 - behind) / 0.5, 0, 1)) * np.clip(1.12 - 0.42 * behind, 0.25, 1.6)
        )
        draw_dust(
            canvas,
            [
                Cloud(seen.xy_N2[which], radius_N[which], light_N[which] * share, palette().rgba(role))
                for which, role, share in ((~self.begins, "piece", 0.8), (self.begins, "data_high", 1.0))
            ],
        )

    def _paint_rings(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Circles round the middle: a named token at that angle, at right angles to the view, stands on it."""
        far = float(np.linalg.norm(self.eye))
        (x, y), *_ = lens.project([0, 0, 0]).xy_N2.tolist()
        for degrees in RINGS:
            radius = degrees / UNIT
            if radius < far * 0.97:
                seen = lens.focal * radius / float(np.sqrt(far**2 - radius**2))
                canvas.drawCircle(
                    x, y, seen, stroke_paint(palette().rgba("faint", 0.55 * self.rings * self.opacity), 0.012)
                )

    def _paint_named(self, canvas: skia.Canvas, lens: Lens) -> None:
        middle = lens.project([0, 0, 0]).xy_N2[0]
        seen = lens.project(self.points_N3[self.rows])
        share = self.opacity * self.tags
        for i in np.argsort(-seen.depth_N):
            if seen.depth_N[i] < CULL or self.opacities[i] * share < FAINT:
                continue
            (x, y), radius = seen.xy_N2[i].tolist(), float(np.clip(seen.scale_N[i] / 75, 3 / 135, 15 / 135))
            light = share * float(self.opacities[i])
            role = "focus" if i < 6 else "soft"
            canvas.drawLine(*middle.tolist(), x, y, stroke_paint(palette().rgba(role, 0.34 * light), 0.01))
            draw_lamp(canvas, seen.xy_N2[i], radius * 6.5, palette().rgba("text", 0.42 * light))
            canvas.drawCircle(x, y, radius * 0.62, fill_paint(palette().rgba("text", light)))
        draw_lamp(canvas, middle, 0.6, palette().rgba("focus", 0.75 * self.opacity))
        canvas.drawCircle(*middle.tolist(), 0.05, fill_paint(palette().rgba("focus", self.opacity)))
        for i, (name, digits, at) in enumerate(self._labels(lens)):
            light = share * float(self.opacities[i])
            if light > FAINT:
                name.draw(canvas, at, light)
                digits.draw(canvas, at + [name.width / 2 + 0.1 + digits.width / 2, 0], light)
        self.hero.draw(canvas, middle + [0, 0.26], self.opacity)

    def _labels(self, lens: Lens) -> list[tuple[NameTag, NameTag, np.ndarray]]:
        """Names on the side away from the middle, the best first; later ones move until none overlap."""
        middle = lens.project([0, 0, 0]).xy_N2[0]
        places = lens.project(self.points_N3[self.rows]).xy_N2
        taken = [
            np.array([middle[0] - self.hero.width / 2, middle[1], middle[0] + self.hero.width / 2, middle[1] + 0.8])
        ]
        found = []
        for name, digits, (x, y) in zip(self.names, self.numbers, places, strict=True):
            width = name.width + 0.1 + digits.width
            side = 1 if x >= middle[0] else -1
            steps = [0, 0.25, -0.25, 0.46, -0.46, 0.67, -0.67, 0.9, -0.9]
            for dy, way in [(0.0, side)] + [(d, s) for d in steps for s in (side, -side)]:
                left = x + 0.16 if way > 0 else x - 0.16 - width
                bottom = y - name.em * 0.3 + dy
                box = np.array([left - 0.05, bottom - name.em * 0.3, left + width + 0.05, bottom + name.em])
                apart = all(box[2] < t[0] or box[0] > t[2] or box[3] < t[1] or box[1] > t[3] for t in taken)
                if apart and box[0] > self.low[0] + 0.2 and box[2] < self.high[0] - 0.2:
                    break
            taken.append(box)
            found.append((name, digits, np.array([left + name.width / 2, bottom])))
        return found

    def visible(self) -> np.ndarray:
        """The named tokens that can be read now."""
        return np.flatnonzero(self.opacities * self.opacity * self.tags > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [(self.figures[i], self.readings[int(i)]) for i in self.visible()]
