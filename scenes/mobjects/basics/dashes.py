"""Dashed lines that are one mobject: Manim's are a family of as many as there are dashes, each drawn on its own."""

from __future__ import annotations

from manim import VMobject


def one_line(dashes: VMobject) -> VMobject:
    """Return a mobject that looks like a family of strokes, all drawn alike."""
    strokes = dashes.family_members_with_points()
    line = VMobject().match_style(strokes[0])
    for stroke in strokes:
        line.append_vectorized_mobject(stroke)
    return line
