"""What a scene asks of the model, as plain data: no torch, JSON both ways, one stable digest.

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
from typing import Any, Literal

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.files import ROOT
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.probes.registry import head_rankings, probe_from_json
from attention_scenes.model.probes.sentences import with_tuples

DEFAULT_MODEL = "smollm2-135m"

# "best:…" is the head with the largest entry of this probe's array.
BEST: Mapping[str, tuple[Probe, str]] = head_rankings()

# Every array of a trace and what its axes are (the legend of the letters is in transformer.py). embed is rows of W_E:
# where positions are learned vectors, they are in resid_pre from layer 0 on.
ARRAYS: dict[str, str] = {
    "embed": "TD", "resid_pre": "LTD", "attn_in": "LTD", "q": "LHTK", "rot_q": "LHTK", "k": "LGTK", "rot_k": "LGTK",
    "v": "LGTK", "raw_scores": "LHTT", "attn_scores": "LHTT", "pattern": "LHTT", "z": "LHTK", "attn_out": "LTD",
    "resid_mid": "LTD", "mlp_act": "LTM", "mlp_out": "LTD", "resid_post": "LTD", "final_norm": "TD", "logits": "TV",
}  # fmt: skip
# What is worked out of these: result is each head's own part of attn_out, W_O z.
DERIVED: dict[str, str] = {"result": "LHTD"}
NORM = ("attn_norm", "attn_shift")  # one of each a layer, not a head
WEIGHTS = ("W_Q", "W_K", "W_V", "W_O", "attn_norm", "sigma_QK", "sigma_OV")
MOST_TOP = 100


@dataclass(frozen=True)
class TraceNeed:
    """One sentence and what is wanted of it.

    Parameters
    ----------
    text
        The sentence, without the model's first token.
    arrays
        Names out of :data:`ARRAYS` and :data:`DERIVED`.
    layers
        ``"all"``, some by number, the chosen head's (``"layer"``), or of that layer the chosen head alone (``"head"``).
    top
        Keep the distribution of the next token at each position: the ``top`` likeliest and the one that came; at the
        last position the whole of it, for any temperature.
    first
        Read only so many tokens, the model's first token included.
    most
        Refuse a text of more tokens than can be shown, the first included, before the model runs.
    parameter
        What a refusal calls the text: the name of the scene's parameter.
    change
        An experiment: ``"unmask:17.5"`` (also ``:head``, ``:all``) lets heads see the future; ``"drop:16.0"`` (also
        ``:head``) leaves out what a head adds to the stream, where its own ``z`` and ``result`` stay as they are.
    """

    text: str
    arrays: tuple[str, ...] = ()
    layers: Literal["all", "head", "layer"] | tuple[int, ...] = "all"
    top: int = 0
    first: int | None = None
    change: str = ""
    most: int | None = None
    parameter: str = "text"

    def __post_init__(self) -> None:
        known = ARRAYS | DERIVED
        for name in self.arrays:
            if name not in known:
                raise UserError(f"No array is called {name!r}. {nearest(name, known)}")
        if not 0 <= self.top <= MOST_TOP:
            raise UserError(f"{self.top} next tokens cannot be listed: ask for 1 to {MOST_TOP}.")
        if self.first is not None and self.first < 1:
            raise UserError(f"first={self.first} leaves no token to read: give 1 or more.")
        parse_change(self.change)

    def wants_head(self) -> bool:
        return self.layers in ("head", "layer") or self.change.endswith(":head")

    def traced(self) -> set[str]:
        """The arrays of a forward pass that this takes: those asked for, and what others are worked out of."""
        more = [*(["z"] if "result" in self.arrays else []), *(["logits"] if self.top else [])]
        return {*self.arrays, *more} - {*DERIVED}

    def layers_of(self, head: tuple[int, int] | None, n_layers: int) -> list[int]:
        """The layers to keep, in rising order, where ``head`` is the one chosen."""
        match self.layers:
            case "all":
                return list(range(n_layers))
            case "head" | "layer":
                assert head is not None  # Needs has checked it
                return [head[0]]
            case layers:
                return sorted({*layers})


@dataclass(frozen=True)
class Needs:
    """All a clip wants to know.

    Parameters
    ----------
    model
        :data:`DEFAULT_MODEL`, a local folder or a hub name.
    head
        One of :data:`BEST` (``"best:adjective"``, …), ``"19.8"`` (layer, query head) or None.
    traces
        Sentences by key; the key ``""`` is a scene's only sentence, ``"a"``, ``"b"`` … several.
    weights
        ``"W_Q[head]"``, ``"W_K[19,8]"``, ``"W_V[head]"``, ``"W_O[head]"``, ``"attn_norm[head]"`` (and with it
        ``attn_shift``, where the model has one) and the singular values ``"sigma_QK[head]"`` (of W_Qᵀ W_K),
        ``"sigma_OV[head]"`` (of W_O W_V). A head is always named by its *query* head; the maps W_K and W_V are those
        of the key/value head it reads.
    probes
        What is measured over sentences that are not shown, each under a name of its own.
    """

    model: str = DEFAULT_MODEL
    head: str | None = None
    traces: Mapping[str, TraceNeed] = field(default_factory=dict)
    weights: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()

    def __post_init__(self) -> None:
        if self.head is not None and self.head in BEST:
            ranking, _ = BEST[self.head]
            if not any(p.name == ranking.name for p in self.probes):
                object.__setattr__(self, "probes", (*self.probes, ranking))
        object.__setattr__(self, "probes", tuple(probe.filled(self.model) for probe in self.probes))
        wants_head = any(t.wants_head() for t in self.traces.values()) or any("[head]" in w for w in self.weights)
        if wants_head and self.head is None:
            raise UserError("Something is asked of 'the head', but no head is chosen.")
        names = [p.name for p in self.probes]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two probes are called {twice}")
        parse_head(self.head)
        for weight in self.weights:
            parse_weight(weight)

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON types, with every sentence of the probes written out."""
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Needs:
        """The inverse of :meth:`to_json`."""
        return cls(
            model=data["model"],
            head=data["head"],
            traces={key: TraceNeed(**with_tuples(need)) for key, need in data["traces"].items()},
            weights=tuple(data["weights"]),
            probes=tuple(probe_from_json(p) for p in data["probes"]),
        )

    def digest(self, weight_digest: str) -> str:
        """64 hex digits that change with what is asked, with the weights and with the code that answers."""
        data = self.to_json() | {"model": weight_digest, "code": _code_digest()}
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def parse_head(head: str | None) -> tuple[int, int] | None:
    """``"19.8"`` as ``(19, 8)``; None for a name of :data:`BEST` and None. Anything else is a UserError."""
    if head is None or head in BEST:
        return None
    if not (match := re.fullmatch(r"(\d{1,4})\.(\d{1,4})", head)):
        raise UserError(f"{head!r} is no head: give layer.head, such as 19.8, or one of {', '.join(BEST)}.")
    return int(match[1]), int(match[2])


