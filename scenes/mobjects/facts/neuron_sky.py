"""All neurons of a model as points of light: a pane for each layer, one behind the other, some of the points lit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.drawable import Cloud, CloudLight
from attention_scenes.film.frames.skia_paths import fill_polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.facts.neuron_grid import across, grid_of
from attention_scenes.scenes.mobjects.sky.dust import DustRaster, Points
from attention_scenes.scenes.mobjects.space.lens import NEAR, Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 42.0
APART = 1.35  # units of space from pane to pane
HIGH = 8.0  # of a pane
ASIDE = 0.4  # of the step from point to point: so far each is moved aside, or panes would make patterns of their own
GRAIN, DIM = 0.016, 0.55  # radius of a point in units of space, and light of one that is not lit
POINT, SIDES = 0.075, 8  # radius of a lit one, corners of its outline
ROUND = np.sqrt(SIDES / 2 / np.pi * np.sin(2 * np.pi / SIDES))  # radius of a disc that is as large as such an outline
BRIGHT, GLOW = 60, 0.55  # of the lit ones so many glow, this far
LEVELS = 5


class NeuronSky(Space):
    """L panes of M points; ``order`` are the neurons that light up, the first of them first.

    Parameters
    ----------
    n_layers, width
        How many panes, and how many neurons in each.
    order
        ``[N]`` flat numbers of neurons, layer by layer.
    shares
        ``[N]`` what each of them carries, the largest first: its light.
    counts
        What is on screen as points: how many are lit, and how many there are.
    low, high
        The box of the frame it is seen in.

    Attributes
    ----------
    lit
        From 0 to 1: how many of the order shine.
    dust
        Opacity of all the others.
    """

    def __init__(
        self, n_layers: int, width: int, order: np.ndarray, shares: np.ndarray, counts: Sequence[Reading],
        low: Sequence[float], high: Sequence[float],
    ) -> None:  # fmt: skip
        if not all(isinstance(count, Reading) for count in counts):
            raise TypeError("points on screen need a source: give Readings")
        self.counts, self.n_layers = tuple(counts), n_layers
        grid_M2 = grid_of(width) * HIGH / across(width)[1]
        layer = np.repeat(np.arange(n_layers), width)
        aside_N2 = np.random.default_rng(0).uniform(-ASIDE, ASIDE, (n_layers * width, 2)) * HIGH / across(width)[1]
        at_N3 = np.column_stack([np.tile(grid_M2, (n_layers, 1)) + aside_N2, layer * APART])
        self.at = (at_N3.astype(np.float32),)  # in a tuple, and so not copied: it never changes
        self.order = (np.asarray(order, dtype=int),)
        size = np.abs(np.asarray(shares, dtype=float))
        self.light = (np.clip(size / max(float(size[:1].max(initial=0)), 1e-9), 0, 1) ** 0.3,)
        self.lit, self.dust, self.opacities = 0.0, 1.0, np.ones(1)
        self._raster = (DustRaster(),)
        super().__init__(low, high, eye=[0, 4, -20], aim=[0, 0, 10], angle=ANGLE)

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which all panes fill a box of the frame."""
        at = self.at[0]
        ends = np.array([at.min(axis=0), at.max(axis=0)])
        corners = np.array([[x, y, z] for x in ends[:, 0] for y in ends[:, 1] for z in ends[:, 2]])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.dust * self.opacity > FAINT:
            self._paint_dust(canvas, lens)
        self._paint_lit(canvas, lens)
        canvas.restore()

    def _paint_dust(self, canvas: skia.Canvas, lens: Lens) -> None:
        if not isinstance(canvas, skia.Canvas):
            dust = Cloud((self.at[0],), (), 0.0, lens.map_34, CloudLight(lens.focal, GRAIN, DIM, NEAR))
            return canvas.drawCloud(dust, palette().rgba("data_high", self.dust * self.opacity))
        matrix = canvas.getTotalMatrix()
        seen = lens.project(self.at[0])
        pixels = abs(matrix.getScaleX())
        radius = seen.scale_N * GRAIN * pixels
        light = np.where(seen.depth_N > NEAR, np.pi * radius * radius * DIM, 0)
        x = seen.xy_N2[:, 0] * matrix.getScaleX() + matrix.getTranslateX()
        y = seen.xy_N2[:, 1] * matrix.getScaleY() + matrix.getTranslateY()
        cloud = Points(*(each.astype(np.float32) for each in (x, y, light)))
        rgb = palette().rgba("data_high")
        picture = self._raster[0].picture([cloud], [rgb], canvas.getDeviceClipBounds(), pixels)
        if picture is not None:
            picture.draw(canvas, self.dust * self.opacity)
        return None

    def _paint_lit(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw those that are lit, the last of them coming: in few paths, by their light."""
        reach = self.lit * len(self.order[0])
        count = int(np.ceil(reach))
        if not count or self.opacity < FAINT:
            return
        places = self.at[0][self.order[0][:count]]
        seen = lens.project(places)
        light = self.light[0][:count] * np.clip(reach - np.arange(count), 0, 1)
        radii = POINT * (0.55 + 0.45 * light)
        rgba = palette().rgba("focus", self.opacity)
        levels = np.ceil(light * LEVELS).astype(int)
        shares = np.where((seen.depth_N > NEAR) & (levels > 0), 0.35 + 0.65 * levels / LEVELS, 0.0)
        if isinstance(canvas, skia.Canvas):
            turn = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)
            corners = np.column_stack([np.cos(turn), np.sin(turn)])
            xy = seen.xy_N2[:, None] + corners * (seen.scale_N * radii)[:, None, None]
            fill_polygons(canvas, xy, fill_paint(rgba), shares, 255)
        else:  # while one flies, a tape keeps where they are in space, and no way of each in the frame
            canvas.fillDiscs(lens.map_34, places, lens.focal * ROUND * radii, fill_paint(rgba), shares)
        for at, scale, share in zip(seen.xy_N2[:BRIGHT], seen.scale_N[:BRIGHT].tolist(), light[:BRIGHT], strict=False):
            draw_lamp(canvas, at, GLOW * scale, rgba * [1, 1, 1, 0.6 * float(share)])

    def visible(self) -> np.ndarray:
        shown = np.array([self.lit * self.opacity, self.dust * self.opacity]) > VISIBLE
        return np.flatnonzero(shown[: len(self.counts)])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.counts[i]) for i in self.visible().tolist()]
