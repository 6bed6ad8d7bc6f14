"""Attention head ranking: which head reads a noun's adjectives, and which carries a colour to its noun."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.probes.probe import (
    Arrays,
    Found,
    MeasuredModel,
    Probe,
    Progress,
    RemeasuredModel,
)
from attention_scenes.model.probes.sentences import missing, probe_sentences
from attention_scenes.model.probes.vectors import head_outputs, unit

HARDLY = 0.02  # of a weight: a lead of less is not clear, however steady it is


@dataclass(frozen=True)
class AdjectiveProbe(Probe):
    """Rank all heads by how a noun attends to its adjectives, and measure what they carry from a colour word.

    ``template`` has the slots ``{first}``, ``{second}`` and ``{noun}``; empty lists mean the ones of probes.toml.

    Arrays, all ``[L, H]`` (means over sentences):

    ``look``, ``look2``
        Weight from the noun to the word one back and two back, where both are adjectives.
    ``control``, ``control2``
        The same two places, filled with words that are no adjectives.
    ``score``
        ``(look - control) + (look2 - control2)``: high only for a head that prefers adjectives at *both* distances.
        A head that copies whatever stands to its left has ``look`` near ``control`` and scores near 0.
    ``chance``
        ``[1]``: were the pairs of words called adjectives or controls at random, in how many of all ways would some
        head lead as clearly as the best one does? Clearly: its score beside how much that varies from pair to pair.
        Small where the search found something; the more heads are searched, the more chance finds.
    ``carry``, ``carry_control``
        Cosine of the head's output at a noun, z·W_O, with the axis of the colour before it; and with the mean of the
        other colours' cosines. A colour's axis is the mean of the noun's vectors after the block over ``axis_nouns``
        minus the mean over all colours; the nouns tested are others, in another frame.
    ``accuracy``
        ``[L]``: leave one noun out, measure the axes on the others, and name the colour by the largest cosine.
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

    rankings = {"adjective": "score", "carry": "carry"}

    def filled(self, model: str = "") -> AdjectiveProbe:
        return replace(self, **missing(self, probe_sentences(model)["adjective"]))

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        probe = self.filled()
        seen, others = (_look(model, probe, pairs, progress) for pairs in (probe.pairs, probe.controls))
        look, look2, control, control2 = (place_BLH.mean(0) for place_BLH in (*seen, *others))
        carry, carry_control, accuracy = _carry(model, probe, progress)
        arrays = {
            "look": look, "look2": look2, "control": control, "control2": control2,
            "score": (look - control) + (look2 - control2),
            "chance": np.array([_chance(*(_by_pair(one + two, len(probe.nouns)) for one, two in (seen, others)))]),
            "carry": carry, "carry_control": carry_control, "accuracy": accuracy,
        }  # fmt: skip
        facts = {
            "sentences": len(probe.pairs) * len(probe.nouns),
            "controls": len(probe.controls) * len(probe.nouns),
            "axis_sentences": len(probe.colours) * len(probe.axis_nouns),
            "carry_sentences": len(probe.colours) * len(probe.carry_nouns),
        }
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return _weights_again(model, asked) | _carry_again(model, asked)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {
            "sentences": len([0 for _ in asked.pairs for _ in asked.nouns]),
            "controls": len([0 for _ in asked.controls for _ in asked.nouns]),
            "axis_sentences": len([0 for _ in asked.colours for _ in asked.axis_nouns]),
            "carry_sentences": len([0 for _ in asked.colours for _ in asked.carry_nouns]),
        }


