"""Fixed-point units of a tape, and how far what is kept may be from what was drawn."""

from __future__ import annotations

LENGTH = 8192  # of a scene unit: places and widths
LINEAR = 65536  # of the four linear parts of a map
OPACITY = 1020
CURVE = 8192
OUTLINE = 16384  # of half an outline's longer side
MORPH = 1024  # of a scene unit: points that move on their own
NEAR = 3e-4  # scene units that a shape may be off: a 25th of a pixel at 1080p
NEAR_LETTER = 2e-4  # of a contour that was told before: letters of one face differ by how their places are rounded
NEAR_MORPH = 8e-4
NEAR_OPACITY = 1 / 510
NEAR_COLOR = 1 / 255
