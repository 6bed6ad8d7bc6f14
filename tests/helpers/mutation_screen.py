"""A clip with something of everything that small models compute, to test mutants on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.answers import compute
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import neighbours, next_tokens, probabilities_of
from attention_scenes.model.answers.score_terms import score_terms
from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.decoder import loaded_model
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.contrasts import ContrastProbe
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.probes.neurons import NeuronProbe
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.probes.senses import SenseProbe
from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.arrays import ARRAYS, PARTS
from attention_scenes.model.request.interventions import CHOSEN, Unmask, ZeroAblate
from attention_scenes.model.request.needs import Needs, TraceNeed
from tests.helpers.models.small_bundles import sidecar

LAYER, HEAD = 1, 3
TEXT = "the old man sat by the river"
COUNTS = (
    "n_layers", "n_heads", "n_kv_heads", "d_model", "d_head", "d_mlp", "n_vocab", "n_context", "n_parameters", "tokens",
    "head.layer", "head.head", "head.2", "layer.2", "position.3", "word.2.tokens", "a.tokens", "parameters",
    "parameters.q_proj", "parameters.layers.0.self_attn", "tensors.mlp", "rank.sigma_OV", "adjective.sentences",
    "adjective.controls", "adjective.axis_sentences", "adjective.carry_sentences", "leak.sentences", "size.frames",
    "size.sentences", "sense.contexts", "sense.river", "day.phrases", "day.controls",
)  # fmt: skip
PROBES = (
    AdjectiveProbe(
        pairs=(("tall", "green"), ("old", "wooden"), ("small", "red")),
        controls=(("man", "with"), ("girls", "and"), ("owner", "of")),
        nouns=("boats", "houses"), colours=("red", "green", "white"), axis_nouns=("car", "horse", "cup"),
        carry_nouns=("table",),
    ),
    LeakProbe(("she ran quickly home", "the train was late")),
    SenseProbe(
        "bank", {"river": ("the muddy bank", "a bank of grass"), "money": ("the rich bank", "my bank paid me")},
        ("he sat on the bank", "the bank lent it"), ("river", ""),
    ),
    ContrastProbe("size", ("my tiny coat", "my coat"), ("The {} dog", "A very {} hat"), ("tiny", "little"), ("big",)),
    NeuronProbe("day", ("on Monday", "last Friday", "a Tuesday", "by Sunday", "no Sunday"),
                ("on campus", "last winter", "a morning", "by law", "no idea")),
    EmbeddingProbe(("king", "queen", "man"), ("king - man + woman",), (("king", "queen"), ("man", "woman")), k=3),
)  # fmt: skip


def needs(folder: Path, probes: tuple[Probe, ...]) -> Needs:
    """Return needs of every array of a sentence, one of a cut one, changed models, weights and all probes."""
    arrays = (*ARRAYS, "result")
    return Needs(
        model=str(folder),
        head=f"{LAYER}.{HEAD}",
        traces={
            "": TraceNeed(TEXT, arrays, "all", top=4),
            "a": TraceNeed("two birds & a café", ("resid_post", "rot_k", "v"), (0, 2), first=5),
            "open": TraceNeed(TEXT, ("pattern", "resid_post"), "all", interventions=(Unmask(CHOSEN),)),
            "parts": TraceNeed(TEXT, PARTS, "head"),
            "cut": TraceNeed(TEXT, ("z", "attn_out"), "layer", interventions=(ZeroAblate(CHOSEN),)),
        },
        weights=("W_Q[head]", "W_K[head]", "W_V[head]", "W_O[head]", "W_OV[head]", "attn_norm[head]", "sigma_OV[head]"),
        probes=probes,
    )  # fmt: skip


def shown_of(folder: Path, probes: tuple[Probe, ...] = PROBES) -> dict[str, Any]:
    """Return the sidecar of a clip that shows some of everything, computed without a cache."""
    loaded_model._in_memory.clear()  # what loads a model may be what is changed
    bundle = answer(needs(folder, probes))
    return sidecar(bundle, [entry(reading) for reading in readings(bundle)])


def answer(asked: Needs, progress: Progress = quiet) -> Bundle:
    """Compute needs without any cache."""
    return compute.answer(asked, progress, answer)


def changed(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Check whether the text on screen for any source, or the tokens, differ between two sidecars."""
    if [t["tokens"] for t in before["traces"].values()] != [t["tokens"] for t in after["traces"].values()]:
        return True
    shown = {number["source"]: number["shown"] for number in before["numbers"]}
    return any(shown.get(number["source"], "") != number["shown"] for number in after["numbers"])


