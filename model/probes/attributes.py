"""Linear probe of two attributes of a noun, its colour and its fluffiness: which words brought how much of each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing, probe_sentences, refuse_shown
from attention_scenes.model.probes.vectors import stream

Side = tuple[list[int], list[int], list[int]]  # an attribute's own words, the opposite ones, others

LEAST = 1e-8  # of a vector's squared length: an axis that is shorter is none
SHIFT = 3  # places that each frame's words are moved on from the last frame's, where labels are shuffled


@dataclass(frozen=True)
class AttributeProbe(Probe):
    """Measure how far adjectives move their noun towards each colour and towards fluffy, anew at each layer.

    A noun's *lead* is its vector less its vector in the same sentence without the adjectives. An attribute's axis is
    the mean lead of the nouns called so, less half the mean lead under the words opposite to it (the other colours;
    smooth words) and half that under other words: so it is no axis of having an adjective, and colours and fluffiness
    do not pull against each other. Along it 0 is no lead, and 1 the mean lead of the nouns called so: so signs are
    fixed. Index 0 is the embedding, where no word has reached its noun and there is no axis (nan); index n is after
    block n. Nor is there one where the nouns called so do not lead along it.

    Parameters
    ----------
    phrases
        Pairs: a phrase that ends in a noun, and the same without the noun's adjectives. No part in measuring axes.
    frames
        Sentences that end in a noun, with one slot ``{}`` before it; each is held out in turn.
    colours, fluffy, smooth, others
        Words for the slot. The first K attributes are the K colours, the last one is fluffy.

    Arrays:

    ``axis``
        ``[K+1, L+1, D]``: a lead's product with it is its place.
    ``accuracy``
        ``[K+1, L+1]``: each frame held out; the share of its nouns on the right side of 0.5, as the mean of those
        called so, of those called the opposite, and of those called something else, where the first counts half.
    ``shuffled``
        The same where the words are dealt out among the nouns in another order in each frame: no axis is to be found.
    ``named``
        ``[L+1]``: frames held out; the share of nouns with a colour that lie farther along it than along any other.
    ``place``
        ``[P, K+1, L+1]``: where each phrase's lead lies, 0 where it has none.
    """

    phrases: tuple[tuple[str, str], ...] = ()
    frames: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    fluffy: tuple[str, ...] = ()
    smooth: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    name: Literal["attribute"] = "attribute"

    def __post_init__(self) -> None:
        if any(frame.count("{}") != 1 for frame in self.frames) or len(self.frames) == 1:
            raise UserError("Attributes need two frames or more, each with one slot {}.")
        shown = tuple(phrase for phrase, _ in self.phrases)
        refuse_shown(shown, [frame.replace("{}", word) for frame in self.frames for word in self.words])

    @property
    def words(self) -> tuple[str, ...]:
        """All words for the slot, colours first."""
        return (*self.colours, *self.fluffy, *self.smooth, *self.others)

    def filled(self, model: str = "") -> AttributeProbe:
        return replace(self, **missing(self, probe_sentences(model)["attribute"]))

    def starts_from(self) -> AttributeProbe | None:
        """Return the same attributes without the phrases, which do not change the axes."""
        return replace(self, phrases=()) if self.phrases else None

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        probe = self.filled()
        leads = []
        for n, frame in enumerate(probe.frames):
            progress("measuring colours and fluffiness", n / len(probe.frames))
            leads.append(_leads(model, probe, frame))
        lead_FWND, sides = np.array(leads), probe._sides()
        moved_FWND = np.array([np.roll(lead_WND, SHIFT * n, axis=0) for n, lead_WND in enumerate(lead_FWND)])
        accuracy_AN, named_N = _held_out(lead_FWND, sides)
        arrays = {
            "axis": _axes(lead_FWND.mean(0), sides), "accuracy": accuracy_AN, "named": named_N,
            "shuffled": _held_out(moved_FWND, sides)[0],
        }  # fmt: skip
        facts = {"frames": len(leads), "words": len(probe.words), "sentences": len(leads) * len(probe.words)}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    def measure_from(self, model: MeasuredModel, known: Arrays) -> Arrays:
        axis_AND, found = known["axis"].astype(np.float64), []
        for pair in self.phrases:
            with_words_ND, without_ND = (stream(t, -1) for t in model.run(pair, ["embed", "resid_post"]))
            lead_ND = with_words_ND - without_ND
            found.append(np.where((lead_ND == 0).all(1), 0, np.einsum("nd,and->an", lead_ND, axis_AND)))
        return {"place": np.array(found, dtype=np.float32)}

    def _sides(self) -> list[Side]:
        """Return of each attribute which words are its own, which the opposite ones, and which are neither."""
        colours = range(len(self.colours))
        places = np.cumsum([0, *map(len, (self.colours, self.fluffy, self.smooth, self.others))]).tolist()
        _, fluffy, smooth, others = (list(range(*ends)) for ends in itertools.pairwise(places))
        return [*(([k], [n for n in colours if n != k], others) for k in colours), (fluffy, smooth, others)]

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, point by point, each frame's nouns sorted by the other frames' axes."""
        slot = [*asked.colours, *asked.fluffy, *asked.smooth, *asked.others]
        lead = _leads_again(model, tuple(asked.frames), tuple(slot))
        other, number = np.isin(slot, asked.others), np.arange(len(slot))
        own = [number == k for k in range(len(asked.colours))] + [np.isin(slot, asked.fluffy)]
        opposite = [np.isin(slot, asked.colours) & ~mine for mine in own[:-1]] + [np.isin(slot, asked.smooth)]
        moved = np.stack([lead[f, (number - 3 * f) % len(slot)] for f in range(len(lead))])
        points = lead.shape[2]
        found = {"axis": np.full((len(own), *lead.shape[2:]), np.nan), "named": np.full(points, np.nan)}
        found |= {name: np.full((len(own), points), np.nan) for name in ("accuracy", "shuffled")}
        for n in range(points):
            along = []
            for k, kinds in enumerate(zip(own, opposite, [other] * len(own), strict=True)):
                found["axis"][k, n], _ = _axis_again(lead[:, :, n], kinds)
                found["accuracy"][k, n], places = _accuracy_again(lead[:, :, n], kinds)
                found["shuffled"][k, n], _ = _accuracy_again(moved[:, :, n], kinds)
                along.append(places[:, : len(own) - 1])
            if not np.isnan(found["axis"][:-1, n]).all():
                most = np.nanargmax(np.nan_to_num(np.array(along[:-1]), nan=-np.inf), axis=0)
                found["named"][n] = (most == np.arange(len(own) - 1)).mean()
        rows = []
        for pair in asked.phrases:
            here, without = (_last_again(trace) for trace in model.run(list(pair), ["embed", "resid_post"]))
            rows.append(np.where((here == without).all(axis=1), 0.0, ((here - without) * found["axis"]).sum(-1)))
        return found | ({"place": np.array(rows)} if rows else {})

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        total = sum(len(group) for group in (asked.colours, asked.fluffy, asked.smooth, asked.others))
        return {"frames": len(asked.frames), "words": total, "sentences": len(asked.frames) * total}