def _look(
    model: MeasuredModel, probe: AdjectiveProbe, pairs: tuple[tuple[str, str], ...], progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each sentence the weight ``[L, H]`` from the noun's last token to the word one back, and two back."""
    place = probe.template.split().index("{noun}")
    one, two = [], []
    for n, (first, second) in enumerate(pairs):
        progress("ranking the heads", n / len(pairs))
        texts = [probe.template.format(first=first, second=second, noun=noun) for noun in probe.nouns]
        for text, trace in zip(texts, model.run(texts, ["pattern"]), strict=True):
            words = np.array([token.word for token in model.tokens(text)])
            at_noun = trace["pattern"][:, :, np.flatnonzero(words == place)[-1]]
            one.append(at_noun[:, :, words == place - 1].sum(-1))
            two.append(at_noun[:, :, words == place - 2].sum(-1))
    return np.array(one, dtype=np.float64), np.array(two, dtype=np.float64)


def _by_pair(both_BLH: np.ndarray, n_nouns: int) -> np.ndarray:
    """Return means over the nouns of each pair, ``[P, L·H]``."""
    return both_BLH.reshape(-1, n_nouns, both_BLH[0].size).mean(1)


def _chance(seen_PN: np.ndarray, others_QN: np.ndarray) -> float:
    """Return the permutation chance: in what share of ways to deal the pairs some head leads as clearly (N heads)."""
    all_RN, n_seen, n_others = np.concatenate([seen_PN, others_QN]), len(seen_PN), len(others_QN)
    ways_WR = np.array([np.isin(range(len(all_RN)), w) for w in combinations(range(len(all_RN)), n_seen)], dtype=float)
    (one_WN, var_WN), (two_WN, var2_WN) = (_moments(w_WR, all_RN) for w_WR in (ways_WR, 1 - ways_WR))
    lead_WN = one_WN - two_WN
    clear_WN = lead_WN / (np.sqrt(var_WN / n_seen + var2_WN / n_others) + HARDLY)
    # The first way is how they really are.
    return float((clear_WN.max(1) >= clear_WN[0, lead_WN[0].argmax()] - 1e-9).mean())


def _moments(chosen_WR: np.ndarray, all_RN: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance ``[W, N]`` of the rows that each way has chosen."""
    count = chosen_WR[0].sum()
    mean_WN = chosen_WR @ all_RN / count
    return mean_WN, np.clip(chosen_WR @ all_RN**2 / count - mean_WN**2, 0, None) * count / (count - 1)


def _carry(
    model: MeasuredModel, probe: AdjectiveProbe, progress: Progress
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # Vectors after each block at the noun: [noun, colour, L, D].
    streams = []
    for n, noun in enumerate(probe.axis_nouns):
        progress("measuring colour axes", n / len(probe.axis_nouns))
        texts = [probe.axis_template.format(colour=c, noun=noun) for c in probe.colours]
        streams.append([t["resid_post"][:, -1] for t in model.run(texts, ["resid_post"])])
    x_NCLD = np.array(streams, dtype=np.float64)
    centred_NCLD = x_NCLD - x_NCLD.mean(1, keepdims=True)
    axes_CLD = centred_NCLD.mean(0)

    held_out = []
    for n in range(len(x_NCLD)):
        others_CLD = np.delete(centred_NCLD, n, axis=0).mean(0)
        guess_LCC = np.einsum("cld,eld->lce", unit(centred_NCLD[n]), unit(others_CLD))
        held_out.append(guess_LCC.argmax(-1) == np.arange(len(probe.colours)))
    accuracy_L = np.mean(held_out, axis=(0, 2))

    right, wrong = [], []
    for noun in probe.carry_nouns:
        texts = [probe.carry_template.format(colour=c, noun=noun) for c in probe.colours]
        for c, trace in enumerate(model.run(texts, ["z"])):
            out_LHD = head_outputs(model, trace["z"][:, :, -1])
            cosine_LHC = np.einsum("lhd,cld->lhc", unit(out_LHD.astype(np.float64)), unit(axes_CLD))
            right.append(cosine_LHC[..., c])
            wrong.append(np.delete(cosine_LHC, c, axis=-1).mean(-1))
    return np.mean(right, axis=0), np.mean(wrong, axis=0), accuracy_L


def _weights_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
    """Return the weights on both places with their controls, the score and its chance."""
    head_of_template = asked.template[: asked.template.index("{noun}") + len("{noun}")]
    sums: dict[str, list[np.ndarray]] = defaultdict(list)
    pooled: list[np.ndarray] = []
    for kind, pairs in (("look", asked.pairs), ("control", asked.controls)):
        # A later word changes nothing, so the sentence is cut at its noun.
        texts = [
            head_of_template.format(first=first, second=second, noun=noun)
            for first, second in pairs
            for noun in asked.nouns
        ]
        for text, trace in zip(texts, model.run(texts, ["pattern"]), strict=True):
            words = text.split()
            ends = [len(model.ids(" ".join(words[:n]))) for n in range(len(words) + 1)]
            row = trace["pattern"][:, :, -1, :]
            sums[kind].append(row[..., ends[-3] : ends[-2]].sum(-1))
            sums[f"{kind}2"].append(row[..., ends[-4] : ends[-3]].sum(-1))
            pooled.append(sums[kind][-1] + sums[f"{kind}2"][-1])
    found: dict[str, np.ndarray] = {name: np.array(rows, dtype=np.float64).mean(0) for name, rows in sums.items()}
    found["score"] = found["look"] + found["look2"] - found["control"] - found["control2"]
    found["chance"] = np.array([_chance_again(pooled, len(asked.nouns), len(asked.pairs))])
    return found


def _chance_again(pooled: list[np.ndarray], nouns: int, pairs: int) -> float:
    """Return the permutation chance, one way at a time: the share of ways in which some head is as clear."""
    each = [np.mean(pooled[n : n + nouns], axis=0) for n in range(0, len(pooled), nouns)]
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for way in combinations(range(len(each)), pairs):
        sides = [each[n] for n in way], [rows for n, rows in enumerate(each) if n not in way]
        lead = np.mean(sides[0], axis=0) - np.mean(sides[1], axis=0)
        error = np.sqrt(sum(np.var(side, axis=0, ddof=1) / len(side) for side in sides))
        found.append((lead, lead / (error + 0.02)))
    lead, clear = found[0]
    best = clear.flat[lead.argmax()]
    return sum(bool((other >= best - 1e-9).any()) for _, other in found) / len(found)


def _carry_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
    """Return what each head carries from a colour word, and from the other colours; and the accuracy of the axes."""
    n_colours, n_nouns = len(asked.colours), len(asked.axis_nouns)
    texts = [asked.axis_template.format(colour=c, noun=n) for c in asked.colours for n in asked.axis_nouns]
    last = np.stack([t["resid_post"][:, -1] for t in model.run(texts, ["resid_post"])])
    last = last.astype(np.float64).reshape(n_colours, n_nouns, model.n_layers, model.d_model)
    per_noun = last - last.sum(0) / n_colours
    total = per_noun.sum(1)
    hits = np.zeros(model.n_layers)
    for c in range(n_colours):
        for n in range(n_nouns):
            rest = total - per_noun[:, n]
            likeness = (rest * per_noun[c, n]).sum(-1) / np.sqrt((rest**2).sum(-1))
            hits += likeness.argmax(0) == c
    axes = total / np.sqrt((total**2).sum(-1, keepdims=True))

    pairs = [(c, n) for c in range(n_colours) for n in asked.carry_nouns]
    texts = [asked.carry_template.format(colour=asked.colours[c], noun=n) for c, n in pairs]
    right, wrong = np.zeros((2, model.n_layers, model.n_heads))
    values = [t["z"][:, :, -1] for t in model.run(texts, ["z"])]
    for layer in range(model.n_layers):
        for head, out in enumerate(model.head_output_maps(layer)):
            for (c, _), z in zip(pairs, values, strict=True):
                vector = (out @ z[layer, head]).astype(np.float64)
                cosines = axes[:, layer] @ (vector / np.sqrt((vector**2).sum()))
                right[layer, head] += cosines[c] / len(pairs)
                wrong[layer, head] += (cosines.sum() - cosines[c]) / (n_colours - 1) / len(pairs)
    return {"accuracy": hits / (n_colours * n_nouns), "carry": right, "carry_control": wrong}
