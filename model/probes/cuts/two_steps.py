"""Two-step look-up: a noun reads its adjective in one layer, and a later word that asks for it finds it in the next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.cuts.two_steps_again import others_again, sentence_again
from attention_scenes.model.probes.facts.asking import chances_after, next_chances
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing, probe_sentences

NEXT = 2  # layers after the first step's in which the second is looked for
LEAST = 0.1  # of a head's weight on the right noun, in both orders: from there on it is one that takes the second step
Pair = tuple[str, str]
Cut = dict[str, Any]


@dataclass(frozen=True)
class TwoStepProbe(Probe):
    """Cut edges between a noun, its adjective and the words that ask for them, and read the next token.

    A sentence names two things, each by an adjective and a noun, and ends where the first adjective is to follow. With
    that adjective put behind it, the noun is to follow. In the other order the two adjectives have changed places, and
    the second noun is the one that had it. To cut an edge is to set its score to −∞.

    Parameters
    ----------
    sentence
        With the places ``{first}`` and ``{second}``; empty for the other sentences alone.
    pairs
        Adjective and noun of the first thing, and of the second.
    pronoun
        A word after both things, whether or not it has a capital there.
    frames, others
        Other sentences, with the same two places; and two things for each of them.

    Arrays of the sentence, of L layers and H heads. Chances are those of the next token; of a noun or an adjective of
    several tokens, of its first.

    ``told``
        ``[5]``: chance of the first adjective: as it is; the pronoun's edge to the first noun cut; nothing reads the
        pronoun; the last token's edge to that adjective cut; its edge to the other adjective cut, the control.
    ``asked``
        ``[2, 2]``: with the adjective put behind it, and in the other order: chance of the first noun, of the second.
    ``each``
        ``[L]``: chance of the first noun where its edge to its adjective is cut in one layer alone.
    ``writer``
        ``[2]``: the layer whose own cut leaves least, and of its heads the one whose cut leaves least.
    ``alone``
        ``[H]``: the chance with the edge cut in one head of that layer.
    ``second``
        ``[L, H]``: weight of the last token on the right noun beyond that on the wrong one, the less of both orders;
        −1 outside the two layers after the writer's.
    ``readers``, ``spared``
        ``[L, H]``: 1 for heads of those layers whose weight on the right noun is at least 0.1 in both orders; 1 for as
        many others there, those of the next largest weights.
    ``cuts``, ``seen``
        ``[2, 7]``, in both orders: chance of the right noun, and the weight that the best of ``second`` has on it: as
        it is; the noun's edge to its adjective cut in the writer alone; in all layers up to the writer's; in all after
        it; the other noun's edge to its adjective cut up to the writer's; the last token's edges to the noun cut in
        the readers; in the spared.

    Arrays of the other sentences, N of them, in both orders:

    ``right``, ``wrong``
        ``[3, 2 N]``: chance of the right and of the wrong noun: as it is; the right noun's edge to its adjective cut in
        all layers; the other noun's.
    ``won``
        ``[3]``: how often the right noun is ahead.
    """

    sentence: str = "The {first} fell on the {second} and it shattered. The thing that shattered was the"
    pairs: tuple[Pair, ...] = (("glass", "ball"), ("steel", "table"))
    pronoun: str = "it"
    frames: tuple[str, ...] = ()
    others: tuple[tuple[tuple[Pair, Pair], ...], ...] = ()
    name: Literal["two_step"] = "two_step"

    rankings = {"second step": "second"}
    exact: ClassVar[frozenset[str]] = frozenset({"writer", "readers", "spared", "won"})

    def filled(self, model: str = "") -> TwoStepProbe:
        return replace(self, **missing(self, probe_sentences(model)["two_step"]))

    def starts_from(self) -> TwoStepProbe | None:
        """Return the same probe without the sentence: another does not change what is counted in the others."""
        return replace(self, sentence="", pairs=(), pronoun="") if self.sentence else None

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        things = [(frame, pairs) for frame, some in zip(self.frames, self.others, strict=True) for pairs in some]
        asked = [(_spot(model, *thing, order), order) for thing in things for order in (0, 1)]
        cuts = [[[], [_cut(spot.right)], [_cut(spot.wrong)]] for spot, _ in asked]
        found: dict[str, list[list[float]]] = {"right": [], "wrong": []}
        for way in range(3):
            progress("asking which noun had the adjective", way / 3)
            chance_NV = next_chances(model, [spot.row for spot, _ in asked], [ways[way] for ways in cuts])
            some = list(zip(chance_NV, asked, strict=True))
            found["right"].append([chance_V[spot.nouns[order]] for chance_V, (spot, order) in some])
            found["wrong"].append([chance_V[spot.nouns[1 - order]] for chance_V, (spot, order) in some])
        arrays = {name: np.array(chances) for name, chances in found.items()}
        arrays["won"] = (arrays["right"] > arrays["wrong"]).sum(axis=1)
        facts = {"others": len(asked)}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    def measure_from(self, model: MeasuredModel, known: Arrays) -> Arrays:
        spots = [_spot(model, self.sentence, self.pairs, order) for order in (0, 1)]
        plain = model.run_ways([spot.row for spot in spots], ["pattern", "final_norm"], [[], []])
        asked = [chance_V[[*spot.nouns]] for chance_V, spot in zip(chances_after(model, plain), spots, strict=True)]
        found: Arrays = {"told": self._told(model), "asked": np.array(asked)}
        found |= _first_step(model, spots[0])
        found |= _second_step(plain, spots, int(found["writer"][0]))
        found |= _cuts(model, spots, found)
        return {name: array.astype(np.float32) for name, array in found.items()}

    def _told(self, model: MeasuredModel) -> np.ndarray:
        """Return the chance of the first adjective, with and without edges of the pronoun and of the last token."""
        (thing, noun), (other, _) = self.pairs
        things = [" ".join(pair) for pair in self.pairs]
        row = _ids(model, text := _put(self.sentence, *things))
        last = range(len(row) - 1, len(row))
        it = _pronoun(model, text, self.pronoun, _put(self.sentence.partition("{second}")[0] + "{second}", *things))
        start = _before(self.sentence, "first", self.pairs)
        own = _span(model, start, f"{start}{thing}")
        read = _span(model, f"{start}{thing}", f"{start}{thing} {noun}")
        start = _before(self.sentence, "second", self.pairs)
        else_ = _span(model, start, f"{start}{other}")
        later = [(query, key) for key in it for query in range(it.stop, len(row))]
        edges = [_edges(it, read), later, _edges(last, own), _edges(last, else_)]
        ways = [[], *[[_cut(some)] for some in edges]]
        wanted = _ids(model, thing)[1]
        return next_chances(model, [row] * len(ways), ways)[:, wanted]

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, sentence by sentence and with texts cut at their words."""
        found = others_again(model, asked)
        if asked.sentence:
            found |= sentence_again(model, asked)
        return {name: np.array(value, dtype=float) for name, value in found.items()}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"others": len([0 for some in asked.others for _ in some for _ in "AB"])}