def parse_weight(weight: str) -> tuple[str, tuple[int, int] | None]:
    """``"W_Q[19,8]"`` as ``("W_Q", (19, 8))``, ``"W_Q[head]"`` as ``("W_Q", None)``."""
    match = re.fullmatch(r"(\w+)\[(?:head|(\d{1,4}),(\d{1,4}))\]", weight)
    if not match or match[1] not in WEIGHTS:
        raise UserError(f"{weight!r} is no weight: {', '.join(WEIGHTS)}, each with [head] or [layer,head].")
    return match[1], None if match[2] is None else (int(match[2]), int(match[3]))


def parse_change(change: str) -> tuple[str, str]:
    """``"unmask:17.5"`` as ``("unmask", "17.5")``; two empty strings where nothing is changed."""
    if not change:
        return "", ""
    match = re.fullmatch(r"(?:(unmask):(all|head|\d{1,4}\.\d{1,4})|(drop):(head|\d{1,4}\.\d{1,4}))", change)
    if not match:
        raise UserError(f"{change!r} changes nothing: give unmask:all, unmask:17.5 or drop:16.0, or :head for the one.")
    return match[1] or match[3], match[2] or match[4]


def changed_heads(
    change: str, head: tuple[int, int] | None, n_layers: int, n_heads: int
) -> dict[str, list[tuple[int, int]]]:
    """The (layer, head) that a change leaves ``unmasked`` and those it has ``dropped``."""
    kind, which = parse_change(change)
    if which == "all":
        heads = [(layer, n) for layer in range(n_layers) for n in range(n_heads)]
    else:
        chosen = head if which == "head" else parse_head(which or None)
        heads = [chosen] if kind and chosen else []
    return {"unmasked": heads if kind == "unmask" else [], "dropped": heads if kind == "drop" else []}


@cache
def long_text() -> str:
    """More than a thousand tokens of plain prose, written for this project."""
    text = Path(__file__).with_name("long_text.txt").read_text(encoding="utf-8")
    return " ".join(text.split())


@cache
def _code_digest() -> str:
    """Digest of the files whose change may change an answer."""
    total = hashlib.sha256()
    for room in ("answers", "checkpoint", "decoder", "numbers", "probes", "request"):
        folder = ROOT / "model" / room
        for path in sorted((*folder.glob("*.py"), *folder.glob("*.toml"))):
            total.update(path.read_bytes())
    return total.hexdigest()
