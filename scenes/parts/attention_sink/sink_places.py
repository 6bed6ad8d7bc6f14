"""Where the scene of the first token stands: the picture, and the column of numbers beside it or under it."""

from __future__ import annotations

from attention_scenes.scenes.framework.layout import Layout, Place

LEDGER = 3.7  # scene units, of the column at 16:9


def picture(layout: Layout) -> Place:
    """Return the box of the picture, which bleeds to the frame's edges; at 16:9 its lower right is free."""
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        return Place(frame.left, stage.bottom + 0.1, stage.right + 0.3, frame.top)
    return Place(frame.left, stage.bottom + 0.36 * stage.height, frame.right, stage.top)


def ledger(layout: Layout) -> Place:
    """Return the column of numbers."""
    stage = layout.stage
    if layout.is_wide:
        return Place(stage.right - LEDGER, stage.bottom, stage.right, -0.35)
    return Place(stage.left, stage.bottom + 0.7, stage.right, stage.bottom + 0.34 * stage.height)
