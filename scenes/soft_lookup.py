"""A dictionary that answers although no key is equal: what a query, keys and values are."""

from __future__ import annotations

from scenes.steps.lookup import LookupSteps
from scenes.steps.lookup_scene import LookupScene


class SoftLookup(LookupScene):
    """A dictionary asked for a word it lacks: compared a little with every key, it gives a mix of its values."""

    seconds = 55

    def construct(self) -> None:
        self.provenance("embedding table")
        steps = LookupSteps(self)
        steps.dictionary()
        steps.compare()
        steps.mix()
        steps.sharpen()
        if self.params.then:
            steps.ask_again()
        steps.names()
