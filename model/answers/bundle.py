"""Bundle: all numbers that one clip needs, in one file. Reading it takes numpy and safetensors, no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.cache_files import read_kept, write_kept
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.errors import nearest
from attention_scenes.model.numbers.counts import count
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.registry import is_timed
from attention_scenes.model.request.arrays import ARRAYS, DERIVED, DISTANCES, START
from attention_scenes.model.request.needs import NORM

FORMAT = 3
AXES = {"L": "layers", "H": "heads", "G": "key/value heads"}


@dataclass(frozen=True, eq=False)
class Bundle:
    """Answers to a scene's needs.

    Attributes
    ----------
    meta
        ``model``, ``label``, ``weight_digest``, ``versions``, ``needs``, ``digest``, ``n_layers``, ``n_heads``,
        ``n_kv_heads``, ``d_model``, ``d_head``, ``d_mlp``, ``n_vocab``, ``n_context``, ``n_parameters``, ``positions``
        (rotary, learned, sinusoid or none), ``norm`` (rms, layer or none), ``residual`` and ``causal`` (true or
        false), ``biased`` (which of the maps q, k, v, o add a bias), ``head`` ([layer, head] or None), ``heads``
        (those by name, where there are some), ``traces`` (text, tokens and layers by key) and ``probes`` (facts by
        probe).
    arrays
        Arrays by their name in the file; use :meth:`read` and :meth:`probe`.
    key
        The model's key in a clip of several models: it stands before every source. Empty where there is one.
    """

    meta: dict[str, Any]
    arrays: Mapping[str, np.ndarray]
    key: str = ""
    _tokens: dict[str, list[Token]] = field(default_factory=dict, repr=False)

    @property
    def head(self) -> tuple[int, int] | None:
        """Layer and query head of the chosen head, or None."""
        return None if self.meta["head"] is None else (self.meta["head"][0], self.meta["head"][1])

    def chosen_head(self, name: str = "") -> tuple[int, int]:
        """Return the chosen head, or the one of this name among ``heads``; KeyError where the needs choose none."""
        heads = self.meta.get("heads", {})
        if name and name not in heads:
            raise KeyError(f"no head is called {name!r}: {nearest(name, heads) if heads else 'none has a name'}")
        if not name and self.head is None:
            raise KeyError("these needs choose no head")
        layer, head = heads[name] if name else self.meta["head"]
        return layer, head

    @property
    def digest(self) -> str:
        """Digest of the needs and the weights, which is also the file's name."""
        return self.meta["digest"]

    @property
    def far_start(self) -> int:
        """The key's place in the second way of ``far_scores``."""
        return max(0, min(START, self.meta["n_context"] - DISTANCES))

    def kv_head(self, head: int) -> int:
        """Return the key/value head that a query head reads."""
        return head // (self.meta["n_heads"] // self.meta["n_kv_heads"])

    def text(self, trace: str = "") -> str:
        return self._trace(trace)["text"]

    def tokens(self, trace: str = "") -> list[Token]:
        """Return the tokens of a trace; the first is the model's ``<|endoftext|>``."""
        if trace not in self._tokens:
            self._tokens[trace] = [Token(*t) for t in self._trace(trace)["tokens"]]
        return self._tokens[trace]

    def read(self, name: str, *index: int, trace: str = "") -> Reading:
        """Return an array of a trace, or a weight, with the sources of its entries.

        ``read("pattern", 19, 8)`` is ``[T, T]`` with sources ``pattern[19,8,q,k]``; ``read("rot_k", 19, 2)`` takes
        the key/value head; ``read("W_Q", 19, 8)`` is ``[K, D]``, ``read("W_O", 19, 8)`` is ``[D, K]``. Layers are
        the model's own even where the bundle keeps only some. A trace's sources start with its key: ``a.pattern[…]``.

        Raises
        ------
        KeyError
            If the scene's needs do not name it.
        """
        axes = (ARRAYS | DERIVED).get(name)
        if axes is None:
            return self._weight(name, index)
        prefix = f"{trace}." if trace else ""
        array, kept = self.arrays[prefix + name], self._kept(trace, axes)
        at: list[int] = list(index)
        for depth, there in enumerate(kept):
            if depth >= len(index):
                if there != list(range(array.shape[depth])):
                    raise KeyError(f"{name} is kept for {AXES[axes[depth]]} {there} only: name one")
            elif index[depth] not in there:
                raise KeyError(f"{name} is kept for {AXES[axes[depth]]} {there}, not for {index[depth]}")
            else:
                at[depth] = there.index(index[depth])
        return Reading.of(array[tuple(at)], prefix + name, *index).of_model(self.key)

    def _kept(self, trace: str, axes: str) -> list[list[int]]:
        """Return the layers, then the heads, that an array of a trace holds; nothing for axes of other kinds."""
        meta = self._trace(trace)
        if axes[0] != "L":
            return []
        heads = meta.get("heads") or list(range(self.meta["n_heads"]))
        groups = sorted({self.kv_head(head) for head in heads})
        return [meta["layers"], *([heads] if axes[1] == "H" else [groups] if axes[1] == "G" else [])]

    def word(self, word: str) -> Token:
        """Return the token of a word of the embedding probe; its ``word`` is the index there."""
        words = self.meta["probes"]["embedding"]["words"]
        if word not in words:
            raise KeyError(f"the embedding probe was not asked about {word!r}: {nearest(word, words)}")
        number, text, _ = words[word]
        return Token(number, text, list(words).index(word))

    def probe(self, name: str, *index: int) -> Reading:
        """Return a probe's array: ``probe("adjective.look")`` is ``[L, H]``, sources ``probe:adjective.look[l,h]``."""
        known = [n.removeprefix("probe:") for n in self.arrays if n.startswith("probe:")]
        if name not in known:
            raise KeyError(f"no probe {name!r}: {nearest(name, known) if known else 'none was asked for'}")
        return Reading.of(self.arrays[f"probe:{name}"][index], f"probe:{name}", *index).of_model(self.key)

    def count(self, what: str) -> Reading:
        """Return a counted number, source ``count:…``.

        Names: ``n_layers`` … ``n_parameters``, ``head.layer``, ``head.head``, ``head.NAME.layer``, ``tokens``,
        ``a.tokens``, ``adjective.sentences``, ``adjective.controls``, ``sense.contexts``, and ``layer.6``, the sixth
        layer's own number, likewise ``position.3``, and ``word.6.tokens``, how many tokens a word is cut into.

        ``tokens`` counts the first token too. ``parameters`` counts the numbers in all tensors, ``parameters.q_proj``
        and ``parameters.layers.0.self_attn`` those in tensors whose name has these parts; ``tensors…`` the tensors
        themselves; ``rank.sigma_OV`` the singular values above 1e-5 of the largest.
        """
        return Reading.count(count(self.meta, what), what).of_model(self.key)

    def examples(self, probe: str = "adjective") -> tuple[str, str]:
        """Return one of the probe's own phrases and its control, from before the first slot to the noun."""
        [asked] = [p for p in self.meta["needs"]["probes"] if p["name"] == probe]
        words = asked["template"].split()
        part = " ".join(words[max(0, words.index("{first}") - 1) : words.index("{noun}") + 1])
        pairs = asked["pairs"][0], asked["controls"][0]
        return tuple(part.format(first=a, second=b, noun=asked["nouns"][0]) for a, b in pairs)  # type: ignore[return-value]

    def sidecar(self) -> dict[str, Any]:
        """Return the sidecar entries that name a clip's model, needs and sentences, as ``verify`` reads them."""
        meta = self.meta
        return {
            "model": {"name": meta["model"], "label": meta["label"], "weight_digest": meta["weight_digest"]},
            "head": meta["head"],
            **({"heads": meta["heads"]} if meta.get("heads") else {}),
            "traces": {key: {"text": t["text"], "tokens": t["tokens"]} for key, t in meta["traces"].items()},
            "needs": meta["needs"],
            "bundle": self.digest,
            **({"times": times} if (times := self.times()) else {}),
            "versions": meta["versions"],
        }

    def times(self) -> dict[str, float]:
        """Return the seconds that were taken by a clock, by their sources: they cannot be computed again."""
        found = {name: self.arrays[name] for name in sorted(self.arrays) if self._is_timed(name)}
        return {f"{name}[{i}]": float(each) for name, array in found.items() for i, each in enumerate(array)}

    def with_times(self, times: Mapping[str, float]) -> Bundle:
        """Return the same answers with the seconds that a sidecar states, by their sources."""
        stated = {
            name: np.array([times.get(f"{name}[{i}]", each) for i, each in enumerate(array)])
            for name, array in self.arrays.items()
            if self._is_timed(name)
        }
        return replace(self, arrays={**self.arrays, **stated}) if stated else self

    def _is_timed(self, name: str) -> bool:
        return name.startswith("probe:") and is_timed(name, {p["name"]: p for p in self.meta["needs"]["probes"]})

    def save(self, path: Path) -> None:
        """Write the bundle, whole or not at all; UserError where it cannot be written."""
        write_kept(path, self.arrays, self.meta | {"format": FORMAT})

    @classmethod
    def open(cls, path: Path) -> Bundle:
        """Read a bundle; ValueError where the file is damaged or of another format, OSError where there is none."""
        arrays, meta = read_kept(path)
        if meta.get("format") != FORMAT:
            raise ValueError(f"{path} is a bundle of format {meta.get('format')}, not {FORMAT}")
        return cls(meta, arrays)

    def _trace(self, key: str) -> dict[str, Any]:
        if key not in self.meta["traces"]:
            raise KeyError(f"no trace {key!r}; there are {sorted(self.meta['traces'])}")
        return self.meta["traces"][key]

    def _weight(self, name: str, index: tuple[int, ...]) -> Reading:
        if name in ("W_E", "W_U"):
            return Reading.of(row(self, name, index[0])[index[1:]], name, *index).of_model(self.key)
        named, rest = (index[:1], index[1:]) if name in NORM else (index[:2], index[2:])
        key = f"{name}[{','.join(map(str, named))}]"
        if key not in self.arrays:
            raise KeyError(f"{key} was not asked for: {nearest(key, self.arrays)}")
        return Reading.of(self.arrays[key][rest], name, *index).of_model(self.key)


def row(bundle: Bundle, name: str, token: int) -> np.ndarray:
    """Return a token's row ``[D]`` of W_E or W_U; KeyError where the bundle does not hold it.

    W_E: words of the embedding probe, and tokens of sentences whose ``embed`` the needs name. W_U: the likeliest
    tokens at the end of a sentence.
    """
    arrays = bundle.arrays
    places: list[tuple[list[int], str]] = []  # tokens, and the array that has a row for each
    if name == "W_E":
        places += [(list(arrays.get("probe:embedding.id", [])), "probe:embedding.vector")]
    for key in bundle.meta["traces"]:
        prefix = f"{key}." if key else ""
        if name == "W_E" and f"{prefix}embed" in arrays:
            places += [([t.id for t in bundle.tokens(key)], f"{prefix}embed")]
        if name == "W_U" and f"{prefix}W_U" in arrays:
            places += [(list(arrays[f"{prefix}top_id"][-1]), f"{prefix}W_U")]
    for ids, vectors in places:
        if token in ids:
            return arrays[vectors][ids.index(token)]
    raise KeyError(f"{name}[{token}] was not asked for")
