"""Canvas that writes down what is drawn on it: it looks like Skia's to whoever draws, and holds no pixels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.drawable import Cloud
from attention_scenes.film.live.forms.gradients import Gradient, gradient_of
from attention_scenes.film.live.forms.outlines import Outline, outline_of
from attention_scenes.film.live.forms.strokes import FAINT, LAYER, OPAQUE, PLAIN, UNLAYER, Clip, Op, Style, style_of
from attention_scenes.film.live.tape.glyphs import GlyphTable
from attention_scenes.film.live.tape.picture_table import BETWEEN, PictureTable, way_of
from attention_scenes.film.live.tape.seen_in_space import Facing, InSpace, OnPlane, SeenInSpace

KEPT = 20_000  # outlines of paths that are drawn again
AHEAD = 0.05  # units ahead of the eye: what is nearer is not where a lens has it
CIRCLE, SQUARE, CLOUD = ("c",), ("r",), "d"


class Known(NamedTuple):
    """What the canvases of a clip share: pictures, glyphs, and outlines of paths by Skia's number of their content."""

    pictures: PictureTable
    glyphs: GlyphTable
    outlines: dict[int, Outline]


class TapeCanvas:
    """Canvas that keeps drawings as ``ops``, in scene units; Skia's own matrices count pixels, as a camera's do.

    Parameters
    ----------
    camera
        The map from scene units to pixels.
    width, height
        In pixels.
    known
        What the canvases of a clip share.
    """

    def __init__(self, camera: skia.Matrix, width: int, height: int, known: Known) -> None:
        self.ops: list[Op] = []
        self._size = width, height
        self._pictures, self._glyphs, self._outlines = known
        self._to_scene = skia.Matrix()
        camera.invert(self._to_scene)
        self._camera, self._matrix = camera, camera
        self._nine: tuple[float, ...] | None = None
        self._clip = Clip()
        self._stack: list[tuple[skia.Matrix, Clip, bool, Any]] = []
        self._owner: Hashable = None
        self._part: Hashable = None
        self._counts: Counter[Hashable] = Counter()
        self.space: SeenInSpace | None = None
        self._lenses: dict[Hashable, np.ndarray] = {}
        self._plane: tuple[np.ndarray, np.ndarray] | None = None

    def begin(self, owner: Hashable, space: SeenInSpace) -> None:
        """Name who draws from now on, in scene units, and what lenses it looks through."""
        self.ops, self.space, self._lenses = [], space, {}
        self._owner, self._counts, self._matrix, self._nine, self._clip = owner, Counter(), self._camera, None, Clip()
        self._part = None

    def part(self, name: Hashable) -> None:
        """Name which part of its own a mobject draws from now on: one that comes does not make another of the next."""
        self._part = name

    # what painters ask

    def imageInfo(self) -> skia.ImageInfo:  # noqa: N802
        return skia.ImageInfo.MakeUnknown(*self._size)

    def getBaseLayerSize(self) -> skia.ISize:  # noqa: N802
        return skia.ISize.Make(*self._size)

    def getDeviceClipBounds(self) -> skia.IRect:  # noqa: N802
        return skia.IRect.MakeWH(*self._size)

    def getTotalMatrix(self) -> skia.Matrix:  # noqa: N802
        return self._matrix

    # where to draw

    def save(self) -> int:
        self._stack.append((self._matrix, self._clip, False, self._plane))
        return len(self._stack)

    def saveLayer(self, bounds: skia.Rect | None = None, paint: skia.Paint | None = None) -> int:  # noqa: N802
        self._stack.append((self._matrix, self._clip, True, self._plane))
        opacity = paint.getAlphaf() if paint else 1.0
        self._emit("layer", LAYER, None, (0, 0, 0, opacity), 0.0, PLAIN)
        return len(self._stack)

    def restore(self) -> None:
        self._matrix, self._clip, layer, self._plane = self._stack.pop()
        self._nine = None
        if layer:
            self._emit("unlayer", UNLAYER, None, OPAQUE, 0.0, PLAIN)

    def restoreToCount(self, count: int) -> None:  # noqa: N802
        while len(self._stack) >= count:
            self.restore()

    def _move(self, matrix: skia.Matrix) -> None:
        self._matrix, self._nine = matrix, None

    def concat(self, matrix: skia.Matrix) -> None:
        self._move(skia.Matrix.Concat(self._matrix, matrix))

    def setMatrix(self, matrix: skia.Matrix) -> None:  # noqa: N802
        self._move(matrix)

    def resetMatrix(self) -> None:  # noqa: N802
        self._move(skia.Matrix())

    def translate(self, x: float, y: float) -> None:
        self.concat(skia.Matrix.Translate(float(x), float(y)))

    def scale(self, x: float, y: float) -> None:
        self.concat(skia.Matrix.Scale(float(x), float(y)))

    def rotate(self, degrees: float) -> None:
        self.concat(skia.Matrix.RotateDeg(float(degrees)))

    def onPlane(self, lens_34: np.ndarray, origin_3: np.ndarray) -> None:  # noqa: N802
        """Draw paths on an upright plane in space through an origin from now on, until the canvas is restored."""
        self._plane = self._before(lens_34), origin_3

    def clipRect(self, rect: skia.Rect, *how: Any, **more: Any) -> None:  # noqa: N802
        box = np.array(
            [[rect.left(), rect.top()], [rect.right(), rect.top()], [rect.right(), rect.bottom()],
             [rect.left(), rect.bottom()]]
        )  # fmt: skip
        placed = np.round(self._placed(box), 4)
        name = self._part, "clip"
        self._counts[name] += 1
        names, boxes = self._clip
        self._clip = Clip((*names, (*name, self._counts[name])), (*boxes, tuple(map(tuple, placed.tolist()))))

    def clipPath(self, path: skia.Path, *how: Any, **more: Any) -> None:  # noqa: N802
        raise ValueError("a tape clips to boxes alone")

    # what is drawn

    def drawPath(self, path: skia.Path, paint: skia.Paint) -> None:  # noqa: N802
        if paint.getPathEffect() is not None:
            dashed = skia.Path()
            paint.getFillPath(path, dashed)
            path, paint = dashed, skia.Paint(paint)
            paint.setStyle(skia.Paint.kFill_Style)
        style, width, rgba, gradient = self._painted(paint)
        if path.isEmpty():
            return
        if path.getFillType() in (skia.PathFillType.kEvenOdd,):
            style = style._replace(rule=1)
        number = path.getGenerationID()
        if (outline := self._outlines.get(number)) is None:
            if len(self._outlines) > KEPT:
                self._outlines.clear()
            outline = self._outlines[number] = outline_of(path)
        if len(outline.points_P2):
            place = self._stands(outline.points_P2) if rgba[3] >= FAINT else None
            self._emit(("p", outline.verbs), outline.verbs, place, rgba, width, style, gradient)

    def fillPolygons(  # noqa: N802
        self, xy_PN2: np.ndarray, paint: skia.Paint, shares_P: np.ndarray, levels: int, names_P: np.ndarray | None
    ) -> None:
        """Keep each of P polygons of N corners with its share of the paint's opacity."""
        style, _, (r, g, b, a), _ = self._painted(paint)
        verbs = bytes([0, *[1] * (xy_PN2.shape[1] - 1), 5])
        kind = self._part, ("q", verbs), style._replace(blend=0), True
        self._counts[kind] += 1
        shares_P = np.rint(np.asarray(shares_P, dtype=float) * levels) / levels  # as pixels have it
        finite_P = np.isfinite(xy_PN2).all(axis=(1, 2))
        members = np.flatnonzero((a * shares_P > FAINT) & finite_P)
        corners = xy_PN2.shape[1]
        if not len(members):
            return
        every = self._stands(xy_PN2[members].reshape(-1, 2))
        opacities = (a * shares_P[members]).tolist()
        names = members if names_P is None else names_P[members]
        for at, (n, opacity) in enumerate(zip(names.tolist(), opacities, strict=True)):
            own = slice(at * corners, (at + 1) * corners)
            place = InSpace(every.lens_34, every.points_P3[own]) if isinstance(every, InSpace) else every[own]
            key = self._owner, kind, self._counts[kind], n
            self.ops.append(Op(key, verbs, place, (r, g, b, opacity), 0.0, style, self._clip, None))

    def fillDiscs(  # noqa: N802
        self, lens_34: np.ndarray, at_N3: np.ndarray, sizes_N: np.ndarray, paint: skia.Paint, shares_N: np.ndarray
    ) -> None:
        """Keep N discs that face the eye, of a radius in the frame times the depth, each with its share of opacity."""
        style, _, (r, g, b, a), _ = self._painted(paint)
        lens_34, sizes_N = self._before(lens_34), sizes_N * self._scale()
        kind = self._part, "disc"
        self._counts[kind] += 1
        for n in np.flatnonzero(a * shares_N > FAINT).tolist():
            place = Facing(lens_34, at_N3[n], float(sizes_N[n]))
            key = self._owner, kind, self._counts[kind], n
            self.ops.append(Op(key, CIRCLE, place, (r, g, b, a * float(shares_N[n])), 0.0, style, self._clip, None))

    def _stands(self, points_P2: np.ndarray) -> Any:
        """Return where an outline stands: its points in the frame, or in space where a lens has seen all of them."""
        if self._plane:
            return OnPlane(*self._plane, points_P2)
        if self.space and (found := self.space.find(points_P2)) is not None:
            lens_34, points_P3 = found
            return InSpace(self._before(lens_34), points_P3)
        return self._placed(points_P2)

    def _before(self, lens_34: np.ndarray) -> np.ndarray:
        """Return a lens whose picture stands where one draws now."""
        key = lens_34.tobytes(), self._scene()
        if key not in self._lenses:
            self._lenses[key] = np.array(self._scene()).reshape(3, 3) @ lens_34
        return self._lenses[key]

    def drawCircle(self, *given: Any) -> None:  # noqa: N802
        *place, paint = given
        x, y, radius = place if len(place) == 3 else (place[0].x(), place[0].y(), place[1])
        self._drawn(CIRCLE, (radius, 0, 0, radius, x, y), paint)

    def drawOval(self, oval: skia.Rect, paint: skia.Paint) -> None:  # noqa: N802
        half = oval.width() / 2, oval.height() / 2
        self._drawn(CIRCLE, (half[0], 0, 0, half[1], oval.left() + half[0], oval.top() + half[1]), paint)

    def drawRect(self, rect: skia.Rect, paint: skia.Paint) -> None:  # noqa: N802
        if paint.getStyle() == skia.Paint.kFill_Style and not self._matrix.hasPerspective():
            return self._drawn(SQUARE, (rect.width(), 0, 0, rect.height(), rect.left(), rect.top()), paint)
        path = skia.Path()
        path.addRect(rect)
        return self.drawPath(path, paint)

    def drawRoundRect(self, rect: skia.Rect, x: float, y: float, paint: skia.Paint) -> None:  # noqa: N802
        path = skia.Path()
        path.addRoundRect(rect, x, y)
        self.drawPath(path, paint)

    def drawArc(self, oval: skia.Rect, start: float, sweep: float, middle: bool, paint: skia.Paint) -> None:  # noqa: N802
        path = skia.Path()
        path.addArc(oval, start, sweep)
        self.drawPath(path, paint)

    def drawLine(self, *given: Any) -> None:  # noqa: N802
        x0, y0, x1, y1, paint = given
        path = skia.Path()
        path.moveTo(x0, y0)
        path.lineTo(x1, y1)
        self.drawPath(path, paint)

    def drawPoints(self, mode: Any, points: list[skia.Point], paint: skia.Paint) -> None:  # noqa: N802
        """Keep points as lines of no length: their ends are the dots, round or square."""
        path, lines = skia.Path(), skia.Paint(paint)
        for point in points:
            path.moveTo(point).lineTo(point)
        lines.setStyle(skia.Paint.kStroke_Style)
        if paint.getStrokeCap() == skia.Paint.kButt_Cap:
            lines.setStrokeCap(skia.Paint.kSquare_Cap)
        self.drawPath(path, lines)

    def drawString(self, text: str, x: float, y: float, font: skia.Font, paint: skia.Paint) -> None:  # noqa: N802
        em = font.getSize()
        self._glyphs.learn(text, font)
        self._drawn(("t", text), (em, 0, 0, em, x, y), paint)

    def drawImage(self, image: skia.Image, x: float, y: float, *how: Any) -> None:  # noqa: N802
        self.drawImageRect(image, skia.Rect.MakeXYWH(x, y, image.width(), image.height()), *how)

    def drawImageRect(self, image: skia.Image, *given: Any) -> None:  # noqa: N802
        """Keep a picture, or a part of it: then the whole, so that all parts are one on the tape, cut to its place."""
        match given:
            case [skia.Rect() as part, skia.Rect() as place, *how] if not part.isEmpty():
                wide, high = place.width() / part.width(), place.height() / part.height()
                left, top = place.left() - wide * part.left(), place.top() - high * part.top()
                whole = skia.Rect.MakeXYWH(left, top, wide * image.width(), high * image.height())
                way = way_of(how) or BETWEEN  # Skia makes no part smaller first
                if part.contains(skia.Rect.Make(image.bounds())):
                    return self._draw_image(image, whole, how, way)
                self.save()
                self.clipRect(place)
                self._draw_image(image, whole, how, way)
                self.restore()
            case [skia.Rect() as place, *how] if not any(isinstance(one, skia.Rect | skia.IRect) for one in how):
                self._draw_image(image, place, how, way_of(how))
            case _:
                raise ValueError("a tape draws a picture to a skia.Rect, whole or from a skia.Rect that is not empty")
        return None

    def drawFacing(self, image: skia.Image, at_2: np.ndarray, radius: float, paint: skia.Paint) -> None:  # noqa: N802
        """Keep a picture that faces the eye, round a place: in space, where a lens has seen that place."""
        at_2 = np.asarray(at_2, dtype=float)
        found = self.space.find(at_2[None]) if self.space and not self._plane else None
        if found is not None:
            lens_34, (at_3, *_) = self._before(found.lens_34), found.points_P3
            if (depth := float(lens_34[2] @ [*at_3, 1.0])) > AHEAD:
                style, _, rgba, _ = self._painted(paint)
                place = Facing(lens_34, at_3, radius * self._scale() * depth)
                shape, rgb = self._pictures.image(image, BETWEEN)
                self._emit(("i", "facing"), shape, place, (*(rgb or rgba[:3]), rgba[3]), 0.0, style)
                return
        box = skia.Rect.MakeLTRB(*(at_2 - radius).tolist(), *(at_2 + radius).tolist())
        self._draw_image(image, box, [paint], BETWEEN)

    def _draw_image(self, image: skia.Image, place: skia.Rect, how: Sequence[Any], way: int) -> None:
        paint = next((one for one in how if isinstance(one, skia.Paint)), skia.Paint())
        shape, rgb = self._pictures.image(image, way)
        if rgb:
            (paint := skia.Paint(paint)).setColor4f(skia.Color4f(*rgb, paint.getAlphaf()))
        self._drawn(shape, (place.width(), 0, 0, place.height(), place.left(), place.top()), paint)

    def drawPicture(self, picture: skia.Picture) -> None:  # noqa: N802
        shape, box = self._pictures.picture(picture)
        self._drawn(shape, (box.width(), 0, 0, box.height(), box.left(), box.top()), skia.Paint())

    def drawCloud(self, cloud: Cloud, rgba: np.ndarray) -> None:  # noqa: N802
        """Keep a cloud of light; one of no points is counted as one that is faint."""
        placed = cloud._replace(lens_34=self._before(cloud.lens_34))
        red, green, blue, alpha = map(float, rgba)
        seen = alpha if len(cloud.layouts[0]) else 0.0
        self._emit("d", CLOUD, placed, (red, green, blue, seen), 0.0, PLAIN)

    # how it is kept

    def _scene(self) -> tuple[float, ...]:
        """The map from where one draws to scene units, row by row."""
        if self._nine is None:
            self._nine = tuple(skia.Matrix.Concat(self._to_scene, self._matrix).get9())
        return self._nine

    def _scale(self) -> float:
        """Return how large one draws, in scene units."""
        a, c, _, b, d, *_ = self._scene()
        return math.sqrt(abs(a * d - b * c))

    def _placed(self, points_P2: np.ndarray) -> np.ndarray:
        """Return points in scene units."""
        a, c, e, b, d, f, g, h, i = self._scene()
        x, y = points_P2[..., 0], points_P2[..., 1]
        placed = np.stack([a * x + c * y + e, b * x + d * y + f], axis=-1)
        return placed / (g * x + h * y + i)[..., None] if g or h or i != 1 else placed

    def _painted(self, paint: skia.Paint) -> tuple[Style, float, tuple[float, ...], Gradient | None]:
        color = paint.getColor4f()
        style, width = style_of(paint)
        if width:
            width *= self._scale()
        gradient = None
        if (shader := paint.getShader()) is not None:
            gradient = self._moved(gradient_of(shader))
        return style, width, (color.fR, color.fG, color.fB, color.fA), gradient

    def _moved(self, gradient: Gradient) -> Gradient:
        kind, place = gradient.kind, gradient.place
        ends = np.array(place[: 4 if kind == 0 else 2]).reshape(-1, 2)
        placed = tuple(self._placed(ends).ravel().tolist())
        if kind == 1:
            placed += (place[2] * self._scale(),)
        return gradient._replace(place=placed)

    def _drawn(self, shape: tuple[Any, ...], matrix: tuple[float, ...], paint: skia.Paint) -> None:
        """Keep a shape that stands at ``matrix`` (a, b, c, d, x, y) where one draws."""
        style, width, rgba, gradient = self._painted(paint)
        a, c, e, b, d, f, g, h, i = self._scene()
        p, q, r, s, x, y = matrix
        if (g or h or i != 1) and shape[0] == "i":
            corners = np.array([[x, y], [x + p, y], [x + p, y + s], [x, y + s]])
            found: Any = self._placed(corners).ravel()
        else:
            if g or h or i != 1:  # as it is at its own place: letters and dots are small
                w = g * x + h * y + i
                ex, fy = (a * x + c * y + e) / w, (b * x + d * y + f) / w
                a, c, b, d = (a - g * ex) / w, (c - h * ex) / w, (b - g * fy) / w, (d - h * fy) / w
                e, f = ex - a * x - c * y, fy - b * x - d * y
            found = (a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * x + c * y + e, b * x + d * y + f)
        self._emit((shape[0], style.stroke), shape, found, rgba, width, style, gradient)

    def _emit(
        self, kind: Any, shape: Any, place: Any, rgba: Any, width: float, style: Style, gradient: Gradient | None = None
    ) -> None:
        """Keep a drawing; one that is faint is counted alone, so that those after it are known by the same numbers."""
        kind = (self._part, kind, style._replace(blend=0), gradient and (gradient.kind, len(gradient.offsets)))
        self._counts[kind] += 1
        if rgba[3] < FAINT and shape not in (LAYER, UNLAYER):
            return
        key = (self._owner, kind, self._counts[kind])
        self.ops.append(Op(key, shape, place, rgba, width, style, self._clip, gradient))
