"""Where the neurons of a layer stand on its pane: in rows, the first on the upper left."""

from __future__ import annotations

import numpy as np

ASPECT = 1.5  # of a pane: width by height


def across(width: int) -> tuple[int, int]:
    """Return how many neurons stand in a row, and how many rows there are."""
    columns = max(1, round((width * ASPECT) ** 0.5))
    near = [n for n in range(max(1, columns - 6), columns + 7) if width % n == 0]
    columns = min(near, key=lambda n: abs(n - columns)) if near else columns
    return columns, -(-width // columns)


def grid_of(width: int) -> np.ndarray:
    """Return the places ``[M, 2]`` of a layer's neurons, one unit apart, round the middle of the pane."""
    columns, rows = across(width)
    row, column = np.divmod(np.arange(width), columns)
    return np.column_stack([column - (columns - 1) / 2, (rows - 1) / 2 - row])
