"""A thread that falls through floors of glass, one for each depth: the guess read off at each is a light and a word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import name_part, polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting, from_angle
from attention_scenes.scenes.mobjects.text.label_numbers import percent

ANGLE = 40.0
WIDE, DEEP, APART = 4.4, 2.2, 0.75  # units of space: half a floor's width, half its depth; from thread to thread
PLATE, PLATE_EDGE = 0.75, 0.08  # opacity of what lies behind a guess; how far it reaches beyond it, scene units
CLOSE = 6.0  # from the first floor to the last, where all of them are seen
SOFT = 1.2  # scene units over which floors fade out at the lower edge
NEAREST = 0.4  # what is nearer to the eye is not drawn
PANE, RIM, REST = 0.05, 0.7, 0.5  # opacity of glass, of its edge, of the other threads
LIT = 0.3  # of the floor that the thread goes through just now
LAMP, SMALLEST = 1.1, 0.16  # radius of a light of probability 1, of one of none, in units of space
CROWDED = 0.55  # power by which lights are smaller where floors are closer
CLEAR, FAINTEST = 8.0, 0.5  # distance at which a floor has its full light; the least it has
DIMMEST, LEAVES = 0.55, 4.0  # opacity of a guess of probability 0; how fast one that is left behind goes, per floor
Told = tuple[NameTag, np.ndarray, Hold, float]


class FallingThread(Space):
    """T threads through N floors, the last of them lit; beside it what would be guessed at each floor.

    The area of a light is the probability of the guess; it has the colour of the focus where the guess is ``final``.

    Parameters
    ----------
    names
        N guesses, as they are written.
    shares
        ``[N]``, their probabilities.
    final
        ``[N]``, whether the guess is the one of the last floor.
    layers
        N counts: how many layers have been passed.
    words
        T words, which stand over the first floor; none where there is no room.
    low, high
        The box of the frame it is seen in.
    em
        Of the guesses, in scene units.
    room
        Units of space for all threads.

    Attributes
    ----------
    fall
        How far the thread has come, from 0 to N − 1.
    window
        So many floors round the thread's end have their guess written.
    told
        ``[N]`` opacity of each guess.
    said
        Opacity of the words.
    step
        From floor to floor, in units of space.
    """

    def __init__(
        self, names: Sequence[str], shares: Reading, final: np.ndarray, layers: Sequence[Reading], words: Sequence[str],
        low: Sequence[float], high: Sequence[float], *, em: float, room: float,
    ) -> None:  # fmt: skip
        if not isinstance(shares, Reading):
            raise TypeError("a light on screen needs a source: give a Reading")
        self.readings, self.final, self.layers, self.em = shares, np.asarray(final, dtype=bool), tuple(layers), em
        colors = palette()
        self.percents = [percent(share) for share in shares]
        roles = ["focus" if own else "text" for own in self.final]
        each = zip(names, self.percents, roles, strict=True)
        self.tags = [NameTag(f"“{name}”  {digits}", em, colors.rgba(role)) for name, (digits, _), role in each]
        self.numbers = [NameTag(f"{float(layer):.0f}", em, colors.rgba("soft")) for layer in layers]
        self.words = [NameTag(word, em, colors.rgba("text")) for word in words[:-1]]
        self.words += [NameTag(word, em, colors.rgba("focus")) for word in words[-1:]]
        count = max(len(words), 1)
        apart = min(APART, room / count)
        self.x = (np.arange(count) - count + 1) * apart
        self.fall, self.window, self.said, self.step = 0.0, 2.6, 1.0, 1.0
        self.opacities, self.told = np.ones(len(self.tags)), np.ones(len(self.tags))
        super().__init__(low, high, eye=[3, 3, -9], aim=[0, 0, 0], angle=ANGLE)

    def whole(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which all floors fill a box of the frame."""
        ys = 0.3, -self.close * (len(self.tags) - 1)
        corners = np.array([[x, y, z] for x in (-WIDE, WIDE) for y in ys for z in (-DEEP, DEEP)])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    @property
    def close(self) -> float:
        """From floor to floor, where all of them are seen."""
        return min(1.0, CLOSE / (len(self.tags) - 1))

    def beside(self, floor: float, center: Sequence[float], *, distance: float, pitch: float, yaw: float) -> Pose:
        """Return the pose from which the thread is seen where it goes through a floor."""
        aim = np.array([0.0, -floor, 0.0])
        return Pose(from_angle(aim, distance, pitch, yaw), aim, np.asarray(center, dtype=float))

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        box = skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist())
        canvas.saveLayer(box)
        canvas.clipRect(box)
        for floor in range(len(self.tags) - 1, -1, -1):
            name_part(canvas, floor)
            self._paint_floor(canvas, lens, floor)
        name_part(canvas, None)
        self._paint_thread(canvas, lens)
        canvas.drawRect(box, self._soft_edge())
        canvas.restore()
        for tag, at, hold, opacity in self._placed(lens):
            if not hold.turn:
                self._paint_plate(canvas, tag, at, hold, opacity)
            tag.draw(canvas, at, opacity, hold)

    def _paint_plate(self, canvas: skia.Canvas, tag: NameTag, at: np.ndarray, hold: Hold, opacity: float) -> None:
        """Darken what lies behind a guess or a floor's number, so that no floor's edge runs through it."""
        left = float(at[0]) - tag.width * (0.5 + hold.align / 2)
        low, high = float(at[1]) - 0.3 * self.em, float(at[1]) + 0.85 * self.em
        box = skia.Rect.MakeLTRB(left - PLATE_EDGE, low, left + tag.width + PLATE_EDGE, high)
        paint = fill_paint(palette().rgba("background", PLATE * opacity))
        canvas.drawRoundRect(box, PLATE_EDGE, PLATE_EDGE, paint)

    def _soft_edge(self) -> skia.Paint:
        """Return the paint that lets what is drawn fade out at the lower edge."""
        ends = [skia.Point(0, float(self.low[1])), skia.Point(0, float(self.low[1]) + SOFT)]
        shader = skia.GradientShader.MakeLinear(ends, [skia.ColorTRANSPARENT, skia.ColorBLACK])
        return skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kDstIn)

    def _paint_floor(self, canvas: skia.Canvas, lens: Lens, floor: int) -> None:
        y = -floor * self.step
        corners = [[-WIDE, y, -DEEP], [WIDE, y, -DEEP], [WIDE, y, DEEP], [-WIDE, y, DEEP]]
        seen, colors = lens.project(corners), palette()
        if seen.depth_N.min() < NEAREST:
            return
        light = float(self._light(seen.depth_N.mean())) * self.opacity * float(self.opacities[floor])
        path = polygons(seen.xy_N2[None])
        canvas.drawPath(path, fill_paint(colors.rgba("data_low", PANE * light)))
        here = max(0.0, 1 - abs(self.fall - floor)) * self.opacity
        canvas.drawPath(path, fill_paint(colors.rgba("text", LIT * here)))
        canvas.drawPath(path, stroke_paint(colors.rgba("data_low", RIM * light), 0.025))
        if floor + 1 < len(self.tags):
            ends = np.array([[[x, y, 0], [x, y - self.step, 0]] for x in self.x[:-1]]).reshape(-1, 3)
            between = lens.project(ends)
            if len(ends) and between.depth_N.min() > NEAREST:
                line = stroke_paint(colors.rgba("soft", REST * light), 0.03)
                canvas.drawPath(polygons(between.xy_N2.reshape(-1, 2, 2), closed=False), line)

    def _light(self, depth: float) -> float:
        return float(np.clip(CLEAR / depth, FAINTEST, 1.0))

    def _paint_thread(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the lit thread as far as it has come, and a light at each floor that it has gone through."""
        passed = np.arange(int(self.fall + 1e-9) + 1)
        seen = lens.project([[0, 0.6, 0], *([0, -n * self.step, 0] for n in [*passed.tolist(), self.fall])])
        colors = palette()
        there = seen.xy_N2[seen.depth_N > NEAREST]
        if len(there) > 1:
            draw_glowing_line(canvas, polygons(there[None], closed=False), colors.rgba("text", self.opacity), 0.05)
        for n in passed.tolist():
            depth, scale = float(seen.depth_N[n + 1]), float(seen.scale_N[n + 1])
            if depth > NEAREST:
                size = SMALLEST + (LAMP - SMALLEST) * float(np.sqrt(self.readings.value[n]))
                size *= 1.0 if n == len(self.tags) - 1 else min(1.0, self.step) ** CROWDED
                rgba = colors.rgba("focus" if self.final[n] else "data_low", self.opacity)
                draw_lamp(canvas, seen.xy_N2[n + 1], size * scale, rgba)
                canvas.drawCircle(*seen.xy_N2[n + 1].tolist(), 0.07 * scale, fill_paint(rgba))

    def _placed(self, lens: Lens) -> list[Told]:
        """Return guesses, floors' numbers and words that can be seen, each with its place and opacity."""
        found: list[Told] = []
        count = len(self.tags)
        at = lens.project([[0, -n * self.step, 0] for n in range(count)])
        for n, opacity in enumerate(self._shown().tolist()):
            if opacity > FAINT:
                found.append((self.tags[n], at.xy_N2[n] + [0.45, 0.1], Hold(-1.0), opacity))
                found.append((self.numbers[n], at.xy_N2[n] + [-0.35, 0.1], Hold(1.0), opacity))
        if self.words and self.said * self.opacity > FAINT:
            heads = lens.project([[x, 0.6, 0] for x in self.x[-len(self.words) :]]).xy_N2 + [0.05, 0.12]
            found += [
                (tag, head, Hold(-1.0, 40.0), self.said * self.opacity)
                for tag, head in zip(self.words, heads, strict=True)
            ]
        return found

    def _shown(self) -> np.ndarray:
        """Return the opacity of each guess, ``[N]``: the likelier the brighter, of floors passed and not far behind."""
        n = np.arange(len(self.tags))
        near = np.clip((1 + self.window - np.abs(self.fall - n)) * LEAVES, 0, 1) * (n <= self.fall + 1e-9)
        bright = DIMMEST + (1 - DIMMEST) * self.readings.value
        return np.asarray(near * bright * self.told * self.opacities * self.opacity)

    def visible(self) -> np.ndarray:
        """Return the floors whose guess can be read."""
        return np.flatnonzero(self._shown() > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        floors = self.visible().tolist()
        return [self.percents[n] for n in floors] + [(self.numbers[n].text, self.layers[n]) for n in floors]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, opacity in self._placed(self.lens) if opacity > VISIBLE]
