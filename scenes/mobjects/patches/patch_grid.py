"""The pattern among all tokens of a picture as dots on a floor, patches along both edges: nothing is masked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import joined, label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.patches.class_bead import draw_bead
from attention_scenes.scenes.mobjects.patches.patch_faces import PatchFaces
from attention_scenes.scenes.mobjects.patches.slabs import Slabs, draw_slabs
from attention_scenes.scenes.mobjects.space.ground_dots import LEAST, draw_dot_lamps, draw_dots, radii_of
from attention_scenes.scenes.mobjects.space.light import stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 38.0
SLAB, AWAY = 0.94, 1.2  # side of a patch at an edge; from the first cells' middles to the patches', in cells
STRONG = 0.4  # of the largest weight: so much on a later token gives light
SMALL = 0.9  # of the bead at an edge, its share of light


class PatchGrid(Space):
    """T × T dots on a floor, whose areas are to each other as weights; the largest one fills its cell.

    Queries stand along the back, keys down the left.

    Parameters
    ----------
    faces
        The picture; its patches are the tokens after the first, which is the class token.
    pattern
        ``[T, T]``, row = query.
    low, high
        The box of the frame that floor and patches fill.
    em
        Of what the edges are called.

    Attributes
    ----------
    growth
        ``[T]`` how far the dots of each query have grown.
    later
        How far dots of keys that come later have their colour.
    """

    furniture = ("lattice",)

    def __init__(
        self, faces: PatchFaces, pattern: Reading, low: Sequence[float], high: Sequence[float], *, em: float,
        pitch: float = 52.0, yaw: float = -14.0,
    ) -> None:  # fmt: skip
        if not isinstance(pattern, Reading):
            raise TypeError("a dot on screen needs a source: give a Reading")
        self.faces, self.readings = faces, pattern
        self.weights = np.clip(pattern.value.astype(float), 0, 1)
        count = len(pattern)
        self.x = np.arange(count) - (count - 1) / 2
        self.growth, self.later, self.lattice, self.opacities = np.zeros(count), 0.0, 1.0, np.ones(1)
        self.tags = [
            NameTag(joined(" ", (text, arrow)), readable(em), palette().rgba(role))
            for text, arrow, role in ((label_text("queries"), "→", "query"), (label_text("keys"), "↓", "key"))
        ]
        super().__init__(
            (low[0] - 2, low[1] - 0.1), (high[0] + 2, high[1] + 1.0), eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE
        )
        out = self.x[-1] + 0.5
        left, back = -out - AWAY, out + AWAY
        corners = np.array([[left, 0, -out], [out, 0, -out], [left, 0.3, back], [out, 0.3, back]])
        self.stand_at(fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE))

    def paint(self, canvas: skia.Canvas) -> None:
        lens, out = self.lens, self.x[-1] + 0.5
        lines = np.append(self.x - 0.5, out)
        ends = [[[x, 0, -out], [x, 0, out]] for x in lines] + [[[-out, 0, z], [out, 0, z]] for z in lines]
        xy = lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        rgba = palette().rgba("faint", 0.5 * self.lattice * self.opacity)
        canvas.drawPath(polygons(xy, closed=False), stroke_paint(rgba, 0.012))
        self._paint_dots(canvas)
        draw_slabs(canvas, lens, self.faces, self._edges(), "query", 0.0)
        for at in (self._edge(0, True), self._edge(0, False)):
            draw_bead(canvas, lens, at + [0, 0.15, 0], SMALL * self.opacity)
        for tag, at, hold in self._named():
            tag.draw(canvas, at, self.opacity, hold)

    def _edge(self, token: int, query: bool) -> np.ndarray:
        """Return where a token stands at the back, as a query, or on the left, as a key, ``[3]``."""
        aside = self.x[-1] + AWAY
        return np.array([self.x[token], 0.1, aside]) if query else np.array([-aside, 0.1, -self.x[token]])

    def _edges(self) -> Slabs:
        count = len(self.faces)
        at = np.array([self._edge(token + 1, query) for query in (True, False) for token in range(count)])
        full, none = np.full(2 * count, SLAB), np.zeros(2 * count)
        return Slabs(np.tile(np.arange(count), 2), at, full, 0.12 * full, none, full / SLAB * self.opacity, none, none)

    def _paint_dots(self, canvas: skia.Canvas) -> None:
        weights = self.weights / max(float(self.weights.max()), LEAST) * self.growth[:, None]
        radii, there = radii_of(weights, 1.0), self.weights >= LEAST
        x, z = np.meshgrid(self.x, -self.x, indexing="ij")
        spots, later = np.stack([x, 0 * x, z], axis=-1), np.triu(np.ones_like(there), 1)
        clear = palette().rgba("data_high")
        shade = self.later * palette().rgba("future") + (1 - self.later) * clear
        for mine, rgba in ((there & ~later, clear), (there & later, shade)):
            draw_dots(canvas, self.lens, spots[mine], radii[mine], rgba * [1, 1, 1, self.opacity])
        strong = there & later & (self.weights > STRONG * self.weights.max())
        if self.later * self.opacity > FAINT:
            light = shade * [1, 1, 1, 0.5 * self.later * self.opacity]
            draw_dot_lamps(canvas, self.lens, spots[strong], radii[strong], light)

    def _named(self) -> list[tuple[NameTag, np.ndarray, Hold]]:
        """Return what both edges are called, at the corner between them."""
        aside = self.x[-1] + AWAY
        corner = self.lens.project(np.array([-aside, 0.1, aside])).xy_N2[0]
        return [(tag, corner + [-0.2, 0.1 - 1.3 * tag.em * n], Hold(1.0)) for n, tag in enumerate(self.tags)]

    def visible(self) -> np.ndarray:
        """Return which dots can be seen, ``[T T]``, and whether the edges can."""
        dots = (self.weights >= LEAST) & (self.growth * self.opacity > VISIBLE)[:, None]
        return np.append(dots.ravel(), self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        *dots, edges = self.visible()
        seen = np.argwhere(np.array(dots).reshape(self.weights.shape))
        found = [("●", self.readings[tuple(at)]) for at in seen.tolist()]
        return found + [each for n in range(len(self.faces)) for each in self.faces.listed(n) if edges]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold in self._named()] if self.opacity > VISIBLE else []
