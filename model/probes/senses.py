"""Which way the senses of a word lie, measured anew at each layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import run_many
from attention_scenes.model.probes.common import Found, find_word, stream, unit
from attention_scenes.model.request.needs import SenseProbe


def sense(model: LoadedModel, probe: SenseProbe, progress: Progress) -> Found:
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
        blocks so far have added, and what all MLPs have (each less its mean over the senses' contexts). A model whose
        positions are learned vectors has a third part, ``from_place``: the vector of the place where the word stands.
    ``motion_attn``, ``motion_mlp``
        ``[P, L]``: the part of one block in this, on the axis after the block. Axes differ from layer to layer, so
        these do not add up to a place.
    ``norm_attn``, ``norm_mlp``
        ``[P, L]``: the lengths of what a block adds, nothing subtracted.
    """
    senses = list(probe.contexts)
    contexts: list[Added] = []
    for n, lines in enumerate(probe.contexts.values()):
        progress("measuring sense axes", n / len(senses))
        contexts.append(_streams(model, lines, probe.word))
    streams = [x_CND for x_CND, *_ in contexts]
    means_SND = np.array([x.mean(0) for x in streams])
    middle_ND, axes_SND = means_SND.mean(0), means_SND - means_SND.mean(0)
    # An axis that is only rounding (index 0) is none.
    length_SN = np.linalg.norm(axes_SND, axis=-1)
    length_SN[length_SN < 1e-4 * np.linalg.norm(middle_ND, axis=-1)] = np.nan
    unit_SND = axes_SND / length_SN[..., None]

    shown_PND, attn_PLD, mlp_PLD, place_PD = _streams(model, probe.phrases, probe.word)
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
    if model.transformer.W_pos_CD is not None:
        moved_PD = place_PD - np.mean([places.mean(0) for *_, places in contexts], axis=0)
        arrays["from_place"] = np.einsum("pnd,pd->pn", own_PND, moved_PD)
    counts = {name: len(lines) for name, lines in probe.contexts.items()}
    facts = counts | {"senses": senses, "own": [senses[s] for s in own_P], "contexts": sum(counts.values())}
    return {name: array.astype(np.float32) for name, array in arrays.items()}, facts


Added = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _streams(model: LoadedModel, texts: Sequence[str], word: str) -> Added:
    """At the word's last token: the streams ``[texts, L+1, D]``; what attention and MLPs add, ``[texts, L, D]``; what
    is added to the embedding before the first block, ``[texts, D]``: the vector of the place, where there are such."""
    streams, attn, mlp, places = [], [], [], []
    learned = model.transformer.W_pos_CD
    for trace in run_many(model, texts, ["embed", "resid_post", "attn_out", "mlp_out"]):
        at = find_word(trace.tokens, word, trace.text)
        streams.append(stream(trace, at))
        attn.append(trace["attn_out"][:, at])
        mlp.append(trace["mlp_out"][:, at])
        places.append(np.zeros_like(trace["embed"][at]) if learned is None else learned[at].numpy())
    return tuple(np.array(a, dtype=np.float64) for a in (streams, attn, mlp, places))  # type: ignore[return-value]


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
