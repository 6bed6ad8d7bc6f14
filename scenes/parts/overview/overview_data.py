"""A word that asks its neighbours, who answers it, and the shares it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.pattern_claims import choose_partner, word_at
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.overview.overview_places import width_in_em
from attention_scenes.scenes.parts.shared.creature_beats import DRAWN, CreaturePhrase
from attention_scenes.scenes.parts.shared.head_focus import WORTH_TELLING, HeadFocus

WIDEST = 62  # em of a row of tokens that can still be read


@dataclass(frozen=True)
class Asking:
    """The word that asks, the words that answer it, and the shares it takes."""

    focus: HeadFocus
    word: str
    shares: Reading
    answering: list[tuple[int, ...]]
    creature: CreaturePhrase | None  # where it is the creature that asks, and it has a colour

    @classmethod
    def of(cls, scene: AttentionScene) -> Asking:
        focus = HeadFocus.of(scene)
        if focus.query == 0:
            last = len(focus.tokens) - 1
            partner = choose_partner(focus.pattern.value, last, word_at(focus.tokens, last)[0])
            focus = replace(focus, query=last, partner=partner)
        who, shares = focus.word(focus.query), focus.pattern[focus.query, : focus.query + 1]
        words = [word for noun in focus.nouns if noun.query == focus.query for word in noun.adjectives]
        read = [word for word in words if shares.value[list(word)].sum() >= WORTH_TELLING]
        answering: list[tuple[int, ...]] = read if focus.holds else [(focus.partner,)] if focus.partner else []
        phrase = drawn_phrase(scene.params)
        return cls(focus, who, shares, answering, phrase if who.lower() == DRAWN else None)


def drawn_phrase(params: Any) -> CreaturePhrase | None:
    """Return the phrase of the creature; None where another word asks."""
    return CreaturePhrase.of(params.text, params.instead) if params.focus.strip().lower() in ("", DRAWN) else None


def check_width(bundle: Bundle) -> None:
    """Refuse a sentence that is too long for a row of tokens that can be read."""
    tokens = bundle.tokens()
    if width_in_em(tokens) > WIDEST:
        raise UserError(f"text is too long for one line ({len(tokens)} tokens): shorten text=…, or give short words.")
