"""Vector pages: drawings as SVG or PDF, with all text as outlines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
import skia

CHECKED = 480  # pixels across at which a drawing's SVG is compared with the drawing
UNLIKE = 6.0  # mean difference over lit pixels, of 255, from which on an SVG does not show the drawing
FINER = 2  # pixels of a picture in an SVG, to one of the page
Draw = Callable[[skia.Canvas], None]


def vector_page(
    kind: str, drawings: Sequence[skia.Picture], background: np.ndarray, size: tuple[int, int], title: str
) -> bytes:
    """Return drawings, one above the other, as a file.

    Parameters
    ----------
    kind
        ``svg`` or ``pdf``.
    drawings
        In pixels of a page of this ``size``.
    background
        ``[4]`` uint8, straight RGBA; nothing is laid below the drawings where it is transparent.
    size
        Width and height, which are the page's units.
    title
        What the file calls itself.
    """
    below = skia.Paint(Color=skia.Color(*background.tolist()))

    def draw(canvas: skia.Canvas) -> None:
        if background[3]:
            canvas.drawRect(skia.Rect.MakeWH(*size), below)
        for drawing in drawings:
            if kind == "pdf" or _in_svg(drawing, size):
                canvas.drawPicture(drawing)
            else:
                _draw_pixels(canvas, drawing, size)

    return _pdf(draw, size, title) if kind == "pdf" else _svg(draw, size, title)


def _pdf(draw: Draw, size: tuple[int, int], title: str) -> bytes:
    stream = skia.DynamicMemoryWStream()
    with skia.PDF.MakeDocument(stream, Title=title, RasterDPI=72.0 * FINER) as document, document.page(*size) as canvas:
        draw(canvas)
    return bytes(stream.detachAsData())


def _svg(draw: Draw, size: tuple[int, int], title: str = "") -> bytes:
    stream = skia.DynamicMemoryWStream()
    canvas = skia.SVGCanvas.Make(skia.Rect.MakeWH(*size), stream, skia.SVGCanvas.kConvertTextToPaths_Flag)
    try:
        draw(canvas)
    finally:
        del canvas  # which writes the end of the file, and must go before its stream
    head, tag, rest = bytes(stream.detachAsData()).partition(b"<svg")
    attributes, end, shapes = rest.partition(b">")
    if attributes.endswith(b"/"):  # where nothing is drawn
        attributes, shapes = attributes[:-1], b"</svg>" + shapes
    return head + tag + attributes + end + f"<title>{escape(title)}</title>".encode() + shapes


def _in_svg(drawing: skia.Picture, size: tuple[int, int]) -> bool:
    """Return whether SVG can hold a drawing: Skia leaves out, without a word, what SVG has no element for."""
    written = _svg(lambda canvas: canvas.drawPicture(drawing), size)
    page = skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(written))
    page.setContainerSize(skia.Size(*size))
    drawn, seen = (_pixels(draw, size, CHECKED / size[0]) for draw in (drawing.playback, page.render))
    lit = (drawn[..., 3] > 8) | (seen[..., 3] > 8)
    return not lit.any() or float(np.abs(drawn.astype(int) - seen)[lit].mean()) < UNLIKE


def _draw_pixels(canvas: skia.Canvas, drawing: skia.Picture, size: tuple[int, int]) -> None:
    """Draw a drawing as a picture of pixels, where it is not empty."""
    pixels = _pixels(drawing.playback, size, FINER)
    rows, columns = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    image = skia.Image.fromarray(part, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    place = skia.Rect.MakeLTRB(*(float(edge) / FINER for edge in (left, top, right, bottom)))
    canvas.drawImageRect(image, place, skia.SamplingOptions(skia.FilterMode.kLinear))


def _pixels(draw: Draw, size: tuple[int, int], scale: float) -> np.ndarray:
    """Return a drawing's pixels ``[height, width, 4]`` at a scale, their colours times their opacity."""
    width, height = (max(1, round(side * scale)) for side in size)
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, width * 4)
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    draw(canvas)
    return pixels
