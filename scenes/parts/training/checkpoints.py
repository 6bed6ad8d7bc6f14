"""The checkpoints that training asks: of which run, after which steps, and what of each."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import shipped
from attention_scenes.model.probes.learning.checkpoint_scores import CheckpointScoresProbe
from attention_scenes.model.probes.learning.gradient_step import GradientStepProbe
from attention_scenes.model.probes.learning.head_spectrum import HeadSpectrumProbe
from attention_scenes.model.probes.learning.noun_edges import NounEdgesProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs, TraceNeed, parse_head

MODEL = "decoder"
MOST_TOKENS = 24  # as many as the decoder was trained on
STEP_AT = 550  # where the head is half way: the checkpoint nearest to it takes a gradient step


def runs() -> Mapping[int, tuple[int, ...]]:
    """Return the steps that are shipped of each run, by its seed; that of the shown run first."""
    return {
        int(seed.removeprefix("seed")): tuple(int(step.removeprefix("step")) for step in steps)
        for seed, steps in shipped()[MODEL].items()
    }


def letter_of(seed: int) -> str:
    """Return what a run is called on screen, the same in every scene: A for the first seed."""
    return ascii_uppercase[seed]


def key_of(seed: int, step: int) -> str:
    """Return the key of a checkpoint."""
    return f"seed{seed}-step{step}"


def models() -> dict[str, str]:
    """Return the name of each checkpoint by its key."""
    return {key_of(seed, step): f"ours:{MODEL}/seed{seed}@{step}" for seed, steps in runs().items() for step in steps}


def step_of(seed: int) -> int:
    """Return after which step of a run a gradient step is taken: none of the first, none of the last."""
    return min(runs()[seed][1:-1] or runs()[seed], key=lambda step: abs(step - STEP_AT))


def needs_of(params: Any, places: Mapping[str, str]) -> ClipNeeds:
    """Return what a clip needs: of the run that is shown every checkpoint, the last one first, of others both ends."""
    found = parse_head(params.head)
    if found is None:
        raise UserError(f"head={params.head!r} is no head of a run: give layer.head, such as 0.3.")
    layer, head = found
    steps = runs()[params.seed]
    last = steps[-1]
    needs = {}
    for step in sorted(steps, reverse=True):
        probes: list[Any] = [CheckpointScoresProbe(), HeadSpectrumProbe(layer)]
        probes += [NounEdgesProbe(layer, head)] if step == last else []
        if step == step_of(params.seed):
            probes.append(GradientStepProbe(params.text, layer, head, params.rate))
        trace = TraceNeed(params.text, ("pattern",), layers="head", most=MOST_TOKENS)
        key = key_of(params.seed, step)
        needs[key] = Needs(model=places[key], head=params.head, traces={"": trace}, probes=tuple(probes))
    for seed in others_of(params.seed):
        key = key_of(seed, runs()[seed][-1])
        trace = TraceNeed(params.text, ("pattern",), layers=(layer,), most=MOST_TOKENS)
        probes = [CheckpointScoresProbe(), NounEdgesProbe(layer, head), HeadSpectrumProbe(layer)]
        needs[key] = Needs(model=places[key], traces={"": trace}, probes=tuple(probes))
        start = key_of(seed, runs()[seed][0])
        needs[start] = Needs(model=places[start], probes=(HeadSpectrumProbe(layer),))
    return ClipNeeds(needs)


def others_of(seed: int) -> list[int]:
    """Return the other runs that are shipped, in order."""
    return sorted(runs().keys() - {seed})
