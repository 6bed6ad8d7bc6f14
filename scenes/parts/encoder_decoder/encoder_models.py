"""The models that encoder-decoder asks: an encoder and its twin under a mask, three runs each; a real one if given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.probes.holes.agreement import hole_of
from attention_scenes.model.probes.holes.french_sentence import sentence_of, with_hole
from attention_scenes.model.probes.holes.hidden_words import HiddenWordsProbe
from attention_scenes.model.probes.holes.hole import HoleProbe
from attention_scenes.model.probes.holes.later_sense import LaterSenseProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs, TraceNeed

MODEL = "ours:encoder"
SEEDS = (0, 1, 2)
UNMASKED, MASKED = "encoder", "masked"  # keys of the two that are shown; other seeds' have a number
REAL = "real"  # the key of an encoder that a person gives


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


def french_words(text: str) -> list[str]:
    """Return the French words of a sentence of the grammar, in French or in English."""
    return [word.text for word in sentence_of(text).french()]


def place_of(text: str, hidden: str) -> int:
    """Return the place to hide: of the word given; else of an article that tells a gender, or of an adjective."""
    sentence = sentence_of(text)
    if hidden:
        return french_words(text).index(hidden)
    telling = [(n, word.kind) for n, word in enumerate(sentence.french()) if hole_of(sentence, n).right is not None]
    chosen = [n for wanted in ("article", "adjective") for n, kind in telling if kind == wanted]
    return (chosen or [n for n, _ in telling] or [0])[0]


def needs_of(params: Any, places: Mapping[str, str]) -> ClipNeeds:
    """Return what a clip needs: scores of every run, of two of them the sentence, of a real encoder its sentences."""
    hole, needs = place_of(params.text, params.hole), {}
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
