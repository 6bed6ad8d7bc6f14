"""Where the scene of costs stands: the picture, and the column of numbers beside it or under it."""

from __future__ import annotations

from attention_scenes.scenes.framework.layout import Layout, Place

LEDGER = 5.0  # scene units, of the column at 16:9


def whole(layout: Layout) -> Place:
    """Return the box of a picture that has the stage to itself, under a line of words."""
    frame, stage = layout.frame, layout.stage
    return Place(frame.left + 0.2, stage.bottom + 0.1, frame.right - 0.2, stage.top - (1.2 if layout.is_wide else 2.0))


def picture(layout: Layout) -> Place:
    """Return the box of the picture that has numbers beside it."""
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        return Place(frame.left + 0.1, stage.bottom + 0.1, stage.right - LEDGER - 0.4, stage.top - 0.2)
    return Place(frame.left + 0.1, stage.bottom + 0.42 * stage.height, frame.right - 0.1, stage.top - 0.2)


def ledger(layout: Layout) -> Place:
    """Return the column of numbers."""
    stage = layout.stage
    if layout.is_wide:
        return Place(stage.right - LEDGER, stage.bottom + 0.1, stage.right, stage.top - 0.2)
    return Place(stage.left, stage.bottom + 0.2, stage.right, stage.bottom + 0.4 * stage.height)
