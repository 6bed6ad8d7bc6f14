"""Run the model on the sentences of a scene's needs, and keep the arrays they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from attention_scenes.model.answers import derive
from attention_scenes.model.answers.score_parts import score_parts
from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.decoder.far_scores import far_scores
from attention_scenes.model.decoder.greedy import go_on
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import Trace, read_tokens, run, run_each
from attention_scenes.model.request.arrays import ARRAYS, LENGTHS, MOVED, PARTS, RESULTS
from attention_scenes.model.request.intervention_base import Intervention
from attention_scenes.model.request.interventions import Patch
from attention_scenes.model.request.needs import TraceNeed

Head = tuple[int, int]
Found = tuple[dict[str, Any], dict[str, np.ndarray]]  # facts, and arrays by their name in the bundle
Sources = dict[str, dict[str, np.ndarray]]


def trace_all(
    model: LoadedModel, needs: Mapping[str, TraceNeed], chosen: Mapping[str, Head], progress: Progress
) -> dict[str, Found]:
    """Compute every trace of some needs, by key; ``chosen`` are the chosen heads by name.

    Traces that differ in their interventions alone go through the model together.
    """
    made = {key: [each.in_head(chosen) for each in need.interventions] for key, need in needs.items()}
    more = _going_on(model, needs)
    sources = _patched_in(model, needs, made, more)
    found: dict[str, Found] = {}
    for keys in _alike(needs):
        if odd := [key for key in keys if key and not re.fullmatch(r"[a-z]\w*", key)]:
            raise ValueError(f"{odd[0]!r} is no key of a trace")
        need = needs[keys[0]]
        layers = need.layers_of(chosen.values(), model.transformer.config.n_layers)
        heads = sorted({head for _, head in chosen.values()}) if need.layers == "head" else None
        changes = [made[key] for key in keys]
        traces = run_each(model, need.text, changes, need.traced(), layers, need.first, heads, sources, more[keys[0]])
        progress("running the model", None)
        for n, (key, trace) in enumerate(zip(keys, traces, strict=True), start=1):
            found[key] = _kept(model, key, needs[key], trace, heads)
            progress("running the model", n / len(keys) if len(keys) > 1 else None)
    return {key: found[key] for key in needs}


def _going_on(model: LoadedModel, needs: Mapping[str, TraceNeed]) -> dict[str, list[Token]]:
    """Return by key the tokens that each text goes on by; where several begin alike they are found once."""
    found: dict[tuple[str, int | None], list[Token]] = {}
    for need in sorted(needs.values(), key=lambda need: -need.steps):
        if need.steps and (need.text, need.first) not in found:
            row = read_tokens(model, need.text, need.first, need.steps)
            found[need.text, need.first] = go_on(model, row, need.steps)
    return {key: found.get((need.text, need.first), [])[: need.steps] for key, need in needs.items()}


def _alike(needs: Mapping[str, TraceNeed]) -> Iterator[list[str]]:
    """Return the keys of traces that may run together; one without interventions runs alone."""
    groups: dict[object, list[str]] = {}
    for key, need in needs.items():
        asked = (need.text, need.first, need.steps, frozenset(need.traced()), need.layers)
        groups.setdefault(asked if need.interventions else key, []).append(key)
    yield from groups.values()


def _patched_in(
    model: LoadedModel, needs: Mapping[str, TraceNeed], made: Mapping[str, Sequence[Intervention]],
    more: Mapping[str, Sequence[Token]],
) -> Sources:  # fmt: skip
    """Return the arrays that are patched from one trace into another, of all layers, by key and name."""
    wanted: dict[str, set[str]] = {}
    for each in (each for changes in made.values() for each in changes):
        if isinstance(each, Patch):
            wanted.setdefault(each.from_trace, set()).add(each.name)
    found: Sources = {}

    def fill(key: str) -> None:
        need = needs[key]
        for source in need.sources() - {*found}:
            fill(source)
        run_it = partial(run, model, need.text, wanted[key], first=need.first, more=more[key])
        found[key] = run_it(interventions=made[key], sources=found).arrays

    for key in wanted:
        if key not in found:
            fill(key)
    return found


def _kept(model: LoadedModel, key: str, need: TraceNeed, trace: Trace, heads: Sequence[int] | None) -> Found:
    shape = model.transformer.config
    meta = {"text": need.text, "tokens": [list(t) for t in trace.tokens], "layers": list(trace.layers)}
    kept = {name: trace[name] for name in need.arrays if name in ARRAYS}
    kept |= {name: derive.lengths(trace[name.removesuffix("_norm")]) for name in need.arrays if name in LENGTHS}
    if {*need.arrays} & {*RESULTS}:
        result = derive.result(model, trace, heads or range(shape.n_heads))
        kept |= {"result": result} if "result" in need.arrays else {}
        kept |= {"result_norm": derive.lengths(result)} if "result_norm" in need.arrays else {}
    if heads:
        meta["heads"] = list(heads)
        groups = sorted({head // (shape.n_heads // shape.n_kv_heads) for head in heads})
        kept |= {name: kept[name][:, groups] for name in kept if ARRAYS.get(name, "")[1:2] == "G"}
    kept |= {name: far_scores(model, trace, heads or ()) for name in need.arrays if name in MOVED}
    if {*PARTS} & {*need.arrays}:
        [layer], [head] = trace.layers, heads or ()  # of one chosen head
        writes, *parts = score_parts(model, need.text, layer, head, need.first)
        meta["writes"] = [list(write) for write in writes]
        kept |= {name: part_TWK[None, None] for name, part_TWK in zip(PARTS, parts, strict=True)}
    if need.top:
        found, meta["top"] = derive.following(model, trace, need.top)
        kept |= found
    return meta, {f"{key}.{name}" if key else name: array for name, array in kept.items()}
