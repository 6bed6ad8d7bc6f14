"""Vectors on their way through all layers: strands through rings, one ring a layer, in a space of measured senses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.flat_shapes import disc, ring, spoke
from attention_scenes.scenes.mobjects.space.layer_ticks import LayerTicks, Tick, digits_of, readable_of
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, light_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.strand import draw_strand, draw_tip

REACH = 1.0  # the cosine at the end of an axis: there a vector has that sense's direction
RADIUS, LENGTH = 1.75, 6.6  # of the tunnel, in units of space
EYE, AIM, ANGLE = (-3.7, 1.55, -4.6), (0.15, 0.02, 2.3), 46.0
NAME = 0.36  # em
NAME_GAP = 0.36  # scene units from an axis's end to the middle of its name, above or below it
FEW = 16  # rings that are drawn, however many layers there are
TICK, TICK_AT = 0.3, 1.95  # em of a layer's number, and how far above the middle it stands


class SenseTunnel(Space):
    """P vectors at L + 1 depths in a plane with one direction for each of S senses, the plane of each depth a ring.

    A vector stands at the sum of its cosines along these directions, times 2 / S. That is a drawing of S measured
    numbers, not a projection of the model's space: the axes are measured anew at each layer. Between two layers a
    strand is straight, for nothing is computed there.

    Parameters
    ----------
    senses
        The names of the directions.
    cosines
        ``[P, L+1, S]``; undefined ones (nan) count as 0.
    roles
        Palette roles of the P strands.
    sense_roles
        Palette roles of the S names: that of its own strand where there is one.
    low, high
        The box of the frame it is seen in.
    center
        Where in the frame the camera looks.
    angle
        The lens's angle of view in degrees.
    layers
        Counts of layers from 0 on, for numbers over the rings; none where empty.
    name_gap
        Scene units from an axis's end to the middle of its name: room for what stands at the end.

    Attributes
    ----------
    layer
        How many layers have been passed, perhaps between two: the ring with the axes stands there.
    window
        How many layers the tunnel's length holds: few are farther apart.
    rings, arrows, strands, ticks
        Opacity of these parts; ``ticks`` are the numbers of layers.
    """

    furniture = ("rings",)

    def __init__(
        self,
        senses: Sequence[str],
        cosines: Reading,
        roles: Sequence[str],
        sense_roles: Sequence[str],
        low: Sequence[float],
        high: Sequence[float],
        center: Sequence[float] | np.ndarray,
        angle: float = ANGLE,
        layers: Sequence[Reading] = (),
        name_gap: float = NAME_GAP,
    ) -> None:
        if not isinstance(cosines, Reading):
            raise TypeError("a strand on screen needs a source: give a Reading")
        self.readings, self.layer = cosines, 0.0
        self.rings = self.strands = self.ticks = 1.0
        self.arrows = 0.0
        count, depths, axes = cosines.value.shape
        self.last = depths - 1
        self.window = float(max(self.last, 1))
        self.opacities = np.ones(count)
        turn = np.pi / 2 if axes % 2 else 0.0
        angles = turn + 2 * np.pi * (np.arange(axes) + 1) / axes
        self.directions = np.column_stack([np.cos(angles), np.sin(angles)])
        self.places = np.nan_to_num(cosines.value.astype(float)) @ self.directions * (2 / axes / REACH * RADIUS)
        colors = palette()
        self.colors = np.array([colors.rgba(role) for role in roles[:count]])
        self.tags = [NameTag(name, NAME, colors.rgba(role)) for name, role in zip(senses, sense_roles, strict=True)]
        self.numbering, self.name_gap = LayerTicks(layers, TICK), name_gap
        super().__init__(low, high, eye=EYE, aim=AIM, angle=angle, center=center)

    @property
    def lens(self) -> Lens:
        """The camera, which rides along: the ring with the axes stays where it is, those that are passed recede."""
        ride = np.array([0, 0, self.depth(self.layer)])
        return Lens(self.eye + ride, self.aim + ride, self.angle, self.center)

    def keep_names_within(self, left: float, right: float) -> None:
        """Move what is aimed at aside where a name would stand beyond one of two ``x`` of the box; farther off, too."""
        low, high = self._names_reach()
        if high - low > right - left:
            self.angle = float(np.rad2deg(2 * np.arctan(np.tan(np.deg2rad(self.angle) / 2) * 1.15)))
            return self.keep_names_within(left, right)
        self.center = self.center + [max(left - low, 0.0) - max(high - right, 0.0), 0.0]

    def _names_reach(self) -> tuple[float, float]:
        ends = [at[0] + tag.width / 2 * np.array([-1, 1]) for tag, at in self._named(self.lens)]
        return min(end[0] for end in ends), max(end[1] for end in ends)

    def depth(self, layer: float) -> float:
        """Return the depth in space of the ring after so many layers."""
        return LENGTH * (1 - layer / self.window)

    def way(self, vector: int) -> np.ndarray:
        """Points ``[N, 3]`` of a strand, one a layer, as far as it has come."""
        full = int(self.layer)
        layers = np.arange(full + 1, dtype=float)
        flat = self.places[vector, : full + 1]
        if self.layer > full:
            share = self.layer - full
            between = (1 - share) * self.places[vector, full] + share * self.places[vector, full + 1]
            layers, flat = np.append(layers, self.layer), np.vstack([flat, between])
        return np.column_stack([flat, [self.depth(layer) for layer in layers.tolist()]])

    def head(self, vector: int) -> np.ndarray:
        """Return the place of a vector in the frame now, ``[2]`` in box coordinates."""
        return self.lens.project(self.way(vector)[-1]).xy_N2[0]

    def end(self, sense: int) -> np.ndarray:
        """Return the place in the frame now of an axis's end, ``[2]`` in box coordinates: the cosine there is 1."""
        return self.lens.project([*(self.directions[sense] * RADIUS), self.depth(self.layer)]).xy_N2[0]

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.opacity * self.rings > FAINT:
            self._paint_rings(canvas, lens)
        for vector in np.flatnonzero(self.opacities * self.opacity * self.strands > FAINT):
            share = float(self.opacities[vector] * self.strands * self.opacity)
            draw_strand(canvas, lens, self.way(int(vector)), self.colors[vector], share)
        middle = lens.project([0, 0, self.depth(self.layer)])
        for vector in np.flatnonzero(self.opacities * self.opacity * self.arrows > FAINT):
            self._paint_tip(canvas, lens, int(vector), middle.xy_N2[0])
        canvas.restore()
        if self.opacity * self.rings > FAINT:
            for tag, place in self._named(lens):
                tag.draw(canvas, place, self.opacity * self.rings)
            self.numbering.draw(canvas, self._ticked(lens), self.opacity * self.rings * self.ticks)

    def _paint_rings(self, canvas: skia.Canvas, lens: Lens) -> None:
        every, stage = max(1, round(self.window / FEW)), self.depth(self.layer)
        light = 1 + min(1.0, 6 / self.window)  # few rings do not add up to as much
        for layer in range(0, int(self.layer) + 1, every):
            share = light * (0.10 + 0.14 * max(0.0, 1 - (self.layer - layer) / self.window))
            canvas.drawPath(ring(lens, self.depth(layer), RADIUS, 0.010), self._paint("soft", share))
        back, front = lens.project([[0, 0, self.depth(0)], [0, 0, stage]]).xy_N2
        canvas.drawLine(*back.tolist(), *front.tolist(), stroke_paint(self._rgba("faint", 0.5), 0.011))
        canvas.drawPath(disc(lens, stage, RADIUS), light_paint(self._rgba("data_high", 0.05)))
        canvas.drawPath(ring(lens, stage, RADIUS, 0.016), self._paint("text", 0.8))
        canvas.drawPath(ring(lens, stage, RADIUS * 0.5 / REACH, 0.008), self._paint("faint", 0.35))
        for direction in self.directions:
            canvas.drawPath(spoke(lens, stage, direction * RADIUS, 0.012), self._paint("soft", 0.55))

    def _paint_tip(self, canvas: skia.Canvas, lens: Lens, vector: int, middle: np.ndarray) -> None:
        own = min(self.layer, 1.0)  # before the first layer all are one vector: it has the colour of none
        rgba = own * self.colors[vector] + (1 - own) * palette().rgba("text")
        share = self.opacities[vector] * self.opacity * self.arrows
        draw_tip(canvas, lens, middle, self.way(vector)[-1], rgba * [1, 1, 1, share])

    def _rgba(self, role: str, share: float) -> np.ndarray:
        return palette().rgba(role, share * self.rings * self.opacity)

    def _paint(self, role: str, share: float) -> skia.Paint:
        return fill_paint(self._rgba(role, share))

    def _named(self, lens: Lens) -> list[tuple[NameTag, np.ndarray]]:
        """Each sense's name and where it stands, above or below its axis's end: its middle and its baseline."""
        stage = self.depth(self.layer)
        ends = np.column_stack([self.directions * RADIUS, np.full(len(self.tags), stage)])
        up = np.where(self.directions[:, 1] > -1e-6, 1, -1) * self.name_gap
        places = lens.project(ends).xy_N2 + np.column_stack([np.zeros(len(up)), up - NAME * 0.3])
        return list(zip(self.tags, places, strict=True))

    def _ticked(self, lens: Lens) -> list[Tick]:
        """The numbers of the layers that are passed, over their rings."""
        passed, stage = np.arange(int(self.layer) + 1), self.depth(self.layer)
        places = np.column_stack([np.tile([0.0, TICK_AT], (len(passed), 1)), [self.depth(n) for n in passed.tolist()]])
        return self.numbering.placed(lens.project(places).xy_N2, lens.project([0, TICK_AT, stage]).xy_N2)

    def visible(self) -> np.ndarray:
        """Entries of the cosines at the ring that is passed just now, of the vectors that can be seen; then ticks."""
        return np.array([*self._read_off(), -1, *[int(float(tick.reading)) for tick in self._readable_ticks()]])

    def _read_off(self) -> np.ndarray:
        if self.opacity * self.arrows < VISIBLE or self.layer != int(self.layer) or not self.layer:
            return np.arange(0)
        entries = np.arange(self.readings.value.size).reshape(self.readings.value.shape)
        return entries[self.opacities > VISIBLE, int(self.layer)].ravel()

    def _readable_ticks(self) -> list[Tick]:
        share = self.opacity * self.rings * self.ticks
        return readable_of(self._ticked(self.lens), share) if share > VISIBLE else []

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat = self.readings.reshape(-1)
        return [("↗", flat[int(i)]) for i in self._read_off()] + digits_of(self._readable_ticks())

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity * self.rings < VISIBLE:
            return []
        texts = [*self._named(self.lens), *((tick.tag, tick.at) for tick in self._readable_ticks())]
        return [tag.read_on(self, at) for tag, at in texts]
