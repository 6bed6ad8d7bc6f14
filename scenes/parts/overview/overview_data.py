"""A word that asks its neighbours, who answers it, the shares it takes, and what two heads bring it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.request.interventions import CHOSEN, ZeroAblate
from attention_scenes.model.request.needs import TraceNeed
from attention_scenes.scenes.framework.pattern_claims import choose_partner, word_at
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.overview.overview_places import WIDEST, width_in_em
from attention_scenes.scenes.parts.shared.creature_beats import CreaturePhrase
from attention_scenes.scenes.parts.shared.head_focus import WORTH_TELLING, HeadFocus

LOOKS, CARRIES = "looks", "carries"  # the head that is shown, and the one that brings most of a colour
CARRIER = "carrier"  # its name among the chosen heads


@dataclass(frozen=True)
class Asking:
    """The word that asks, the words that answer it, and the shares it takes."""

    focus: HeadFocus
    word: str
    shares: Reading
    answering: list[tuple[int, ...]]
    phrase: CreaturePhrase | None  # where the word that asks has a colour

    @classmethod
    def of(cls, scene: AttentionScene) -> Asking:
        phrase = coloured_phrase(scene.params)
        focus = HeadFocus.of(scene, phrase.noun if phrase else "")
        if focus.query == 0:
            last = len(focus.tokens) - 1
            partner = choose_partner(focus.pattern.value, last, word_at(focus.tokens, last)[0])
            focus = replace(focus, query=last, partner=partner)
        who, shares = focus.word(focus.query), focus.pattern[focus.query, : focus.query + 1]
        words = [word for noun in focus.nouns if noun.query == focus.query for word in noun.adjectives]
        read = [word for word in words if shares.value[list(word)].sum() >= WORTH_TELLING]
        answering: list[tuple[int, ...]] = read if focus.holds else [(focus.partner,)] if focus.partner else []
        return cls(focus, who, shares, answering, phrase)


@dataclass(frozen=True)
class HeadSwitched:
    """Where the asking word lies right after a head's layer, with the head and with it switched off."""

    layer: int
    head: int
    tint: Reading  # [2]: with it, without it
    fluff: Reading
    named: Reading  # of the sentences held out, the share whose colour is told right

    @classmethod
    def of(cls, scene: AttentionScene, phrase: CreaturePhrase, which: str) -> HeadSwitched:
        read = scene.bundle.read
        layer, head = scene.bundle.chosen_head("" if which == LOOKS else CARRIER)
        axes, places = scene.bundle.probe("attribute.axis"), scene.bundle.probe("attribute.place", 0)
        colour = list(probe_sentences()["attribute"]["colours"]).index(phrase.colour)
        off, plain = (read("resid_post", layer, trace=key) for key in (f"{which}_off", f"{which}_plain"))
        lead = off[len(off) - 1] - plain[len(plain) - 1]
        without = [(lead * axes[axis, layer + 1]).sum() for axis in (colour, len(axes) - 1)]
        tint, fluff = (
            join([places[axis, layer + 1], place])
            for axis, place in zip((colour, len(places) - 1), without, strict=True)
        )
        return cls(layer, head, tint, fluff, scene.bundle.probe("attribute.named", layer + 1))

    @property
    def brings(self) -> float:
        """How much of the colour is gone without it."""
        return float(self.tint.value[0] - self.tint.value[1])

    def both(self) -> tuple[tuple[Reading, Reading], tuple[Reading, Reading]]:
        """Return colour and fur with the head, and without it."""
        return (self.tint[0], self.fluff[0]), (self.tint[1], self.fluff[1])

    def is_same_as(self, other: HeadSwitched) -> bool:
        return (self.layer, self.head) == (other.layer, other.head)

    @property
    def is_read(self) -> bool:
        """Whether there are directions of colour and fur after its layer."""
        return bool(np.isfinite([*self.tint.value, *self.fluff.value]).all())


def coloured_phrase(params: Any) -> CreaturePhrase | None:
    """Return the phrase of the creature, or of another noun with a colour; None where another word asks."""
    return CreaturePhrase.first_of(params.text, params.instead, params.focus)


def traces_of(phrase: CreaturePhrase) -> dict[str, TraceNeed]:
    """Return what is needed of the phrase with either head switched off, with its adjectives and without."""
    found = {}
    for which, layer in ((LOOKS, CHOSEN), (CARRIES, CARRIER)):
        off = (ZeroAblate(layer),)
        for key, text in (("off", phrase.text), ("plain", phrase.plain)):
            found[f"{which}_{key}"] = TraceNeed(text, ("resid_post",), "layer", interventions=off)
    return found


def check_width(bundle: Bundle) -> None:
    """Refuse a sentence that is too long for a row of tokens that can be read."""
    tokens = bundle.tokens()
    if width_in_em(tokens) > WIDEST:
        raise UserError(f"text is too long for one line ({len(tokens)} tokens): shorten text=…, or give short words.")