class Spot(NamedTuple):
    """A sentence that asks for a noun: its tokens, both nouns' first tokens, and edges (query, key) that can be cut."""

    row: list[int]
    nouns: tuple[int, int]
    right: list[tuple[int, int]]  # from the noun that had the adjective to that adjective
    wrong: list[tuple[int, int]]  # from the other noun to its own
    found: list[tuple[int, int]]  # from the last token to the noun that had the adjective
    missed: list[tuple[int, int]]  # and to the other noun


def _spot(model: MeasuredModel, sentence: str, pairs: Sequence[Pair], order: int) -> Spot:
    """Return the sentence with the first adjective behind it; with ``order`` 1 the adjectives have changed places."""
    (one, first), (two, second) = pairs
    things = [(one, first), (two, second)] if not order else [(two, first), (one, second)]
    text = _put(sentence, *map(" ".join, things))
    row = _ids(model, f"{text} {one}")
    edges, nouns = [], []
    for place, (adjective, noun) in zip(("first", "second"), things, strict=True):
        start = _before(sentence, place, things)
        noun_at = _span(model, f"{start}{adjective}", f"{start}{adjective} {noun}")
        edges.append(_edges(noun_at, _span(model, start, f"{start}{adjective}")))
        nouns.append(_edges(range(len(row) - 1, len(row)), noun_at))
    ids = (_ids(model, first)[1], _ids(model, second)[1])
    return Spot(row, ids, edges[order], edges[1 - order], nouns[order], nouns[1 - order])


def _put(sentence: str, first: str, second: str) -> str:
    return sentence.replace("{first}", first).replace("{second}", second)


def _before(sentence: str, place: str, things: Sequence[Pair]) -> str:
    """Return what stands before a place, the first thing put in."""
    return sentence.partition(f"{{{place}}}")[0].replace("{first}", " ".join(things[0]))


def _ids(model: MeasuredModel, text: str) -> list[int]:
    return [token.id for token in model.tokens(text)]


def _span(model: MeasuredModel, before: str, text: str) -> range:
    """Return the tokens that a text has beyond those of its beginning."""
    return range(len(_ids(model, before.rstrip())), len(_ids(model, text)))


