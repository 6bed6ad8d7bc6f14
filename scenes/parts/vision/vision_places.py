"""Where things stand in vision, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class VisionPlaces:
    """Places of a layout.

    Attributes
    ----------
    board
        A picture on its floor.
    beside, aside
        The same where something stands beside it, and that.
    row
        Tokens side by side, with their vectors.
    tall
        Of a vector, in units of a patch's side.
    towers
        What was counted.
    """

    board: Place
    beside: Place
    aside: Place
    row: Place
    tall: float
    towers: Place

    def side_by_side(self, count: int, tall: bool) -> list[Place]:
        """Return places for several boards: in a row, or in a tall frame in rows of two."""
        if not tall:
            step = self.board.width / count
            starts = [self.board.left + n * step for n in range(count)]
            return [Place(x + 0.1, self.board.bottom + 0.75, x + step - 0.1, self.board.top) for x in starts]
        rows = -(-count // 2)
        step, found = self.board.height / rows, []
        for n in range(count):
            row, left = divmod(n, 2)
            alone = n == count - 1 and count % 2
            width = self.board.width / 2
            x = self.board.left + (width / 2 if alone else left * width)
            top = self.board.top - row * step
            found.append(Place(x + 0.1, top - step + 0.9, x + width - 0.1, top))
        return found


def places_in(layout: Layout) -> VisionPlaces:
    """Return where things stand."""
    stage = layout.stage
    if layout.is_tall:
        board = Place(stage.left, stage.bottom + 0.4, stage.right, stage.top - 1.2)
        return VisionPlaces(
            board=board,
            beside=Place(stage.left, stage.bottom + 4.4, stage.right, stage.top - 1.2),
            aside=Place(stage.left, stage.bottom + 0.2, stage.right, stage.bottom + 4.0),
            row=Place(stage.left, stage.bottom + 1.0, stage.right, stage.top - 1.2),
            tall=14.0,
            towers=Place(stage.left + 0.2, stage.bottom + 1.9, stage.right - 0.2, stage.top - 3.0),
        )
    top, split = stage.top - 1.0, stage.left + 0.62 * stage.width
    return VisionPlaces(
        board=Place(stage.left, stage.bottom + 0.1, stage.right, top),
        beside=Place(stage.left, stage.bottom + 0.1, split - 0.2, top),
        aside=Place(split + 0.2, stage.bottom + 0.1, stage.right, top),
        row=Place(stage.left, stage.bottom + 0.2, stage.right, top),
        tall=4.4 if layout.is_wide else 7.0,
        towers=Place(stage.left + 0.2, stage.bottom + 1.3, stage.right - 0.2, top - 0.4),
    )
