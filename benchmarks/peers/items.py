"""Items of a script: what is on screen, described in plain figures (scene units, colours in hexadecimal)."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import VMobject
from manim.utils.color import rgb_to_hex

from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.marks.dots import CellField, DotField
from attention_scenes.scenes.mobjects.text.number_format import text_width
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField

Item = dict[str, Any]


def number(field: NumberField, i: int) -> Item:
    """Describe a number; ``at`` is the position on the baseline of each glyph."""
    text, em, value = field.written[i], field.em * field.zoom, float(field.readings.value[i])
    left, baseline = field.place(np.array([field.lefts()[i], field.centers[i, 1] - CAP / 2 * field.em]))[0, :2]
    pens = [[float(left + text_width(text[:n]) * em), float(baseline)] for n in range(len(text))]
    about = {"text": text, "value": value if np.isfinite(value) else None, "decimals": field.decimals}
    return {"kind": "number", **about, "em": em, "at": pens, "color": rgb_to_hex(field.colors[i, :3])}


def dot(field: DotField, i: int) -> Item:
    radius = field.radius * field.zoom * float(np.sqrt(field.weights[i]))
    about = {"color": rgb_to_hex(field.colors[i, :3]), "opacity": float(field.colors[i, 3])}
    return {"kind": "dot", "radius": radius, "at": rounded(field.place(field.centers[i]))[0], **about}


def bar(field: BarField, i: int) -> Item:
    long = max(float(field.readings.value[i]) * field.full, 0.015)
    at = rounded(field.place(np.array([long / 2, field.ys[i]])))[0]
    about = {"color": rgb_to_hex(field.colors[i, :3]), "opacity": float(field.colors[i, 3])}
    return {"kind": "bar", "width": long * field.zoom, "height": field.thick * field.zoom, "at": at, **about}


def cell(field: CellField, i: int) -> Item:
    width, height = 0.9 * field.cell * field.zoom
    about = {"color": rgb_to_hex(field.colors[i, :3]), "opacity": float(field.colors[i, 3])}
    at = rounded(field.place(field.centers[i]))[0]
    return {"kind": "bar", "width": float(width), "height": float(height), "at": at, **about}


def outline(mobject: VMobject, _: int) -> Item:
    """Describe an outline; ``parts`` are its cubic curves, four points each."""
    filled = mobject.get_fill_opacity() > 0
    return {
        "kind": "outline",
        "parts": [rounded(part) for part in (letters(mobject.points) if filled else [mobject.points])],
        "fill": [mobject.get_fill_color().to_hex(), float(mobject.get_fill_opacity())],
        "stroke": [mobject.get_stroke_color().to_hex(), float(mobject.get_stroke_opacity())],
        "stroke_width": float(mobject.get_stroke_width()),
    }


def letters(points: np.ndarray) -> list[np.ndarray]:
    """Split an outline into its filled shapes, each with its holes: a text elsewhere is a family of letters."""
    curves = points.reshape(-1, 4, 3)
    starts = np.flatnonzero(np.abs(curves[1:, 0] - curves[:-1, 3]).max(axis=1) > 1e-6) + 1
    contours = np.split(curves, starts)
    shapes: list[list[np.ndarray]] = []
    for contour in sorted(contours, key=area, reverse=True):
        around = next((shape for shape in shapes if is_hole(contour, shape[0])), None)
        if around is None:
            shapes.append([contour])
        else:
            around.append(contour)
    shapes.sort(key=lambda shape: shape[0][..., 0].min())
    return [np.concatenate(shape).reshape(-1, 3) for shape in shapes]


def turning(contour: np.ndarray) -> float:
    """Return the signed area of the polygon through the ends of the curves."""
    x, y = contour[:, 0, 0], contour[:, 0, 1]
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def area(contour: np.ndarray) -> float:
    return abs(turning(contour))


def is_hole(contour: np.ndarray, outer: np.ndarray) -> bool:
    """Return whether ``contour`` lies within the box around ``outer`` and turns the other way."""
    within = (contour.min(axis=(0, 1)) >= outer.min(axis=(0, 1))) & (contour.max(axis=(0, 1)) <= outer.max(axis=(0, 1)))
    return bool(within.all()) and turning(contour) * turning(outer) < 0


def rounded(points: np.ndarray) -> list[list[float]]:
    return np.round(points[:, :2], 6).tolist()