def _pronoun(model: MeasuredModel, text: str, pronoun: str, before: str) -> range:
    """Return the tokens of the first such word after a beginning of the text, signs and capitals apart."""
    word = rf"(?<!\S)[^\w\s]*({re.escape(pronoun)})[^\w\s]*(?!\S)"
    match = re.search(word, text[len(before) :], re.IGNORECASE)
    if not match:
        raise UserError(f"pronoun={pronoun!r} is no word after both things in {text!r}: name one that is.")
    start, end = match.span(1)
    return _span(model, text[: len(before) + start], text[: len(before) + end])


def _edges(queries: range, keys: range) -> list[tuple[int, int]]:
    return [(query, key) for query in queries for key in keys]


def _cut(edges: Sequence[tuple[int, int]], layers: Sequence[int] | None = None, heads: Any = None) -> Cut:
    return {"kind": "KnockOut", "edges": edges, "layers": None if layers is None else [*layers], "heads": heads}


def _first_step(model: MeasuredModel, spot: Spot) -> Arrays:
    """Cut the noun's edge to its adjective layer by layer, then head by head where that leaves least."""
    layers = range(model.n_layers)

    def left(ways: Sequence[Sequence[Mapping[str, Any]]]) -> np.ndarray:
        return next_chances(model, [spot.row] * len(ways), ways)[:, spot.nouns[0]]

    each = left([[_cut(spot.right, [layer])] for layer in layers])
    layer = int(each.argmin())
    alone = left([[_cut(spot.right, [layer], [head])] for head in range(model.n_heads)])
    return {"each": each, "alone": alone, "writer": np.array([layer, alone.argmin()])}


def _second_step(plain: Sequence[Arrays], spots: Sequence[Spot], layer: int) -> Arrays:
    """Find the heads that look from the last token at the noun that had the adjective, in whichever order."""
    seen = [
        [_weights(trace, edges) for edges in (spot.found, spot.missed)]
        for trace, spot in zip(plain, spots, strict=True)
    ]
    weight_LH = np.minimum(seen[0][0], seen[1][0])
    lead_LH = np.minimum(*[found - missed for found, missed in seen])
    near = np.zeros(len(weight_LH), dtype=bool)
    near[layer + 1 : layer + 1 + NEXT] = True
    readers_LH = (weight_LH >= LEAST) & near[:, None]
    rest_LH = np.where(near[:, None] & ~readers_LH, weight_LH, -1.0)
    order = np.argsort(-rest_LH, axis=None, kind="stable")[: readers_LH.sum()]
    spared_LH = np.zeros_like(readers_LH)
    spared_LH.flat[order] = rest_LH.flat[order] >= 0
    return {"second": np.where(near[:, None], lead_LH, -1.0), "readers": readers_LH, "spared": spared_LH}


def _weights(trace: Arrays, edges: Sequence[tuple[int, int]]) -> np.ndarray:
    """Return each head's weight on some keys of one query, ``[L, H]``."""
    pattern = trace["pattern"].astype(np.float64)
    return np.array(sum(pattern[:, :, query, key] for query, key in edges))


def _cuts(model: MeasuredModel, spots: Sequence[Spot], found: Mapping[str, np.ndarray]) -> Arrays:
    """Cut in the heads and layers that were found, and in others."""
    layer, head = map(int, found["writer"])
    best = np.unravel_index(int(found["second"].argmax()), found["second"].shape)
    early, after = range(layer + 1), range(layer + 1, model.n_layers)
    ways: list[list[Cut]] = []
    for spot in spots:
        ways += [
            [],
            [_cut(spot.right, [layer], [head])],
            [_cut(spot.right, early)],
            [_cut(spot.right, after)] if after else [],
            [_cut(spot.wrong, early)],
            *[
                [_cut(spot.found, [n], np.flatnonzero(some[n]).tolist()) for n in np.flatnonzero(some.any(1)).tolist()]
                for some in (found["readers"], found["spared"])
            ],
        ]
    orders = np.repeat([0, 1], len(ways) // 2).tolist()
    traces = model.run_ways([spots[order].row for order in orders], ["pattern", "final_norm"], ways)
    chance_NV = chances_after(model, traces)
    cuts = [chance_V[spots[order].nouns[order]] for chance_V, order in zip(chance_NV, orders, strict=True)]
    seen = [_weights(trace, spots[order].found)[best] for trace, order in zip(traces, orders, strict=True)]
    return {"cuts": np.reshape(cuts, (2, -1)), "seen": np.reshape(seen, (2, -1))}
