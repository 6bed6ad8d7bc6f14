"""Places of six phrases on two measured contrasts, and how far they are from shifts added, at each sure layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.tower.tower_data import LITTLE, ONE, WORD, Axis, TowerParams


@dataclass(frozen=True)
class Contrasts:
    """Places of six phrases on two contrasts: ``places`` ``[phrase, axis]``, in units of the contrasts."""

    bundle: Bundle
    params: TowerParams
    layer: int
    accuracy: list[Reading]
    weaker: Reading
    sure: bool  # whether both axes are accurate enough at this layer
    places: Reading
    sure_layers: np.ndarray

    @classmethod
    def of(cls, scene: AttentionScene) -> Contrasts:
        bundle, params = scene.bundle, scene.params
        names = [axis.name for axis in params.axes]
        accuracy = [bundle.probe(f"{name}.accuracy") for name in names]
        weakest = np.min([a.value for a in accuracy], axis=0)
        layer = params.layer or int(np.nanargmax(weakest))
        weaker = min((a[layer] for a in accuracy), key=float)
        sure = scene.claim(
            claim_text("both axes name {share} of the sentences held out right, or more", share=f"{SURE:g}"),
            float(weaker) >= SURE,
            claim_text("{share} after layer {layer}", share=f"{float(weaker):.2f}", layer=layer),
        )
        every = [bundle.probe(f"{name}.place") for name in names]
        places = join([every[a][p, layer] for p in range(6) for a in (0, 1)]).reshape(6, 2)
        layers = np.flatnonzero(np.nan_to_num(weakest) >= SURE)
        return cls(bundle, params, layer, accuracy, weaker, sure, places, layers)

    @property
    def at(self) -> np.ndarray:
        """The places as plain numbers."""
        return self.places.value

    @property
    def one(self) -> str:
        """The first modifier."""
        return self.params.modifiers[0]

    @property
    def two(self) -> str:
        """The second modifier."""
        return self.params.modifiers[1]

    @property
    def across(self) -> Axis:
        return self.params.axes[0]

    @property
    def up(self) -> Axis:
        return self.params.axes[1]

    def way(self, start: int, end: int) -> Reading:
        """Return the way from phrase to phrase along both axes, ``[2]``."""
        return self.places[end] - self.places[start]

    def added(self, alone: int) -> Reading:
        """Return where the first modifier's shift and another's, each measured on the bare word, lead added."""
        return self.places[ONE] + self.way(WORD, alone)

    def miss(self, alone: int, both: int) -> Reading:
        """Return how far the phrase with both modifiers is from where both shifts added lead."""
        return (self.places[both] - self.added(alone)).norm()

    def misses(self, alone: int, both: int) -> list[Reading]:
        """Return the same at each layer where both axes are sure."""
        every = [self.bundle.probe(f"{axis.name}.place") for axis in self.params.axes]

        def off(layer: int) -> Reading:
            word, one, other, two = (join([place[p, layer] for place in every]) for p in (WORD, ONE, alone, both))
            return (two - one - (other - word)).norm()

        return [off(int(layer)) for layer in self.sure_layers]

    def adds(self, alone: int, misses: list[Reading]) -> tuple[np.ndarray, np.ndarray]:
        """Return at which sure layers a modifier moves the bare word, and after the first one to where both lead.

        And at which it leads there, whether it moves the bare word or not: those at which it misses by little.
        """
        every = np.stack([self.bundle.probe(f"{axis.name}.place").value for axis in self.params.axes])
        moved = np.linalg.norm(every[:, alone] - every[:, WORD], axis=0)[self.sure_layers]
        near = np.array([float(miss) < LITTLE for miss in misses], dtype=bool)
        return (moved >= LITTLE) & near, near
