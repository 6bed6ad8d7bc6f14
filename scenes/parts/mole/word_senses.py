"""Cosines of a word in several sentences with its senses, layer by layer, and where the senses part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.pattern_claims import written_word
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.framework.search_claims import beats_chance
from attention_scenes.scenes.mobjects.text.token_names import words_of


class Spot(NamedTuple):
    """Place of the word in a phrase."""

    trace: str
    words: list[str]  # of the phrase
    place: int  # the word's, among them
    token: int  # the word's last


@dataclass(frozen=True)
class Senses:
    """The word in each phrase (``at``) and its ``cosines``, ``[phrase, layer, sense]``."""

    senses: list[str]
    own: list[str]  # the sense that each phrase is meant in
    depth: int  # how many layers are shown
    cosines: Reading
    sure: bool  # whether the directions name sentences held out
    parted: int | None  # the layer from which on each is nearest to its own sense
    at: list[Spot]
    beats_luck: list[bool]  # at each layer: whether its directions name sentences held out better than luck would

    def mine(self, phrase: int) -> int:
        """Return the place of a phrase's own sense among all."""
        return self.senses.index(self.own[phrase])

    def nearest(self, phrase: int, layer: int) -> int:
        """Return the place of the sense with the largest cosine; a phrase's own where there is none."""
        cosines = self.cosines.value[phrase, layer]
        return self.mine(phrase) if np.isnan(cosines).all() else int(np.nanargmax(cosines))

    @cached_property
    def leads(self) -> Reading:
        """How far the own sense's cosine is above the best of the others, ``[phrase, layers 1 to depth]``."""
        found = []
        for p, own in enumerate(map(self.mine, range(len(self.own)))):
            others = [s for s in range(len(self.senses)) if s != own]
            for n in range(1, self.depth + 1):
                values = np.nan_to_num(self.cosines.value[p, n, others], nan=-2.0)
                found.append(self.cosines[p, n, own] - self.cosines[p, n, others[int(values.argmax())]])
        return join(found).reshape(len(self.own), self.depth)

    @classmethod
    def of(cls, scene: AttentionScene) -> Senses:
        meta, params = scene.bundle.meta, scene.params
        senses, own = meta["probes"]["sense"]["senses"], meta["probes"]["sense"]["own"]
        depth = min(params.layers or meta["n_layers"], meta["n_layers"])
        cosines = scene.bundle.probe("sense.cosine")
        targets = np.array([senses.index(name) for name in own])
        right = cosines.value.argmax(axis=2) == targets[:, None]  # [phrase, layer]
        right[:, 0] = False
        wrong = np.flatnonzero(~right[:, : depth + 1].all(axis=0))
        parted = int(wrong[-1]) + 1 if wrong[-1] < depth else None
        contexts, accuracy = meta["probes"]["sense"]["contexts"], scene.bundle.probe("sense.accuracy").value
        beats_luck = [beats_chance(part, contexts, 1 / len(senses)) for part in np.nan_to_num(accuracy)]
        sure = scene.claim(
            "the directions name sentences held out better than luck would",
            all(beats_luck[parted or depth : depth + 1]),
            claim_text(
                "{share} of {all} after layer {layer}",
                share=f"{float(accuracy[depth]):.2f}",
                all=contexts,
                layer=depth,
            ),
        )
        parted = parted if sure else None
        scene.claim(
            "each phrase's largest cosine is with its own sense, from some layer on",
            parted is not None,
            claim_text("from layer {layer}", layer=parted)
            if parted is not None
            else claim_text("not up to the last layer shown"),
        )
        at = [find_spot(scene, trace) for trace in "abc"[: len(params.phrases)]]
        return cls(senses, own, depth, cosines, sure, parted, at, beats_luck)


def find_spot(scene: AttentionScene, trace: str) -> Spot:
    """Return where the word stands in a phrase: its last place there."""
    tokens, word = scene.bundle.tokens(trace), scene.params.word.lower()
    words = words_of(tokens)
    place = next(i for i in range(len(words) - 1, -1, -1) if word in written_word(tokens, words[i]).lower())
    return Spot(trace, [written_word(tokens, w) for w in words], place, words[place][-1])
