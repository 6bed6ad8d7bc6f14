"""Static layers: what does not move in a play is drawn once, what moves in every frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim.animation.animation import Animation
from manim.animation.composition import AnimationGroup
from manim.mobject.mobject import Mobject

from attention_scenes.film.frames.camera import SkiaCamera, flatten

MOST_BASES = 6  # that one play draws; after that, all that something may come behind is drawn in its turn


@dataclass(eq=False, slots=True)
class Layer:
    """A mobject in drawing order: with its family where it moves, else alone.

    What is ``in_base`` is part of the base, the raster of all that stands still.
    """

    mobject: Mobject
    moves: bool
    in_base: bool

    def mobjects(self) -> list[Mobject]:
        """Return what is drawn in its turn."""
        return flatten([self.mobject]) if self.moves else [self.mobject]


class StaticLayerCache:
    """Draws the frames of one play over a base that is kept.

    Manim draws anew all that stands in front of the hindmost thing that moves. Here it stays in the base until
    something that moves behind it comes so near that their boxes meet. From that frame on it is drawn in its turn, over
    a new base without it. So each pixel gets what it would get if all were drawn in turn.

    Parameters
    ----------
    layers
        All that the scene shows, in drawing order.
    camera
        What draws.
    keep
        Returns what the camera has drawn, in memory of its own.
    """

    def __init__(self, layers: list[Layer], camera: SkiaCamera, keep: Callable[[], np.ndarray]) -> None:
        self._layers, self._camera, self._keep = layers, camera, keep
        self._first = next((turn for turn, layer in enumerate(layers) if layer.moves), len(layers))
        self._bases = 0
        self._draw_base()

    def draw(self) -> None:
        """Draw the frame as things are now."""
        while True:
            self._camera.set_frame_to_background(self._base)
            drawn, turns = [], []
            for turn, layer in enumerate(self._layers):
                if not layer.in_base:
                    found = layer.mobjects()
                    drawn += found
                    turns += [turn] * len(found)
            boxes = self._camera.draw(drawn)
            if not (met := self._met(np.array(turns), boxes)):
                return
            for turn in met:
                self._layers[turn].in_base = False
            self._draw_base()

    def _draw_base(self) -> None:
        """Draw the base and note where in it those layers are that something may come behind."""
        self._bases += 1
        if self._bases > MOST_BASES:
            for layer in self._layers[self._first :]:
                layer.in_base = False
        in_base = [turn for turn, layer in enumerate(self._layers) if layer.in_base]
        self._camera.reset()
        boxes = self._camera.draw([self._layers[turn].mobject for turn in in_base])
        self._base = self._keep()
        before = np.searchsorted(in_base, self._first)
        self._turns, self._boxes = np.array(in_base[before:], dtype=int), boxes[before:]

    def _met(self, turns: np.ndarray, boxes: np.ndarray) -> list[int]:
        """Return the turns of layers in the base that overlap something behind them that is drawn in its turn."""
        met = np.zeros(len(self._turns), dtype=bool)
        while len(turns) and len(self._turns):
            left, top, right, bottom = boxes.T[:, None]
            still = self._boxes
            meet = (left < still[:, 2:3]) & (still[:, :1] < right) & (top < still[:, 3:]) & (still[:, 1:2] < bottom)
            new = (meet & (turns < self._turns[:, None])).any(axis=1) & ~met
            met |= new
            turns, boxes = self._turns[new], still[new]  # they, too, will be drawn over those in front of them
        return self._turns[met].tolist()


def split_layers(scene: Any) -> list[Layer] | None:
    """Return the layers of a scene in drawing order, once its animations have begun.

    None where it is unknown what moves or what is in front: with updaters, z-indices, foreground mobjects, or one
    mobject in two places.
    """
    found = list(_split(scene.mobjects, set(map(id, _animated(scene.animations)))))
    every = [mobject for layer in found for mobject in layer.mobjects()]
    once = len({id(mobject) for mobject in every}) == len(every)
    if not once or scene.foreground_mobjects or any(mobject.z_index or mobject.updaters for mobject in every):
        return None
    return found


def _split(mobjects: Iterable[Mobject], moving: set[int]) -> Iterator[Layer]:
    for mobject in mobjects:
        moves = id(mobject) in moving
        yield Layer(mobject, moves, in_base=not moves)
        if not moves:
            yield from _split(mobject.submobjects, moving)


def _animated(animations: Iterable[Animation]) -> Iterator[Mobject]:
    """Yield every mobject that these animations may move."""
    for animation in animations:
        yield from animation.mobject.get_family()
        if isinstance(animation, AnimationGroup):
            yield from _animated(animation.animations)
