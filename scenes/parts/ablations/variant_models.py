"""The runs that variants asks: of each kind some seeds, and one without a mask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.probes.learning.variant_scores import VariantScoresProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs, TraceNeed

MODEL = "ours:decoder"
BASE, UNMASKED = "base", "no-mask"
KINDS = (BASE, "no-values", "one-head", "eight-heads")  # what is changed, nothing first
SEEDS = (0, 1, 2)
SHOWN = 2  # the seed whose words are shown: that of the run that training shows
SAYS = 12  # words that a model goes on by
MOST_TOKENS = 12  # of the sentence that arcs stand over, the first one counted
SPOKEN = "said"  # the trace of what a model goes on with


def key_of(kind: str, seed: int) -> str:
    """Return the key of a run."""
    return f"{kind}-seed{seed}"


def models() -> dict[str, str]:
    """Return the name of each run by its key, the one that training shows first."""
    found = {}
    for kind in KINDS:
        for seed in sorted(SEEDS, key=lambda seed: seed != SHOWN):
            found[key_of(kind, seed)] = f"{MODEL}/seed{seed}" if kind == BASE else f"{MODEL}/{kind}/seed{seed}"
    return found | {UNMASKED: f"{MODEL}/{UNMASKED}/seed{SHOWN}"}


def needs_of(params: Any, places: Mapping[str, str]) -> ClipNeeds:
    """Return what a clip needs: scores of every run, and of two of them what they read and say."""
    read = TraceNeed(params.text, ("pattern",), most=MOST_TOKENS)
    said = TraceNeed(params.begins, (), steps=SAYS, most=MOST_TOKENS + SAYS, parameter="begins")
    needs = {}
    for key, place in places.items():
        shown = key in (key_of(BASE, SHOWN), UNMASKED)
        needs[key] = Needs(
            model=place, traces={"": read, SPOKEN: said} if shown else {}, probes=(VariantScoresProbe(),)
        )  # fmt: skip
    return ClipNeeds(needs)
