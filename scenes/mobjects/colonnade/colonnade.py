"""A colonnade of keys and values: a column for each token, a storey for each layer; old ones turn to glass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.colonnade.column_faces import HALF, walls, windows
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.tiles_in_space import brightness, draw_tiles
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 26.0
HEIGHT, APART = 4.6, 1.5  # units of space: of a column, from one to the next
WALL, PANE, RIM, LIT_RIM = 0.10, 0.05, 0.5, 0.28  # opacity of a lit column's faces, of glass, of their edges
THROUGH = 0.36  # of a window's light that is left behind glass
BEAM, LAMP, WIDEST = 0.022, 0.9, 0.75  # the query's beam: its width, the light of a lamp, the radius of a weight of 1
MOST_HEADS = 3  # whose windows are seen
NAME_ROWS = 2  # in which names stand, neighbours in different ones
TURN, WIDEST_NAME = 46.0, 4.2  # degrees, and em: wider names are turned, for two rows have no room for them
LEADER, LEADER_LIGHT = 0.35, 0.5  # em from a hairline to the guess over it; its opacity
ROW, FOOT, TOP = 1.7, 1.1, 0.5  # em: from row to row; from a column's foot, and from its top, to the first


class Colonnade(Space):
    """T columns in a row, the newest nearest to the eye: keys are windows in front, values at the side.

    A window's light is the size of a number beside the others of its layer and head. The beam is the query of a
    token: it runs back at the height of the layer that its column has grown to, and a lamp in each column's wall has
    the area of its weight there.

    Parameters
    ----------
    keys, values
        ``[L, H, T]``: one number of each key and value.
    weights
        ``[L, T, T]``, row = query.
    names, guesses
        T names at the columns' feet, and T over them.
    low, high
        The box of the frame it is seen in, ``[2]`` each, in scene units.
    changes
        ``[L, H, N]`` of keys and of values: by how much the first N columns' numbers are others in another run.
    em
        Of the names, in scene units.
    turn
        Degrees by which names are turned in any case; wide ones are.

    Attributes
    ----------
    grown
        ``[T]``, from 0, not there, to 1: how many layers are computed.
    glass
        ``[T]``, from 0, lit, to 1, glass.
    asks
        ``[T]``: the light of each token's beam; ``sweep`` is how far back it has run.
    scanned
        ``[T]``: the part of its height at which a column is being computed, 0 or 1 where it is not.
    changed
        How much of the changes is lit.
    said, told
        Opacity of the names and of the guesses.
    """

    def __init__(
        self, keys: Reading, values: Reading, weights: Reading, names: Sequence[str], guesses: Sequence[str],
        low: Sequence[float], high: Sequence[float], *, changes: Sequence[Reading] = (), em: float = 0.3,
        turn: float = 0.0,
    ) -> None:  # fmt: skip
        if not (isinstance(keys, Reading) and isinstance(values, Reading) and isinstance(weights, Reading)):
            raise TypeError("windows and lamps on screen need a source: give Readings")
        self.parts, self.weights, self.changes = (keys, values), weights, tuple(changes)
        self.names, self.guesses, self.em = tuple(names), tuple(guesses), em
        widest = max(NameTag(name, 1.0, np.zeros(4)).width for name in (*names, *guesses))
        self.turn = turn or TURN * (widest > WIDEST_NAME)
        self.n_layers, self.n_heads, self.count = keys.value.shape
        self.x = (np.arange(self.count) - (self.count - 1) / 2) * APART
        self._light = tuple(_beside(part.value) for part in self.parts)  # in tuples: they never change
        moved = zip(self.changes, self.parts, strict=False)
        self._moved = tuple(_beside(change.value, part.value) for change, part in moved)
        self.grown, self.glass, self.asks = np.zeros(self.count), np.zeros(self.count), np.zeros(self.count)
        self.scanned, self.opacities = np.zeros(self.count), np.ones(self.count)
        self.sweep, self.changed, self.said, self.told = 1.0, 0.0, 1.0, 0.0
        super().__init__(low, high, eye=[6, 5, -12], aim=[0, 2, 0], angle=ANGLE)

    def seen(
        self, count: int, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float, above: float = 0.2
    ) -> Pose:
        """Return the pose from which the first ``count`` columns fill a box of the frame."""
        xs = self.x[[0, count - 1]] + [-HALF, HALF]
        corners = [[x, y, z] for x in xs for y in (-0.1, HEIGHT + above) for z in (-HALF, HALF)]
        return fitting(np.array(corners), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    # -- how it is drawn --------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        for column in range(self.count):
            if self._seen(column) > FAINT:
                self._paint_column(canvas, lens, column)
                self._paint_asking(canvas, lens, column)
        self._paint_leaders(canvas, lens)
        for tag, at, hold, opacity in self._tags(lens):
            tag.draw(canvas, at, opacity, hold)

    def _seen(self, column: int) -> float:
        return float(self.opacity * self.opacities[column] * min(1.0, 4 * self.grown[column]))

    def _paint_column(self, canvas: skia.Canvas, lens: Lens, column: int) -> None:
        glass, seen = float(self.glass[column]), self._seen(column)
        x, height = float(self.x[column]), HEIGHT * float(self.grown[column])
        faces = lens.project(np.concatenate(walls(x, height))).xy_N2.reshape(-1, 4, 2)
        wall, rim = WALL + glass * (PANE - WALL), LIT_RIM + glass * (RIM - LIT_RIM)
        canvas.drawPath(polygons(faces), fill_paint(palette().rgba("data_low", wall * seen)))
        self._paint_windows(canvas, lens, column, seen * (1 + glass * (THROUGH - 1)))
        canvas.drawPath(polygons(faces), stroke_paint(palette().rgba("data_high", rim * seen), 0.012))

    def _paint_windows(self, canvas: skia.Canvas, lens: Lens, column: int, share: float) -> None:
        """Draw the windows of the layers that are computed; where its change is lit, a window has another colour."""
        there = round(float(self.grown[column]) * self.n_layers)
        at = windows(float(self.x[column]), HEIGHT, self.n_layers, self.n_heads)
        for part, (role, light, faces) in enumerate(zip(("key", "value"), self._light, at, strict=True)):
            tiles, own = faces[:there].reshape(-1, 4, 3), light[:there, :, column].ravel()
            scanned = np.repeat(self._scan(column)[:there], self.n_heads)
            draw_tiles(canvas, lens, tiles, palette().rgba(role), np.maximum(own * share, scanned * self.opacity))
            if self._moved and column < self._moved[part].shape[2] and self.changed > FAINT:
                moved = self._moved[part][:there, :, column].ravel() * self.changed * self.opacity
                draw_tiles(canvas, lens, tiles, palette().rgba("focus"), moved)

    def _scan(self, column: int) -> np.ndarray:
        """Return how brightly each storey is lit, ``[L]``, while its column is computed again."""
        at = float(self.scanned[column])
        near = 1 - np.abs(np.arange(self.n_layers) / max(self.n_layers - 1, 1) - at) * self.n_layers / 3
        return np.clip(near, 0, 1) * (0 < at < 1)

    def _paint_asking(self, canvas: skia.Canvas, lens: Lens, column: int) -> None:
        """Draw the beam of a token's query, back to the first column, and what weight it gives to each."""
        light = float(self.asks[column]) * self._seen(column)
        if light <= FAINT:
            return
        layer = self._layer(column)
        feet = np.column_stack([self.x[: column + 1], np.full(column + 1, (layer + 0.5) / self.n_layers * HEIGHT)])
        on_wall = lens.project(np.column_stack([feet, np.full(column + 1, -HALF - 0.02)]))
        rgba = palette().rgba("query", light)
        until = column * (1 - self.sweep)
        ends = np.array([[np.interp(until, np.arange(column + 1), feet[:, 0]), feet[0, 1], -HALF - 0.02]])
        end = lens.project(ends).xy_N2[0]
        path = skia.Path().moveTo(*on_wall.xy_N2[-1].tolist()).lineTo(*end.tolist())
        draw_glowing_line(canvas, path, rgba, BEAM)
        radii = WIDEST * np.sqrt(self.weights.value[layer, column, : column + 1]) * on_wall.scale_N
        for passed in range(max(int(np.ceil(until - 0.01)), 0), column + 1):
            draw_lamp(canvas, on_wall.xy_N2[passed], max(float(radii[passed]), 0.01), rgba * [1, 1, 1, LAMP])

    def _paint_leaders(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw a hairline from each column's top to its guess, where that stands in the upper row."""
        if self.turn or self.told <= FAINT:
            return
        for column in range(1, self.count, NAME_ROWS):
            top = lens.project(np.array([[self.x[column], HEIGHT, 0.0]])).xy_N2[0]
            ends = top + np.array([[0, 0.5 * TOP], [0, TOP + ROW - LEADER]]) * self.em
            light = LEADER_LIGHT * self.told * self._seen(column)
            path = skia.Path().moveTo(*ends[0].tolist()).lineTo(*ends[1].tolist())
            canvas.drawPath(path, stroke_paint(palette().rgba("text", light), 0.012))

    def _layer(self, column: int) -> int:
        return min(int(self.grown[column] * self.n_layers), self.n_layers - 1)

    def _tags(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, Hold, float]]:
        """Return names below the feet and guesses over the columns, each with its place and how it is held."""
        feet = lens.project(np.column_stack([self.x, np.zeros(self.count), np.full(self.count, -HALF)])).xy_N2
        tops = lens.project(np.column_stack([self.x, np.full(self.count, HEIGHT), np.zeros(self.count)])).xy_N2
        below, above = (Hold(end * bool(self.turn), self.turn) for end in (1.0, -1.0))
        found = []
        for column in np.flatnonzero(self.grown * self.opacities > VISIBLE).tolist():
            seen, row = self._seen(column), 0 if self.turn else column % NAME_ROWS
            name, guess = palette().rgba("text"), palette().rgba("focus" if column == self.count - 1 else "text")
            found.append((NameTag(self.names[column], self.em, name),
                          feet[column] - [0, (FOOT + row * ROW) * self.em], below,
                          self.said * seen * (0.6 + 0.4 * (1 - self.glass[column]))))  # fmt: skip
            if self.told > FAINT:
                found.append((NameTag(self.guesses[column], self.em, guess),
                              tops[column] + [0, (TOP + row * ROW) * self.em], above, self.told * seen))  # fmt: skip
        return found

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Entries of keys, of values, of the last layer's weights, of changes, one behind the other, that are seen."""
        there = (self.grown > 0.999) & (self.opacities * self.opacity > VISIBLE)
        shape = self.n_layers, self.n_heads, self.count
        windows_ = np.flatnonzero(np.broadcast_to(there, shape))
        size, found = int(np.prod(shape)), [windows_, windows_ + int(np.prod(shape))]
        for column in np.flatnonzero(there & (self.asks * self.opacity > VISIBLE)).tolist():
            found.append(2 * size + column * self.count + np.arange(column + 1))
        if self.changed * self.opacity > VISIBLE:
            found.append(2 * size + self.count**2 + np.arange(sum(each.value.size for each in self.changes)))
        return np.concatenate(found)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        last = self.weights[self.n_layers - 1]
        each = [*self.parts, last, *self.changes]
        marks = "■■●" + "■" * len(self.changes)
        starts = np.cumsum([0, *(part.value.size for part in each)])
        found = []
        for entry in self.visible().tolist():
            part = int(np.searchsorted(starts, entry, side="right")) - 1
            found.append((marks[part], each[part].reshape(-1)[entry - int(starts[part])]))
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity < VISIBLE:
            return []
        return [tag.read_on(self, at, hold) for tag, at, hold, opacity in self._tags(self.lens) if opacity > VISIBLE]


def _beside(numbers: np.ndarray, others: np.ndarray | None = None) -> np.ndarray:
    """Return the light of each number ``[L, H, T]`` beside the others of its layer and head."""
    most = np.abs(numbers if others is None else others).max(axis=2, keepdims=True)
    light = np.abs(numbers) / np.maximum(most, 1e-9)
    return light if others is not None else brightness(light, 1.0)
