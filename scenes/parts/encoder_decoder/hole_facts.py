"""What an encoder and its twin under a mask make of one hidden word, as the beats of encoder-decoder show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.holes.agreement import COUNTED, FORMS, WAYS
from attention_scenes.scenes.captions import label_text, translated
from attention_scenes.scenes.parts.encoder_decoder.encoder_models import MASKED, SEEDS, UNMASKED, key_of

KINDS = (UNMASKED, MASKED)
# What the hole cannot look at, detours too: rows of the probes' arrays.
NOTHING, AGREEING, OTHERS = (
    WAYS.index(way) for way in ("nothing", "all that agree, detours too", "all others, detours too")
)
LISTED = 4  # words whose chance is shown


@dataclass(frozen=True)
class HoleFacts:
    """One sentence with one word hidden, read without a mask and with one.

    Attributes
    ----------
    bundles
        Of all runs by key.
    hole
        The place of the hidden word.
    head
        Layer and head whose pages are shown.
    """

    bundles: Mapping[str, Bundle]
    hole: int
    head: tuple[int, int]

    @classmethod
    def of(cls, bundles: Mapping[str, Bundle], hole: int, head: tuple[int, int] | None) -> HoleFacts:
        """Return the facts; where no head is given, it is the one that lets hidden articles read their nouns most."""
        looks = bundles[UNMASKED].probe("hidden_words.look").value[..., 0]
        best = np.unravel_index(int(looks.argmax()), looks.shape)
        return cls(bundles, hole, head or (int(best[0]), int(best[1])))

    # -- the sentence -------------------------------------------------------------------------------------

    @property
    def said(self) -> Mapping[str, Any]:
        facts: Mapping[str, Any] = self.bundles[UNMASKED].meta["probes"]["hole"]
        return facts

    @property
    def words(self) -> list[str]:
        """The words as they are shown, the hidden one by the name of its hole: a mask is another thing here."""
        hidden = str(translated(label_text("[hidden]")))
        return [hidden if n == self.hole else word for n, word in enumerate(self.said["words"])]

    @property
    def answer(self) -> str:
        """The word that is hidden."""
        return str(self.said["answer"])

    @property
    def telling(self) -> list[int]:
        """The places of words that tell its form: of a gender, all that agree but verbs, which have none."""
        by_gender = self.said["kind"] not in COUNTED
        kinds = self.said["kinds"]
        return [n for n in self.said["agrees"] if not (by_gender and kinds[n] in COUNTED)]

    @cached_property
    def reads(self) -> int:
        """The place that the hole reads most, but for itself, in the head on screen without a mask."""
        row = self.pattern(UNMASKED).value[self.hole].copy()
        row[self.hole] = -1.0
        return int(row.argmax())

    # -- numbers ------------------------------------------------------------------------------------------

    def pattern(self, kind: str) -> Reading:
        """Return the head's weights ``[T, T]``."""
        return self.bundles[kind].read("pattern", *self.head)

    def weight(self, kind: str, place: int) -> Reading:
        """Return how much of the hole's weight a word gets."""
        return self.pattern(kind)[self.hole, place]

    def told(self, kind: str) -> Reading:
        """Return the share of forms that agree, of the probability of all that are of one gender or number."""
        return self.bundles[kind].probe("hole.share", NOTHING, self.said["right"])

    @property
    def fitting(self) -> frozenset[str]:
        """The forms that agree."""
        return FORMS[self.said["kind"]][self.said["right"]]

    def listed(self) -> list[str]:
        """Return the forms that are shown: the likeliest in either model, those that agree first."""
        most = np.max([self.bundles[kind].probe("hole.chance", NOTHING).value for kind in KINDS], axis=0)
        forms = [form for each in FORMS[self.said["kind"]] for form in sorted(each)]
        likely = sorted(forms, key=lambda form: -most[self.said["vocabulary"].index(form)])[:LISTED]
        return sorted(likely, key=lambda form: form not in self.fitting)

    def chances(self, kind: str) -> Reading:
        """Return of all forms that tell the share of each that is listed, then of the others together if there are."""
        forms = sorted(form for each in FORMS[self.said["kind"]] for form in each)
        shown = join([self._chance(kind, form) for form in self.listed()])
        shares = shown / join([self._chance(kind, form) for form in forms]).sum()
        return shares if len(forms) <= LISTED else join([shares, (-shares.sum() + 1.0).reshape(1)])

    def _chance(self, kind: str, form: str) -> Reading:
        return self.bundles[kind].probe("hole.chance", NOTHING, self.said["vocabulary"].index(form)).reshape(1)

    # -- what was counted -----------------------------------------------------------------------------------

    @property
    def classes(self) -> list[str]:
        """The kinds of hidden words that were counted."""
        return list(self.bundles[UNMASKED].meta["probes"]["hidden_words"]["classes"])

    def asked(self, of: str, kind: str = UNMASKED) -> Reading:
        """Return how many words of a class were hidden."""
        return self.bundles[kind].count(f"hidden_words.asked_{of.replace(' ', '_')}")

    def asked_apart(self, of: str) -> Reading:
        """Return how many of them stand in sentences whose other noun has the other gender."""
        return self.bundles[UNMASKED].count(f"hidden_words.apart_{of.replace(' ', '_')}")

    def counted(self, what: str, of: str, *where: int) -> Reading:
        """Return a count over held-out sentences of one class of words, without a mask."""
        return self.bundles[UNMASKED].probe(f"hidden_words.{what}", *where, self.classes.index(of))

    def scores(self, kind: str, of: str) -> Reading:
        """Return of each run of a kind how many hidden words of a class it gets right, as shares ``[S]``."""
        number, found = self.classes.index(of), []
        for seed in SEEDS:
            key = key_of(kind, seed)
            right = self.bundles[key].probe("hidden_words.right", NOTHING, number)
            found.append((right / self.asked(of, key)).reshape(1))
        return join(found)

    def guess(self, of: str) -> Reading:
        """Return the share that the best fixed guess gets right."""
        return self.counted("guess", of) / self.asked(of)
