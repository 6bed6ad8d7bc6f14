"""A player of tapes in Skia, for tests: reads a tape by its description, and shares no code with what writes it."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import skia
from PIL import Image

Q, L, A, S, C, M = 8192, 65536, 1020, 16384, 8192, 1024
JOINS = (skia.Paint.kMiter_Join, skia.Paint.kRound_Join, skia.Paint.kBevel_Join)
CAPS = (skia.Paint.kButt_Cap, skia.Paint.kRound_Cap, skia.Paint.kSquare_Cap)
BLENDS = (skia.BlendMode.kSrcOver, skia.BlendMode.kPlus, skia.BlendMode.kDstIn)


def bent(stored: list[int]) -> np.ndarray:
    values = np.array(stored[:1] + list(np.cumsum(stored[1:])))
    return np.cumsum(values)


def curve(stored: list[int]) -> np.ndarray:
    way, *told = stored
    return (np.cumsum(told) if way % 2 else bent(told)) * 2 ** (way // 2) / C


class Player:
    """Draws a tape at a moment in one of its themes."""

    def __init__(self, tape: dict[str, Any], theme: str = "dark") -> None:
        self.tape, self.theme = tape, theme
        self.curves = [curve(row) if tape["format"] > 2 else bent(row) / C for row in tape["curves"]]
        self.plays: list[tuple[float, dict[str, Any], list[Any], list[Any]]] = []
        start, items, places = 0, [], []
        for play in tape["plays"]:
            items, places = self._told(play["i"], items), self._told(play["p"], places)
            self.plays.append((start, play, items, places))
            start += max(play["n"], play["h"])
        face = base64.b64decode(tape["face"])
        self.face = skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(face)) if face else None
        rows = tape["pictures"]
        same = [rows[row[3]] if isinstance(row[3], int) else row for row in rows]
        self.pictures = [(self._picture(*own), row[2]) for own, row in zip(same, rows, strict=True)]

    @staticmethod
    def _told(rows: list[Any], before: list[Any]) -> list[Any]:
        found: list[Any] = []
        for row in rows:
            found += before[row[0] : row[0] + row[1]] if len(row) == 3 and row[2] == 0 else [row]
        return found

    @staticmethod
    def _picture(
        width: int, height: int, kind: int, data: str, side: int = 1, numbers: Sequence[int] = ()
    ) -> skia.Image:
        pixels = np.array(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))
        if kind & 4:
            tiles = pixels.reshape(-1, side, side, 4)[list(numbers)].reshape(
                height // side, width // side, side, side, 4
            )
            pixels = tiles.swapaxes(1, 2).reshape(height, width, 4)
        assert pixels.shape == (height, width, 4)
        return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)

    def at(self, frame: float) -> tuple[list[Any], list[Any], float]:
        """The items and places of a frame of the clip, and which frame of its play it is."""
        start, play, items, places = [row for row in self.plays if row[0] <= frame + 1e-6][-1]
        return items, places, min(frame - start, play["n"] - 1)

    def value(self, stored: Any, u: float) -> float:
        if not isinstance(stored, list):
            return stored
        curve, first, last = stored
        return first + (last - first) * float(np.interp(u, np.arange(len(self.curves[curve])), self.curves[curve]))

    def draw(self, frame: float, width: int, height: int) -> np.ndarray:
        """The picture of a frame, ``[height, width, 4]``."""
        pixels = np.zeros((height, width, 4), np.uint8)
        info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        canvas = skia.Surface.MakeRasterDirect(info, pixels, width * 4).getCanvas()
        canvas.clear(skia.Color(*self.tape["ground"][self.theme]))
        scale = height / self.tape["frame"][1]
        canvas.translate(width / 2, height / 2)
        canvas.scale(scale, -scale)
        items, _, u = self.at(frame)
        for item in items:
            self._item(canvas, self._whole(item), u)
        return pixels

    def _whole(self, item: list[Any]) -> list[Any]:
        if len(item) == 2:
            fields = self.tape["defs"][item[0]] + [0, 0, 0]
            item = [*fields[:5], item[1], *fields[5:]]
        return [*item, 0, 0][:8]

    def _item(self, canvas: skia.Canvas, item: list[Any], u: float) -> None:
        shape, style, width, matrix, color, alpha, clip, gradient = item
        number = sum(shape[: int(u) + 1]) if isinstance(shape, list) else shape
        stroke, cap, join, blend, rule, *_ = self.tape["styles"][style]
        rgb, share = self._color(color, u)
        opacity = min(self.value(alpha, u) / A * share, 1.0)
        if number == -1:
            canvas.saveLayer(None, skia.Paint(Alphaf=opacity))
            return
        if number == -2:
            canvas.restore()
            return
        paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*rgb, opacity))
        paint.setBlendMode(BLENDS[blend[self.theme == "light"] if isinstance(blend, list) else blend])
        if stroke:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(self.value(width, u) / Q)
            paint.setStrokeCap(CAPS[cap])
            paint.setStrokeJoin(JOINS[join])
            paint.setStrokeMiter(10)
        row = self.tape["shapes"][number]
        if gradient and row[0] != "d":
            paint.setShader(self._gradient(gradient, u, opacity))
        canvas.save()
        while clip:
            outline, place, *outer = self.tape["clips"][clip - 1]
            canvas.clipPath(self._path(outline, place, u), doAntiAlias=True)
            clip = outer[0] if outer else 0
        if row[0] == "t":
            canvas.concat(self._matrix(matrix, u))
            font = skia.Font(self.face, 1.0)
            font.setHinting(skia.FontHinting.kNone)
            font.setSubpixel(True)
            font.setLinearMetrics(True)
            canvas.scale(1 / 64, 1 / 64)
            font.setSize(64)
            canvas.drawString(row[1], 0, 0, font, paint)
        elif row[0] == "i":
            self._draw_picture(canvas, row[1], matrix, paint, u)
        elif row[0] != "d":
            path = self._path(number, matrix, u)
            path.setFillType(skia.PathFillType.kEvenOdd if rule else skia.PathFillType.kWinding)
            canvas.drawPath(path, paint)
        canvas.restore()

    def _draw_picture(self, canvas: skia.Canvas, number: int, matrix: list[Any], paint: skia.Paint, u: float) -> None:
        image, kind = self.pictures[number]
        if len(matrix) == 8:
            corners = np.array([self.value(part, u) / Q for part in matrix]).reshape(4, 2)
            place = skia.Matrix()
            square = [skia.Point(*xy) for xy in ((0, 0), (1, 0), (1, 1), (0, 1))]
            place.setPolyToPoly(square, [skia.Point(*xy) for xy in corners.tolist()])
        elif len(matrix) == 5:
            x, y, half = self._facing(matrix, u)
            place = skia.Matrix.MakeAll(2 * half, 0, x - half, 0, 2 * half, y - half, 0, 0, 1)
        else:
            place = self._matrix(matrix, u)
        canvas.concat(place)
        if kind & 1:
            paint.setColorFilter(skia.ColorFilters.Blend(paint.getColor(), skia.BlendMode.kSrcIn))
            paint.setAlphaf(1)
        smaller_first = skia.MipmapMode.kNone if kind & (2 | 8) else skia.MipmapMode.kLinear
        sampling = skia.SamplingOptions(
            skia.FilterMode.kNearest if kind & 2 else skia.FilterMode.kLinear, smaller_first
        )
        canvas.drawImageRect(image, skia.Rect.MakeWH(1, 1), sampling, paint)

    def _color(self, color: Any, u: float) -> tuple[list[float], float]:
        table = self.tape["colors"][self.theme]
        if isinstance(color, list):
            part = self.value([color[0], 0, 1], u)
            first, last = ([*table[n], 1.0][:4] for n in color[1:])
            mixed = [(1 - part) * a + part * b for a, b in zip(first, last, strict=True)]
        else:
            mixed = [*table[color], 1.0][:4]
        return [channel / 255 for channel in mixed[:3]], mixed[3]

    def _gradient(self, gradient: list[Any], u: float, opacity: float) -> skia.Shader:
        count = 4 if gradient[0] == 0 else 3
        place = [self.value(part, u) / Q for part in gradient[1 : 1 + count]]
        stops = gradient[1 + count :]
        colors = []
        for _, color, alpha in stops:
            rgb, share = self._color(color, u)
            colors.append(skia.Color4f(*rgb, min(self.value(alpha, u) / A * share, 1) * opacity).toColor())
        offsets = [at / C for at, _, _ in stops]
        if gradient[0] == 0:
            return skia.GradientShader.MakeLinear([skia.Point(*place[:2]), skia.Point(*place[2:])], colors, offsets)
        return skia.GradientShader.MakeRadial(skia.Point(*place[:2]), place[2], colors, offsets)

    def _matrix(self, matrix: list[Any], u: float) -> skia.Matrix:
        found = [self.value(part, u) for part in matrix]
        linear = [part / L for part in found[:-2]] or [1.0]
        x, y = (part / Q for part in found[-2:]) if found else (0.0, 0.0)
        a, b, c, d = {1: [linear[0], 0, 0, linear[0]], 2: [linear[0], 0, 0, linear[-1]]}.get(len(linear), linear)
        return skia.Matrix.MakeAll(a, c, x, b, d, y, 0, 0, 1)

    def _facing(self, matrix: list[Any], u: float) -> tuple[float, float, float]:
        """Where in the frame what faces the eye has its middle, and its radius there."""
        lens = np.array([self.value(part, u) for part in self.tape["lenses"][matrix[0]]]).reshape(3, 4) / L
        *at, size = (self.value(part, u) / Q for part in matrix[1:])
        across, up, depth = (lens @ [*at, 1]).tolist()
        return across / depth, up / depth, size / depth

    def _path(self, number: int, matrix: list[Any], u: float) -> skia.Path:
        row, path = self.tape["shapes"][number], skia.Path()
        if row[0] in "mw":
            axes = 2 if row[0] == "m" else 3
            points = self._moved(row, axes, u)
            if axes == 3:
                lens = np.array([self.value(part, u) for part in self.tape["lenses"][matrix[0]]]).reshape(3, 4) / L
                seen = np.column_stack([points, np.ones(len(points))]) @ lens.T
                points = seen[:, :2] / seen[:, 2:]
            _follow(path, self.tape["verbs"][row[1]], points)
            return path
        if row[0] == "c" and len(matrix) == 5:
            path.addCircle(*self._facing(matrix, u))
            return path
        if row[0] == "c":
            path.addCircle(0, 0, 1)
        elif row[0] == "r":
            path.addRect(skia.Rect.MakeWH(1, 1))
        elif len(matrix) == 5:
            lens = np.array([self.value(part, u) for part in self.tape["lenses"][matrix[0]]]).reshape(3, 4) / L
            size = matrix[4] / L
            ox, oy, z = (self.value(part, u) / Q for part in matrix[1:4])
            for verbs, points in self._contours(row):
                seen = (
                    np.column_stack([ox + size * points[:, 0], oy + size * points[:, 1], 0 * points + [z, 1]]) @ lens.T
                )
                _follow(path, verbs, seen[:, :2] / seen[:, 2:])
            return path
        else:
            for verbs, points in self._contours(row):
                _follow(path, verbs, points)
        path.transform(self._matrix(matrix, u))
        return path

    def _contours(self, row: list[Any]) -> Iterator[tuple[str, np.ndarray]]:
        x = y = 0
        for at in range(1, len(row), 4):
            verbs, steps = self.tape["contours"][row[at]]
            points = np.concatenate([[[0, 0]], np.cumsum(np.array(steps).reshape(-1, 2), axis=0)]) / S
            x, y = x + row[at + 2], y + row[at + 3]
            yield self.tape["verbs"][verbs], points * row[at + 1] / S + [x / S, y / S]

    def _moved(self, row: list[Any], axes: int, u: float) -> np.ndarray:
        def points(stored: list[int]) -> np.ndarray:
            return np.stack([bent(part.tolist()) for part in np.array(stored).reshape(axes, -1)], axis=1) / M

        found = points(row[2])
        for curve, delta in row[3:]:
            found = found + self.value([curve, 0, 1], u) * points(delta)
        return found


def _follow(path: skia.Path, verbs: str, points: np.ndarray) -> None:
    letters, at = "", 0
    while at < len(verbs):
        end = at + 1
        while end < len(verbs) and verbs[end].isdigit():
            end += 1
        letters += verbs[at] * int(verbs[at + 1 : end] or 1)
        at = end
    left = points.tolist()
    calls = {"M": (path.moveTo, 1), "L": (path.lineTo, 1), "Q": (path.quadTo, 2), "C": (path.cubicTo, 3)}
    for letter in letters:
        if letter == "Z":
            path.close()
            continue
        call, count = calls[letter]
        given, left = left[:count], left[count:]
        call(*[part for point in given for part in point])
