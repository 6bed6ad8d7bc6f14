"""The models that encoder-decoder asks: an encoder and its twin under a mask, three runs each; a real one if given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.probes.holes.french_sentence import said_of, with_hole
from attention_scenes.model.probes.holes.hidden_words import HiddenWordsProbe
from attention_scenes.model.probes.holes.hole import HoleProbe
from attention_scenes.model.probes.holes.later_sense import LaterSenseProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs, TraceNeed

MODEL = "ours:encoder"
SEEDS = (0, 1, 2)
UNMASKED, MASKED = "encoder", "masked"  # keys of the two that are shown; other seeds' have a number
REAL = "real"  # the key of an encoder that a person gives
ARTICLES = ("un", "une", "le", "la")  # those that tell a gender


def models() -> dict[str, str]:
    """Return the name of each run by its key, those that are shown first."""
    found = {}
    for seed in SEEDS:
        for kind, place in ((UNMASKED, MODEL), (MASKED, f"{MODEL}/causal")):
            found[key_of(kind, seed)] = f"{place}/seed{seed}" if seed else place
    return found


def key_of(kind: str, seed: int) -> str:
    """Return the key of a run."""
    return f"{kind}-{seed}" if seed else kind


def hole_of(text: str, hidden: str) -> int:
    """Return the place of the word to hide: the one given; else an article that tells a gender, or an adjective."""
    said = said_of(text, 0)
    words = [word.text for word in said]
    if hidden:
        return words.index(hidden)
    chosen = [n for n, word in enumerate(words) if word in ARTICLES]
    chosen += [n for n, word in enumerate(said) if word.kind == "adjective"]
    return (chosen or [0])[0]


def needs_of(params: Any, places: Mapping[str, str]) -> ClipNeeds:
    """Return what a clip needs: scores of every run, of two of them the sentence, of a real encoder its sentences."""
    hole, needs = hole_of(params.text, params.hole), {}
    for key, place in places.items():
        if key == REAL:
            needs[key] = Needs(model=place, probes=(LaterSenseProbe(),))
        elif key in (UNMASKED, MASKED):
            trace = TraceNeed(with_hole(params.text, hole), ("pattern",))
            probes = (HoleProbe(params.text, hole), HiddenWordsProbe())
            needs[key] = Needs(model=place, traces={"": trace}, probes=probes)
        else:
            needs[key] = Needs(model=place, probes=(HiddenWordsProbe(),))
    return ClipNeeds(needs)
