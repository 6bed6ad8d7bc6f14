"""A matrix as a wall of glass: how its cells are tinted, and a name for the digits of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.text.number_format import text_width, written

DARKEST, LIGHTEST = 0.05, 0.34  # opacity of a computed entry of 0, and of the largest
FILLED = 0.84  # of a cell's width, the widest digits
LEARNT = 0.62  # opacity of a learned entry's tint


@dataclass(frozen=True)
class Wall:
    """A matrix ``[R, C]`` with its look.

    Attributes
    ----------
    role
        Its colour: digits and edge, and the tint of what is computed.
    decimals
        With which numbers are written.
    learnt
        Entries are weights: blue above 0, orange below.
    digits
        Whether numbers are written; else the tint alone tells them.
    zeros
        Whether a 0 is written, too.
    """

    readings: Reading
    role: str
    decimals: int = 0
    learnt: bool = False
    digits: bool = True
    zeros: bool = True

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.readings.shape
        return rows, columns

    @cached_property
    def texts(self) -> list[str]:
        """Return each entry as it is written, in row-major order; nothing for one that the tint alone tells."""
        return [
            written(float(value), self.decimals) if self.digits and (self.zeros or value) else ""
            for value in self.readings.value.ravel()
        ]

    def em_for(self, width: float, em: float) -> float:
        """Return the largest size, up to ``em``, in which every entry fits into cells of a width."""
        widest = max(text_width(text) for text in self.texts)
        return min(em, FILLED * width / max(widest, 1e-9))

    def tags(self, em: float) -> list[NameTag]:
        """Return the digits of each entry."""
        colour = palette().rgba("text" if self.learnt else self.role)
        return [NameTag(text, em, colour) for text in self.texts]

    @cached_property
    def tints(self) -> np.ndarray:
        """Return the colour of each cell, ``[R C, 4]``."""
        values = self.readings.value.astype(float).ravel()
        if self.learnt:
            return palette().signed(values) * [1, 1, 1, LEARNT]
        share = np.abs(values) / max(float(np.abs(values).max()), 1e-9)
        found = np.tile(palette().rgba(self.role), (values.size, 1))
        found[:, 3] = DARKEST + (LIGHTEST - DARKEST) * share
        return found

    def shown(self) -> list[tuple[str, Reading]]:
        """Return all numbers with what stands for each on screen."""
        return list(zip([text or "■" for text in self.texts], self.readings.flat(), strict=True))
