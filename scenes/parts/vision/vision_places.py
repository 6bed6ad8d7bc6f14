"""Where things stand in vision, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place

MANY, UNDER = 4, 0.8  # boards in one row at most; room for the name of each under it


@dataclass(frozen=True)
class VisionPlaces:
    """Places of a layout.

    Attributes
    ----------
    space
        What a camera sees: the frame, down to where a caption of two lines may stand.
    board
        A picture on its floor.
    beside, aside
        The same where something stands beside it, and that.
    grid
        The weights among all tokens, room for what its edges are called left at its left.
    row
        Tokens side by side, with their vectors.
    tall
        Of a vector, in units of a patch's side.
    towers
        What was counted.
    """

    space: Place
    board: Place
    beside: Place
    aside: Place
    grid: Place
    row: Place
    tall: float
    towers: Place

    def side_by_side(self, count: int, tall: bool) -> list[Place]:
        """Return places for several boards, a name's room under each: few in a row, or in a tall frame two."""
        each = 2 if tall else count if count <= MANY else -(-count // 2)
        rows = -(-count // each)
        width, step = self.board.width / each, self.board.height / rows
        found = []
        for n in range(count):
            row, column = divmod(n, each)
            short = min(each, count - row * each)  # the last row stands in the middle
            x = self.board.at()[0] + (column - short / 2) * width
            top = self.board.top - row * step
            found.append(Place(x + 0.1, top - step + UNDER, x + width - 0.1, top - 0.1))
        return found


def places_in(layout: Layout) -> VisionPlaces:
    """Return where things stand."""
    stage, frame = layout.stage, layout.frame
    if layout.is_tall:
        board = Place(stage.left, stage.bottom + 0.4, stage.right, stage.top - 1.2)
        return VisionPlaces(
            space=Place(frame.left, board.bottom - 0.3, frame.right, frame.top),
            board=board,
            beside=Place(stage.left, stage.bottom + 4.4, stage.right, stage.top - 1.2),
            aside=Place(stage.left, stage.bottom + 0.2, stage.right, stage.bottom + 4.0),
            grid=Place(stage.left + 2.0, stage.bottom + 0.4, stage.right, stage.top - 1.2),
            row=Place(stage.left, stage.bottom + 1.0, stage.right, stage.top - 1.2),
            tall=14.0,
            towers=Place(stage.left + 0.2, stage.bottom + 1.9, stage.right - 0.2, stage.top - 3.0),
        )
    low, top = stage.bottom + (0.1 if layout.is_wide else 0.75), stage.top - (1.0 if layout.is_wide else 1.25)
    split = stage.left + 0.62 * stage.width
    return VisionPlaces(
        space=frame if layout.is_wide else Place(frame.left, low - 0.3, frame.right, frame.top),
        board=Place(stage.left, low, stage.right, top),
        beside=Place(stage.left, low, split - 0.2, top),
        aside=Place(split + 0.2, low, stage.right, top),
        grid=Place(stage.left + 1.5, low + 0.1, stage.right, top),
        row=Place(stage.left, low + 0.1, stage.right, top),
        tall=4.4 if layout.is_wide else 7.0,
        towers=Place(stage.left + 0.2, low + (1.2 if layout.is_wide else 0.7), stage.right - 0.2, top - 0.6),
    )