def _leads(model: MeasuredModel, probe: AttributeProbe, frame: str) -> np.ndarray:
    """Return how far each word moves a frame's noun from where it lies without one, ``[W, L+1, D]``."""
    texts = [*(frame.replace("{}", word) for word in probe.words), _bare(frame)]
    x_BND = np.array([stream(trace, -1) for trace in model.run(texts, ["embed", "resid_post"])])
    return x_BND[:-1] - x_BND[-1]


def _bare(frame: str) -> str:
    return " ".join(frame.replace("{}", " ").split())


def _axes(mean_WND: np.ndarray, sides: Sequence[Side]) -> np.ndarray:
    """Return the axis of each attribute, ``[A, L+1, D]``; nan where there is none."""
    found = []
    for own, opposite, others in sides:
        called_ND, opposite_ND, others_ND = (mean_WND[side].mean(0) for side in (own, opposite, others))
        way_ND = called_ND - (opposite_ND + others_ND) / 2
        along_N = (called_ND * way_ND).sum(-1)
        along_N[along_N <= LEAST * (called_ND**2).sum(-1)] = np.nan
        found.append(way_ND / along_N[:, None])
    return np.array(found)


def _held_out(lead_FWND: np.ndarray, sides: Sequence[Side]) -> tuple[np.ndarray, np.ndarray]:
    """Return the accuracy of each attribute ``[A, L+1]``, and how many colours are told from all others ``[L+1]``."""
    total_WND, count, right, named = lead_FWND.sum(0), len(lead_FWND), [], []
    for lead_WND in lead_FWND:
        axis_AND = _axes((total_WND - lead_WND) / (count - 1), sides)
        place_AWN = np.einsum("wnd,and->awn", lead_WND, axis_AND)
        called = place_AWN > 0.5
        shares = [[called[a][side].mean(0) for side in of] for a, of in enumerate(sides)]
        right.append([own / 2 + (1 - opposite) / 4 + (1 - others) / 4 for own, opposite, others in shares])
        colours = len(sides) - 1
        most_WN = np.nan_to_num(place_AWN[:colours, :colours], nan=-np.inf).argmax(0)
        named.append((most_WN == np.arange(colours)[:, None]).mean(0))
    nowhere_AN = np.isnan(_axes(total_WND, sides)[..., 0])
    accuracy_AN = np.where(nowhere_AN, np.nan, np.mean(right, axis=0))
    return accuracy_AN, np.where(nowhere_AN[:-1].all(0), np.nan, np.mean(named, axis=0))


