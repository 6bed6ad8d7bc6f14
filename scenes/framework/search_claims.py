"""Claims about a head that was searched for: among how many, on what, whether chance finds one as clear."""

from __future__ import annotations

from math import comb

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent

# For each search, the sentences that it read.
SENTENCES = {
    "best:adjective": ("adjective.sentences", "adjective.controls"),
    "best:carry": ("adjective.carry_sentences",),
    "best:leak": ("leak.sentences",),
    "best:previous": ("kind.sentences",),
}
SURE = 0.05  # a finding that chance makes as often as this, or more often, is none


def heads_asked(bundle: Bundle) -> list[str]:
    """Return how each head was chosen, the one without a name first: by its number or by a search."""
    needs = bundle.meta["needs"]
    return [head for head in (needs["head"], *needs.get("heads", {}).values()) if head is not None]


def how_found(bundle: Bundle) -> tuple[str, list[tuple[str, Reading]]]:
    """Return how the heads were found, for the line at the bottom; nothing where all were given by hand."""
    searched = dict.fromkeys(what for head in heads_asked(bundle) for what in SENTENCES.get(head, ()))
    counts = [bundle.count(what) for what in searched]
    if not counts:
        return "", []
    heads, sentences = grouped(bundle.count("n_layers") * bundle.count("n_heads")), grouped(sum(counts[1:], counts[0]))
    what, numbers = {"heads": heads[0], "count": sentences[0]}, [heads, sentences]
    text = label_text("found among {heads} heads on {count} sentences", **what)
    if (chance := chance_of(bundle)) is not None:
        share = percent(chance)
        what["share"], numbers = share[0], [*numbers, share]
        text = label_text(
            "found among {heads} heads on {count} sentences; chance finds one as clear in {share}", **what
        )
    return text, numbers


def chance_of(bundle: Bundle) -> Reading | None:
    """Return how often chance finds a head as clear as the one that was found by its reading of adjectives."""
    return bundle.probe("adjective.chance", 0) if "best:adjective" in heads_asked(bundle) else None


def found_by_chance(bundle: Bundle) -> bool:
    """Return whether the head was searched for and chance would have found one as clear."""
    chance = chance_of(bundle)
    return chance is not None and float(chance) > SURE


def beats_chance(right: float, count: int, share: float) -> bool:
    """Whether naming a ``right`` part of ``count`` sentences is more than luck, where each is named so by luck alone
    with the probability ``share``."""
    least = round(right * count)
    return sum(comb(count, n) * share**n * (1 - share) ** (count - n) for n in range(least, count + 1)) < SURE
