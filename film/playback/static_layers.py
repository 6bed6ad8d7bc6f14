"""What stands still in a play is drawn once, what moves in every frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim.animation.animation import Animation
from manim.animation.composition import AnimationGroup
from manim.mobject.mobject import Mobject

from attention_scenes.film.frames.camera import SkiaCamera, flatten

MOST_BASES = 6  # pictures of what stands still that one play makes; then all that may be met is drawn in its turn


@dataclass(eq=False, slots=True)
class Piece:
    """A mobject in its turn: with its family where it moves, else alone and, while ``laid``, in the base."""

    mobject: Mobject
    moves: bool
    laid: bool

    def mobjects(self) -> list[Mobject]:
        """What is drawn in its turn."""
        return flatten([self.mobject]) if self.moves else [self.mobject]


class StaticLayerCache:
    """Draws the frames of one play.

    Manim draws anew all that stands in front of the hindmost thing that moves. Here it stays in the base, the picture
    of what stands still, until something that moves behind it comes so near that their boxes meet. From that frame on
    it is drawn in its turn, over a new base without it. So each pixel gets what it would get if all were drawn in turn.

    Parameters
    ----------
    pieces
        All that the scene shows, in drawing order.
    camera
        Draws.
    keep
        Returns what the camera has drawn, in memory of its own.
    """

    def __init__(self, pieces: list[Piece], camera: SkiaCamera, keep: Callable[[], np.ndarray]) -> None:
        self._pieces, self._camera, self._keep = pieces, camera, keep
        self._first = next((turn for turn, piece in enumerate(pieces) if piece.moves), len(pieces))
        self._bases = 0
        self._lay()

    def draw(self) -> None:
        """Draw the frame as things are now."""
        while True:
            self._camera.set_frame_to_background(self._base)
            shown, turns = [], []
            for turn, piece in enumerate(self._pieces):
                if not piece.laid:
                    found = piece.mobjects()
                    shown += found
                    turns += [turn] * len(found)
            boxes = self._camera.draw(shown)
            if not (met := self._met(np.array(turns), boxes)):
                return
            for turn in met:
                self._pieces[turn].laid = False
            self._lay()

    def _lay(self) -> None:
        """Draw the base and note where in it those stand that something may come behind."""
        self._bases += 1
        if self._bases > MOST_BASES:
            for piece in self._pieces[self._first :]:
                piece.laid = False
        laid = [turn for turn, piece in enumerate(self._pieces) if piece.laid]
        self._camera.reset()
        boxes = self._camera.draw([self._pieces[turn].mobject for turn in laid])
        self._base = self._keep()
        before = np.searchsorted(laid, self._first)
        self._turns, self._boxes = np.array(laid[before:], dtype=int), boxes[before:]

    def _met(self, turns: np.ndarray, boxes: np.ndarray) -> list[int]:
        """Turns of those in the base that something behind them, which is drawn in its turn, touches."""
        met = np.zeros(len(self._turns), dtype=bool)
        while len(turns) and len(self._turns):
            left, top, right, bottom = boxes.T[:, None]
            still = self._boxes
            meet = (left < still[:, 2:3]) & (still[:, :1] < right) & (top < still[:, 3:]) & (still[:, 1:2] < bottom)
            new = (meet & (turns < self._turns[:, None])).any(axis=1) & ~met
            met |= new
            turns, boxes = self._turns[new], still[new]  # they, too, will be drawn over those in front of them
        return self._turns[met].tolist()


def pieces(scene: Any) -> list[Piece] | None:
    """What a scene shows, in drawing order, once its animations have begun.

    None where it cannot be told what moves or what is in front: with updaters, z-indices, foreground mobjects, or one
    mobject in two places.
    """
    found = list(_split(scene.mobjects, set(map(id, _animated(scene.animations)))))
    every = [mobject for piece in found for mobject in piece.mobjects()]
    once = len({id(mobject) for mobject in every}) == len(every)
    if not once or scene.foreground_mobjects or any(mobject.z_index or mobject.updaters for mobject in every):
        return None
    return found


def _split(mobjects: Iterable[Mobject], moving: set[int]) -> Iterator[Piece]:
    for mobject in mobjects:
        moves = id(mobject) in moving
        yield Piece(mobject, moves, laid=not moves)
        if not moves:
            yield from _split(mobject.submobjects, moving)


def _animated(animations: Iterable[Animation]) -> Iterator[Mobject]:
    """Everything that these animations may move."""
    for animation in animations:
        yield from animation.mobject.get_family()
        if isinstance(animation, AnimationGroup):
            yield from _animated(animation.animations)
