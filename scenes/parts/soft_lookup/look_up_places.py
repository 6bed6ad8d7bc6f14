"""Where the look-up stands in each layout: in a tall frame the word that is asked stands over the keys."""

from __future__ import annotations

from dataclasses import replace

from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.mobjects.attention.lookup_table import LookupPlaces

CLOSER = LookupPlaces(
    key_x=-1.92, columns_x=(-0.45, 0.67, 1.77), dot_x=2.75, value_x=4.4, narrow=2.5, asked_x=-4.4, box=1.75,
    value_box=1.75, em=0.34, widest_dot=0.5, bar_width=10.2, widest_row=10.3,
    picture=(0.0, 0.95, 0.55),
)  # fmt: skip
HIGHER = replace(
    CLOSER, columns_x=(-0.55, 0.6, 1.75), dot_x=2.7, value_x=4.2, value_box=2.15, widest_dot=0.37, middle_y=1.3,
    bar_y=-1.9, pitch=1.4, height=4.2,
)  # fmt: skip
UPRIGHT = LookupPlaces(
    key_x=-2.15, columns_x=(-0.85, 0.15, 1.15), dot_x=1.75, value_x=2.9, middle_y=1.0, narrow=1.2, asked_x=-2.9,
    asked_up=1.75, box=1.6, value_box=1.6, em=0.32, widest_dot=0.31, bar_y=-2.6, bar_width=7.2,
    widest_row=7.3, picture=(1.7, 0.1, 0.6), pitch=1.6, height=5.2,
)  # fmt: skip


def places_in(layout: Layout) -> LookupPlaces:
    if layout.is_wide:
        return LookupPlaces()
    if layout.is_tall:
        return UPRIGHT
    return CLOSER if layout.aspect > 1.1 else HIGHER


def note_height(layout: Layout) -> float:
    """Return the height at which small print and lines of code stand."""
    if layout.is_wide:
        return -2.0
    return places_in(layout).bar_y - (0.4 if layout.aspect < 1.1 else -0.05)
