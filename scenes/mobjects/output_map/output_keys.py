"""The output matrix in space: slices of all heads, the learned sheet as keys, and what comes out of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.output_map.head_slices import HeadSlices
from attention_scenes.scenes.mobjects.output_map.update_lines import UpdateLines
from attention_scenes.scenes.mobjects.output_map.value_tables import ValueTables
from attention_scenes.scenes.mobjects.output_map.weight_keys import WeightKeys
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space

SIDE = 9.0  # of the sheet, in units of space
HIGH, BEHIND = 2.1, 0.3  # of the largest number of a slice; from the sheet's back edge to the slices
LINE, COLUMN = 0.34, 0.8  # width of a head's line in parts of its key's, and of the sum in units of space
TAG = 0.3  # em of a head's name
SPAN = 10_000_000  # entries that one kind of thing may have in what is recorded
PRESSED = 0.16  # how far a key goes down, in units of space


class OutputKeys(Space):
    """The output map of one layer as a keyboard: a slice of K numbers behind each key, a line of D numbers on it.

    All of these are arrays that ``Change`` moves.

    Parameters
    ----------
    slices
        ``[H, K]``, what the heads bring to one word.
    strips
        ``[D, K]`` for each head.
    updates
        ``[H, D]``, what each strip makes of its slice.
    total
        ``[D]``, what the whole sheet makes of all of them.
    low, high
        The box of the frame it is seen in.
    stands
        Where the middle of the sheet's near edge lies, ``[3]`` in units of space.

    Attributes
    ----------
    gap
        How far apart the keys lie, in parts of their width.
    cells, lit, pressed
        ``[H]`` opacity of a key's numbers, how much light it is in, how far it is pressed.
    glass
        Opacity of all edges.
    feet, rise, slice_light
        ``[H, 3]`` where the slices stand, ``[H]`` how far they have risen, ``[H]`` their opacity; ``slice_width``.
    grown, line_x, line_light
        ``[H]`` how far the lines have come, where they lie, and their opacity.
    sum_grown, sum_x
        How far the sum has come, and where it lies.
    tables, tags, tag_up
        Opacity of the value tables and of the heads' names; these stand before a slice's left end (0) or over it (1).
    """

    def __init__(
        self, slices: Reading, strips: Sequence[Reading], updates: Reading, total: Reading, low: Sequence[float],
        high: Sequence[float], *, stands: Sequence[float] = (0.0, 0.0, 0.0), heads: Sequence[Reading] = (),
    ) -> None:  # fmt: skip
        count = len(slices)
        self.opacities, self.stands = np.ones(1), np.asarray(stands, dtype=float)
        self.slices, self.keys = HeadSlices(slices, HIGH), WeightKeys(strips, SIDE)
        full = float(np.quantile(np.abs(updates.value), 0.98))
        every = self.keys.every[0]
        self.lines = UpdateLines(updates, SIDE, every, full)
        self.sum = UpdateLines(total.reshape(1, -1), SIDE, every, full)
        self.value_tables: ValueTables | None = None
        self.heads = tuple(heads)
        self.gap = self.glass = self.tables = self.tags = self.tag_up = self.sum_grown = 0.0
        self.sum_x, self.slice_width = 0.0, self.keys.wide
        self.cells, self.lit, self.pressed = np.zeros(count), np.zeros(count), np.zeros(count)
        self.rise, self.slice_light = np.ones(count), np.ones(count)
        self.grown, self.line_light = np.zeros(count), np.ones(count)
        self.line_x = self.keys.middles(0.0)
        self.feet = self.row(0.0)
        color = palette().rgba("soft")
        names = [label_text("head {head}", head=0), *map(str, range(1, len(self.heads)))][: len(self.heads)]
        self.names = [NameTag(name, TAG, color) for name in names]
        super().__init__(low, high, eye=(0, 8, -8), aim=(0, 0, 4), angle=40.0)

    def row(self, gap: float) -> np.ndarray:
        """Return where the slices stand behind keys that lie so far apart, ``[H, 3]``."""
        x = self.keys.middles(gap)
        return np.column_stack([x, np.zeros(len(x)), np.full(len(x), SIDE + BEHIND)])

    def corners(self, gap: float) -> np.ndarray:
        """Return corners ``[N, 3]`` in space of the keys with their slices, to fit them into a frame."""
        reach = abs(self.keys.middles(gap)[0]) + self.keys.wide / 2
        xs, ys, zs = (-reach, reach), (0, HIGH), (0, SIDE + BEHIND)
        return self.stands + np.array([[x, y, z] for x in xs for y in ys for z in zs if not (y and not z)])

    def paint(self, canvas: skia.Canvas) -> None:
        lens, share = self.lens, self.opacity
        if share < FAINT:
            return
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.value_tables and self.tables * share > FAINT:
            self.value_tables.paint(canvas, lens, self.tables * share)
        places = self.stands + np.column_stack(
            [self.keys.middles(self.gap), -PRESSED * self.pressed, np.zeros(len(self.pressed))]
        )
        self.slices.paint(canvas, lens, self.stands + self.feet, self.slice_width, self.rise, self.slice_light * share)
        self.keys.paint(canvas, lens, places, self.cells * share, self.glass * share, self.lit)
        ends = self.stands + np.column_stack([self.line_x, -PRESSED * self.pressed, np.zeros(len(self.line_x))])
        self.lines.paint(canvas, lens, ends, LINE * self.keys.wide, self.grown, self.line_light * share)
        at = self.stands + [self.sum_x, 0, 0]
        self.sum.paint(canvas, lens, at[None], COLUMN, np.array([self.sum_grown]), np.array([share]))
        canvas.restore()
        if self.tags * share > FAINT:
            for tag, place, hold in self._named(lens):
                tag.draw(canvas, place, self.tags * share, hold)

    def _named(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, Hold]]:
        """The heads' names, each with its place and how it is held."""
        up = self.tag_up
        left = self.stands + self.feet - [self.slice_width / 2 + 0.08, -0.06, 0]
        above = self.stands + self.feet + [0, HIGH + 0.1, 0]
        places = lens.project((1 - up) * left + up * above).xy_N2
        return [(tag, place, Hold(1.0 - up)) for tag, place in zip(self.names, places, strict=True)]

    def _shown(self) -> list[tuple[Reading, np.ndarray]]:
        """What can be read now, part by part: readings, and which of their entries."""
        share, heads = self.opacity, len(self.rise)
        parts: list[tuple[Reading, np.ndarray]] = [
            (self.slices.readings, (self.rise == 1) & (self.slice_light * share > VISIBLE)),
            (self.keys.readings, self.cells * share > VISIBLE),
            (self.lines.readings, (self.grown == 1) & (self.line_light * share > VISIBLE)),
            (self.sum.readings, np.array([self.sum_grown == 1 and share > VISIBLE])),
        ]
        if self.value_tables:
            parts.append((self.value_tables.readings, np.array([self.tables * share > VISIBLE])))
        found = [
            (readings.reshape(-1), np.repeat(there, readings.value.size // len(there))) for readings, there in parts
        ]
        named = np.full(heads if self.heads else 0, self.tags * share > VISIBLE)
        return [*found, (self._heads(), named)] if self.heads else found

    def _heads(self) -> Reading:
        return join(list(self.heads))

    def visible(self) -> np.ndarray:
        return np.concatenate([np.flatnonzero(there) + n * SPAN for n, (_, there) in enumerate(self._shown())])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        found, parts = [], self._shown()
        for n, (readings, there) in enumerate(parts):
            digits = bool(self.heads) and n == len(parts) - 1
            found += [(str(i) if digits else "■", readings[i]) for i in np.flatnonzero(there).tolist()]
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.tags * self.opacity < VISIBLE:
            return []
        return [
            (tag.text, self.place(tag.points(at, hold))[:, :2], TAG * self.zoom)
            for tag, at, hold in self._named(self.lens)
        ]
