"""A note that numbers are rounded, where they do not add up as they are written."""

from __future__ import annotations

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.text.lines import Lines


def rounded_note(adds: bool, em: float, width: float, *, edge: int = 0) -> list[Lines]:
    """Return the note as :class:`Lines` of this width; none where numbers add up as they are written."""
    return [] if adds else [Lines(label_text("each is rounded: a last digit may be off"), em, width, edge=edge)]
