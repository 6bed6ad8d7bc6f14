"""What a scene asks of the model, as plain data: no torch, JSON both ways, one stable digest.

A scene states its :class:`Needs`; :func:`model.bundle.ensure` finds or computes the one file that answers them.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from model.errors import UserError, nearest

DEFAULT_MODEL = "smollm2-135m"
BEST_ADJECTIVE = "best:adjective"

# Every array of a trace and what its axes are (the legend of the letters is in transformer.py).
ARRAYS: Mapping[str, str] = {
    "embed": "TD", "resid_pre": "LTD", "attn_in": "LTD", "q": "LHTK", "rot_q": "LHTK", "k": "LGTK", "rot_k": "LGTK",
    "v": "LGTK", "raw_scores": "LHTT", "attn_scores": "LHTT", "pattern": "LHTT", "z": "LHTK", "attn_out": "LTD",
    "resid_mid": "LTD", "mlp_act": "LTM", "mlp_out": "LTD", "resid_post": "LTD", "final_norm": "TD", "logits": "TV",
}  # fmt: skip
WEIGHTS = ("W_Q", "W_K", "W_V", "W_O", "attn_norm")


@dataclass(frozen=True)
class TraceNeed:
    """One sentence and the arrays wanted of it, for all layers, some, or the chosen head's alone."""

    text: str
    arrays: tuple[str, ...]
    layers: Literal["all", "head"] | tuple[int, ...] = "all"

    def __post_init__(self) -> None:
        for name in self.arrays:
            if name not in ARRAYS:
                raise UserError(f"No array is called {name!r}. {nearest(name, ARRAYS)}")


@dataclass(frozen=True)
class AdjectiveProbe:
    """Rank all heads by how much a noun attends to its adjectives, with controls (see probes.py).

    ``template`` has the slots ``{first}``, ``{second}`` and ``{noun}``; empty lists mean the ones of probes.toml.
    """

    template: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    controls: tuple[tuple[str, str], ...] = ()
    nouns: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    axis_template: str = ""
    axis_nouns: tuple[str, ...] = ()
    carry_template: str = ""
    carry_nouns: tuple[str, ...] = ()
    name: Literal["adjective"] = "adjective"

    def filled(self) -> AdjectiveProbe:
        """The same probe with every empty field taken from probes.toml."""
        return AdjectiveProbe(**(_frozen(probe_sentences()["adjective"]) | {k: v for k, v in vars(self).items() if v}))


@dataclass(frozen=True)
class SenseProbe:
    """Where phrases around one word lie on the axes of its senses, layer by layer (see probes.py).

    Parameters
    ----------
    word
        The word with several senses; it must occur in every context and every phrase.
    contexts
        For each sense, sentences that use the word so. None of them may be a phrase.
    phrases
        What is shown, with no part in measuring the axes.
    senses
        For each phrase the sense it has; ``""`` where that is open (then the nearest at the end counts).
    """

    word: str
    contexts: Mapping[str, tuple[str, ...]]
    phrases: tuple[str, ...]
    senses: tuple[str, ...] = ()
    name: Literal["sense"] = "sense"

    def __post_init__(self) -> None:
        if not self.word.strip():
            raise UserError("The word whose senses are measured is empty.")
        if len(self.contexts) < 2 or any(len(lines) < 2 for lines in self.contexts.values()):
            raise UserError(
                "A sense is measured against another: give two senses or more, each with two contexts or more."
            )
        if not self.phrases:
            raise UserError("No phrase is given to be laid along the senses.")
        if self.senses and len(self.senses) != len(self.phrases):
            raise UserError(f"{len(self.phrases)} phrases have {len(self.senses)} senses: give one each, or none.")
        if unknown := [s for s in self.senses if s and s not in self.contexts]:
            raise UserError(f"No contexts are given for the sense {unknown[0]!r}. {nearest(unknown[0], self.contexts)}")
        used = {_plain(line) for lines in self.contexts.values() for line in lines}
        if shown := [p for p in self.phrases if _plain(p) in used]:
            raise UserError(f"{shown[0]!r} is both shown and a context: axes are measured on other sentences only.")


Probe = AdjectiveProbe | SenseProbe


