"""Where the scene of costs stands: the picture, and the column of numbers beside it or under it."""

from __future__ import annotations

from attention_scenes.scenes.framework.layout import Layout, Place

LEDGER = 5.0  # scene units, of the column at 16:9


def whole(layout: Layout) -> Place:
    """Return the box of a picture that has the stage to itself, under a line of words."""
    stage = layout.stage
    return Place(stage.left, stage.bottom + 0.1, stage.right, stage.top - (1.2 if layout.is_wide else 2.0))


def picture(layout: Layout) -> Place:
    """Return the box of the picture that has numbers beside it."""
    stage = layout.stage
    if layout.is_wide:
        return Place(stage.left, stage.bottom + 0.1, stage.right - LEDGER - 0.4, stage.top - 0.2)
    return Place(stage.left, stage.bottom + 0.42 * stage.height, stage.right, stage.top - 0.2)


def ledger(layout: Layout) -> Place:
    """Return the column of numbers."""
    stage = layout.stage
    if layout.is_wide:
        return Place(stage.right - LEDGER, stage.bottom + 0.1, stage.right, stage.top - 0.2)
    return Place(stage.left, stage.bottom + 0.2, stage.right, stage.bottom + 0.4 * stage.height)
