"""What the scene of two steps shows: chances with and without cuts, and the heads in which the steps are taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import role_of
from attention_scenes.scenes.parts.glass_ball.two_pairs import Pair, WordPlaces, parsed, places_of

AS_IS, ONE_HEAD, EARLY, LATE, OTHER_NOUN, READERS, SPARED = range(7)  # entries of ``cuts`` and ``seen``
SWAPPED, SPLIT = "swapped", "split"  # keys of traces: adjectives have changed places; one score by its parts
HARDLY, CLEARLY = 0.1, 0.5  # of a chance: a cut that changes less does nothing, one that takes more takes it away
Number = tuple[str, Reading]


@dataclass(frozen=True)
class StepFacts:
    """Numbers of the scene; ``writer`` and ``reader`` are layer and head of the first step and of the second."""

    scene: AttentionScene
    pairs: tuple[Pair, Pair]
    places: WordPlaces
    writer: tuple[int, int]
    reader: tuple[int, int]

    @classmethod
    def of(cls, scene: AttentionScene) -> StepFacts:
        params, bundle = scene.params, scene.bundle
        pairs = parsed(params.pairs)
        places = places_of(bundle.tokens(), params.sentence, pairs, params.pronoun)
        layer, head = bundle.probe("two_step.writer").value.astype(int).tolist()
        return cls(scene, pairs, places, (layer, head), bundle.chosen_head())

    def probe(self, name: str, *index: int) -> Reading:
        return self.scene.bundle.probe(f"two_step.{name}", *index)

    @property
    def adjectives(self) -> tuple[str, str]:
        return self.pairs[0][0], self.pairs[1][0]

    @property
    def nouns(self) -> tuple[str, str]:
        return self.pairs[0][1], self.pairs[1][1]

    @property
    def told_head(self) -> tuple[int, int]:
        """The head in which the pronoun's weight on the first noun is largest."""
        weights = self.scene.bundle.read("pattern").value[:, :, self.places.pronoun, self.places.nouns[0]]
        layer, head = np.unravel_index(int(weights.argmax()), weights.shape)
        return int(layer), int(head)

    def direct_head(self) -> tuple[int, int]:
        """The head in which the sentence's last token has the largest weight on the first adjective."""
        weights = self.scene.bundle.read("pattern").value[:, :, self.places.before, self.places.adjectives[0]]
        layer, head = np.unravel_index(int(weights.argmax()), weights.shape)
        return int(layer), int(head)

    def weight(self, head: tuple[int, int], query: int, key: int, trace: str = "") -> Reading:
        return self.scene.bundle.read("pattern", *head, query, key, trace=trace)

    def layer_number(self, layer: int) -> Number:
        return str(layer), self.scene.bundle.count(f"layer.{layer}")

    def head_number(self, head: int) -> Number:
        return str(head), self.scene.bundle.count(f"head.{head}")

    def names(self, with_last: bool) -> tuple[list[str], list[str]]:
        """Return what tokens are called in the picture and in which colour: those that are spoken of, else nothing."""
        tokens, at = self.scene.bundle.tokens(), self.places
        said = {
            at.adjectives[0]: (self.adjectives[0], "key"), at.adjectives[1]: (self.adjectives[1], "text"),
            at.nouns[0]: (self.nouns[0], "update"), at.nouns[1]: (self.nouns[1], "text"),
        }  # fmt: skip
        if with_last:
            said[at.last] = (self.adjectives[0], "query")
        else:
            said[at.pronoun] = (self.scene.params.pronoun, "query")
            said[at.nouns[0]] = (self.nouns[0], "key")
            said[at.before] = (tokens[at.before].text.strip(), "query")
        count = len(tokens) if with_last else at.before + 1
        pairs = [said.get(n, ("", role_of(tokens, n))) for n in range(count)]
        return [name for name, _ in pairs], [role for _, role in pairs]

    # -- what may be said ------------------------------------------------------------------------------

    @property
    def step_one(self) -> bool:
        """Whether one head is found whose cut takes half of the noun's chance, in either order."""
        before, after = self.probe("cuts").value[:, AS_IS], self.probe("cuts").value[:, ONE_HEAD]
        return bool((after < CLEARLY * before).all())

    @property
    def takes(self) -> bool:
        """Whether the cut in the first step's layer takes at least a tenth of the chance."""
        return float(self.probe("each", self.writer[0])) <= (1 - HARDLY) * float(self.probe("cuts", 0, AS_IS))

    @property
    def reads(self) -> bool:
        """Whether a head is found that may take the second step: there may be no layer after the first step's."""
        return bool(self.probe("readers").value.any())

    @property
    def flips(self) -> bool:
        """Whether the noun that had the adjective is ahead, in either order."""
        (first, second), (other, one) = self.probe("asked").value.tolist()
        return bool(first > second and one > other)

    @property
    def step_two(self) -> bool:
        """Whether the readers' cuts take half of the chance in either order, and those of the spared heads do not."""
        cuts, others = self.probe("cuts").value, self.probe("spared").value.any()
        half = CLEARLY * cuts[:, AS_IS]
        return bool(self.reads and others and (cuts[:, READERS] < half).all() and (cuts[:, SPARED] > half).all())

    @property
    def passes_on(self) -> bool:
        """Whether the second step's weight halves where the first is cut in its head, and not where the other is."""
        seen = self.probe("seen").value
        half = CLEARLY * seen[:, AS_IS]
        return bool((seen[:, ONE_HEAD] < half).all() and (seen[:, OTHER_NOUN] > half).all())

    @property
    def both(self) -> bool:
        """Whether both steps are found, one for the other, and the right noun is ahead in either order."""
        return self.step_one and self.step_two and self.passes_on and self.flips


def chance_of(share: Reading) -> Number:
    """Return a chance as per cent: with two decimals where one would show nothing of it."""
    return f"{100 * float(share):.{1 if float(share) >= 0.0005 else 2}f}%", share


def longest(shares: Reading) -> Reading:
    """Return the largest: the bar that has the full length."""
    return shares[int(shares.value.argmax())]


def chances(*shares: Reading) -> str:
    """Return chances as a claim lists them."""
    return ", ".join(chance_of(share)[0] for share in shares)
