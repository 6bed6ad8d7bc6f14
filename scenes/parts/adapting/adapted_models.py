"""The models that adapting asks: the frozen decoder, and the same after another task was learned in each way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import is_own, own_model
from attention_scenes.model.probes.adapting.adapted_scores import AdaptedScoresProbe
from attention_scenes.model.probes.adapting.soft_words import SoftWordsProbe
from attention_scenes.model.probes.adapting.tasks import new_question, owners
from attention_scenes.model.probes.adapting.weight_change import WeightChangeProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs, TraceNeed

BASE, MODEL = "ours:decoder@1500", "ours:adapted"
FROZEN, ALL, RANK, SOFT = "frozen", "all-weights", "rank-four", "soft-vectors"
RANKS = (RANK, "rank-two", "rank-one")
WAYS = (ALL, *RANKS, SOFT)  # from the most numbers trained to the fewest
SEEDS = (0, 1, 2)
SHOWN = 0  # the seed that is seen from near
MOST_TOKENS = 17  # of a question, the first token counted: what stands legibly on the floor with four vectors before it
TOP = 2  # next words that bars are drawn of


def seeds_of(way: str) -> tuple[int, ...]:
    """Return the seeds that are shipped of a way; of the one with the largest file there is one."""
    return (SHOWN,) if way == ALL else SEEDS


def key_of(way: str, seed: int = SHOWN) -> str:
    """Return the key of a run."""
    return way if way == FROZEN else f"{way}-seed{seed}"


def models() -> dict[str, str]:
    """Return the name of each model by its key, the frozen one first."""
    found = {FROZEN: BASE}
    for way in WAYS:
        place = MODEL if way == RANK else f"{MODEL}/{way}"
        found |= {key_of(way, seed): f"{place}/seed{seed}" for seed in seeds_of(way)}
    return found


def asked_of(params: Any) -> str:
    """Return the adjective that is asked about: the one that is named, else the last one of the first noun."""
    words = [word for own in owners(params.text).values() for word in own]
    first = next(own for own in owners(params.text).values() if own)
    return params.asks if params.asks in words else first[-1]


def needs_of(params: Any, places: Mapping[str, str]) -> ClipNeeds:
    """Return what a clip needs: scores of every run; of the shown ones what they answer, and what was trained."""
    layer, _, part = params.map.partition(".")
    asked = new_question(params.text, asked_of(params)).text
    needs = {}
    for key, place in places.items():
        soft, changes = key == key_of(SOFT), key in (key_of(RANK), key_of(ALL))
        traces = {}
        if key in [FROZEN, *map(key_of, WAYS)]:
            arrays = ("pattern",) if key in (FROZEN, key_of(SOFT)) else ()
            traces[""] = TraceNeed(asked, arrays, top=TOP, most=MOST_TOKENS + 4 * soft)
        probes = [AdaptedScoresProbe(), *([WeightChangeProbe(int(layer), part)] if changes else [])]
        needs[key] = Needs(model=place, traces=traces, probes=(*probes, *([SoftWordsProbe()] if soft else [])))
    return ClipNeeds(needs)


def adapted_by(name: str) -> dict[str, str] | None:
    """Return name and digest of what a model adapts, as its config.json says; None for one that adapts nothing."""
    settings = (own_model(name).folder if is_own(name) else Path(name).expanduser()) / "config.json"
    return json.loads(settings.read_text(encoding="utf-8")).get("adapts") if settings.is_file() else None


def refuse_others(bundles: Mapping[str, Bundle]) -> None:
    """Raise a UserError where a run adapts another model than the frozen one, or none."""
    frozen = bundles[FROZEN].meta
    for key, bundle in bundles.items():
        name = bundle.meta["model"]
        adapts = None if key == FROZEN else adapted_by(name)
        if key != FROZEN and adapts is None:
            raise UserError(f"{key}={name} adapts no model: give one that does, such as {MODEL}.")
        if adapts and adapts["digest"] != frozen["weight_digest"]:
            raise UserError(
                f"{FROZEN}={frozen['model']} is not the decoder that {key}={name} adapts: "
                f"give {FROZEN}={adapts['model']}."
            )
