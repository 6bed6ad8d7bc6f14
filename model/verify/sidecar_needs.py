"""Needs of a clip, read from its sidecar by the second way."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Head = tuple[int, int]
# The axes of a trace's arrays: L layers, H query heads, G key/value heads, T tokens, K D M V widths.
AXES = {
    "LTD": ("resid_pre", "attn_in", "attn_out", "resid_mid", "mlp_in", "mlp_out", "resid_post"),
    "LHTK": ("q", "rot_q", "z"),
    "LGTK": ("k", "rot_k", "v"),
    "LHTT": ("raw_scores", "attn_scores", "pattern"),
    "LTM": ("mlp_gate", "mlp_up", "mlp_act"),
    "TD": ("embed", "final_norm"),
    "TV": ("logits",),
}
TRACED = {name: axes for axes, names in AXES.items() for name in names}
# What an array is worked out of, or its error is.
BESIDE = {"result": "z", "result_norm": "z", "pattern": "attn_scores"}
LENGTHS = {f"{name}_norm": name for name in AXES["LTD"]}
BESIDE |= LENGTHS


@dataclass(frozen=True)
class Sentence:
    """One sentence that was traced: its text, how many tokens of it and after it, and interventions in the model."""

    text: str
    arrays: frozenset[str]
    layers: str | list[int]
    first: int | None
    top: int
    interventions: tuple[Mapping[str, Any], ...]
    steps: int = 0

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Sentence:
        plain = {name: data[name] for name in ("text", "layers", "first")}
        made = _of_change(data["change"]) if "change" in data else data["interventions"]
        interventions = tuple(dict(each) for each in made)
        top, steps = int(data["top"]), int(data.get("steps", 0))
        return cls(arrays=frozenset(data["arrays"]), top=top, interventions=interventions, steps=steps, **plain)

    def to_run(self) -> set[str]:
        """Return the arrays of a forward pass that sources of this sentence can stand on."""
        found = {*self.arrays} & {*TRACED} | ({"logits"} if self.top else set())
        found |= {"q", "k"} if "far_scores" in self.arrays else set()
        return found | {BESIDE[name] for name in self.arrays if name in BESIDE}

    def kept(self, chosen: Collection[Head], n_layers: int) -> list[int]:
        """Return the layers whose arrays are looked at: all, those of the chosen heads, or those that are named."""
        if isinstance(self.layers, list):
            return sorted(set(self.layers))
        return [*range(n_layers)] if self.layers == "all" or not chosen else sorted({layer for layer, _ in chosen})


@dataclass(frozen=True)
class Asked:
    """A clip's needs of a model: the model, the head, further heads by name, sentences, weights and probes by name."""

    model: str
    head: str | None
    heads: Mapping[str, str]
    sentences: Mapping[str, Sentence]
    weights: tuple[str, ...]
    probes: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, needs: Mapping[str, Any]) -> Asked:
        """Read the needs; KeyError, TypeError or AttributeError where something is missing or of another kind."""
        sentences = {str(key): Sentence.of(data) for key, data in needs["traces"].items()}
        probes = {str(data["name"]): dict(data) for data in needs["probes"]}
        heads = {str(name): str(head) for name, head in needs.get("heads", {}).items()}
        head = None if needs["head"] is None else str(needs["head"])
        return cls(str(needs["model"]), head, heads, sentences, tuple(map(str, needs["weights"])), probes)


@dataclass(frozen=True)
class Part:
    """What a sidecar says of one model: its needs, its weights' digest, its heads, its sentences' tokens, and times.

    The times are seconds by a clock, by their sources.
    """

    asked: Asked
    weight_digest: str
    head: list[int] | None
    heads: Mapping[str, list[int]]
    traces: Mapping[str, tuple[str, list[Any]]]
    times: Mapping[str, float]

    @classmethod
    def of(cls, sidecar: Mapping[str, Any]) -> Part:
        """Read the entries of one model; errors as for :meth:`Asked.of`."""
        asked = Asked.of(sidecar["needs"])
        traces = {key: (trace["text"], list(trace["tokens"])) for key, trace in sidecar["traces"].items()}
        if set(traces) != set(asked.sentences):
            raise KeyError(f"sentences {sorted(traces)} for {sorted(asked.sentences)}")
        heads = {str(name): list(head) for name, head in sidecar.get("heads", {}).items()}
        head = None if sidecar.get("head") is None else list(sidecar["head"])
        times = {str(source): float(seconds) for source, seconds in sidecar.get("times", {}).items()}
        return cls(asked, str(sidecar["model"]["weight_digest"]), head, heads, traces, times)


def parts_of(sidecar: Mapping[str, Any]) -> dict[str, Part]:
    """Return the entries of each model by its key, ``""`` where a clip asks one; errors as for :meth:`Part.of`."""
    if not sidecar.get("models"):
        return {"": Part.of(sidecar)}
    return {str(key): Part.of(part) for key, part in sidecar["models"].items()}


def head_of(text: str | None) -> Head | None:
    """Return the layer and the head of ``"19.8"`` or ``"W_Q[19,8]"``; None where none is named."""
    found = re.search(r"(\d+)[.,](\d+)", text or "")
    return (int(found[1]), int(found[2])) if found else None


def _of_change(change: str) -> list[dict[str, Any]]:
    """Return the interventions that sidecars of older versions write as one string: ``"unmask:17.5"``."""
    if not change:
        return []
    kind, _, which = change.partition(":")
    layer, head = {"all": (None, None), "head": ("chosen", None)}.get(which) or head_of(which) or (None, None)
    return [{"kind": {"unmask": "Unmask", "drop": "ZeroAblate"}[kind], "layer": layer, "head": head}]
