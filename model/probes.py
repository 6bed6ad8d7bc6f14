"""Measurements over sentences that are not shown: which head does what, and which way a sense lies.

Each returns arrays and plain facts (numbers of sentences). Nothing is named by a head's best case alone: every
measure has a control beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from model.errors import UserError
from model.needs import AdjectiveProbe, SenseProbe
from model.tokens import Token
from model.trace import Machine, run_many
from model.weights import Progress

Found = tuple[dict[str, np.ndarray], dict[str, Any]]


def adjective(model: Machine, probe: AdjectiveProbe, progress: Progress) -> Found:
    """Rank heads by how a noun attends to the adjectives before it, and measure what they carry from a colour word.

    Arrays, all ``[L, H]`` (means over sentences):

    ``look``, ``look2``
        Weight from the noun to the word one back and two back, where both are adjectives.
    ``control``, ``control2``
        The same two places, filled with words that are no adjectives.
    ``score``
        ``(look - control) + (look2 - control2)``: high only for a head that prefers adjectives at *both* distances.
        A head that copies whatever stands to its left has ``look`` near ``control`` and scores near 0.
    ``carry``, ``carry_control``
        Cosine of the head's output at a noun, z·W_O, with the axis of the colour before it; and with the mean of the
        other colours' cosines. A colour's axis is the mean of the noun's vectors after the block over ``axis_nouns``
        minus the mean over all colours; the nouns tested are others, in another frame.
    ``accuracy``
        ``[L]``: leave one noun out, measure the axes on the others, and name the colour by the largest cosine.
    """
    probe = probe.filled()
    look, look2 = _look(model, probe, probe.pairs, progress)
    control, control2 = _look(model, probe, probe.controls, progress)
    carry, carry_control, accuracy = _carry(model, probe, progress)
    arrays = {
        "look": look, "look2": look2, "control": control, "control2": control2,
        "score": (look - control) + (look2 - control2),
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
    model: Machine, probe: AdjectiveProbe, pairs: tuple[tuple[str, str], ...], progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Mean weight ``[L, H]`` from the noun's last token to all tokens of the word one back, and two back."""
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
    return np.array(one, dtype=np.float64).mean(0), np.array(two, dtype=np.float64).mean(0)


def _carry(model: Machine, probe: AdjectiveProbe, progress: Progress) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
            z_LHK = trace["z"][:, :, -1]
            out_LHD = np.stack([_head_outputs(model, layer, z_HK) for layer, z_HK in enumerate(z_LHK)])
            cosine_LHC = np.einsum("lhd,cld->lhc", unit(out_LHD.astype(np.float64)), unit(axes_CLD))
            right.append(cosine_LHC[..., c])
            wrong.append(np.delete(cosine_LHC, c, axis=-1).mean(-1))
    return np.mean(right, axis=0), np.mean(wrong, axis=0), accuracy_L


def _head_outputs(model: Machine, layer: int, z_HK: np.ndarray) -> np.ndarray:
    """What each head adds to the stream, ``[H, D]``."""
    return np.einsum("hk,hdk->hd", z_HK, model.transformer.blocks[layer].W_O_HDK.cpu().numpy())


