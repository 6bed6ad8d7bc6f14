"""Word sense axes: which way the senses of a word lie, measured anew at each layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import probe_sentences, refuse_shown
from attention_scenes.model.probes.vectors import find_word, stream, unit

# Sentences for the three senses of "mole", none of them one that a clip shows.
DEFAULT_MOLE_CONTEXTS: Mapping[str, tuple[str, ...]] = {
    sense: tuple(lines) for sense, lines in probe_sentences()["mole"].items()
}
Added = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class SenseProbe(Probe):
    """Lay a word's vectors in each phrase along axes of its senses, measured anew at each layer on other sentences.

    The vector is the residual stream at the word's last token; index 0 is the embedding, index n is after block n.
    A sense's axis is the mean over its contexts minus the mean of all senses' means. At index 0 every vector is the
    same, so every axis is zero and everything measured along it is nan.

    Parameters
    ----------
    word
        The word with several senses; it must occur in every context and every phrase.
    contexts
        For each sense, sentences that use the word so. None of them may be a phrase.
    phrases
        The sentences on screen, with no part in measuring the axes.
    senses
        For each phrase its sense; ``""`` where that is open (then the nearest at the end counts).

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
        refuse_shown(self.phrases, [line for lines in self.contexts.values() for line in lines])

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        senses = list(self.contexts)
        contexts: list[Added] = []
        for n, lines in enumerate(self.contexts.values()):
            progress("measuring sense axes", n / len(senses))
            contexts.append(_streams(model, lines, self.word))
        streams = [x_CND for x_CND, *_ in contexts]
        means_SND = np.array([x.mean(0) for x in streams])
        middle_ND, axes_SND = means_SND.mean(0), means_SND - means_SND.mean(0)
        # An axis that is only rounding (index 0) is none.
        length_SN = np.linalg.norm(axes_SND, axis=-1)
        length_SN[length_SN < 1e-4 * np.linalg.norm(middle_ND, axis=-1)] = np.nan
        unit_SND = axes_SND / length_SN[..., None]

        shown_PND, attn_PLD, mlp_PLD, place_PD = _streams(model, self.phrases, self.word)
        x_PND = shown_PND - middle_ND
        projection_PNS = np.einsum("pnd,snd->pns", x_PND, unit_SND)
        with np.errstate(invalid="ignore"):
            cosine_PNS = projection_PNS / np.linalg.norm(x_PND, axis=-1)[..., None]
        own_P = [
            senses.index(given) if given else int(np.argmax(cosine_PNS[p, -1]))
            for p, given in enumerate(self.senses or ("",) * len(self.phrases))
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
        if model.position_vectors() is not None:
            moved_PD = place_PD - np.mean([places.mean(0) for *_, places in contexts], axis=0)
            arrays["from_place"] = np.einsum("pnd,pd->pn", own_PND, moved_PD)
        counts = {name: len(lines) for name, lines in self.contexts.items()}
        facts = counts | {"senses": senses, "own": [senses[s] for s in own_P], "contexts": sum(counts.values())}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        names = list(asked.contexts)
        contexts = [_at_word_again(model, asked.contexts[name], asked.word) for name in names]
        shown = _at_word_again(model, asked.phrases, asked.word)
        n_phrases, n_points = len(asked.phrases), model.n_layers + 1
        found: dict[str, np.ndarray] = {
            name: np.full((n_phrases, n_points, len(names)), np.nan) for name in ("cosine", "projection", "place")
        }
        found |= {name: np.full((n_phrases, n_points), np.nan) for name in ("from_attn", "from_mlp")}
        found |= {name: np.full((n_phrases, n_points - 1), np.nan) for name in ("motion_attn", "motion_mlp")}
        found |= {f"norm_{part}": np.sqrt((shown[part] ** 2).sum(-1)) for part in ("attn", "mlp")}
        found["accuracy"] = np.full(n_points, np.nan)
        if model.position_vectors() is not None:
            found["from_place"] = np.full((n_phrases, n_points), np.nan)
        axes = [_axes_again([c["stream"][:, n] for c in contexts]) for n in range(n_points)]
        for n, here in enumerate(axes):
            if here is None:
                continue
            middle, rays = here
            found["accuracy"][n] = _accuracy_again([c["stream"][:, n] for c in contexts])
            for p in range(n_phrases):
                moved = shown["stream"][p, n] - middle
                for s, ray in enumerate(rays):
                    along = moved @ ray
                    found["projection"][p, n, s] = along / np.sqrt(ray @ ray)
                    found["place"][p, n, s] = along / (ray @ ray)
                    found["cosine"][p, n, s] = along / np.sqrt((ray @ ray) * (moved @ moved))
        for p in range(n_phrases):
            given = asked.senses[p] if asked.senses else ""
            own = names.index(given) if given else int(found["cosine"][p, -1].argmax())
            for n, here in enumerate(axes):
                if here is None:
                    continue
                ray = here[1][own]
                if "from_place" in found:
                    away = shown["place"][p] - sum(c["place"].mean(0) for c in contexts) / len(names)
                    found["from_place"][p, n] = away @ ray / (ray @ ray)
                for part in ("attn", "mlp"):
                    usual = sum(c[part].mean(0) for c in contexts) / len(names)
                    steps = (shown[part][p] - usual)[:n] @ ray / (ray @ ray)
                    found[f"from_{part}"][p, n] = steps.sum()
                    found[f"motion_{part}"][p, n - 1] = steps[-1]
        return found

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        counts = {name: len(lines) for name, lines in asked.contexts.items()}
        return counts | {"contexts": sum(counts.values())}


def _streams(model: MeasuredModel, texts: Sequence[str], word: str) -> Added:
    """Return the streams ``[texts, L+1, D]`` and the parts that add up to them at the word's last token.

    The parts are the outputs of attention and of the MLPs, ``[texts, L, D]``, and the position vectors that are added
    to the embedding before the first block, ``[texts, D]`` (zeros in a model without).
    """
    streams, attn, mlp, places = [], [], [], []
    learned = model.position_vectors()
    for text, trace in zip(texts, model.run(texts, ["embed", "resid_post", "attn_out", "mlp_out"]), strict=True):
        at = find_word(model.tokens(text), word, text)
        streams.append(stream(trace, at))
        attn.append(trace["attn_out"][:, at])
        mlp.append(trace["mlp_out"][:, at])
        places.append(np.zeros_like(trace["embed"][at]) if learned is None else learned[at])
    return tuple(np.array(a, dtype=np.float64) for a in (streams, attn, mlp, places))  # type: ignore[return-value]


def _left_out(streams: list[np.ndarray]) -> np.ndarray:
    """Return the leave-one-out accuracy ``[L+1]``; nan where the contexts do not differ at all."""
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


def _axes_again(points: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]] | None:
    """Return the middle of the senses and the way from it to each; None where all vectors are one and the same."""
    everything = np.concatenate(points)
    if np.abs(everything - everything[0]).max() <= 1e-4 * np.abs(everything).max():
        return None
    middle = sum(p.mean(0) for p in points) / len(points)
    return middle, [p.mean(0) - middle for p in points]


