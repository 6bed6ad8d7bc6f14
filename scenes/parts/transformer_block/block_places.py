"""Where things stand in each layout: the block in space above, a ledger of numbers below."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class BlockPlaces:
    """The box that the block is seen in, from where, and the ledger's place."""

    block: Place
    box: Place
    ledger: Place
    pitch: float
    yaw: float
    em: float


def places_in(layout: Layout) -> BlockPlaces:
    frame, stage = layout.frame, layout.stage
    if layout.is_wide:
        ledger = Place(stage.left, stage.bottom + 0.2, stage.right, stage.bottom + 1.85)
        block = Place(stage.left + 0.2, ledger.top + 0.5, stage.right - 0.2, frame.top - 0.65)
        return BlockPlaces(block, Place(frame.left, ledger.top + 0.1, frame.right, frame.top), ledger, 9, -26, 0.34)
    ledger = stage.part(0.73, 1.0)
    block = Place(stage.left, ledger.top + 0.5, stage.right, frame.top - 1.0)
    return BlockPlaces(block, Place(frame.left, ledger.top + 0.2, frame.right, frame.top), ledger, 33, -62, 0.3)
