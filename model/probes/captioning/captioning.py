"""Captioner: what probes ask of a model that looks at a picture and says a sentence, whichever code runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast, runtime_checkable

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.captioning.world import WORDS
from attention_scenes.model.probes.probe import Arrays
from attention_scenes.model.probes.translation.translating import EdgeCut, Row


@runtime_checkable
class Captioner(Protocol):
    """An encoder–decoder whose encoder reads the patches of a picture.

    It is what a probe is handed whose class says ``of_captioners``.
    """

    @property
    def says(self) -> tuple[str, ...]:
        """The words that it says: first the start, which stands before all others, and the end."""

    def run_pictures(
        self, pictures: Sequence[np.ndarray], said: Sequence[Row], arrays: Sequence[str],
        cuts: Sequence[EdgeCut | None] = (),
    ) -> list[Arrays]:  # fmt: skip
        """Return arrays of each picture ``[24, 24, 3]`` and of what was said of it, the start included.

        Names are those of ``translator.pair_of_stacks``, as for a translator. A cut leaves out the edges from one
        query to some patches, in all cross heads of all layers.
        """

    def caption(self, pictures: Sequence[np.ndarray]) -> list[list[int]]:
        """Return what it says of each picture, its likeliest word each time, up to and with the end."""


def captioner_of(model: object) -> Captioner:
    """Return the captioner that a model is; a UserError where it is none, or says other words."""
    if not isinstance(model, Captioner) or model.says != WORDS:
        raise UserError("This asks what a picture shows, in a small world of ours: give --model ours:captioner.")
    return model


def captioner_again(model: object) -> Captioner:
    """Return a model of the second way as the captioner that it is: the first way has refused all others."""
    return cast(Captioner, model)
