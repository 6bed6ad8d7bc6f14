"""Where the two pages of a book lie in space: they meet at a hinge, and one of them turns over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.scenes.mobjects.book.page import Page

BENT = 24.0  # degrees by which each page of an open book is turned to its reader
X, Y = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class Hinge:
    """A hinge between two pages: upright, as a book's, or level, as a calendar's on a wall.

    Attributes
    ----------
    count
        T, of cells each way on a page.
    size
        Width and height of a page, in units of space.
    gap
        What is between the pages, for words that both share.
    upright
        Whether the pages stand side by side, else one above the other.
    """

    count: int
    size: tuple[float, float]
    gap: float
    upright: bool

    def pages(self, opened: float) -> tuple[Page, Page]:
        """Return both pages; the second lies on the first at 0, and has turned over at 1."""
        bent = np.deg2rad(BENT)
        turned = np.pi - bent + (2 * bent - np.pi) * opened
        away, near = np.cos(bent), np.array([0.0, 0.0, -1.0])
        (wide, high), half = self.size, self.gap / 2
        if self.upright:
            outer = -half * X + wide * (-away * X + np.sin(bent) * near) + high / 2 * Y
            first = Page(self.count, self.size, outer, away * X - np.sin(bent) * near, -Y)
            over = np.cos(turned) * X + np.sin(turned) * near
            return first, Page(self.count, self.size, half * X + high / 2 * Y, over, -Y)
        outer = half * Y + high * (away * Y + np.sin(bent) * near) - wide / 2 * X
        first = Page(self.count, self.size, outer, X, -away * Y - np.sin(bent) * near)
        over = -np.cos(turned) * Y + np.sin(turned) * near
        return first, Page(self.count, self.size, -half * Y - wide / 2 * X, X, over)

    def corners(self) -> np.ndarray:
        """Return the corners of both pages of the open book, ``[8, 3]``."""
        return np.concatenate([page.corners() for page in self.pages(1.0)])
