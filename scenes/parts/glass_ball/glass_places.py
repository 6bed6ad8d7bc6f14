"""Where the drawing, the words with their arcs, and the bars stand in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class GlassPlaces:
    """Places in scene units.

    ``drawing`` is our drawing's, ``large`` where it is what one looks at, with bars in ``asked`` beside it. ``row`` is
    that of words with arcs in one pane, ``panes`` that of two with room for bars, ``whole`` without. ``told`` are bars
    beside the drawing, ``bars`` those over the panes, ``chart`` a picture of bars alone. ``em`` is that of names in the
    picture, which keep ``margin`` from its sides.
    """

    frame: Place
    drawing: Place
    large: Place
    row: Place
    panes: Place
    whole: Place
    told: Place
    asked: Place
    bars: Place
    chart: Place
    em: float
    margin: float


def places_in(layout: Layout) -> GlassPlaces:
    """Return the places of a layout."""
    frame, stage = layout.frame, layout.stage
    left, right = frame.left + 0.2, frame.right - 0.2
    if layout.is_tall:
        low, middle = stage.bottom + 0.2, stage.at()[1]
        left, right = stage.left, stage.right
        below = Place(stage.left, low, stage.right, middle - 2.0)
        row = Place(left, middle - 1.8, right, stage.top - 3.1)
        return GlassPlaces(
            frame=Place(frame.left, low + 1.3, frame.right, frame.top),
            drawing=Place(stage.left, stage.top - 3.0, stage.right, stage.top),
            large=Place(stage.left, stage.top - 3.0, stage.right, stage.top),
            row=row,
            panes=Place(left, row.bottom, right, stage.top),
            whole=Place(left, low + 1.4, right, stage.top),
            told=below,
            asked=below,
            bars=below,
            chart=Place(stage.left + 0.55, low + 1.2, stage.right, stage.top - 0.8),
            em=0.36,
            margin=layout.words.left - frame.left,
        )
    return GlassPlaces(
        frame=Place(frame.left, stage.bottom, frame.right, frame.top),
        drawing=Place(stage.left, 0.9, -2.6, 3.6),
        large=Place(stage.left, -0.4, -1.6, 3.6),
        row=Place(left, -2.75, right, 2.0),
        panes=Place(left, -2.75, right, 1.25),
        whole=Place(left, -2.75, right, 3.75),
        told=Place(-1.6, 1.25, stage.right, 3.7),
        asked=Place(-1.7, -0.1, stage.right, 3.1),
        bars=Place(-1.2, 1.75, stage.right, 3.8),
        chart=Place(-6.2, -2.2, 6.2, 3.1),
        em=0.42,
        margin=layout.words.left - frame.left,
    )
