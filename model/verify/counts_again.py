"""Counted numbers, sources ``count:…``: counted again from the model's files and the sentences themselves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.numpy_model.tokens_again import Piece
from attention_scenes.model.verify.sidecar_needs import Head

Shape = Sequence[int]


class Counts:
    """Counts of one clip.

    Parameters
    ----------
    weights
        The model's files.
    rows
        The tokens of each sentence by its key.
    heads
        The chosen heads by name; the one without a name is under ``""``.
    facts
        For each probe what it was measured over, by name.
    ranks
        The rank of each map asked for, by name.
    """

    def __init__(
        self,
        weights: Weights,
        rows: Mapping[str, Sequence[Piece]],
        heads: Mapping[str, Head],
        facts: Mapping[str, Mapping[str, int]],
        ranks: Mapping[str, int],
    ) -> None:
        self.rows, self.heads, self.facts, self.ranks = rows, heads, facts, ranks
        self.tensors = {f".{name}.": shape for name, shape in weights.shapes().items()}
        self.sizes = {
            "n_layers": weights.n_layers, "n_heads": weights.n_heads, "n_kv_heads": weights.n_groups,
            "d_model": weights.width, "d_head": weights.d_head, "d_mlp": weights.d_mlp(),
            "n_vocab": weights.shape_of("table")[0], "n_context": weights.n_context,
            "n_parameters": weights.n_parameters(), **weights.more_sizes(),
        }  # fmt: skip

    def of(self, what: str) -> int:
        """Return the whole number; KeyError where there is no count of that name."""
        first, *rest = what.split(".")
        if what in self.sizes:
            return self.sizes[what]
        if what.isdecimal():  # the size of a vector, of which some entries are left out
            return self._size(int(what))
        ways: dict[str, Callable[[list[str]], int]] = {
            "head": self._head, "layer": self._layer, "position": self._position, "word": self._word,
            "tokens": self._tokens, "parameters": self._parameters, "tensors": self._tensors,
        }  # fmt: skip
        if first in ways:
            return ways[first](rest)
        if first == "rank" and len(rest) == 1:
            return self.ranks[rest[0]]
        if rest == ["tokens"]:
            return len(self.rows[first])
        if len(rest) == 1:
            return self.facts[first][rest[0]]
        raise KeyError(f"nothing is counted under {what[:80]!r}")

    def _size(self, size: int) -> int:
        lengths = {len(row) for row in self.rows.values()}
        if size not in {*self.sizes.values(), *lengths}:
            raise KeyError(f"nothing in this model or these sentences has the size {size}")
        return size

    def _head(self, rest: list[str]) -> int:
        *named, what = rest or [""]
        if what in ("layer", "head") and len(named) <= 1:
            name = named[0] if named else ""
            if name not in self.heads:
                raise KeyError(f"no head {name[:80]!r} is chosen" if name else "no head is chosen")
            return self.heads[name][["layer", "head"].index(what)]
        return _below(self.sizes["n_heads"], rest)

    def _layer(self, rest: list[str]) -> int:
        return _below(self.sizes["n_layers"] + 1, rest)

    def _position(self, rest: list[str]) -> int:
        return _below(len(self.rows[""]), rest)

    def _tokens(self, rest: list[str]) -> int:
        if rest:
            raise KeyError(f"nothing is counted under 'tokens.{'.'.join(rest)[:80]}'")
        return len(self.rows[""])

    def _word(self, rest: list[str]) -> int:
        number, what = rest
        pieces = Counter(str(piece.word) for piece in self.rows[""])
        if what != "tokens" or number not in pieces:
            raise KeyError(f"nothing is counted under 'word.{number[:20]}.{what[:20]}'")
        return pieces[number]

    def _named(self, rest: list[str]) -> list[Shape]:
        found: list[Shape] = [
            shape for name, shape in self.tensors.items() if f".{'.'.join(rest)}." in name or not rest
        ]
        if not found:
            raise KeyError(f"no tensor is called {'.'.join(rest)[:80]!r}")
        return found

    def _parameters(self, rest: list[str]) -> int:
        return sum(map(math.prod, self._named(rest)))

    def _tensors(self, rest: list[str]) -> int:
        return len(self._named(rest))


def _below(bound: int, rest: list[str]) -> int:
    """Return the whole number in the name, if it is below ``bound``."""
    if len(rest) != 1 or not rest[0].isdecimal() or int(rest[0]) >= bound:
        raise KeyError(f"{'.'.join(rest)[:80]!r} is no number below {bound}")
    return int(rest[0])