def entry(reading: Reading) -> dict[str, Any]:
    value = float(reading)
    if math.isinf(value):
        return {"shown": "\u2212∞", "value": "-inf", "source": reading.source}
    return {"shown": f"{value:.3f}", "value": value, "source": reading.source}


def readings(b: Bundle) -> Iterator[Reading]:
    """Return scalars of every kind."""
    for key, need in b.meta["needs"]["traces"].items():
        for name in [name for name in need["arrays"] if name not in PARTS]:
            yield from some(whole(b, name, key), 40)
    for name in ("W_Q", "W_O"):
        yield from some(b.read(name, LAYER, HEAD), 25)
    group = HEAD * b.meta["n_kv_heads"] // b.meta["n_heads"]
    for name in ("W_K", "W_V"):
        yield from some(b.read(name, LAYER, group), 25)
    yield from some(b.read("W_OV", LAYER, HEAD), 25)
    yield from some(b.read("sigma_OV", LAYER, HEAD)[:6], 6)
    for name in ("attn_norm", *(["attn_shift"] if f"attn_shift[{LAYER}]" in b.arrays else [])):
        yield from some(b.read(name, LAYER), 15)
    for name in (name.removeprefix("probe:") for name in b.arrays if name.startswith("probe:")):
        if name not in ("embedding.near_id", "embedding.near_cosine", "embedding.id"):
            yield from some(b.probe(name), 25)
    absent = {probe.name for probe in PROBES} - set(b.meta["probes"])
    yield from (b.count(what) for what in COUNTS if what.split(".")[0] not in absent)
    if "embedding" in b.meta["probes"]:
        yield from (neighbour.cosine for neighbour in neighbours(b, "king - man + woman"))
    yield from predictions(b)
    yield from worked_out(b)


def whole(b: Bundle, name: str, key: str) -> Reading:
    """Return an array of a sentence, all of its layers."""
    axes = ARRAYS.get(name, "L")
    if axes[0] != "L":
        return b.read(name, trace=key)
    return join([b.read(name, layer, trace=key).reshape(-1) for layer in b.meta["traces"][key]["layers"]])


def some(reading: Reading, most: int) -> list[Reading]:
    """Return finite entries and masked ones, evenly out of all."""
    flat = reading.reshape(-1)
    places = np.unique(np.linspace(0, len(flat) - 1, most).astype(int))
    return [flat[int(i)] for i in places if not np.isnan(flat.value[i])]


def predictions(b: Bundle) -> Iterator[Reading]:
    for position, temperature in ((2, 1.0), (-1, 1.0), (-1, 0.5)):
        found = next_tokens(b, position, temperature=temperature)
        yield from (*found.logits, *found.probabilities, found.log_sum, found.others, found.rest)
        if found.came_probability is not None:
            yield found.came_probability
    last = next_tokens(b)
    yield from some(b.read("W_U", last.tokens[0].id), 10)
    yield from some(b.read("W_E", b.tokens()[2].id), 10)
    yield from probabilities_of(b, [token.id for token in last.tokens])


def worked_out(b: Bundle) -> Iterator[Reading]:
    """Return results of arithmetic as scenes do it."""
    query, key = b.read("rot_q", LAYER, HEAD, 4), b.read("rot_k", LAYER, b.kv_head(HEAD), 2)
    raw, pattern = b.read("raw_scores", LAYER, HEAD), b.read("pattern", LAYER, HEAD)
    values = b.read("v", LAYER, b.kv_head(HEAD))
    yield (query * key).sum()
    terms = score_terms(b, 4, 2, "parts")
    yield from (terms.total, terms.plus, terms.minus, terms.by_chance, terms.half, terms.key_half)
    yield from [*some(terms.terms, 30), *some(terms.by_query, 10), *some(terms.by_key, 10)]
    yield from some(raw[4] / b.count("d_head").sqrt(), 4)
    row, other = raw[4][:2], raw[3][:2]
    for few in (-other, row + other, row - other, (row * 0.01).exp(), (pattern[4][:2] * 2.0).log()):
        yield from few
    yield from raw[4][:4].softmax()
    yield from join([pattern[4, 2] * values[2, i] for i in range(3)])
    yield from (b.read("W_O", LAYER, HEAD)[:3] @ b.read("z", LAYER, HEAD, 4))
