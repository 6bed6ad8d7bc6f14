"""A later word that may hold an earlier one: the sentence, its control, and the sentences that measure a direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.contrasts import ContrastProbe

FRAMES = tuple(f"Near the {{}} all was {colour}" for colour in ("green", "brown", "white", "black", "yellow", "blue"))
OTHERS = ("house", "car", "letter", "river", "door", "ship")
NAME = "held"


def held_probe(params: Any) -> ContrastProbe:
    """Return a probe of the held word against others, in sentences that end in other words.

    Raises
    ------
    UserError
        If the held word is not a word of its sentence before the last, or what is put in its place is no other.
    """
    words = params.late.split()
    if params.held not in words[:-1]:
        raise UserError(f"held={params.held!r} must be a word of late={params.late!r} before its last one.")
    if params.held == params.other:
        raise UserError(f"other={params.other!r} is the held word itself: give another one.")
    control = " ".join(params.other if word == params.held else word for word in words)
    others = tuple(word for word in params.others if word not in (params.held, params.other))
    return ContrastProbe(NAME, (params.late, control), params.frames, (params.held,), others)


@dataclass(frozen=True)
class LateWord:
    """Where the last word lies along the direction of the held one, after the layer where that is surest.

    Attributes
    ----------
    layers
        After how many layers.
    places
        ``[2]``: in the sentence, and with another word in the held one's place; 0.5 is the mean of the held word.
    accuracy
        Share of sentences held out that the direction names rightly there.
    """

    layers: int
    places: Reading
    accuracy: Reading

    @classmethod
    def of(cls, bundle: Bundle) -> LateWord:
        accuracy = bundle.probe(f"{NAME}.accuracy")
        layers = 1 + int(accuracy.value[1:].argmax())
        return cls(layers, bundle.probe(f"{NAME}.place")[:, layers], accuracy[layers])

    @property
    def apart(self) -> float:
        """By how much the sentence's own word is ahead of the control."""
        return float(self.places[0]) - float(self.places[1])
