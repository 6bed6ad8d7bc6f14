"""From where the camera of model-map looks in each layout: in a tall frame from above, and the layers run upwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class View:
    """What the camera sees fills ``place``, ``pitch`` degrees from above and ``yaw`` degrees from the right."""

    place: Place
    pitch: float
    yaw: float

    @property
    def asked(self) -> dict[str, Any]:
        """How a :class:`~scenes.mobjects.depth.layer_stack.LayerStack` is asked for it."""
        low, high = self.place.corners
        return {"low": low, "high": high, "pitch": self.pitch, "yaw": self.yaw}


@dataclass(frozen=True)
class MapPlaces:
    """Views of the words, of all layers and of an opened one, and where what comes out is named."""

    box: Place  # of the frame: what is farther down is not drawn, for captions stand there
    words: View
    whole: View
    opened: View
    most: int  # words that can be read side by side
    guess: tuple[float, float]  # how far over the end of the last vector it stands, and how wide it may be


def places_in(layout: Layout) -> MapPlaces:
    frame, stage = layout.frame, layout.stage

    def above(lines: float) -> Place:
        return Place(frame.left, stage.bottom + lines, frame.right, frame.top)

    def view(left: float, bottom: float, right: float, top: float, pitch: float, yaw: float) -> View:
        return View(Place(stage.left + left, stage.bottom + bottom, stage.right - right, top), pitch, yaw)

    if layout.is_wide:
        return MapPlaces(
            box=above(0),
            words=view(0.3, 1.2, 0.6, stage.top - 0.3, 42, 30),
            whole=view(-0.05, 0.5, -1.6, stage.top, 23, 52),
            opened=view(1.4, 0.5, 1.2, stage.top - 0.4, 15, 57),
            most=18,
            guess=(-2.3, stage.width),
        )
    if layout.is_tall:
        return MapPlaces(
            box=above(0.3),
            words=view(0.15, 1.2, 0.1, stage.top - 2.2, 48, 24),
            whole=view(0.15, 0.4, -0.3, frame.top - 0.3, 50, 22),
            opened=view(0.0, 1.6, 0.1, frame.top - 0.8, 28, 32),
            most=18,
            guess=(2.15, stage.width),
        )
    if layout.aspect < 1.1:
        return MapPlaces(
            box=above(0.65),
            words=view(0.2, 1.9, 0.4, stage.top - 1.4, 42, 30),
            whole=view(0.2, 1.05, -0.3, frame.top - 0.7, 34, 43),
            opened=view(0.0, 1.1, 0.4, frame.top - 0.9, 20, 45),
            most=14,
            guess=(-3.9, 3.8),
        )
    return MapPlaces(
        box=above(0.35),
        words=view(0.2, 1.6, 0.5, stage.top - 0.7, 42, 30),
        whole=view(0.1, 0.75, -0.4, frame.top - 0.6, 28, 48),
        opened=view(0.4, 0.9, 0.7, frame.top - 0.8, 17, 52),
        most=15,
        guess=(-2.5, 3.2),
    )


def layouts_of(layouts: Sequence[Layout], tokens: int) -> tuple[Layout, ...]:
    """Return those layouts in which so many words can be read on the floor."""
    return tuple(layout for layout in layouts if tokens <= places_in(layout).most)
