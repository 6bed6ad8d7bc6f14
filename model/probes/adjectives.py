"""Which head reads a noun's adjectives, and which carries a colour to it."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import run_many
from attention_scenes.model.probes.common import Found, head_outputs, unit
from attention_scenes.model.request.needs import AdjectiveProbe

HARDLY = 0.02  # of a weight: a lead of less is not clear, however steady it is


def adjective(model: LoadedModel, probe: AdjectiveProbe, progress: Progress) -> Found:
    """Rank heads by how a noun attends to the adjectives before it, and measure what they carry from a colour word.

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
    probe = probe.filled()
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


def _look(
    model: LoadedModel, probe: AdjectiveProbe, pairs: tuple[tuple[str, str], ...], progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """For each sentence the weight ``[L, H]`` from the noun's last token to the word one back, and two back."""
    place = probe.template.split().index("{noun}")
    one, two = [], []
    for n, (first, second) in enumerate(pairs):
        progress("ranking the heads", n / len(pairs))
        texts = [probe.template.format(first=first, second=second, noun=noun) for noun in probe.nouns]
        for trace in run_many(model, texts, ["pattern"]):
            words = np.array([t.word for t in trace.tokens])
            at_noun = trace["pattern"][:, :, np.flatnonzero(words == place)[-1]]
            one.append(at_noun[:, :, words == place - 1].sum(-1))
            two.append(at_noun[:, :, words == place - 2].sum(-1))
    return np.array(one, dtype=np.float64), np.array(two, dtype=np.float64)


def _by_pair(both_BLH: np.ndarray, n_nouns: int) -> np.ndarray:
    """Means over the nouns of each pair, ``[P, L·H]``."""
    return both_BLH.reshape(-1, n_nouns, both_BLH[0].size).mean(1)


def _chance(seen_PN: np.ndarray, others_QN: np.ndarray) -> float:
    """In how many of all ways to deal the pairs out anew some head leads as clearly as the best does (N heads)."""
    all_RN, n_seen, n_others = np.concatenate([seen_PN, others_QN]), len(seen_PN), len(others_QN)
    ways_WR = np.array([np.isin(range(len(all_RN)), w) for w in combinations(range(len(all_RN)), n_seen)], dtype=float)
    (one_WN, var_WN), (two_WN, var2_WN) = (_moments(w_WR, all_RN) for w_WR in (ways_WR, 1 - ways_WR))
    lead_WN = one_WN - two_WN
    clear_WN = lead_WN / (np.sqrt(var_WN / n_seen + var2_WN / n_others) + HARDLY)
    # The first way is how they really are.
    return float((clear_WN.max(1) >= clear_WN[0, lead_WN[0].argmax()] - 1e-9).mean())


def _moments(chosen_WR: np.ndarray, all_RN: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance ``[W, N]`` of the rows that each way has chosen."""
    count = chosen_WR[0].sum()
    mean_WN = chosen_WR @ all_RN / count
    return mean_WN, np.clip(chosen_WR @ all_RN**2 / count - mean_WN**2, 0, None) * count / (count - 1)


def _carry(model: LoadedModel, probe: AdjectiveProbe, progress: Progress) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # Vectors after each block at the noun: [noun, colour, L, D].
    streams = []
    for n, noun in enumerate(probe.axis_nouns):
        progress("measuring colour axes", n / len(probe.axis_nouns))
        texts = [probe.axis_template.format(colour=c, noun=noun) for c in probe.colours]
        streams.append([t["resid_post"][:, -1] for t in run_many(model, texts, ["resid_post"])])
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
        for c, trace in enumerate(run_many(model, texts, ["z"])):
            out_LHD = head_outputs(model, trace["z"][:, :, -1])
            cosine_LHC = np.einsum("lhd,cld->lhc", unit(out_LHD.astype(np.float64)), unit(axes_CLD))
            right.append(cosine_LHC[..., c])
            wrong.append(np.delete(cosine_LHC, c, axis=-1).mean(-1))
    return np.mean(right, axis=0), np.mean(wrong, axis=0), accuracy_L
