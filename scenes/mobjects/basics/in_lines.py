"""Things side by side that take several lines where the frame is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np
from manim import DOWN, RIGHT, Group, Mobject, VGroup


def in_lines(row: VGroup, width: float, least: float, buff: float, leading: float) -> float:
    """Arrange mobjects side by side, scaled down to fit, on as few lines as keep the scale; return the scale.

    Parameters
    ----------
    row
        Labels, or boxes with labels in them.
    width
        Of the longest line, in scene units.
    least
        The smallest scale with which they can be read.
    buff, leading
        What is between two on a line, and from line to line.
    """
    parts = list(row)
    row.arrange(RIGHT, buff=buff)
    share = min(1.0, width / row.width)
    for lines in count(2):
        if share >= least or lines > len(parts):
            break
        rows = [Group(*line).arrange(RIGHT, buff=buff) for line in _alike(parts, lines, buff)]
        Group(*rows).arrange(DOWN, buff=leading - parts[0].height)
        share = min(1.0, width / row.width)
    row.scale(share)
    return share


def _alike(parts: Sequence[Mobject], lines: int, buff: float) -> list[list[Mobject]]:
    """Spread mobjects over lines of about the same length."""
    ends = np.cumsum([part.width + buff for part in parts])
    which = np.minimum(((ends - np.diff(ends, prepend=0) / 2) / ends[-1] * lines).astype(int), lines - 1)
    return [found for n in range(lines) if (found := [p for p, w in zip(parts, which, strict=True) if w == n])]
