"""Places of six phrases on two measured contrasts, at one layer and at all where both are sure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.tower.tower_data import ALONE, ONE, TWO, WORD, Axis, TowerParams

FEW = 5  # layers behind the plane, where no axes are sure


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
    everywhere: bool  # whether the second modifier moves less after the first at all of them

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
        sizes, layers = every[1].value, np.flatnonzero(np.nan_to_num(weakest) >= SURE)
        alone, after = sizes[ALONE, layers] - sizes[WORD, layers], sizes[TWO, layers] - sizes[ONE, layers]
        less, (one, two) = int((np.abs(after) < np.abs(alone)).sum()), params.modifiers
        everywhere = scene.claim(
            claim_text("“{word}” moves less after “{one}” at all layers with sure axes", word=two, one=one),
            len(layers) > 1 and less == len(layers),
            claim_text(
                "{some} of {all} layers with held-out accuracy {share} on both axes",
                some=less, all=len(layers), share=f"{SURE:g}",
            ),
        )  # fmt: skip
        return cls(bundle, params, layer, accuracy, weaker, sure, places, layers, everywhere)

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

    @property
    def after(self) -> Reading:
        """The way that the second modifier moves the word after the first, ``[2]``."""
        return self.way(ONE, TWO)

    @property
    def alone(self) -> Reading:
        """The way that it moves the word without the first, ``[2]``."""
        return self.way(WORD, ALONE)

    def way(self, start: int, end: int) -> Reading:
        """Return the way from phrase to phrase along both axes, ``[2]``."""
        return self.places[end] - self.places[start]

    @property
    def depth(self) -> list[int]:
        """The layers up to this one where both axes are sure, this one last; the last few where there are not two."""
        sure = [int(n) for n in self.sure_layers if n < self.layer]
        return [*(sure or range(max(1, self.layer - FEW), self.layer)), self.layer]

    def strands(self) -> Reading:
        """Return where each phrase lies at those layers, and last where both ways added would lead: ``[P+1, N, 2]``."""
        every = [self.bundle.probe(f"{axis.name}.place") for axis in self.params.axes]
        ways = [join([place[p, n] for n in self.depth for place in every]) for p in range(6)]
        both = ways[ONE] + ways[ALONE] - ways[WORD]
        return join([*ways, both]).reshape(7, len(self.depth), 2)

    def rises(self, start: int, end: int) -> list[Reading]:
        """Return how far it is from phrase to phrase along the second axis, at each layer where both are sure."""
        place = self.bundle.probe(f"{self.up.name}.place")
        return [place[end, int(layer)] - place[start, int(layer)] for layer in self.sure_layers]