def sense(model: Machine, probe: SenseProbe, progress: Progress) -> Found:
    """Lay the word's vectors in each phrase along axes of its senses, measured anew at each layer on other sentences.

    The vector is the residual stream at the word's last token; index 0 is the embedding, index n is after block n.
    A sense's axis is the mean over its contexts minus the mean of all senses' means. At index 0 every vector is the
    same, so every axis is zero and everything measured along it is nan.

    Arrays (P phrases, S senses in the order of ``facts["senses"]``):

    ``cosine``
        ``[P, L+1, S]``: of (vector - overall mean) with the axis.
    ``projection``
        ``[P, L+1, S]``: of (vector - overall mean) on the axis of length 1, in the stream's own units.
    ``place``
        ``[P, L+1, S]``: the projection divided by that of the sense's own mean: 0 is the middle of all senses, 1 is
        where the sense's contexts lie. This is comparable between layers, though each layer's axis is its own.
    ``accuracy``
        ``[L+1]``: each context left out in turn and named by its largest cosine; chance is 1 / S.
    ``from_attn``, ``from_mlp``
        ``[P, L+1]``: the ``place`` of a phrase on the axis of its own sense, split exactly in two: what all attention
        blocks so far have added, and what all MLPs have (each less its mean over the senses' contexts).
    ``motion_attn``, ``motion_mlp``
        ``[P, L]``: the part of one block in this, on the axis after the block. Axes differ from layer to layer, so
        these do not add up to a place.
    ``norm_attn``, ``norm_mlp``
        ``[P, L]``: the lengths of what a block adds, nothing subtracted.
    """
    senses = list(probe.contexts)
    contexts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for n, lines in enumerate(probe.contexts.values()):
        progress("measuring sense axes", n / len(senses))
        contexts.append(_streams(model, lines, probe.word))
    streams = [x_CND for x_CND, _, _ in contexts]
    means_SND = np.array([x.mean(0) for x in streams])
    middle_ND, axes_SND = means_SND.mean(0), means_SND - means_SND.mean(0)
    # An axis that is only rounding (index 0) is none.
    length_SN = np.linalg.norm(axes_SND, axis=-1)
    length_SN[length_SN < 1e-4 * np.linalg.norm(middle_ND, axis=-1)] = np.nan
    unit_SND = axes_SND / length_SN[..., None]

    shown_PND, attn_PLD, mlp_PLD = _streams(model, probe.phrases, probe.word)
    x_PND = shown_PND - middle_ND
    projection_PNS = np.einsum("pnd,snd->pns", x_PND, unit_SND)
    with np.errstate(invalid="ignore"):
        cosine_PNS = projection_PNS / np.linalg.norm(x_PND, axis=-1)[..., None]
    own_P = [
        senses.index(given) if given else int(np.argmax(cosine_PNS[p, -1]))
        for p, given in enumerate(probe.senses or ("",) * len(probe.phrases))
    ]
    own_PND = (unit_SND / length_SN[..., None])[own_P]  # a dot product with this is in units of place
    from_attn_PNL, from_mlp_PNL = (
        np.einsum("pnd,pld->pnl", own_PND, added - np.mean([c[i].mean(0) for c in contexts], axis=0))
        for i, added in ((1, attn_PLD), (2, mlp_PLD))
    )
    blocks_before_NL = np.tri(x_PND.shape[1], attn_PLD.shape[1], k=-1)
    last_L = np.arange(attn_PLD.shape[1])
    arrays = {
        "cosine": cosine_PNS,
        "projection": projection_PNS,
        "place": projection_PNS / length_SN.T,
        "accuracy": _left_out(streams),
        "from_attn": (from_attn_PNL * blocks_before_NL).sum(-1),
        "from_mlp": (from_mlp_PNL * blocks_before_NL).sum(-1),
        "motion_attn": from_attn_PNL[:, last_L + 1, last_L],
        "motion_mlp": from_mlp_PNL[:, last_L + 1, last_L],
        "norm_attn": np.linalg.norm(attn_PLD, axis=-1),
        "norm_mlp": np.linalg.norm(mlp_PLD, axis=-1),
    }
    counts = {name: len(lines) for name, lines in probe.contexts.items()}
    facts = counts | {"senses": senses, "own": [senses[s] for s in own_P], "contexts": sum(counts.values())}
    return {name: array.astype(np.float32) for name, array in arrays.items()}, facts


def _streams(model: Machine, texts: Sequence[str], word: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """At the word's last token: the streams ``[texts, L+1, D]``; what attention and MLPs add, ``[texts, L, D]``."""
    streams, attn, mlp = [], [], []
    for trace in run_many(model, texts, ["embed", "resid_post", "attn_out", "mlp_out"]):
        at = find_word(trace.tokens, word, trace.text)
        streams.append(np.concatenate([trace["embed"][None, at], trace["resid_post"][:, at]]))
        attn.append(trace["attn_out"][:, at])
        mlp.append(trace["mlp_out"][:, at])
    return tuple(np.array(a, dtype=np.float64) for a in (streams, attn, mlp))  # type: ignore[return-value]


def find_word(tokens: list[Token], word: str, text: str) -> int:
    """The last token of the last occurrence of ``word``, whatever punctuation clings to it."""
    found, so_far = None, ""
    for i, token in enumerate(tokens[1:], start=1):
        so_far = so_far + token.text if token.word == tokens[i - 1].word else token.text
        if so_far.strip(" \"'“”‘’([").casefold() == word.casefold():
            found = i
    if found is None:
        raise UserError(f"The word {word!r} is not in {text[:80]!r}: each phrase and each context must have it.")
    return found


def _left_out(streams: list[np.ndarray]) -> np.ndarray:
    """Leave-one-out accuracy ``[L+1]``; nan where the contexts cannot be told apart at all."""
    hits = []
    for s, x_CND in enumerate(streams):
        for c in range(len(x_CND)):
            rest = [np.delete(x, c, axis=0) if i == s else x for i, x in enumerate(streams)]
            means_SND = np.array([x.mean(0) for x in rest])
            middle_ND = means_SND.mean(0)
            cosine_NS = np.einsum("nd,snd->ns", unit(x_CND[c] - middle_ND), unit(means_SND - middle_ND))
            hits.append(cosine_NS.argmax(-1) == s)
    accuracy_N = np.mean(hits, axis=0)
    everything = np.concatenate(streams)
    spread_N = np.linalg.norm(everything - everything.mean(0), axis=-1).mean(0)
    accuracy_N[spread_N < 1e-4 * np.linalg.norm(everything, axis=-1).mean(0)] = np.nan
    return accuracy_N


def unit(x: np.ndarray) -> np.ndarray:
    """Each vector along the last axis at length 1; zero stays zero."""
    length = np.linalg.norm(x, axis=-1, keepdims=True)
    return np.divide(x, length, out=np.zeros_like(x), where=length > 0)
