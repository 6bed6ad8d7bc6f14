"""Needs: what a scene needs of the model, as plain data. No torch, JSON both ways, one stable digest.

A scene states its :class:`Needs`; :func:`model.answers.store.ensure` finds or computes the one file that answers them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.probes.registry import head_rankings, probe_from_json
from attention_scenes.model.request.code_digest import code_digest
from attention_scenes.model.request.interventions import CHOSEN
from attention_scenes.model.request.trace_need import TraceNeed

DEFAULT_MODEL = "smollm2-135m"

# "best:…" is the head with the largest entry of this probe's array.
BEST: Mapping[str, tuple[Probe, str]] = head_rankings()

NORM = ("attn_norm", "attn_shift")  # one of each a layer, not a head
LAYER = "layer"  # in brackets: all heads of the chosen one's layer
WEIGHTS = ("W_Q", "W_K", "W_V", "W_O", "W_OV", "attn_norm", "sigma_OV")


@dataclass(frozen=True)
class Needs:
    """Everything that one clip needs of a model.

    Parameters
    ----------
    model
        :data:`DEFAULT_MODEL`, a local folder or a hub name.
    head
        One of :data:`BEST` (``"best:adjective"``, …), ``"19.8"`` (layer, query head) or None.
    heads
        Further heads by name, any number of them, each as ``head``; ``layers="head"`` of a trace keeps them all.
    traces
        Sentences by key; the key ``""`` is a scene's only sentence, ``"a"``, ``"b"`` … several.
    weights
        ``"W_Q[head]"``, ``"W_K[19,8]"``, ``"W_V[head]"``, ``"W_O[head]"``, ``"W_OV[head]"`` (the product W_O W_V,
        ``[D, D]``), ``"sigma_OV[head]"`` (its singular values), ``"attn_norm[head]"`` (and ``attn_shift``, where the
        model has one). A head is always named by its *query* head; the maps W_K and W_V are those of the key/value head
        it reads. ``"W_Q[NAME]"`` is that of a head of this name, ``"W_O[layer]"`` are those of all query heads of the
        chosen head's layer.
    probes
        Measurements over sentences that are not shown, each under a name of its own.
    """

    model: str = DEFAULT_MODEL
    head: str | None = None
    traces: Mapping[str, TraceNeed] = field(default_factory=dict)
    weights: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "probes", self._with_rankings())
        self._check_heads()
        for key in self.traces:
            _check_patches(self.traces, (key,))
        names = [p.name for p in self.probes]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two probes are called {twice}")

    def chosen(self) -> dict[str, str]:
        """Return all chosen heads by name, the one without a name under ``""``."""
        return ({} if self.head is None else {"": self.head}) | dict(self.heads)

    def _with_rankings(self) -> tuple[Probe, ...]:
        """Return the probes, filled in, and with them those that searched heads are ranked by."""
        probes = list(self.probes)
        for ranking in (BEST[head][0] for head in self.chosen().values() if head in BEST):
            if all(probe.name != ranking.name for probe in probes):
                probes.append(ranking)
        return tuple(probe.filled(self.model) for probe in probes)

    def _check_heads(self) -> None:
        """Check the names of heads and weights; a UserError where something is asked of a head that is not chosen."""
        for name, head in self.chosen().items():
            if name and (name in ("head", LAYER, CHOSEN) or not re.fullmatch(r"[a-z]\w*", name)):
                raise ValueError(f"{name!r} is no name of a head")
            parse_head(head)
        weights = {name for _, name in map(parse_weight, self.weights) if isinstance(name, str)}
        wanted = {"" if name == LAYER else name for name in weights}
        wanted |= {name for trace in self.traces.values() for name in trace.heads_named()}
        if not self.chosen() and any(trace.keeps_chosen() for trace in self.traces.values()):
            wanted.add("")
        for name in sorted(wanted - self.chosen().keys()):
            which = f"a head {name!r}" if name else "'the head'"
            raise UserError(f"Something is asked of {which}, but no head is chosen.")

    def to_json(self) -> dict[str, Any]:
        """Return a dict of JSON types, with every sentence of the probes written out."""
        traces = {key: need.to_json() for key, need in self.traces.items()}
        whole = json.loads(json.dumps(asdict(self) | {"traces": traces}))
        return whole if self.heads else {key: value for key, value in whole.items() if key != "heads"}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Needs:
        """Return the inverse of :meth:`to_json`."""
        return cls(
            model=data["model"],
            head=data["head"],
            traces={key: TraceNeed.from_json(need) for key, need in data["traces"].items()},
            weights=tuple(data["weights"]),
            probes=tuple(probe_from_json(p) for p in data["probes"]),
            heads=dict(data.get("heads", {})),
        )

    def digest(self, weight_digest: str) -> str:
        """Return 64 hex digits that change with the needs, with the weights and with the code that answers."""
        data = self.to_json() | {"model": weight_digest, "code": code_digest(self.probes, self.model == DEFAULT_MODEL)}
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _check_patches(traces: Mapping[str, TraceNeed], path: tuple[str, ...]) -> None:
    """Raise a UserError where the last trace of a path is patched from one on it, or from one that is not there."""
    for source in sorted(traces[path[-1]].sources()):
        if source not in traces:
            raise UserError(f"Trace {path[-1]!r} is patched from {source!r}: there is no trace of that key.")
        if source in path:
            raise UserError(f"Trace {source!r} is patched from itself: {' from '.join([*path, source])}.")
        _check_patches(traces, (*path, source))


def parse_head(head: str | None) -> tuple[int, int] | None:
    """Parse a head: ``"19.8"`` is ``(19, 8)``; None for a name of :data:`BEST` and None, else a UserError."""
    if head is None or head in BEST:
        return None
    if not (match := re.fullmatch(r"(\d{1,4})\.(\d{1,4})", head)):
        raise UserError(f"{head!r} is no head: give layer.head, such as 19.8, or one of {', '.join(BEST)}.")
    return int(match[1]), int(match[2])


def parse_weight(weight: str) -> tuple[str, tuple[int, int] | str]:
    """Parse a weight's name: ``"W_Q[19,8]"`` is ``("W_Q", (19, 8))``, ``"W_Q[reader]"`` is ``("W_Q", "reader")``.

    The chosen head without a name is ``""``, as in :meth:`Needs.chosen`; all heads of its layer are ``"layer"``.
    """
    match = re.fullmatch(r"(\w+)\[(?:([a-z]\w*)|(\d{1,4}),(\d{1,4}))\]", weight)
    if not match or match[1] not in WEIGHTS:
        raise UserError(f"{weight!r} is no weight: {', '.join(WEIGHTS)}, each with [head] or [layer,head].")
    if match[2]:
        return match[1], "" if match[2] == "head" else match[2]
    return match[1], (int(match[3]), int(match[4]))


@cache
def long_text() -> str:
    """Return more than a thousand tokens of plain prose, written for this project."""
    text = Path(__file__).with_name("long_text.txt").read_text(encoding="utf-8")
    return " ".join(text.split())