def _last_again(trace: dict[str, np.ndarray]) -> np.ndarray:
    return np.concatenate([trace["embed"][-1:], trace["resid_post"][:, -1]]).astype(np.float64)


@lru_cache(maxsize=2)
def _leads_again(model: RemeasuredModel, frames: tuple[str, ...], slot: tuple[str, ...]) -> np.ndarray:
    """Return the same leads ``[frame, word, L+1, D]``, all sentences in one go; cached: no phrase changes them."""
    texts = [frame.replace("{}", word) for frame in frames for word in slot]
    plain = [frame.replace("{} ", "") for frame in frames]
    last = np.array([_last_again(trace) for trace in model.run([*texts, *plain], ["embed", "resid_post"])])
    given = last[: len(texts)].reshape(len(frames), len(slot), *last.shape[1:])
    return given - last[len(texts) :, None]


def _axis_again(lead: np.ndarray, kinds: Sequence[np.ndarray]) -> tuple[np.ndarray, bool]:
    """Return the axis of one attribute from leads ``[frame, word, D]`` at one point; False where there is none."""
    called, opposite, others = (lead[:, kind].mean(axis=(0, 1)) for kind in kinds)
    way = called - 0.5 * opposite - 0.5 * others
    if way @ called <= 1e-8 * (called @ called):
        return np.full(len(way), np.nan), False
    return way / (way @ called), True


def _accuracy_again(lead: np.ndarray, kinds: Sequence[np.ndarray]) -> tuple[float, np.ndarray]:
    """Return the accuracy of one attribute, and where each word lies on the axis of the other frames."""
    places = np.array([row @ _axis_again(np.delete(lead, f, axis=0), kinds)[0] for f, row in enumerate(lead)])
    right = [(places > 0.5)[:, kinds[0]].mean(), *(1 - (places > 0.5)[:, kind].mean() for kind in kinds[1:])]
    return float(np.average(right, weights=[2, 1, 1])) if _axis_again(lead, kinds)[1] else np.nan, places
