"""Where the board, the wall of lamps, the names and the curves stand in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place

Angles = tuple[float, float]  # pitch and yaw, degrees


@dataclass(frozen=True)
class MlpPlaces:
    """Places in scene units, and from where what stands in space is seen.

    ``frame`` is the box that pictures in space may fill. ``row`` is the sentence's; ``bars`` are chances beside it.
    ``board`` is the tracing map's, with ``heading`` and ``ledger`` over it, ``near``, or ``under`` it; ``strip``
    that of a map with more words than layers. So many layers ``back`` from what is spoken of are seen near.
    ``wall`` is that of the lamps, in the box ``lamps``, with ``lines`` about one of them; ``names`` are two
    galleries, with room for a title over each, so many names at each of their ``ends``, ``words`` a third one;
    ``curves`` leave room for names on their right, ``curve`` are their units of space from number to number and up;
    ``count`` is what is said of the ``sky``.
    """

    frame: Place
    row: Place
    bars: Place
    board: Place
    strip: Place
    near: Place
    heading: Place
    ledger: Place
    under: Place
    wall: Place
    lamps: Place
    lines: Place
    names: tuple[Place, Place]
    words: Place
    columns: int
    ends: int
    curves: Place
    sky: Place
    count: Place
    board_at: Angles
    near_at: Angles
    wall_at: Angles
    curves_at: Angles
    sky_at: Angles
    curve: tuple[float, float]
    back: int
    apart: float
    em: float


def places_in(layout: Layout) -> MlpPlaces:
    return _tall(layout) if layout.is_tall else _wide(layout)


def _wide(layout: Layout) -> MlpPlaces:
    frame, stage = layout.frame, layout.stage
    low = stage.bottom + 0.1
    return MlpPlaces(
        frame=Place(frame.left, low - 0.15, frame.right, frame.top),
        row=Place(stage.left, 1.9, stage.right, 3.3),
        bars=Place(stage.left + 0.4, low, stage.right - 0.4, 1.5),
        board=Place(-6.7, low, 6.5, 3.75),
        strip=Place(-5.9, low, -0.9, 3.75),
        near=Place(-6.4, low, 6.0, 1.5),
        heading=Place(stage.left, 1.25, -1.7, 3.75),
        ledger=Place(-1.4, 1.25, stage.right, 3.75),
        under=Place(-0.6, low, stage.right, -0.55),
        wall=Place(-6.6, low, 1.0, 3.7),
        lamps=Place(frame.left, low - 0.15, frame.right, frame.top),
        lines=Place(1.45, low, stage.right, 3.4),
        names=(Place(stage.left, low + 0.75, -0.3, 2.7), Place(0.3, low + 0.75, stage.right, 2.7)),
        words=Place(stage.left, low + 0.45, stage.right, 2.6),
        columns=3,
        ends=3,
        curves=Place(-5.5, low + 0.95, 2.1, 2.05),
        sky=Place(-7.6, -2.6, 7.6, 4.8),
        count=Place(0.4, low, stage.right, 0.9),
        board_at=(32, 58),
        near_at=(17, 52),
        wall_at=(8, 30),
        curves_at=(18, -24),
        sky_at=(16, 46),
        curve=(2.3, 3.9),
        back=12,
        apart=1.35,
        em=0.36,
    )


def _tall(layout: Layout) -> MlpPlaces:
    frame, stage = layout.frame, layout.stage
    low = stage.bottom + 0.2
    ledger = Place(stage.left, low, stage.right, low + 3.0)
    upper = Place(stage.left, low + 3.4, stage.right, stage.top)
    lines, middle = Place(stage.left, low + 0.3, stage.right - 0.05, low + 5.9), stage.at()[1]
    board = Place(stage.left + 0.6, low + 3.0, stage.right - 0.5, stage.top + 0.4)
    return MlpPlaces(
        frame=Place(frame.left, low + 0.45, frame.right, frame.top),
        row=Place(stage.left, stage.top - 2.4, stage.right, stage.top),
        bars=Place(stage.left, low, stage.right, stage.top - 2.9),
        board=board,
        strip=board,
        near=Place(stage.left, low + 3.8, stage.right - 0.5, stage.top - 0.7),
        heading=Place(stage.left, stage.top, stage.right, stage.top + 1.2),
        ledger=ledger,
        under=Place(stage.left, low, stage.right, low + 2.0),
        wall=Place(frame.left - 1.6, low + 6.2, frame.right + 1.6, frame.top - 0.3),
        lamps=Place(frame.left, low + 6.0, frame.right, frame.top),
        lines=lines,
        names=(
            Place(stage.left, middle + 0.95, stage.right, stage.top - 0.5),
            Place(stage.left, low + 1.5, stage.right, middle - 0.05),
        ),
        words=Place(stage.left, low + 1.2, stage.right, stage.top - 0.6),
        columns=2,
        ends=2,
        curves=Place(stage.left + 1.2, low + 0.8, stage.right - 3.8, upper.top - 0.3),
        sky=Place(frame.left - 1.2, low + 3.0, frame.right + 1.0, frame.top + 1.0),
        count=Place(stage.left, low + 0.5, stage.right - 0.05, low + 4.0),
        board_at=(46, 18),
        near_at=(38, 20),
        wall_at=(9, 34),
        curves_at=(24, -36),
        sky_at=(24, 34),
        curve=(1.2, 5.6),
        back=99,
        apart=1.0,
        em=0.32,
    )
