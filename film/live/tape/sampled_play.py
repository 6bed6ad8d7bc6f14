"""A play as it was sampled: who was drawn in each frame, and what they drew."""

from __future__ import annotations

from dataclasses import dataclass, field

from attention_scenes.film.live.forms.strokes import Op
from attention_scenes.film.live.tape.canvas import TapeCanvas
from attention_scenes.film.live.tape.places import PlacesInPlay


@dataclass
class SampledPlay:
    """Play as it was sampled; mobjects go by their identity.

    Attributes
    ----------
    frames
        Who was drawn in each sampled frame, in drawing order.
    still, moving
        What each of them drew: once, or in the frames whose numbers stand with it.
    held
        How many frames the one sampled frame lasts where nothing moves.
    places
        Where numbers stand.
    """

    canvas: TapeCanvas
    frames: list[list[int]] = field(default_factory=list)
    still: dict[int, list[Op]] = field(default_factory=dict)
    moving: dict[int, list[tuple[int, list[Op]]]] = field(default_factory=dict)
    held: int = 1
    places: PlacesInPlay = field(default_factory=PlacesInPlay)

    def drawn(self, who: int, frame: int) -> list[Op]:
        """Return what a mobject drew in a frame."""
        if who in self.still:
            return self.still[who]
        return next((ops for n, ops in self.moving.get(who, []) if n == frame), [])
