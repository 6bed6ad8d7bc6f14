"""The text in boxes over the stage, with an empty place for the token to come, and one more behind it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Group, VGroup

from attention_scenes.model.answers.bundle import Token
from attention_scenes.scenes.mobjects.basics.fades import Dim
from attention_scenes.scenes.mobjects.charts.distribution import clipped
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken
from attention_scenes.scenes.mobjects.vectors.token_slots import GAP, Slot, TokenPlace

NARROWEST = 0.7


class TextRow(Group):
    """The last tokens of a text, as many as fit into ``width``; then an empty slot.

    Attributes
    ----------
    first
        The first token that has a place.
    slot, next_slot
        Empty places: of the token to come, and of the one after it, which is not on screen at first.
    """

    def __init__(self, tokens: Sequence[Token], width: float, em: float) -> None:
        places = [TokenPlace(spoken(token), role_of(tokens, i), em, NARROWEST) for i, token in enumerate(tokens)]
        self.em, self.slot, self.next_slot = em, Slot(em, width=1.15), Slot(em, width=0.6)
        left = width - self.slot.width - self.next_slot.width - 2 * GAP
        left = left - np.cumsum([place.width + GAP for place in reversed(places)])
        self.first = len(tokens) - max(int((left >= 0).sum()), 1)
        self.places = VGroup(*places[self.first :])
        pen = 0.0
        for each in (*self.places, self.slot, self.next_slot):
            each.shift([pen + each.width / 2, 0, 0])
            pen += each.width + GAP
        super().__init__(self.places, self.slot)
        for each in (*self.places, self.slot, self.next_slot):
            each.shift([-pen / 2, 0, 0])

    def at(self, y: float) -> TextRow:
        """Place it at a height; its empty places with it."""
        self.next_slot.shift([0, y, 0])
        return self.shift(np.array([0, y, 0]))

    def light(self, share: float, keep: Sequence[int] = ()) -> list[Animation]:
        """Return animations that bring all but ``keep`` (indices of tokens) to a share of their brightness."""
        return [Dim(place, share) for index, place in enumerate(self.places, self.first) if index not in keep]

    def filled(self, name: str) -> TokenPlace:
        """Return the box of a token in the place of the empty one."""
        box = TokenPlace("", "focus", self.em, self.slot.width)
        label = clipped(name, self.em, self.slot.width - 0.12, "focus")
        box.remove(box.label)
        box.label = label
        box.add(label.move_to(box).stand_on(-0.22 * self.em))
        return box.shift(self.slot.get_center() - box.box.get_center())