@dataclass(frozen=True)
class Needs:
    """All a clip wants to know.

    Parameters
    ----------
    model
        :data:`DEFAULT_MODEL`, a local folder or a hub name.
    head
        ``"best:adjective"``, ``"19.8"`` (layer, query head) or None.
    traces
        Sentences by key; the key ``""`` is a scene's only sentence, ``"a"``, ``"b"`` … several.
    weights
        ``"W_Q[head]"``, ``"W_K[19,8]"``, ``"W_V[head]"``, ``"W_O[head]"``, ``"attn_norm[head]"``. A head is always
        named by its *query* head; the maps W_K and W_V are those of the key/value head it reads.
    probes
        What is measured over sentences that are not shown.
    """

    model: str = DEFAULT_MODEL
    head: str | None = None
    traces: Mapping[str, TraceNeed] = field(default_factory=dict)
    weights: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()

    def __post_init__(self) -> None:
        if self.head == BEST_ADJECTIVE and not any(p.name == "adjective" for p in self.probes):
            object.__setattr__(self, "probes", (*self.probes, AdjectiveProbe()))
        wants_head = any(t.layers == "head" for t in self.traces.values()) or any("[head]" in w for w in self.weights)
        if wants_head and self.head is None:
            raise UserError("Something is asked of 'the head', but no head is chosen.")
        parse_head(self.head)
        for weight in self.weights:
            parse_weight(weight)

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON types, with every sentence of the probes written out."""
        data = asdict(self)
        data["probes"] = [asdict(p.filled() if isinstance(p, AdjectiveProbe) else p) for p in self.probes]
        return json.loads(json.dumps(data))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Needs:
        """The inverse of :meth:`to_json`."""
        return cls(
            model=data["model"],
            head=data["head"],
            traces={
                key: TraceNeed(t["text"], tuple(t["arrays"]), _layers(t["layers"])) for key, t in data["traces"].items()
            },
            weights=tuple(data["weights"]),
            probes=tuple(_probe(p) for p in data["probes"]),
        )

    def digest(self, weight_digest: str) -> str:
        """64 hex digits that change with what is asked, with the weights and with the code that answers."""
        data = self.to_json() | {"model": weight_digest, "code": _code_digest()}
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def parse_head(head: str | None) -> tuple[int, int] | None:
    """``"19.8"`` as ``(19, 8)``; None for ``"best:adjective"`` and None. Anything else is a UserError."""
    if head is None or head == BEST_ADJECTIVE:
        return None
    if not (match := re.fullmatch(r"(\d{1,4})\.(\d{1,4})", head)):
        raise UserError(f"{head!r} is no head: give layer.head, such as 19.8, or {BEST_ADJECTIVE}.")
    return int(match[1]), int(match[2])


def parse_weight(weight: str) -> tuple[str, tuple[int, int] | None]:
    """``"W_Q[19,8]"`` as ``("W_Q", (19, 8))``, ``"W_Q[head]"`` as ``("W_Q", None)``."""
    match = re.fullmatch(r"(\w+)\[(?:head|(\d{1,4}),(\d{1,4}))\]", weight)
    if not match or match[1] not in WEIGHTS:
        raise UserError(f"{weight!r} is no weight: {', '.join(WEIGHTS)}, each with [head] or [layer,head].")
    return match[1], None if match[2] is None else (int(match[2]), int(match[3]))


@cache
def probe_sentences() -> dict[str, Any]:
    """The sentences of probes.toml, on which heads and axes are measured."""
    return tomllib.loads(Path(__file__).with_name("probes.toml").read_text(encoding="utf-8"))


# Sentences for the three senses of "mole", none of them one that a clip shows.
DEFAULT_MOLE_CONTEXTS: Mapping[str, tuple[str, ...]] = {
    sense: tuple(lines) for sense, lines in probe_sentences()["mole"].items()
}


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    """The same table with tuples for lists, two levels deep."""
    return {
        key: tuple(tuple(v) if isinstance(v, list) else v for v in value) if isinstance(value, list) else value
        for key, value in table.items()
    }


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _layers(value: str | list[int]) -> Any:
    return value if isinstance(value, str) else tuple(value)


def _probe(data: Mapping[str, Any]) -> Probe:
    if data["name"] == "adjective":
        return AdjectiveProbe(**_frozen(data))
    return SenseProbe(**(_frozen(data) | {"contexts": _frozen(data["contexts"])}))


@cache
def _code_digest() -> str:
    """Digest of the files whose change may change an answer."""
    here, total = Path(__file__).parent, hashlib.sha256()
    for name in ("transformer", "tokens", "trace", "answer", "probes", "needs", "bundle"):
        total.update(here.joinpath(f"{name}.py").read_bytes())
    total.update(here.joinpath("probes.toml").read_bytes())
    return total.hexdigest()