def _accuracy_again(points: list[np.ndarray]) -> float:
    """Return the leave-one-out accuracy: the share of contexts closest in direction to their own sense."""
    right = 0
    for s, own in enumerate(points):
        for c in range(len(own)):
            means = [(p.sum(0) - own[c]) / (len(p) - 1) if i == s else p.mean(0) for i, p in enumerate(points)]
            middle = sum(means) / len(means)
            rays = [m - middle for m in means]
            right += int(np.argmax([(own[c] - middle) @ ray / np.sqrt(ray @ ray) for ray in rays])) == s
    return right / sum(map(len, points))


def _at_word_again(model: RemeasuredModel, texts: Sequence[str], word: str) -> dict[str, np.ndarray]:
    """Return the streams ``[texts, L+1, D]`` and the outputs of attention and MLPs at the word's last token."""
    parts: dict[str, list[np.ndarray]] = {"stream": [], "attn": [], "mlp": [], "place": []}
    # Nothing after the word can reach it, so each sentence is cut there.
    cut = [text[: text.casefold().rindex(word.casefold()) + len(word)] for text in texts]
    learned = model.position_vectors()
    for trace in model.run(cut, ["embed", "resid_post", "attn_out", "mlp_out"]):
        parts["stream"].append(np.concatenate([trace["embed"][-1:], trace["resid_post"][:, -1]]))
        parts["place"].append(np.zeros(model.d_model) if learned is None else learned[len(trace["embed"]) - 1])
        parts["attn"].append(trace["attn_out"][:, -1])
        parts["mlp"].append(trace["mlp_out"][:, -1])
    return {name: np.array(values, dtype=np.float64) for name, values in parts.items()}
