"""Needs in, Bundle out: the one place where the model is asked."""

from __future__ import annotations

import platform
import re
from importlib.metadata import version
from typing import Any

import numpy as np

from model import probes, weights
from model.bundle import Bundle, ensure
from model.errors import UserError
from model.needs import BEST_ADJECTIVE, AdjectiveProbe, Needs, Probe, TraceNeed, parse_head, parse_weight
from model.trace import Machine, machine, run


def answer(needs: Needs, progress: weights.Progress = weights.quiet) -> Bundle:
    """Compute everything ``needs`` asks for.

    Raises
    ------
    UserError
        No such head or layer, a text that cannot be read, no weights.
    """
    model = machine(needs.model, progress)
    arrays: dict[str, np.ndarray] = {}
    facts: dict[str, Any] = {}
    if needs.head != BEST_ADJECTIVE:
        _check_head(model, parse_head(needs.head))  # before anything is measured
    for probe in needs.probes:
        found, facts[probe.name] = _measured(model, needs, probe, progress)
        arrays |= found
    head = _head(model, needs.head, arrays)
    traces = {}
    for key, need in needs.traces.items():
        progress("running the model", None)
        traces[key], found = _trace(model, key, need, head)
        arrays |= found
    for weight in needs.weights:
        arrays |= _weight(model, weight, head)
    shape = model.transformer.config
    meta = {
        "model": needs.model,
        "label": model.source.label,
        "weight_digest": model.source.digest,
        "digest": needs.digest(model.source.digest),
        "needs": needs.to_json(),
        "versions": {"python": platform.python_version()} | {p: version(p) for p in ("torch", "numpy", "tokenizers")},
        "head": head,
        "traces": traces,
        "probes": facts,
        "n_parameters": count_parameters(model),
    } | {name: getattr(shape, name) for name in NUMBERS}
    return Bundle(meta, arrays)


def _measured(
    model: Machine, needs: Needs, probe: Probe, progress: weights.Progress
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """A probe's arrays and facts. Each is kept as a bundle of its own: another sentence does not change it."""
    alone = Needs(model=needs.model, probes=(probe,))
    if alone != needs:
        kept = ensure(alone, progress)
        return dict(kept.arrays), kept.meta["probes"][probe.name]
    progress(f"measuring the {probe.name} probe", None)
    if isinstance(probe, AdjectiveProbe):
        found, facts = probes.adjective(model, probe, progress)
    else:
        found, facts = probes.sense(model, probe, progress)
    return {f"probe:{probe.name}.{name}": array for name, array in found.items()}, facts


NUMBERS = ("n_layers", "n_heads", "n_kv_heads", "d_model", "d_head", "d_mlp", "n_vocab")


def count_parameters(model: Machine) -> int:
    """How many numbers the model consists of, tied ones once."""
    t = model.transformer
    tensors = [t.W_E_VD, t.final_norm_D, *(w for block in t.blocks for w in vars(block).values())]
    return sum(w.numel() for w in tensors) + (0 if t.W_U_VD is t.W_E_VD else t.W_U_VD.numel())


def _head(model: Machine, head: str | None, arrays: dict[str, np.ndarray]) -> tuple[int, int] | None:
    if head == BEST_ADJECTIVE:
        score = arrays["probe:adjective.score"]
        layer, index = np.unravel_index(int(score.argmax()), score.shape)
        return int(layer), int(index)
    return _check_head(model, parse_head(head))


def _check_head(model: Machine, head: tuple[int, int] | None) -> tuple[int, int] | None:
    shape = model.transformer.config
    if head is not None and (head[0] >= shape.n_layers or head[1] >= shape.n_heads):
        raise UserError(
            f"There is no head {head[0]}.{head[1]}: this model has layers 0 to {shape.n_layers - 1} "
            f"and heads 0 to {shape.n_heads - 1}, so the last is {shape.n_layers - 1}.{shape.n_heads - 1}."
        )
    return head


def _trace(
    model: Machine, key: str, need: TraceNeed, head: tuple[int, int] | None
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    if key and not re.fullmatch(r"[a-z]\w*", key):
        raise ValueError(f"{key!r} is no key of a trace")
    if need.layers == "head":
        assert head is not None  # Needs has checked it
        layers: tuple[int, ...] | None = (head[0],)
    else:
        layers = None if need.layers == "all" else need.layers
    trace = run(model, need.text, need.arrays, layers)
    meta = {"text": need.text, "tokens": [list(t) for t in trace.tokens], "layers": list(trace.layers)}
    return meta, {f"{key}.{name}" if key else name: a for name, a in trace.arrays.items()}


def _weight(model: Machine, weight: str, head: tuple[int, int] | None) -> dict[str, np.ndarray]:
    name, named = parse_weight(weight)
    chosen = _check_head(model, named or head)
    assert chosen is not None  # Needs has checked it
    layer, query = chosen
    block, shape = model.transformer.blocks[layer], model.transformer.config
    group = query // (shape.n_heads // shape.n_kv_heads)
    at, array = {
        "attn_norm": ((layer,), block.attn_norm_D),
        "W_Q": ((layer, query), block.W_Q_HKD[query]),
        "W_K": ((layer, group), block.W_K_GKD[group]),
        "W_V": ((layer, group), block.W_V_GKD[group]),
        "W_O": ((layer, query), block.W_O_HDK[query]),
    }[name]
    return {f"{name}[{','.join(map(str, at))}]": array.cpu().numpy()}
