"""Plays as a tape has them: what was drawn in each sampled frame becomes a list of items with tracks."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from attention_scenes.film.frames.drawable import Cloud
from attention_scenes.film.live.forms.gradients import Gradient
from attention_scenes.film.live.forms.maps import chained, in_one_form, maps_between
from attention_scenes.film.live.forms.outlines import CLOSE, LINE, MOVE, Outline, contour_numbers
from attention_scenes.film.live.forms.rows import Row, rows_of, without_gaps
from attention_scenes.film.live.forms.strokes import Box, Op, Style
from attention_scenes.film.live.forms.units import (
    CURVE,
    LENGTH,
    LINEAR,
    MORPH,
    NEAR,
    NEAR_COLOR,
    NEAR_OPACITY,
    OPACITY,
)
from attention_scenes.film.live.tape.canvas import CLOUD
from attention_scenes.film.live.tape.clouds import CloudTable
from attention_scenes.film.live.tape.other_theme import PLAIN_SHARE, ColorTable, Ends, instead, share_of
from attention_scenes.film.live.tape.seen_in_space import Facing, InSpace, OnPlane, in_frame, place_key
from attention_scenes.film.live.tape.shape_table import ShapeTable
from attention_scenes.film.live.tape.tracks import CurveTable

IN_OTHER = Ends(None, None, True)  # of what is drawn in the other theme alone
IN_SPACE = (InSpace | OnPlane, Facing)  # whose lens is the mobject's, if there are several
SMALLEST = NEAR / 2  # scale of a line's map
BOX = bytes([MOVE, LINE, LINE, LINE, CLOSE])


class PlayWriter:
    """Writer of plays: keeps the tables that all of them share."""

    def __init__(self) -> None:
        self.shapes, self.curves = ShapeTable(), CurveTable()
        self.colors, self.clouds = ColorTable(), CloudTable()
        self.styles: list[tuple[Style, int]] = []
        self.clips: list[list[Any]] = []
        self.defs: list[list[Any]] = []
        self._styles: dict[tuple[Style, int], int] = {}
        self._clips: dict[Hashable, int] = {}
        self.lenses: list[list[Any]] = []
        self._lenses: dict[str, int] = {}
        self._lens_numbers: dict[bytes, int] = {}
        self._defs: dict[str, int] = {}
        self._still: dict[Hashable, list[Any]] = {}

    def still(self, ops: Sequence[Op], ends: Callable[[Op], Ends]) -> list[Any]:
        """Return the items of what stands still; ``ends`` is how each looks in the other theme."""
        found = []
        for op in ops:
            place = place_key(op.place)
            other = ends(op)
            key = op[1], place, *op[3:], other.apart, other.some and (other.some.rgba, other.some.style.blend)
            if key not in self._still:
                self._still[key] = self._still_item(op, other)
            found.append(self._still[key])
            if other.apart and other.some:
                found.append(self._still_item(other.some, IN_OTHER))
        return found

    def _still_item(self, op: Op, ends: Ends) -> list[Any]:
        shape, matrix, gradient = self._stands(op)
        color = self._changing_color([op], ends)
        fields = [shape, self._style(op.style, ends.some), round(op.width * LENGTH), matrix, color]
        if op.gradient:
            gradient = self._gradient([op.gradient], ends.some)
        number = self._defined([*fields, self._clip([op.clip.boxes]), gradient])
        return [number, round(min(op.rgba[3], 1.0) * OPACITY)]

    def moving(self, frames: Sequence[Sequence[Op]], ends: Callable[[Op], Ends]) -> list[Any]:
        """Return the items of what one mobject draws in each sampled frame."""
        lenses: list[Any] = [
            next((op.place.lens_34 for kinds in IN_SPACE for op in ops if isinstance(op.place, kinds)), None)
            for ops in frames
        ]
        items, cuts = [], self._cuts(frames)
        for row in rows_of(frames):
            last = next(op for op in reversed(row) if op)
            look = ends(last)
            items.append(self._item(row, lenses, cuts, look))
            if look.apart and (other := look.some):
                start = last if look.last else next(op for op in row if op)
                items.append(self._item([op and instead(op, other, start) for op in row], lenses, cuts, IN_OTHER))
        return [self._shortened(item) for item in items]

    # one item

    def _item(self, row: Row, lenses: list[Any], cuts: dict[Hashable, int], look: Ends) -> list[Any]:
        filled = without_gaps(row)
        last: Any = filled[-1]
        item: list[Any] = [0, self._style(last.style, look.some), 0, [], 0, 0, 0, 0]
        if last.style.stroke:
            item[2] = self._track([op.width for op in filled], LENGTH, NEAR)
        item[4] = self._changing_color(filled, look)
        item[5] = self._track([0.0 if op is None else min(op.rgba[3], 1.0) for op in row], OPACITY, NEAR_OPACITY)
        item[6] = cuts[last.clip.names]
        if last.gradient:
            item[7] = self._gradient([op.gradient for op in filled if op.gradient], look.some)
        if last.shape == CLOUD:
            item[0], item[3], item[7] = self._cloud([op.place for op in filled])
        elif isinstance(last.shape, int):
            item[0] = last.shape
        elif isinstance(last.place, Facing):
            pairs = [(op.place.lens_34, lens) for op, lens in zip(row, lenses, strict=True) if op]
            alike = all(own is lens or np.array_equal(own, lens) for own, lens in pairs)
            item[0], item[3] = self._facing(
                last.shape, [op.place for op in filled], lenses if alike else [None] * len(row)
            )
        elif isinstance(last.shape, bytes):
            self._place_outline(item, [op.place for op in filled], last, lenses)
        else:
            numbers = [self.shapes.named(op.shape) for op in filled]
            steps = np.diff(numbers).tolist()
            item[0] = [numbers[0], *steps] if any(steps) else numbers[0]
            item[3] = self._matrix(in_one_form([op.place for op in filled]))
        return item

    def _on_plane(self, verbs: bytes, places: Sequence[OnPlane], lenses: list[Any]) -> tuple[int, list[Any]]:
        """Return the shape of an outline on a plane in space, where it is the same in all frames, and its map."""
        number, half, x, y = self.shapes.upright(Outline(verbs, places[-1].points_P2))
        at = self.curves.tracks(np.array([place.origin_3 + [x, y, 0] for place in places]), LENGTH, NEAR)
        maps = [own.lens_34 if lens is None else lens for own, lens in zip(places, lenses, strict=True)]
        return number, [self._lens(maps), *at, round(half * LINEAR)]

    def _facing(self, shape: Any, places: Sequence[Facing], lenses: list[Any]) -> tuple[int, list[Any]]:
        """Return the shape of what faces the eye, and its map."""
        maps = [own.lens_34 if lens is None else lens for own, lens in zip(places, lenses, strict=True)]
        values = self.curves.tracks(np.array([[*place.at_3, place.size] for place in places]), LENGTH, NEAR)
        return self.shapes.named(shape), [self._lens(maps), *values]

    def _place_outline(self, item: list[Any], places: list[Any], op: Op, lenses: list[Any]) -> None:
        if all(isinstance(place, OnPlane) for place in places):
            last_P2 = places[-1].points_P2
            if all(place.points_P2 is last_P2 or np.array_equal(place.points_P2, last_P2) for place in places):
                item[0], item[3] = self._on_plane(op.shape, places, lenses)
                return
        places = [place.in_space() if isinstance(place, OnPlane) else place for place in places]
        seen = [isinstance(place, InSpace) for place in places]
        if all(seen):
            item[0] = self._morph(op.shape, np.array([place.points_P3 for place in places]))
            item[3] = [
                self._lens([place.lens_34 if own is None else own for place, own in zip(places, lenses, strict=True)])
            ]
            return
        if any(seen):
            places = [in_frame(place) for place in places]
        item[0], item[3] = self._in_frame(op.shape, np.array(places), bool(op.style.stroke))

    def _in_frame(self, verbs: bytes, points_NP2: np.ndarray, stroked: bool) -> tuple[int, list[Any]]:
        """Return the shape of an outline in the frame and its map; where none takes it along, the shape changes."""
        chosen = int(np.ptp(points_NP2, axis=1).max(axis=1).argmax())
        known_P2 = points_NP2[chosen]
        if np.ptp(points_NP2, axis=0).max() < NEAR:
            number, matrix = self.shapes.outline(Outline(verbs, known_P2), stroked)
            return number, self._matrix(np.array([matrix]))
        if (maps_N6 := maps_between(known_P2, points_NP2, stroked)) is not None:
            number, matrix = self.shapes.outline(Outline(verbs, known_P2), stroked)
            places_N6 = chained(maps_N6, matrix)
            return number, self._matrix(_not_flat(places_N6) if stroked else places_N6)
        return self._morph(verbs, points_NP2), []

    def _morph(self, verbs: bytes, points_NPC: np.ndarray) -> int:
        """Return the shape of an outline whose points change, as few curves and what each adds to all points."""
        flat = points_NPC.reshape(len(points_NPC), -1)
        base = np.rint(points_NPC[0] * MORPH).astype(int)
        parts = []
        if len(flat) > 1 and (flat.max(axis=0) - flat.min(axis=0)).max() > NEAR:
            groups = np.repeat(contour_numbers(verbs), points_NPC.shape[2])
            for curve, added in self.curves.mixes(flat - flat[0], groups):
                parts.append((curve, np.rint(added.reshape(base.shape) * MORPH).astype(int)))
        return self.shapes.morph(verbs, base, parts)

    def _lens(self, maps: list[np.ndarray]) -> int:
        same = b"".join(each.tobytes() for each in maps)
        if same not in self._lens_numbers:
            values = self.curves.tracks(np.array([each.ravel() for each in maps]), LINEAR, NEAR / 8)
            self._lens_numbers[same] = self._lenses.setdefault(json.dumps(values), len(self.lenses))
            if self._lens_numbers[same] == len(self.lenses):
                self.lenses.append(values)
        return self._lens_numbers[same]

    def _track(self, values: list[float], unit: float, near: float) -> Any:
        """Return one value of each frame as on the tape."""
        if all(value == values[0] for value in values):
            return round(values[0] * unit)
        return self.curves.tracks(np.array(values)[:, None], unit, near)[0]

    def _shortened(self, item: list[Any]) -> list[Any]:
        shape, style, width, matrix, color, alpha, clip, gradient = item
        if not any(isinstance(value, list) for value in (shape, width, color, *matrix)) and not gradient:
            return [self._defined([shape, style, width, matrix, color, clip, 0]), alpha]
        while len(item) > 6 and not item[-1]:
            item.pop()
        return item

    # fields

    def _stands(self, op: Op) -> tuple[int, list[Any], Any]:
        """Return shape and matrix of what stands still, and what a cloud has besides."""
        if op.shape == CLOUD:
            return self._cloud([op.place])
        if isinstance(op.place, OnPlane):
            return *self._on_plane(op.shape, [op.place], [None]), 0
        if isinstance(op.place, Facing):
            return *self._facing(op.shape, [op.place], [None]), 0
        if isinstance(op.place, InSpace):
            return self._morph(op.shape, op.place.points_P3[None]), [self._lens([op.place.lens_34])], 0
        if isinstance(op.shape, int):
            return op.shape, [], 0
        if isinstance(op.shape, bytes):
            number, matrix = self.shapes.outline(Outline(op.shape, op.place), bool(op.style.stroke))
            return number, self._matrix(np.array([matrix])), 0
        return self.shapes.named(op.shape), self._matrix(np.array([op.place])), 0

    def _cloud(self, clouds: Sequence[Cloud]) -> tuple[int, list[Any], list[Any]]:
        """Return a cloud's shape, its lens, and how far it is between its layouts with the parts of its light."""
        number, layouts_N = self.clouds.number(clouds)
        light_NM = np.array([[*each.light[:-2], *each.light.veil, *each.light.floor] for each in clouds])
        values = self.curves.tracks(np.column_stack([layouts_N, light_NM]), LENGTH, NEAR)
        return self.shapes.named(("d", number)), [self._lens([each.lens_34 for each in clouds])], values

    def _matrix(self, places_NM: np.ndarray) -> list[Any]:
        if places_NM.shape[1] == 8:
            return self.curves.tracks(places_NM, LENGTH, NEAR)
        linear = self.curves.tracks(places_NM[:, :4], LINEAR, NEAR / 3)
        moved = self.curves.tracks(places_NM[:, 4:], LENGTH, NEAR)
        a, b, c, d = linear
        if b == 0 and c == 0:
            return [a, *moved] if a == d else [a, d, *moved]
        return [*linear, *moved]

    def _changing_color(self, filled: list[Op], ends: Ends) -> Any:
        """Return an item's colour: one, or a way between two."""
        first, last = filled[0].rgba, filled[-1].rgba
        if ends.apart:
            return self.colors.alone(last, ends is IN_OTHER)
        pairs = [(op, other) for op, other in zip((filled[0], filled[-1]), ends[:2], strict=True) if other]
        share = PLAIN_SHARE
        if pairs:
            own, other = max(pairs, key=lambda pair: pair[0].rgba[3])
            share = share_of(own.rgba[3], other.rgba[3])
        looks = [other.rgba if other else (pairs[0][1].rgba if pairs else None) for other in ends[:2]]
        rgbs_N3 = np.array([op.rgba[:3] for op in filled])
        spread = rgbs_N3.max(axis=0) - rgbs_N3.min(axis=0)
        if spread.max() <= NEAR_COLOR:
            return self.colors.number(last, looks[1], share)
        channel_N = rgbs_N3[:, int(spread.argmax())]
        track = self._track(channel_N.tolist(), 255 * 4, NEAR_COLOR)
        if not isinstance(track, list):
            return self.colors.number(last, looks[1], share)
        between = [(first, looks[0]), (last, looks[1])]
        if abs(channel_N[-1] - channel_N[0]) < 0.999 * spread.max():  # it comes back from a colour that no end has
            there = [filled[int(at)].rgba for at in (channel_N.argmin(), channel_N.argmax())]
            known = {first[:3]: looks[0], last[:3]: looks[1]}
            between = [(rgba, known.get(rgba[:3])) for rgba in there]
        return [track[0], *(self.colors.number(rgba, look, share) for rgba, look in between)]

    def _style(self, style: Style, other: Op | None) -> int:
        both = style, other.style.blend if other else style.blend
        if both not in self._styles:
            self._styles[both] = len(self.styles)
            self.styles.append(both)
        return self._styles[both]

    def _cuts(self, frames: Sequence[Sequence[Op]]) -> dict[Hashable, int]:
        """Return the clips of what one mobject draws, by their names: all that is cut to one goes along with it."""
        rows: dict[Hashable, list[tuple[Box, ...] | None]] = {}
        for n, ops in enumerate(frames):
            before = None
            for op in ops:
                if op.clip is not before:
                    before = op.clip
                    rows.setdefault(before.names, [None] * len(frames))[n] = before.boxes
        return {names: self._clip(without_gaps(row)) for names, row in rows.items()}

    def _clip(self, frames: list[tuple[Box, ...]]) -> int:
        """Return the number, from 1, of the clip of all these boxes in each frame; 0 where there are none."""
        if not frames[0]:
            return 0
        if frames.count(frames[0]) == len(frames):
            frames = frames[:1]
        if (key := tuple(frames)) not in self._clips:
            outer = self._clip([boxes[:-1] for boxes in frames])
            shape, matrix = self._in_frame(BOX, np.array([boxes[-1] for boxes in frames]), False)
            self.clips.append([shape, matrix, outer])
            self._clips[key] = len(self.clips)
        return self._clips[key]

    def _gradient(self, gradients: Sequence[Gradient], other: Op | None) -> list[Any]:
        last = gradients[-1]
        place = self.curves.tracks(np.array([each.place for each in gradients]), LENGTH, NEAR)
        alphas = self.curves.tracks(
            np.array([[rgba[3] for rgba in each.rgbas] for each in gradients]), OPACITY, NEAR_OPACITY
        )
        looks: Sequence[Any] = other.gradient.rgbas if other and other.gradient else [None] * len(last.rgbas)
        stops = []
        for at, rgba, alpha, look in zip(last.offsets, last.rgbas, alphas, looks, strict=False):
            share = share_of(rgba[3], look[3]) if look else PLAIN_SHARE
            stops.append([round(at * CURVE), self.colors.number(rgba, look, share), alpha])
        return [last.kind, *place, *stops]

    def _defined(self, fields: list[Any]) -> int:
        key = json.dumps(fields)
        if key not in self._defs:
            self._defs[key] = len(self.defs)
            self.defs.append(fields)
        return self._defs[key]


def _not_flat(places_N6: np.ndarray) -> np.ndarray:
    """Return the maps of a line where none takes it to a place: a canvas would not draw the dot that it is there."""
    low_N = np.hypot(places_N6[:, 0], places_N6[:, 1]) < SMALLEST
    places_N6[low_N, :4] = SMALLEST, 0.0, 0.0, SMALLEST
    return places_N6
