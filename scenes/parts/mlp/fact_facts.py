"""What the scene shows of where a fact sits: what clean vectors bring back, and the layer that carries it."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.facts.board_marks import Jump
from attention_scenes.scenes.parts.glass_ball.step_facts import Number
from attention_scenes.scenes.parts.mlp.neuron_facts import NeuronFacts
from attention_scenes.scenes.parts.mlp.prompt_facts import HALF


class Stripe(NamedTuple):
    """A token at which a clean vector brings back at least half of what noise took, and the layers of it."""

    token: int
    first: int
    last: int


class FactFacts(NeuronFacts):
    """Numbers of the scene."""

    @classmethod
    def of(cls, scene: AttentionScene) -> FactFacts:
        return cls(scene, scene.bundle.tokens())

    # -- the map ---------------------------------------------------------------------------------------

    @property
    def n_layers(self) -> int:
        return int(self.scene.bundle.meta["n_layers"])

    @cached_property
    def restored(self) -> Reading:
        """The answer's chance with one clean vector put back, ``[L, T]``."""
        return self.probe("fact_stream.chance")

    @property
    def corrupted(self) -> Reading:
        return self.probe("fact_stream.corrupted", 0)

    @property
    def draws(self) -> Number:
        return self.scene.counted("fact_stream.samples")

    @property
    def falls(self) -> bool:
        """Whether noise on the name takes half of the chance."""
        return float(self.corrupted) < HALF * float(self.chance)

    @property
    def holder(self) -> int:
        """The token of the name that brings back most in any layer."""
        return int(self.probe("fact_stream.token", 0).value)

    @property
    def enough(self) -> float:
        """The chance with half of what noise took back."""
        return (float(self.chance) + float(self.corrupted)) / 2

    @cached_property
    def stripe(self) -> Stripe | None:
        """The layers in which the name's best token brings back half; None where it does nowhere, or noise took little.

        Of several runs of layers, the longest.
        """
        back = self.restored.value[:, self.holder] >= self.enough
        if len(self.name) == 1:
            back[0] = False  # all of the name, before any layer: no noise is left
        runs = np.flatnonzero(np.diff(np.r_[False, back, False])).reshape(-1, 2)
        if not self.falls or not len(runs):
            return None
        first, end = max(runs.tolist(), key=lambda run: run[1] - run[0])
        return Stripe(self.holder, first, end - 1)

    @property
    def best_at_name(self) -> Reading:
        own = self.restored[:, self.holder]
        return own[largest(own)]

    @property
    def arrives(self) -> int | None:
        """The layer from which on the last token brings back half, up to the last one; None where it is the name's."""
        back = self.restored.value[:, self.last] >= self.enough
        if self.last in self.name or not self.falls or not back[-1]:
            return None
        return int(len(back) - np.argmin(back[::-1])) if not back.all() else 0

    # -- the edge --------------------------------------------------------------------------------------

    @property
    def has_edge(self) -> bool:
        """Whether the last token stands behind the name and can read it."""
        return self.last not in self.name

    @property
    def carrier(self) -> int:
        """The layer in which the last token's edges to the name matter most."""
        return int(self.probe("fact_cut.layer", 0).value)

    @cached_property
    def jump(self) -> Jump | None:
        """The last token's reading of the name in that layer; its weight is that of the head with the largest."""
        if not self.has_edge:
            return None
        weights = self.probe("fact_cut.weight")
        return Jump(self.last, self.holder, self.carrier, weights[largest(weights)])

    @property
    def carries(self) -> bool:
        """Whether the cut in that layer alone takes half, and neither a neighbour's nor one of other words does."""
        half = HALF * float(self.chance)
        others = [float(each) for each in (*self.neighbours, self.other_cut)]
        return float(self.edge_cut) < half < min(others, default=0.0)

    @property
    def edge_cut(self) -> Reading:
        return self.probe("fact_cut.cut", 0, self.carrier)

    @property
    def other_cut(self) -> Reading:
        return self.probe("fact_cut.control", 0, self.carrier)

    @property
    def beside(self) -> list[int]:
        """The layers before and after that one, where there are such."""
        return [n for n in (self.carrier - 1, self.carrier + 1) if 0 <= n < self.n_layers]

    @property
    def neighbours(self) -> list[Reading]:
        return [self.probe("fact_cut.cut", 0, layer) for layer in self.beside]


def largest(readings: Reading) -> int:
    return int(np.argmax(readings.value))
