"""The patterns of all heads as a wall in space: a column of cards for each layer, seen whole or flown into."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import name_part
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.pattern_card import LEAST, PAD, CardShapes, card_shapes
from attention_scenes.scenes.mobjects.space.lens import FRAME_HEIGHT, Lens, Projected
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.space.space import Space

ANGLE = 50.0
FIRST, LINE, GROUND, TINT = 0.32, 0.36, 0.05, 0.5  # opacity: dots of the first token, frames, grounds, tinted grounds
BACK = 0.42  # opacity of all other dots where the first token's shine
CORNERS = ((0.55, 8), (1.3, 14), (np.inf, 36))  # of a dot, on a card of less than so many scene units
WHOLE = 2.0  # scene units: of a card of this width each dot can be read
FADE = 0.7  # scene units: how far below the box a card must reach to be gone
TAG, GAP = 0.24, 0.5  # the layers' numbers: em, and how far apart they stand at least
EVERY, ROOMY = 5, 0.7  # every so many layers have their number, and each where a card is so wide
NEAREST = 0.12  # depth in units of space: a card that comes nearer is not drawn


class HeadWall(Space):
    """Wall of L × H cards, a head's pattern on each; layers run to the right, head 0 is on top.

    A card is a unit square. ``places`` (``[L·H, 3]``, its lower left corner) and ``opacities`` belong to each, and so
    do ``tints`` (``[L·H, 4]``), which colour frames and grounds as far as ``tinted`` says, from 0 to 1. ``frames`` is
    the opacity of these, ``rails`` that of the layers' numbers.

    The clip's record lists of each card the followed word's largest weight, the first token aside, and of a card that
    is large enough to be read all its dots.

    ``resting``, from 0 to 1, turns the light round: the first token's weights shine and all others stand back.

    Parameters
    ----------
    patterns
        ``[L, H, T, T]``, row = query.
    query
        The token whose weights have the colour of the focus.
    layers
        The layers' numbers, L counts.
    low, high
        The box of the frame it is seen in.
    columns
        Whether queries run along the top of a card, or down its side.
    """

    margin = 0.1  # scene units at either side of the box, kept by the layers' numbers

    def __init__(
        self,
        patterns: Reading,
        query: int,
        layers: Sequence[Reading],
        low: Sequence[float],
        high: Sequence[float],
        *,
        columns: bool = True,
    ) -> None:
        if not isinstance(patterns, Reading):
            raise TypeError("a card on screen needs a source: give a Reading")
        self.readings, self.query, self.columns, self.layers = patterns, query, columns, tuple(layers)
        self.n_layers, self.n_heads, count, _ = patterns.value.shape
        at, self.places = np.arange(self.n_layers * self.n_heads), self.home()
        self.opacities, self.tints = np.ones(len(at)), np.tile(palette().rgba("data_high"), (len(at), 1))
        self.tinted, self.frames, self.rails, self.resting = 0.0, 1.0, 1.0, 0.0
        keys = patterns.value[:, :, query, 1 : query + 1].reshape(len(at), -1)
        best = 1 + keys.argmax(axis=1) if keys.size else np.zeros(len(at), int)
        self.largest = (at * count + query) * count + best
        self._shapes: dict[tuple[int, int], CardShapes] = {}
        eye, aim, center = self.front((low[0] + 0.5, low[1] + 0.5), high).values()
        super().__init__(low, high, eye=eye.tolist(), aim=aim.tolist(), angle=ANGLE, center=center)

    def home(self) -> np.ndarray:
        """Return the places of all cards in the wall, ``[L·H, 3]``."""
        layer, head = np.divmod(np.arange(self.n_layers * self.n_heads), self.n_heads)
        return np.column_stack([layer, self.n_heads - 1.0 - head, np.zeros(len(layer))])

    # -- where the camera may stand ---------------------------------------------------------------------

    def front(self, low: Sequence[float], high: Sequence[float]) -> dict[str, np.ndarray]:
        """Return eye, aim and center from which the wall as it was made fills a box of the frame, seen straight on."""
        width, height = high[0] - low[0], high[1] - low[1]
        unit = min(width / self.n_layers, height / self.n_heads)
        middle = np.array([self.n_layers / 2, self.n_heads / 2, 0])
        return self.facing(middle, unit, (np.asarray(low) + high) / 2)

    def aside(self, center: Sequence[float] | np.ndarray = (0.0, 0.0)) -> dict[str, np.ndarray]:
        """Return eye, aim and center from which one looks along the wall, its first layers near and its last far."""
        reach, middle = max(self.n_layers, 10 / 3 * self.n_heads), self.n_layers / 2
        eye = [middle - 0.337 * reach, 0.5 * self.n_heads, -0.347 * reach]
        aim = [middle - 0.087 * reach, 0.4 * self.n_heads, 0.0]
        return {"eye": np.array(eye), "aim": np.array(aim), "center": np.asarray(center, dtype=float)[:2]}

    def before(self, layer: int, head: int, side: float, at: Sequence[float] | np.ndarray) -> dict[str, np.ndarray]:
        """Return eye, aim and center from which a head's pattern is a square of ``side`` scene units round ``at``."""
        middle = self.places[self.index(layer, head)] + [0.5, 0.5, 0]
        return self.facing(middle, side / (1 - 2 * PAD), np.asarray(at, dtype=float)[:2])

    def facing(self, middle: np.ndarray, unit: float, center: Sequence[float] | np.ndarray) -> dict[str, np.ndarray]:
        """Return eye, aim and center from which ``middle`` is seen straight on at ``center``, a card ``unit`` wide."""
        away = FRAME_HEIGHT / 2 / np.tan(np.deg2rad(ANGLE) / 2) / unit
        return {"eye": middle - [0, 0, away], "aim": middle, "center": np.asarray(center, dtype=float)}

    def index(self, layer: int, head: int) -> int:
        """Return which card is a head's."""
        return layer * self.n_heads + head

    # -- what is drawn ----------------------------------------------------------------------------------

    def colors(self) -> np.ndarray:
        """Return the colours of all dots of a card as it is drawn, ``[T·T, 4]``, query by query."""
        count, role = self.readings.value.shape[-1], palette()
        found = np.tile(role.rgba("data_high", 0.95), (count, count, 1))
        found[:, 0] = role.rgba("data_high", FIRST)
        found[self.query] = role.rgba("focus")
        return found.reshape(-1, 4)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        lights, units, depths = self._lights(lens)
        drawn = np.flatnonzero(lights > FAINT)
        drawn = drawn[np.argsort(-depths[drawn], kind="stable")]
        colors, paint = self._part_colors(lights)[drawn].tolist(), skia.Paint(AntiAlias=True)
        planes = lens.planes(self.places[drawn])
        for card, plane, rgbas in zip(drawn.tolist(), planes, colors, strict=True):
            canvas.save()
            name_part(canvas, card)
            corners = next(corners for most, corners in CORNERS if units[card] < most)
            if isinstance(canvas, skia.Canvas):
                canvas.concat(plane)
            else:
                canvas.onPlane(lens.map_34, self.places[card])
                corners = max(corners, CORNERS[1][1])  # one outline of a card that comes nearer
            for path, rgba in zip(self.shapes(card, corners), rgbas, strict=True):
                paint.setColor4f(skia.Color4f(*rgba))
                canvas.drawPath(path, paint)
            canvas.restore()
        name_part(canvas, None)
        canvas.restore()
        if self.rails * self.opacity > FAINT:
            for tag, place, _ in self._rails(lens):
                tag.draw(canvas, place, self.rails * self.opacity)

    def _part_colors(self, lights: np.ndarray) -> np.ndarray:
        """Colours of each card's shapes, in the order of CardShapes, ``[L·H, 5, 4]``."""
        role = palette().rgba
        plain = [role("data_high", LINE), role("data_high", GROUND), role("data_high", FIRST), role("data_high", 0.95)]
        turned = [*plain[:2], role("focus"), role("data_high", BACK), role("data_high", BACK)]
        both = (1 - self.resting) * np.array([*plain, role("focus")]) + self.resting * np.array(turned)
        found = np.tile(both, (len(lights), 1, 1))
        for shape, share in ((0, 1.0), (1, TINT)):
            tint = self.tints * [1, 1, 1, share]
            found[:, shape] = (1 - self.tinted) * found[:, shape] + self.tinted * tint
        found[:, :2, 3] *= self.frames
        found[..., 3] *= lights[:, None]
        return found

    def shapes(self, card: int, corners: int) -> CardShapes:
        """Return a card's shapes, made once."""
        if (card, corners) not in self._shapes:
            pattern = self.readings.value[divmod(card, self.n_heads)]
            self._shapes[card, corners] = card_shapes(pattern, self.query, self.columns, corners)
        return self._shapes[card, corners]

    def _lights(self, lens: Lens) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Opacity, width in scene units and depth of each card; 0 opacity out of the box and behind the eye."""
        corners = self.places[:, None] + np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
        seen = lens.project(corners.reshape(-1, 3))
        xy, depth = seen.xy_N2.reshape(-1, 4, 2), seen.depth_N.reshape(-1, 4)
        inside = (depth.min(1) > NEAREST) & (xy.max(1) > self.low).all(1) & (xy.min(1) < self.high).all(1)
        left = np.clip(1 + (xy[..., 1].min(1) - self.low[1]) / FADE, 0, 1)
        return self.opacities * self.opacity * left * inside, seen.scale_N.reshape(-1, 4).mean(1), depth.mean(1)

    def _rails(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, int]]:
        """The layers' numbers that have room, each with the middle of its baseline and its layer."""
        under = np.column_stack([np.arange(self.n_layers) + 0.5, np.full(self.n_layers, -0.1), np.zeros(self.n_layers)])
        seen: Projected = lens.project(under)
        found: list[tuple[NameTag, np.ndarray, int]] = []
        for layer in np.flatnonzero((np.arange(self.n_layers) % EVERY == 0) | (seen.scale_N > ROOMY)).tolist():
            place = seen.xy_N2[layer] - [0, TAG]
            text = str(layer) if found else label_text("layer {layer}", layer=layer)
            tag = NameTag(text, TAG, palette().rgba("soft"))
            edges = place[0] + np.array([-0.5, 0.5]) * tag.width
            free = not found or place[0] - found[-1][1][0] > GAP + found[-1][0].width / 2
            inside = (self.low + [self.margin, 0.1] < [edges[0], place[1]]).all() and edges[1] < self.high[
                0
            ] - self.margin
            if free and inside and seen.depth_N[layer] > NEAREST:
                found.append((tag, place, layer))
        return found

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Entries of the patterns that are read now; the layers' numbers behind the last of them."""
        lens, size = self.lens, self.readings.value.size
        lights, units, _ = self._lights(lens)
        seen, cells = lights > VISIBLE, size // len(lights)
        found = [self.largest[seen]]
        for card in np.flatnonzero(seen & (units > WHOLE)).tolist():
            values = self.readings.value[divmod(card, self.n_heads)]
            found.append(card * cells + np.flatnonzero(np.tril(values).ravel() >= LEAST))
        if self.rails * self.opacity > VISIBLE:
            found.append(size + np.array([layer for _, _, layer in self._rails(lens)], dtype=int))
        return np.unique(np.concatenate(found))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat = self.readings.reshape(-1)
        size = len(flat)
        return [("●", flat[i]) if i < size else (str(i - size), self.layers[i - size]) for i in self.visible().tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.rails * self.opacity < VISIBLE:
            return []
        return [(tag.text, self.place(tag.points(at))[:, :2], TAG * self.zoom) for tag, at, _ in self._rails(self.lens)]
