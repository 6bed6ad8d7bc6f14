"""One layer taken apart for one word: the stream as a line of light, and two loops that branch off and add to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.block.spectrum import Spectrum, every_one
from attention_scenes.scenes.mobjects.depth.slab import draw_pane, draw_slabs
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import MIDDLE, Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 40.0
UP = 1.95  # of the loops over the stream
HALF = 2.0  # of the stream's vectors, to either side; what is wider is so by its number of entries
HIGH, CALM = 1.15, 0.62  # of a spike that is as tall as most get: on the stream, and in the loops
GATE_UP = 1.5  # of the gates over what they let through
LIKELY = 0.985  # share of a vector's spikes that are no taller
# The stream and its two loops as corners (x, y) of their ways.
WAYS = (
    ((-8.2, 0.0), (9.0, 0.0)),
    ((-6.3, 0.0), (-5.7, UP), (-1.1, UP), (-0.5, 0.0)),
    ((1.0, 0.0), (1.6, UP), (6.9, UP), (7.5, 0.0)),
)
# x and how far up each vector stands, and whose colour it has. On the stream are those that are up by 0.
STATIONS: Mapping[str, tuple[float, float, str]] = {
    "enters": (-7.2, 0.0, "data_high"), "normed": (-4.3, UP, "data_low"), "attention": (-1.5, UP, "update"),
    "middle": (0.25, 0.0, "data_high"), "normed again": (2.7, UP, "data_low"), "gate": (3.9, UP + GATE_UP, "third"),
    "up": (3.9, UP, "second"), "act": (5.2, UP, "first"), "mlp": (6.6, UP, "update"), "leaves": (8.3, 0.0, "data_high"),
}  # fmt: skip
STREAM = ("enters", "middle", "leaves", "attention", "mlp")  # drawn to one scale
PANES = (-5.1, 2.0)  # the norms
ATTENTION, MLP = (-3.5, -2.3), (3.5, 5.7)  # the slabs, from x to x
DEEP, ROOF, CELLAR = 2.25, 0.95, -0.85  # of panes and slabs: to either side, and over and under the loop
MEETS = (-0.5, 7.5)  # where what a loop brings is added
RIVER, STRIPS = 0.26, 24  # opacity of the stream, and of how many pieces it is
BRIGHT = 0.55  # of a way that nothing runs along now
TAG = 0.38
BEFORE = Hold(1.0)  # a name's right end is where it stands
BAR = 0.12  # width of a weight's bar at most


@dataclass(frozen=True)
class Names:
    """What stands over the parts: both norms, attention, MLP."""

    norm: str
    attention: str
    mlp: str


class OpenedBlock(Space):
    """One word's way through one layer.

    Parameters
    ----------
    vectors
        ``[D]`` or ``[M]`` each, by the names of :data:`STATIONS`; those that the layer has.
    weights
        ``[T]`` how much of each token the word reads, the mean of the heads: bars in the attention slab.
    low, high
        The box of the frame it is seen in.
    pitch, yaw
        From where the camera looks, degrees.

    Attributes
    ----------
    run
        ``[3]`` how far the light has come along the stream, the first loop and the second, from 0 to 1.
    grown
        ``[S]`` how far each vector stands.
    lit
        ``[4]`` light in the first norm, attention, the second norm, the MLP.
    added
        ``[2]`` how bright the places are where something is added.
    said
        ``[2]`` opacity of the names along either loop.
    read
        How far the bars in the attention slab stand.
    """

    def __init__(
        self, vectors: Mapping[str, Reading], weights: Reading, names: Names, low: Sequence[float],
        high: Sequence[float], *, pitch: float, yaw: float,
    ) -> None:  # fmt: skip
        self.names = tuple(name for name in STATIONS if name in vectors)
        self.weights, self.pitch, self.yaw = weights, pitch, yaw
        width = len(vectors["enters"])
        self.every = every_one(width)
        stream = max(_likely(vectors[name]) for name in STREAM if name in vectors)
        self.spectra = tuple(
            Spectrum(
                vectors[name], np.array([x, up, 0.0]), HALF * min(len(vectors[name]) / width, 2.8),
                HIGH if name in STREAM else CALM, stream if name in STREAM else _likely(vectors[name]), role,
                self.every,
            )
            for name, (x, up, role) in STATIONS.items() if name in vectors
        )  # fmt: skip
        self.tags = tuple(
            NameTag(text, readable(TAG), palette().rgba("soft"))
            for text in (names.norm, names.attention, names.norm, names.mlp)
        )
        self.run, self.lit, self.added = np.zeros(3), np.zeros(4), np.zeros(2)
        self.grown = np.zeros(len(self.spectra))
        self.opacities = np.ones(1)
        self.said, self.read = np.zeros(2), 0.0
        super().__init__(low, high, eye=(0, 5, -20), aim=(0, 0, 0), angle=ANGLE)

    # -- what it can be changed to ----------------------------------------------------------------------

    def standing(self, *names: str) -> np.ndarray:
        """Return ``grown`` with these vectors standing as well."""
        return np.array([1.0 if name in names else own for name, own in zip(self.names, self.grown, strict=True)])

    def seen_from(
        self, first: float, last: float, low: Sequence[float], high: Sequence[float], top: float = UP + ROOF
    ) -> Pose:
        """Return the pose from which what lies between two x fills a box of the frame."""
        points = [[x, y, z] for x in (first, last) for y in (-HIGH / 2, top) for z in (-HALF, HALF)]
        return fitting(np.array(points), low, high, pitch=self.pitch, yaw=self.yaw, angle=ANGLE)

    def place_of(self, name: str, up: float = 0.0) -> np.ndarray:
        """Return where in the frame a vector stands, ``[2]``, or what is so far over it."""
        x, y, _ = STATIONS[name]
        return self.lens.project([x, y + up, 0.0]).xy_N2[0]

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        items: list[tuple[float, Callable[[skia.Canvas], None]]] = []
        for x, lit in zip(PANES, self.lit[[0, 2]].tolist(), strict=True):
            items.append((x, partial(self._pane, lens=lens, x=x, lit=lit)))
        for (start, end), lit in zip((ATTENTION, MLP), self.lit[[1, 3]].tolist(), strict=True):
            items.append((end, partial(self._slab, lens=lens, start=start, end=end, lit=lit)))
        items.append((sum(ATTENTION) / 2, partial(self._bars, lens=lens)))
        for spectrum, grown in zip(self.spectra, self.grown.tolist(), strict=True):
            if grown * self.opacity > FAINT:
                stand = partial(spectrum.paint, lens=lens, grown=grown, light=self.opacity)
                items.append((float(spectrum.at[0]), stand))
        self._river(canvas, lens)
        self._ways(canvas, lens)
        for _, draw in sorted(items, key=lambda item: -abs(item[0] - lens.eye[0])):
            draw(canvas)
        self._lights(canvas, lens)
        canvas.restore()
        for tag, at, hold, light in self._named(lens):
            tag.draw(canvas, at, light * self.opacity, hold)

    def _pane(self, canvas: skia.Canvas, lens: Lens, x: float, lit: float) -> None:
        face = [[x, UP + y, z] for y, z in ((CELLAR, -DEEP), (CELLAR, DEEP), (ROOF, DEEP), (ROOF, -DEEP))]
        rgba = (1 - lit) * palette().rgba("data_high") + lit * palette().rgba("focus")
        draw_pane(canvas, lens.project(face).xy_N2, rgba * [1, 1, 1, self.opacity], lit)

    def _slab(self, canvas: skia.Canvas, lens: Lens, start: float, end: float, lit: float) -> None:
        deep = DEEP if end == ATTENTION[1] else max([DEEP, *(each.half + 0.2 for each in self.spectra)])
        roof = ROOF if end == ATTENTION[1] or "gate" not in self.names else ROOF + GATE_UP - 0.2
        box = np.array([[[start, UP + CELLAR, -deep], [end, UP + roof, deep]]])
        rgba = (1 - lit) * palette().rgba("data_high") + lit * palette().rgba("focus")
        draw_slabs(canvas, lens, box, rgba * [1, 1, 1, self.opacity], 0.6 * lit)

    def _bars(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the weights in the attention slab, a bar a token along its depth."""
        if self.read * self.opacity < FAINT:
            return
        shares, count = self.weights.value.astype(float), len(self.weights)
        x = sum(ATTENTION) / 2
        zs = np.linspace(-DEEP + 0.25, DEEP - 0.25, count) if count > 1 else np.zeros(1)
        tall = (ROOF - CELLAR - 0.2) * shares / max(shares.max(), 1e-9) * self.read
        feet = np.column_stack([np.full(count, x), np.full(count, UP + CELLAR), zs])
        tops = feet + np.column_stack([np.zeros(count), tall, np.zeros(count)])
        seen = lens.project(np.concatenate([feet, tops]))
        segments = np.stack([seen.xy_N2[:count], seen.xy_N2[count:]], axis=1)
        width = min(BAR, 2.4 / count) * float(seen.scale_N.mean())
        rgba = palette().rgba("focus", self.opacity)
        canvas.drawPath(polygons(segments, closed=False), stroke_paint(rgba * [1, 1, 1, 0.9], width))
        top = segments[int(shares.argmax())]
        draw_glowing_line(canvas, polygons(top[None], closed=False), rgba, width)

    def _river(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the stream as wide as its vectors are: a band on the floor, as far as the light has come."""
        if (done := float(self.run[0])) * self.opacity < FAINT:
            return
        (start, _), (end, _) = WAYS[0]
        xs = np.linspace(start, start + done * (end - start), STRIPS + 1)
        near, far = (lens.project([[x, 0.0, side * HALF] for x in xs]).xy_N2 for side in (-1, 1))
        faces = np.stack([near[:-1], near[1:], far[1:], far[:-1]], axis=1)
        canvas.drawPath(polygons(faces), fill_paint(palette().rgba("data_high", RIVER * self.opacity)))
        for edge in (near, far):
            canvas.drawPath(
                polygons(edge[None], closed=False), stroke_paint(palette().rgba("soft", BRIGHT * self.opacity), 0.025)
            )

    def _ways(self, canvas: skia.Canvas, lens: Lens) -> None:
        for number, way in enumerate(WAYS):
            done = float(self.run[number])
            if done * self.opacity < FAINT:
                continue
            points = lens.project(_part_of(way, done)).xy_N2
            width = (0.075 if number == 0 else 0.045) * float(lens.project([0, 0, 0]).scale_N[0])
            rgba = palette().rgba("data_high" if number == 0 else "soft", BRIGHT * self.opacity)
            draw_glowing_line(canvas, polygons(points[None], closed=False), rgba, width)

    def _lights(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the light at the head of each way, and where something is added."""
        for number, way in enumerate(WAYS):
            if 0 < (done := float(self.run[number])) < 1:
                seen = lens.project(_part_of(way, done)[-1])
                draw_lamp(canvas, seen.xy_N2[0], 0.7 * float(seen.scale_N[0]), palette().rgba("focus", self.opacity))
        for x, bright in zip(MEETS, self.added.tolist(), strict=True):
            if bright * self.opacity < FAINT:
                continue
            seen = lens.project([x, 0.0, 0.0])
            (a, b), size = seen.xy_N2[0].tolist(), 0.3 * float(seen.scale_N[0])
            rgba = palette().rgba("update", bright * self.opacity)
            draw_lamp(canvas, seen.xy_N2[0], 3.2 * size, rgba)
            paint = stroke_paint(rgba, 0.22 * size)
            canvas.drawCircle(a, b, size, stroke_paint(palette().rgba("background", bright * self.opacity), size))
            canvas.drawCircle(a, b, size, paint)
            canvas.drawLine(a - 0.6 * size, b, a + 0.6 * size, b, paint)
            canvas.drawLine(a, b - 0.6 * size, a, b + 0.6 * size, paint)

    def _named(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, Hold, float]]:
        """Return the names that lie within the box, each with its place: norms beside their panes, others above."""
        roof = UP + ROOF
        over = roof + (GATE_UP - 0.2 if "gate" in self.names else 0.0)
        places = (
            ((PANES[0], UP + 0.35, DEEP), BEFORE), ((sum(ATTENTION) / 2, roof, DEEP), MIDDLE),
            ((PANES[1], UP + 0.35, DEEP), BEFORE), ((sum(MLP) / 2, over, DEEP), MIDDLE),
        )  # fmt: skip
        found = []
        for tag, (place, hold), light in zip(self.tags, places, np.repeat(self.said, 2).tolist(), strict=True):
            at = lens.project(place).xy_N2[0] + ([-0.15, 0] if hold is BEFORE else [0, 0.14])
            reach = np.array([tag.width + 0.4, tag.em])
            is_within = (at - reach > self.low).all() and (at + reach < self.high).all()
            if is_within and light * self.opacity > VISIBLE:
                found.append((tag, at, hold, light))
        return found

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Which vectors are seen; behind them one more, the weights."""
        grown = np.append(self.grown, self.read)
        return np.flatnonzero(grown * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        found: list[tuple[str, Reading]] = []
        for number in self.visible().tolist():
            readings = self.weights if number == len(self.spectra) else self.spectra[number].shown
            found += [("▬", reading) for reading in readings.flat()]
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, _ in self._named(self.lens)]


def _likely(readings: Reading) -> float:
    """Return a size that few entries exceed."""
    return max(float(np.quantile(np.abs(readings.value.astype(float)), LIKELY)), 1e-9)


def _part_of(way: Sequence[tuple[float, float]], done: float) -> np.ndarray:
    """Return the corners of the first part of a way, ``[N, 3]``."""
    corners = np.array([[x, y, 0.0] for x, y in way])
    steps = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    ends = np.concatenate([[0.0], np.cumsum(steps)])
    reach = done * ends[-1]
    whole = corners[ends < reach]
    tip = np.array([np.interp(reach, ends, corners[:, axis]) for axis in range(3)])
    return np.vstack([whole if len(whole) else corners[:1], tip])
